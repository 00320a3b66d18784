"""A chain holds, tells where it was touched, and cannot be touched through the front door."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.models import Chain, Entry
from mingjian.platform.audit.services import record, verify


def _three(actor: Actor) -> list[Entry]:
    return [
        record(actor.organisation_id, actor.id, "app.named", f"app:{n}", {"名": "拾光", "n": n})
        for n in range(3)
    ]


def test_untouched_chain_holds(manager: Actor) -> None:
    _three(manager)
    assert list(verify(manager.organisation_id)) == []


def test_an_entry_cannot_be_changed_or_removed(manager: Actor) -> None:
    entry = _three(manager)[1]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(id=entry.id).update(action="app.hidden")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(id=entry.id).delete()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_entry SET detail = '{}' WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 3",
        "UPDATE audit_entry SET number = number + 10 WHERE number = 3",
    ],
)
def test_harm_behind_the_trigger_is_found(manager: Actor, harm: str) -> None:
    _three(manager)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER for_ever")
        cursor.execute(harm)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER for_ever")
    assert list(verify(manager.organisation_id))


def test_a_rolled_back_change_leaves_no_entry(manager: Actor) -> None:
    with transaction.atomic():
        record(manager.organisation_id, manager.id, "app.named", "app:1")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Chain.objects.filter(organisation_id=manager.organisation_id, length__gt=0).exists()
