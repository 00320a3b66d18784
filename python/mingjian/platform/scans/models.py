"""Uploads, scans (version × ruleset → report) and the stages a scan passes."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import Artifact, Version
from mingjian.platform.columns import Column
from mingjian.platform.scans.state import State


class Upload(models.Model):
    """A file on its way in, chunk by chunk; gone once it is an artifact."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    name: Column[str] = models.CharField(max_length=255)
    size_bytes: Column[int] = models.BigIntegerField()
    received_bytes: Column[int] = models.BigIntegerField(default=0)
    sha256: Column[str] = models.CharField(max_length=64, blank=True)
    """As the sender says, when it says; checked at the end."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)


class Result(models.Model):
    """What one input gives under one ruleset: computed once, whoever asks. Blobs by digest."""

    key: Column[str] = models.CharField(max_length=64, primary_key=True)
    """SHA-256 over the inputs' digests, options, ruleset and knowledge."""
    artifact: Column[Artifact] = models.ForeignKey(Artifact, models.PROTECT)
    artifact_id: str
    ruleset_sha256: Column[str] = models.CharField(max_length=64)
    report_sha256: Column[str] = models.CharField(max_length=64)
    """Blob of `mingjian.report/1`."""
    facts_sha256: Column[str] = models.CharField(max_length=64, blank=True)
    """Blob of the stored facts, for judging again."""
    media: Column[dict[str, object]] = models.JSONField(default=dict)
    """What the page shows beside the report: blobs by digest."""
    seconds: Column[float] = models.FloatField(default=0.0)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)


class Scan(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    artifact: Column[Artifact] = models.ForeignKey(Artifact, models.PROTECT)
    artifact_id: str
    version: Column[Version | None] = models.ForeignKey(
        Version, models.SET_NULL, null=True, related_name="scans"
    )
    version_id: uuid.UUID | None
    """Known once the package was read."""
    state: Column[str] = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    stage: Column[str] = models.CharField(max_length=40, blank=True)
    done: Column[int] = models.IntegerField(default=0)
    total: Column[int] = models.IntegerField(default=0)
    """Progress inside the stage, e.g. 162 of 262."""
    options: Column[dict[str, object]] = models.JSONField(default=dict)
    """Digests of policy and listing, category, the version to compare with."""
    file_name: Column[str] = models.CharField(max_length=255)
    source: Column[str] = models.CharField(max_length=20, default="upload")
    requested_by: Column[str] = models.CharField(max_length=80)
    """The actor, as in the audit log."""
    result: Column[Result | None] = models.ForeignKey(Result, models.PROTECT, null=True)
    result_id: str | None
    ruleset_sha256: Column[str] = models.CharField(max_length=64, blank=True)
    verdicts: Column[dict[str, str]] = models.JSONField(default=dict)
    """Verdict by measure id: what lists and matrices show."""
    counts: Column[dict[str, int]] = models.JSONField(default=dict)
    """Findings by verdict, and `before_consent`."""
    failure: Column[dict[str, object]] = models.JSONField(default=dict)
    """code, entry, offset, and the words in both languages, when it failed."""
    attempts: Column[int] = models.IntegerField(default=0)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    started_at: Column[datetime | None] = models.DateTimeField(null=True)
    finished_at: Column[datetime | None] = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "-created_at"], name="scan_recent"),
            models.Index(fields=["organisation", "state", "created_at"], name="scan_queue"),
            models.Index(fields=["version", "-created_at"], name="scan_of_version"),
        )
