"""Changes of scans to who looks on: one LISTEN connection a web process, fanned out to bounded queues.

A stream begins with how things stand in the database, so that a reload or a lost connection misses nothing;
what comes after is hints of the same form. Who reads too slowly, or was cut off from the database, is told
how things stand once more. A stream ends when its session does, and after a while anyway: browsers come back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.utils import connector_params
from psycopg import sql

from mingjian.platform.database import scope
from mingjian.platform.problems import Problem
from mingjian.platform.scans.events import CHANNEL, Change, read
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services.queue import ACTIVE
from mingjian.platform.scans.words import stage_words

T = TypeVar("T")
HEARTBEAT_S = 15.0
LONGEST_S = 600.0
"""Age at which a stream ends; the browser opens the next with `Last-Event-ID`."""
MOST_WAITING = 256
MOST_STREAMS = 500
MOST_TOLD = 200
"""Scans told at once; where more have changed the page is asked to load anew."""
SLACK = timedelta(seconds=2)
"""Clocks of web and worker machines may differ by that."""
_log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


class Looker:
    """One stream's queue."""

    def __init__(self, session: str, person: str) -> None:
        self.session = session
        self.person = person
        self.waiting: asyncio.Queue[Change | None] = asyncio.Queue(MOST_WAITING)
        self.behind = False
        """It missed something: how things stand must be told anew."""
        self.over = False

    def give(self, change: Change) -> None:
        """One change, unless it is another's own; past the bound it is dropped: the looker is behind."""
        if change.owner not in ("", self.person):
            return
        try:
            self.waiting.put_nowait(change)
        except asyncio.QueueFull:
            self.behind = True

    def catch_up(self) -> None:
        """What waits is older than how things stand: it goes."""
        self.behind = False
        while not self.waiting.empty():
            self.waiting.get_nowait()

    def wake(self, *, over: bool = False) -> None:
        """Makes it look up: it is behind, or its stream is over."""
        self.behind, self.over = True, self.over or over
        with contextlib.suppress(asyncio.QueueFull):
            self.waiting.put_nowait(None)


class Hub:
    """The LISTEN connection of this process, there while someone looks on."""

    def __init__(self) -> None:
        self._lookers: dict[str, set[Looker]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self.count = 0

    @contextlib.asynccontextmanager
    async def looking(self, organisation_id: UUID, session: str, person: str) -> AsyncGenerator[Looker]:
        """A queue of the organisation's changes, from now on. Raises: Problem: 503, too many look on."""
        if self.count >= MOST_STREAMS:
            raise too_many()
        looker, name = Looker(session, person), str(organisation_id)
        self._lookers[name].add(looker)
        self.count += 1
        try:
            if self._task is None:
                self._task = asyncio.create_task(self._listen())
            with contextlib.suppress(
                TimeoutError
            ):  # the database is away: what it says comes when it is back
                await asyncio.wait_for(self._listening.wait(), 5)
            yield looker
        finally:
            self.count -= 1
            self._lookers[name].discard(looker)
            if not self._lookers[name]:
                del self._lookers[name]
            if not self.count and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _listen(self) -> None:
        wait = 0.5
        try:
            while True:
                try:
                    link = await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)
                    async with link:
                        await link.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                        wait = 0.5
                        self._all_behind(again=self._listening.is_set())
                        self._listening.set()
                        async for notice in link.notifies():
                            self._fan_out(notice.payload)
                except (psycopg.Error, OSError):
                    _log.warning("the database does not tell changes; asking again in %.1f s", wait)
                self._all_behind(again=True)
                await asyncio.sleep(wait)
                wait = min(30.0, wait * 2)
        finally:
            self._listening.clear()

    def _all_behind(self, *, again: bool) -> None:
        for lookers in self._lookers.values() if again else ():
            for looker in lookers:
                looker.wake()

    def _fan_out(self, payload: str) -> None:
        try:
            change = read(payload.encode())
        except msgspec.DecodeError:
            return
        if change.session:
            for lookers in self._lookers.values():
                for looker in lookers:
                    if looker.session == change.session:
                        looker.wake(over=True)
            return
        for looker in self._lookers.get(change.organisation, ()):
            looker.give(change)


