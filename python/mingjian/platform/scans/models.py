"""Uploads, scans (version × ruleset → report) and the stages a scan passes."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation, User
from mingjian.platform.catalogue.models import Artifact, Version
from mingjian.platform.columns import Column
from mingjian.platform.scans.state import State


class Kind(models.TextChoices):
    """What a file is brought as."""

    PACKAGE = "package"
    POLICY = "policy"
    LISTING = "listing"
    EVIDENCE = "evidence"
    """What was recorded while it ran: a log, a capture, a screen, a folder of them as a ZIP."""
    PAGE = "page"
    """What was asked of a page: its address."""


class Subject(models.TextChoices):
    """What a scan is about."""

    PACKAGE = "package"
    RUN = "run"
    """A device's records by themselves."""
    PAGE = "page"


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
    kind: Column[str] = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PACKAGE)
    requested_by: Column[str] = models.CharField(max_length=80, default="")
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    updated_at: Column[datetime] = models.DateTimeField(auto_now=True)


class Brought(models.Model):
    """That an organisation brought a file: its only way to an artifact, and what its quota counts."""

    id: int
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    artifact: Column[Artifact] = models.ForeignKey(Artifact, models.PROTECT)
    artifact_id: str
    kind: Column[str] = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PACKAGE)
    name: Column[str] = models.CharField(max_length=255)
    """As it was called when it came."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "artifact", "kind"], name="brought_once"),
        )
        indexes = (models.Index(fields=["organisation", "created_at"], name="brought_of_day"),)


class Result(models.Model):
    """What one input gives under one ruleset: kept once, whoever asks. Blobs by digest.

    Nothing in it is of one organisation: inputs go into a scan under neutral names. An organisation's scan is
    always computed, even where the result is known, so that no clock tells what others have.
    """

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
    """What the page shows beside the report, blobs by digest: `page` (`report.stored`), `pictures` (a list of
    PNG), `icon`; `stages` has the milliseconds of each."""
    seconds: Column[float] = models.FloatField(default=0.0)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)


class Scan(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    artifact: Column[Artifact] = models.ForeignKey(Artifact, models.PROTECT)
    artifact_id: str
    """The package, the first file of a run, or what was asked of a page."""
    subject: Column[str] = models.CharField(max_length=8, choices=Subject.choices, default=Subject.PACKAGE)
    owner: Column[User | None] = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    owner_id: uuid.UUID | None
    """Whose it is alone: what a device recorded may tell of a person. None: the organisation's."""
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
    """Digests of policy, listing and evidence, category, the version to compare with, a page's address."""
    file_name: Column[str] = models.CharField(max_length=255)
    source: Column[str] = models.CharField(max_length=20, default="upload")
    requested_by: Column[str] = models.CharField(max_length=80)
    """The actor, as in the audit log."""
    key: Column[str] = models.CharField(max_length=64, blank=True)
    """What is asked for: the digest a `Result` of it has under the rules of the day it was queued."""
    client_key: Column[str] = models.CharField(max_length=200, blank=True)
    """The asker's own name of the request: asked twice, queued once."""
    job: Column[int | None] = models.BigIntegerField(null=True)
    """Of the queue, while there is something to do."""
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
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="scan_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organisation", "client_key"],
                condition=~models.Q(client_key=""),
                name="scan_once_a_client_key",
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "subject", "-created_at"], name="scan_of_subject"),
            models.Index(fields=["organisation", "-created_at"], name="scan_recent"),
            models.Index(fields=["organisation", "state", "created_at"], name="scan_queue"),
            models.Index(fields=["version", "-created_at"], name="scan_of_version"),
            models.Index(fields=["organisation", "key"], name="scan_by_key"),
            models.Index(fields=["organisation", "finished_at"], name="scan_finished"),
            models.Index(
                fields=["created_at"], condition=models.Q(state__in=["queued", "running"]), name="scan_to_do"
            ),
        )


class Watched(models.Model):
    """A file seen in a watched folder: how it looked last, and the scan it became."""

    id: int
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    path: Column[str] = models.CharField(max_length=1000)
    size_bytes: Column[int] = models.BigIntegerField()
    changed_ns: Column[int] = models.BigIntegerField()
    scan: Column[Scan | None] = models.ForeignKey(Scan, models.SET_NULL, null=True)
    scan_id: uuid.UUID | None
    refusal: Column[dict[str, str]] = models.JSONField(default=dict)
    """Code and words, where it was not taken."""
    seen_at: Column[datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "path"], name="watched_once"),)
