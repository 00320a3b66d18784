"""Records and verifies. `record` is called inside the transaction of the change it tells of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from mingjian import clock
from mingjian.platform.audit.models import Chain, Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.rows import create_each

PLATFORM = UUID(int=0)
"""The chain of changes that belong to no organisation."""
_FIRST = "0" * 64


class Broken(Struct, frozen=True):
    """Where a chain no longer holds."""

    number: int
    why: str


class Change(Struct, frozen=True, kw_only=True):
    """What one entry tells of."""

    actor: str
    action: str
    target: str
    detail: dict[str, object] = {}


def record(
    organisation_id: UUID | None,
    actor: str,
    action: str,
    target: str,
    detail: dict[str, object] | None = None,
) -> Entry:
    """Appends one entry to the organisation's chain (None: the platform's); returns it."""
    change = Change(actor=actor, action=action, target=target, detail=detail or {})
    return record_each(organisation_id, [change])[0]


def record_each(organisation_id: UUID | None, changes: Sequence[Change]) -> list[Entry]:
    """Appends an entry for each change, in their order, with as many statements as for one."""
    home = organisation_id or PLATFORM
    reach = scope(SYSTEM) if organisation_id is None else nullcontext()
    entries: list[Entry] = []
    with transaction.atomic(savepoint=False), reach:
        chain = Chain.objects.select_for_update().filter(organisation_id=home).first()
        if chain is None:
            Chain.objects.bulk_create([Chain(organisation_id=home)], ignore_conflicts=True)
            chain = Chain.objects.select_for_update().get(organisation_id=home)
        for change in changes:
            entry = Entry(
                organisation_id=home, number=chain.length + 1, at=clock.now(), actor=change.actor,
                action=change.action, target=change.target, detail=change.detail, before=chain.head,
            )  # fmt: skip
            entry.digest = digest(entry)
            entries.append(entry)
            chain.length, chain.head = entry.number, entry.digest
        create_each(entries)
        Chain.objects.filter(organisation_id=home).update(length=chain.length, head=chain.head)
    return entries


def digest(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of an entry and the digest before it."""
    at: datetime = entry.at
    told = [
        str(entry.organisation_id), entry.number, int(at.timestamp() * 1_000_000), entry.actor, entry.action,
        entry.target, entry.detail, entry.before,
    ]  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(organisation_id: UUID | None) -> Iterator[Broken]:
    """Every place where the chain does not hold: a changed, missing or doubled entry, a cut end."""
    home = organisation_id or PLATFORM
    before, expected = _FIRST, 1
    for entry in Entry.objects.filter(organisation_id=home).order_by("number").iterator(2000):
        if entry.number != expected:
            yield Broken(expected, f"entries {expected} to {entry.number - 1} are missing")
        elif entry.before != before:
            yield Broken(entry.number, "it does not follow the entry before it")
        if digest(entry) != entry.digest:
            yield Broken(entry.number, "its content was changed")
        before, expected = entry.digest, entry.number + 1
    head = Chain.objects.filter(organisation_id=home).first()
    if (head.length, head.head) != (expected - 1, before) if head else expected > 1:
        yield Broken(expected, "the end was cut off or added to")