def hub() -> Hub:
    """The hub of this loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def stream(
    organisation_id: UUID,
    *,
    allowed: Callable[[], bool],
    since: datetime | None = None,
    session: str = "",
    person: UUID | None = None,
    only: UUID | None = None,
) -> AsyncIterator[bytes]:
    """Server-sent events: `standing`, how the organisation's scans stand, then `scan`, each change; `reload`
    where too many stand to tell one by one.

    `allowed`: asked at each heartbeat whether the one who looks still may. `since`: what ended after that is
    told too. `person`: who looks; of scans with an owner they see their own. `only`: one scan; the stream
    ends when that is over.
    """
    ends = time.monotonic() + LONGEST_S
    yield b"retry: 3000\n\n"
    async with hub().looking(organisation_id, session, str(person or "")) as looker:
        looker.behind = True
        while not looker.over and time.monotonic() < ends:
            if looker.behind:
                looker.catch_up()
                since_now = datetime.now(UTC)
                told = await _rows(partial(_standing, organisation_id, person, since, only))
                since = since_now - SLACK
                if told is None:
                    yield b"event: reload\ndata: {}\n\n"
                for change in told or ():
                    yield event(change, "scan" if only is not None else "standing")
                if only is not None and told and told[0].state not in ACTIVE:
                    return
            try:
                change_now = await asyncio.wait_for(looker.waiting.get(), HEARTBEAT_S)
            except TimeoutError:
                if not await _rows(allowed):
                    return
                yield b": still here\n\n"
                continue
            if change_now is None or (only is not None and change_now.scan != str(only)):
                continue
            yield event(change_now)
            if only is not None and change_now.state not in ACTIVE:
                return


def event(change: Change, kind: str = "scan") -> bytes:
    """One change as an event, its id the moment. `standing`: how a scan stands, not a change."""
    zh, en = stage_words(change.stage)
    told = {
        "id": change.scan, "state": change.state, "stage": change.stage, "stage_zh": zh, "stage_en": en,
        "done": change.done, "total": change.total,
    }  # fmt: skip
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (change.at_ms, kind.encode(), _encode(told))


def moment(last_event_id: str) -> datetime | None:
    """The moment a `Last-Event-ID` names; None where it names none."""
    try:
        return datetime.fromtimestamp(int(last_event_id) / 1000, UTC) - SLACK
    except (ValueError, OverflowError, OSError):
        return None


def too_many() -> Problem:
    """503: this process streams to as many as it can."""
    return Problem(
        503, "too_many_streams", "观看的人过多，请稍后再试", "too many are looking on; try again later",
        headers={"Retry-After": "30"},
    )  # fmt: skip


async def _rows(ask: Callable[[], T]) -> T:
    """Asks the database, and gives the connection back: a stream must not keep one."""

    def asking() -> T:
        try:
            return ask()
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return await sync_to_async(asking)()


def _standing(
    organisation_id: UUID, person: UUID | None, since: datetime | None, only: UUID | None
) -> list[Change] | None:
    """Scans under way and those that ended since; None where they are too many to tell one by one."""
    with scope(organisation_id, person=person):
        mine = Q(owner=None) | Q(owner_id=person)
        rows = Scan.objects.filter(mine, organisation_id=organisation_id).order_by("-created_at")
        if only is not None:
            found = list(rows.filter(id=only))
        else:
            found = list(rows.filter(state__in=ACTIVE)[: MOST_TOLD + 1])
            if since is not None:
                found += list(rows.filter(finished_at__gte=since)[: MOST_TOLD + 1])
        now = int(timezone.now().timestamp() * 1000)
        if len(found) > MOST_TOLD:
            return None
        return [
            Change(
                organisation=str(organisation_id), scan=str(scan.id), state=scan.state, stage=scan.stage,
                done=scan.done, total=scan.total, at_ms=now,
            )
            for scan in found
        ]  # fmt: skip
