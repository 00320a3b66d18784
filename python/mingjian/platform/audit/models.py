"""Chains and entries. An entry holds ids only: no name, no address, so people can be forgotten."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian.platform.columns import Column


class Chain(models.Model):
    """The head of one organisation's chain; the platform's own chain has the nil id."""

    organisation_id: Column[uuid.UUID] = models.UUIDField(primary_key=True)
    length: Column[int] = models.BigIntegerField(default=0)
    head: Column[str] = models.CharField(max_length=64, default="0" * 64)


class Entry(models.Model):
    id: int
    organisation_id: Column[uuid.UUID] = models.UUIDField()
    number: Column[int] = models.BigIntegerField()
    """From 1, without a gap, in its chain."""
    at: Column[datetime] = models.DateTimeField()
    actor: Column[str] = models.CharField(max_length=80)
    """`user:<uuid>`, `token:<uuid>` or `system:<what>`."""
    action: Column[str] = models.CharField(max_length=60)
    """`<noun>.<verb>`, e.g. `scan.queued`."""
    target: Column[str] = models.CharField(max_length=120)
    """`<noun>:<id>`."""
    detail: Column[dict[str, object]] = models.JSONField(default=dict)
    before: Column[str] = models.CharField(max_length=64)
    digest: Column[str] = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "number"], name="audit_number_once"),
        )
        indexes = (models.Index(fields=["organisation_id", "target"], name="audit_target"),)
