"""A search one wants to come back to, or be told of; what an overview counted, last and day by day."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models

from mingjian.platform.accounts.models import Organisation, User
from mingjian.platform.columns import Column


class SavedSearch(models.Model):
    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    user: Column[User] = models.ForeignKey(User, models.CASCADE, related_name="+")
    user_id: uuid.UUID
    name: Column[str] = models.CharField(max_length=80)
    page: Column[str] = models.CharField(max_length=20)
    """The list it belongs to: `apps` or `findings`."""
    query: Column[str] = models.CharField(max_length=500)
    """Its address's query string."""
    created_at: Column[datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "page", "name"], name="saved_name_once"),)


class Tally(models.Model):
    """The figures of an organisation's overview on one day."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_index=False
    )
    organisation_id: uuid.UUID
    day: Column[date] = models.DateField()
    """In Asia/Shanghai."""
    apps: Column[int] = models.IntegerField()
    violating: Column[int] = models.IntegerField()
    before_consent: Column[int] = models.IntegerField()
    half_open: Column[int] = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "day"], name="tally_once_a_day"),)


class KeptCount(models.Model):
    """The last count of a large shelf's overview."""

    organisation: Column[Organisation] = models.OneToOneField(
        Organisation, models.CASCADE, related_name="+", primary_key=True
    )
    organisation_id: uuid.UUID
    counted_at: Column[datetime] = models.DateTimeField()
    figures: Column[dict[str, object]] = models.JSONField()
    wanted: Column[bool] = models.BooleanField(default=False)
    """Somebody saw that it is old."""
