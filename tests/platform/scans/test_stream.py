"""Live stages: what happens is told to the organisation's own, and how things stand after any break."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client
from django.utils import timezone

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, User
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.scans import events, services, stream, watching
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services import runs
from tests.platform.scans.conftest import SAMPLE, Ask

pytestmark = pytest.mark.django_db(transaction=True)
BODY = SAMPLE.read_bytes()


@pytest.fixture
def members(transactional_db: None) -> Iterator[tuple[Actor, Actor]]:
    """Managers of two organisations; what is done here is done for good, as NOTIFY wants it."""
    made: list[Actor] = []
    with scope(SYSTEM):
        for number in range(2):
            organisation = Organisation.objects.create(party="app_operator", name=f"单位 {number}")
            user = User.objects.create_user(f"{number}@x.example", "correct horse battery")
            membership = Membership.objects.create(organisation=organisation, user=user, role="manager")
            made.append(actor_of(membership))
        yield made[0], made[1]


class Told:
    """What a stream said, event by event."""

    def __init__(self, flow: AsyncIterator[bytes]) -> None:
        self.flow = flow

    async def next(self) -> dict[str, Any]:
        """The next event that is no comment."""
        while True:
            text = (await asyncio.wait_for(anext(self.flow), 10)).decode()
            if not text.startswith((":", "retry")):
                fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
                return {**json.loads(fields["data"]), "event": fields["event"], "at": fields.get("id", "")}

    async def over(self) -> bool:
        """True when it ends, whatever it says before."""
        async for _ in self.flow:
            pass
        return True


def _look(actor: Actor, do: Callable[[Told], Any], **how: Any) -> None:
    """Opens a stream as `actor` and does something beside it."""

    async def both() -> None:
        how.setdefault("allowed", lambda: True)
        flow = stream.stream(actor.organisation_id, **how)
        async with aclosing(flow):  # type: ignore[type-var]
            told = Told(flow)
            assert (await anext(flow)).startswith(b"retry")
            await do(told)

    async_to_sync(both)()


def test_from_queued_to_cancelled(members: tuple[Actor, Actor], ask: Ask) -> None:
    me, other = members
    scan = ask(me)

    async def do(told: Told) -> None:
        first = await told.next()
        told_first = (first["event"], first["id"], first["state"])
        assert told_first == ("standing", str(scan.id), "queued"), "how things stand comes first"
        await sync_to_async(ask)(other, b"#" + BODY)
        await sync_to_async(runs.start)(scan.id)
        assert (await told.next())["state"] == "running", "nothing of the other organisation's"
        await sync_to_async(runs.progress)(scan.id, "rules", 88, 130)
        now = await told.next()
        assert now["event"] == "scan"
        assert (now["stage_zh"], now["stage_en"], now["done"], now["total"]) == ("规则", "Rules", 88, 130)
        await sync_to_async(services.cancel)(me, scan.id)
        assert (await told.next())["state"] == "cancelled"

    _look(me, do)


def test_who_comes_back_hears_what_ended_meanwhile(members: tuple[Actor, Actor], ask: Ask) -> None:
    me, _ = members
    old, new = ask(me), ask(me, b"#" + BODY)
    services.cancel(me, old.id)
    services.cancel(me, new.id)
    Scan.objects.filter(id=old.id).update(finished_at=timezone.now() - timedelta(hours=1))

    async def do(told: Told) -> None:
        assert (await told.next())["id"] == str(new.id)

    _look(me, do, since=timezone.now() - timedelta(minutes=5))


def test_one_scan_s_stream_ends_with_it(members: tuple[Actor, Actor], ask: Ask) -> None:
    me, _ = members
    scan, another = ask(me), ask(me, b"#" + BODY)

    async def do(told: Told) -> None:
        assert (await told.next())["id"] == str(scan.id)
        await sync_to_async(services.cancel)(me, another.id)
        await sync_to_async(services.cancel)(me, scan.id)
        last = await told.next()
        assert (last["id"], last["state"]) == (str(scan.id), "cancelled")
        assert await told.over()

    _look(me, do, only=scan.id)
    _look(me, lambda told: told.over(), only=scan.id)


def test_a_session_s_end_ends_its_stream(members: tuple[Actor, Actor]) -> None:
    me, _ = members

    async def do(told: Told) -> None:
        waiting = asyncio.ensure_future(told.over())
        while not stream.hub().count:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        await sync_to_async(events.tell)(events.Change(session="another"))
        await sync_to_async(events.tell)(events.Change(session="mine"))
        assert await asyncio.wait_for(waiting, 10)

    _look(me, do, session="mine")


def test_who_may_no_longer_look_is_cut_off(
    members: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)
    answers = [True, True, False]
    _look(members[0], lambda told: told.over(), allowed=lambda: answers.pop(0))
    assert not answers


def test_who_reads_too_slowly_is_told_how_things_stand(
    members: tuple[Actor, Actor], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, _ = members
    monkeypatch.setattr(stream, "MOST_WAITING", 2)
    scan = ask(me)

    async def do(told: Told) -> None:
        await told.next()
        await sync_to_async(runs.start)(scan.id)
        for done in range(20):
            await sync_to_async(runs.progress)(scan.id, "rules", done, 130)
        seen = [await told.next()]
        while seen[-1]["done"] != 19:
            seen.append(await told.next())
        assert len(seen) < 20

    _look(me, do)


def test_very_many_are_not_told_one_by_one(
    members: tuple[Actor, Actor], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_TOLD", 1)
    me, _ = members
    ask(me)
    ask(me, b"#" + BODY)

    async def do(told: Told) -> None:
        assert (await told.next())["event"] == "reload"

    _look(me, do)


def test_too_many_lookers(members: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_STREAMS", 0)
    with pytest.raises(Exception, match="too_many_streams"):
        _look(members[0], lambda told: told.next())


def test_the_page_s_stream(members: tuple[Actor, Actor]) -> None:
    me, _ = members
    client = Client()
    assert client.get("/scans/events").status_code == 302
    user = User.objects.get(id=me.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/scans/events", headers={"Last-Event-ID": "rubbish"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
    holds = watching._allowed(answer.wsgi_request, me.organisation_id, str(client.session.session_key))
    assert holds()
    client.logout()
    assert not holds()


@pytest.mark.parametrize("named", ["", "x", "-1e9", "9" * 40])
def test_a_last_event_that_is_none(named: str) -> None:
    assert stream.moment(named) is None
