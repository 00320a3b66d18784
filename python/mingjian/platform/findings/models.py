"""One row per app × fingerprint: stable across versions and scans. The report keeps the original words."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation, User
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.columns import Column


class Finding(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    app: Column[App] = models.ForeignKey(App, models.CASCADE, related_name="findings")
    app_id: uuid.UUID
    fingerprint: Column[str] = models.CharField(max_length=64)
    rule: Column[str] = models.CharField(max_length=80)
    measure: Column[str] = models.CharField(max_length=6)
    verdict: Column[str] = models.CharField(max_length=16)
    role: Column[str] = models.CharField(max_length=8, default="breach")
    severity: Column[str] = models.CharField(max_length=8)
    party: Column[str] = models.CharField(max_length=80)
    """`app` or an SDK's id."""
    consent: Column[str] = models.CharField(max_length=8, blank=True)
    message_zh: Column[str] = models.TextField()
    message_en: Column[str] = models.TextField()
    first_version: Column[Version | None] = models.ForeignKey(
        Version, models.SET_NULL, null=True, related_name="+"
    )
    first_version_id: uuid.UUID | None
    last_version: Column[Version | None] = models.ForeignKey(
        Version, models.SET_NULL, null=True, related_name="+"
    )
    last_version_id: uuid.UUID | None
    present: Column[bool] = models.BooleanField(default=True)
    """Whether the app's newest scanned version still shows it."""
    state: Column[str] = models.CharField(max_length=12, default="open")
    """`open`, `confirmed`, `overruled`, `suppressed`: the newest decision that has not expired."""
    state_until: Column[datetime | None] = models.DateTimeField(null=True)
    assignee: Column[User | None] = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    assignee_id: uuid.UUID | None
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    updated_at: Column[datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["app", "fingerprint"], name="finding_once"),)
        indexes = (
            models.Index(fields=["organisation", "present", "state", "-updated_at"], name="finding_inbox"),
            models.Index(fields=["organisation", "-updated_at", "-id"], name="finding_changed"),
            models.Index(fields=["organisation", "measure", "verdict"], name="finding_by_measure"),
            models.Index(fields=["organisation", "party", "consent"], name="finding_by_party"),
            models.Index(fields=["organisation", "verdict", "-created_at", "-id"], name="finding_newest"),
            models.Index(
                fields=["state_until"], condition=models.Q(state_until__isnull=False), name="finding_until"
            ),
        )


class Act(models.Model):
    """What a person did about a finding; never changed afterwards."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    finding: Column[Finding] = models.ForeignKey(Finding, models.CASCADE, related_name="acts")
    finding_id: uuid.UUID
    kind: Column[str] = models.CharField(max_length=12)
    """`confirm`, `overrule`, `suppress`, `reopen`, `expire`, `reply`, `comment`, `assign`."""
    text: Column[str] = models.TextField(blank=True)
    """The reason, the reply, the comment."""
    until: Column[datetime | None] = models.DateTimeField(null=True)
    by: Column[User | None] = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_id: uuid.UUID | None
    at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["finding", "-at"], name="act_of_finding"),)
