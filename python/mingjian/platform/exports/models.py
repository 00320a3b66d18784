"""Exports, which pass; seals, which stay; badges, which an organisation asks for app by app."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App
from mingjian.platform.columns import Column
from mingjian.platform.scans.models import Scan


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


class Export(models.Model):
    """One file made of one or many reports; kept by digest until it expires."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    form: Column[str] = models.CharField(max_length=12)
    """A format of the command: html, pdf, docx …"""
    language: Column[str] = models.CharField(max_length=2, default="zh")
    scans: Column[list[str]] = models.JSONField(default=list)
    """Ids; more than one makes a zip."""
    state: Column[str] = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done: Column[int] = models.IntegerField(default=0)
    """Reports written so far, of `scans`."""
    name: Column[str] = models.CharField(max_length=255, blank=True)
    media_type: Column[str] = models.CharField(max_length=100, blank=True)
    sha256: Column[str] = models.CharField(max_length=64, blank=True)
    size_bytes: Column[int] = models.BigIntegerField(default=0)
    owned: Column[bool] = models.BooleanField(default=False)
    """The blob came with this export and goes with it."""
    failure: Column[dict[str, str]] = models.JSONField(default=dict)
    """Words in both languages."""
    requested_by: Column[str] = models.CharField(max_length=80)
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
    finished_at: Column[datetime | None] = models.DateTimeField(null=True)
    expires_at: Column[datetime] = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "-created_at"], name="export_recent"),
            models.Index(fields=["expires_at"], name="export_due", condition=~models.Q(state="expired")),
            models.Index(fields=["sha256"], name="export_blob", condition=~models.Q(sha256="")),
        )


class Seal(models.Model):
    """A report as it was at one moment: digests of its JSON, of the statement about it and of its PDF."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.PROTECT)
    organisation_id: uuid.UUID
    scan: Column[Scan] = models.ForeignKey(Scan, models.PROTECT, related_name="seals")
    scan_id: uuid.UUID
    address: Column[str] = models.CharField(max_length=300)
    """Where the verifier of this seal is, as the PDF's code says it."""
    language: Column[str] = models.CharField(max_length=2, default="zh")
    statement: Column[str] = models.TextField()
    """Canonical JSON: what was sealed. Its bytes are what `statement_sha256` digests."""
    statement_sha256: Column[str] = models.CharField(max_length=64)
    report_sha256: Column[str] = models.CharField(max_length=64)
    pdf_sha256: Column[str] = models.CharField(max_length=64, blank=True)
    """Empty until it is set."""
    failure: Column[dict[str, str]] = models.JSONField(default=dict)
    sealed_by: Column[str] = models.CharField(max_length=80)
    sealed_at: Column[datetime] = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["organisation", "-sealed_at"], name="seal_recent"),)


class Badge(models.Model):
    """That an app's counts may be seen by anyone, as a picture."""

    app: Column[App] = models.OneToOneField(App, models.CASCADE, primary_key=True)
    app_id: uuid.UUID
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)
