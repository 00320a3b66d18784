"""People, organisations, and what ties them. An organisation is one party of the notice's chain."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from mingjian import clock
from mingjian.platform.columns import Column


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> User:
        """A person who signs in by e-mail address; without a password only by link, passkey or OIDC."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email: Column[str] = models.EmailField(unique=True)
    name: Column[str] = models.CharField(max_length=80, blank=True)
    language: Column[str] = models.CharField(max_length=8, default="zh-hans")
    is_active: Column[bool] = models.BooleanField(default=True)  # pyright: ignore[reportIncompatibleVariableOverride]
    is_staff: Column[bool] = models.BooleanField(default=False)
    """Administers the platform itself."""
    density: Column[str] = models.CharField(max_length=8, default="working")
    """How close rows stand: `reading`, `working` or `dense`."""
    shortcuts: Column[bool] = models.BooleanField(default=True)
    """Whether single keys act (WCAG 2.1.4 wants a way to turn them off)."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD: ClassVar[str] = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Party(models.TextChoices):
    """Party codes of the law's requirements, and those who supervise or assist."""

    APP_OPERATOR = "app_operator"
    DISTRIBUTION_PLATFORM = "distribution_platform"
    SDK_PROVIDER = "sdk_provider"
    TERMINAL_VENDOR = "terminal_vendor"
    ACCESS_PROVIDER = "access_provider"
    LAB = "lab"
    PROVINCIAL_ADMINISTRATION = "provincial_administration"
    MIIT = "miit"
    ASSOCIATION = "association"


class Organisation(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party: Column[str] = models.CharField(max_length=30, choices=Party.choices)
    name: Column[str] = models.CharField(max_length=120)
    credit_code: Column[str] = models.CharField(max_length=18, blank=True)
    """统一社会信用代码, 18 characters (GB 32100-2015)."""
    province: Column[str] = models.CharField(max_length=6, blank=True)
    """GB/T 2260 code."""
    identity: Column[dict[str, object]] = models.JSONField(default=dict)
    """Evidence of identity: document digests, who checked it and when."""
    quota: Column[dict[str, int]] = models.JSONField(default=dict)
    demo: Column[bool] = models.BooleanField(default=False)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    organisation: Column[Organisation] = models.ForeignKey(
        Organisation, models.PROTECT, related_name="members"
    )
    organisation_id: uuid.UUID
    user: Column[User] = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    user_id: uuid.UUID
    role: Column[str] = models.CharField(max_length=20)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "user"], name="member_once"),)


class Invitation(models.Model):
    """A link to join; only the digest of its secret is kept. Without an address whoever holds it joins."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    email: Column[str] = models.EmailField(blank=True)
    role: Column[str] = models.CharField(max_length=20)
    staff: Column[bool] = models.BooleanField(default=False)
    """The first administrator's link: who accepts it runs the platform too."""
    created_at: Column[datetime] = models.DateTimeField(default=clock.now)
    secret_sha256: Column[str] = models.CharField(max_length=64, unique=True)
    expires_at: Column[datetime] = models.DateTimeField()
    accepted_at: Column[datetime | None] = models.DateTimeField(null=True)


class Token(models.Model):
    """An API token; only the digest of its secret is kept."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    user: Column[User] = models.ForeignKey(User, models.CASCADE)
    user_id: uuid.UUID
    name: Column[str] = models.CharField(max_length=80)
    secret_sha256: Column[str] = models.CharField(max_length=64, unique=True)
    scopes: Column[list[str]] = models.JSONField(default=list)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    expires_at: Column[datetime | None] = models.DateTimeField(null=True)
    used_at: Column[datetime | None] = models.DateTimeField(null=True)
    revoked_at: Column[datetime | None] = models.DateTimeField(null=True)


class Answer(models.Model):
    """What a request with an `Idempotency-Key` was answered, so that it is told again and not done again."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    actor: Column[str] = models.CharField(max_length=80)
    key: Column[str] = models.CharField(max_length=200)
    asked_sha256: Column[str] = models.CharField(max_length=64)
    """Over method, address and content of the request."""
    status: Column[int] = models.IntegerField(default=0)
    headers: Column[dict[str, str]] = models.JSONField(default=dict)
    body: Column[bytes] = models.BinaryField(default=bytes)
    expires_at: Column[datetime] = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "actor", "key"], name="answer_once"),)
        indexes = (models.Index(fields=["expires_at"], name="answer_expiry"),)
