"""App (package × platform) → Version (one artifact) → SDK uses. The SDKs' own facts stay in `knowledge`."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.columns import Column


class Artifact(models.Model):
    """A file in the blob store, once, whoever brought it. Reached only through a row of an organisation."""

    sha256: Column[str] = models.CharField(max_length=64, primary_key=True)
    size_bytes: Column[int] = models.BigIntegerField()
    media_type: Column[str] = models.CharField(max_length=80)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)


class App(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    platform: Column[str] = models.CharField(max_length=16, default="android")
    package: Column[str] = models.CharField(max_length=255)
    name: Column[str] = models.CharField(max_length=200, blank=True)
    """The label of the newest version, or what the store calls it."""
    developer: Column[str] = models.CharField(max_length=200, blank=True)
    category: Column[str] = models.CharField(max_length=40, blank=True)
    icon_sha256: Column[str] = models.CharField(max_length=64, blank=True)
    newest: Column[Version | None] = models.ForeignKey(
        "Version", models.SET_NULL, null=True, related_name="+"
    )
    newest_id: uuid.UUID | None
    ruleset_sha256: Column[str] = models.CharField(max_length=64, blank=True, db_index=True)
    """The rules its newest version was last judged by, or asked to be."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    updated_at: Column[datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "platform", "package"], name="app_once"),
        )
        indexes = (models.Index(fields=["organisation", "-updated_at"], name="app_recent"),)


class AppSearch(models.Model):
    """What search reads. Not behind row security: `@@` is not leak-proof, so the index would go unused there.

    It holds words and ids only; results are read from `App`, which is behind it.
    """

    app_id: Column[uuid.UUID] = models.UUIDField(primary_key=True)
    organisation_id: Column[uuid.UUID] = models.UUIDField()
    words: Column[str] = models.TextField()
    """Segmented, blank-separated."""


class Version(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    app: Column[App] = models.ForeignKey(App, models.CASCADE, related_name="versions")
    app_id: uuid.UUID
    artifact: Column[Artifact] = models.ForeignKey(Artifact, models.PROTECT)
    artifact_id: str
    version_name: Column[str] = models.CharField(max_length=120, blank=True)
    version_code: Column[int] = models.BigIntegerField(default=0)
    signers: Column[list[str]] = models.JSONField(default=list)
    source: Column[str] = models.CharField(max_length=120, blank=True)
    """Where it came from: a store, `upload`, `api`, `folder`."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "artifact"], name="version_once"),)
        indexes = (models.Index(fields=["app", "-version_code", "-created_at"], name="version_newest"),)


class SdkUse(models.Model):
    """An SDK inside a version, as the newest scan of that version saw it."""

    id: int
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    version: Column[Version] = models.ForeignKey(Version, models.CASCADE, related_name="sdks")
    version_id: uuid.UUID
    app: Column[App] = models.ForeignKey(App, models.CASCADE, related_name="sdk_uses")
    app_id: uuid.UUID
    sdk: Column[str] = models.CharField(max_length=80)
    """Id of `knowledge/sdks`."""
    sdk_version: Column[str] = models.CharField(max_length=60, blank=True)
    state: Column[str] = models.CharField(max_length=24)
    confidence: Column[float] = models.FloatField(default=1.0)
    declared: Column[bool | None] = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "sdk"], name="sdk_use_once"),)
        indexes = (
            models.Index(fields=["organisation", "sdk", "state"], name="sdk_use_by_sdk"),
            models.Index(fields=["organisation", "sdk", "app"], name="sdk_use_apps"),
        )


class SdkCount(models.Model):
    """A part of an SDK's figures, the sums of these rows: what one statement changed, or what was summed.

    Derived, so no audit entry; triggers write it, `counting` folds it.
    """

    id: int
    organisation: Column[Organisation] = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_index=False
    )
    organisation_id: uuid.UUID
    sdk: Column[str] = models.CharField(max_length=80)
    apps: Column[int] = models.BigIntegerField()
    """Apps whose newest version embeds it."""
    early: Column[int] = models.BigIntegerField()
    """Of those, where it is called before consent."""
    ever: Column[int] = models.BigIntegerField()
    """Apps any version of which embeds it."""
    versions: Column[int] = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["organisation", "sdk"], name="sdk_count_sums"),)
