"""A worker's job and the small packages that wait behind it: begun together, ended many at a time.

Each is a task of its own in the host. What one leaves is kept and written with what others leave that end
about then: files are flushed together, and a transaction costs nearly the same for thirty as for one. None
waits for another longer than `LINGER_S`, or while many are still under way, whose ends are worth waiting for,
`LONGEST_LINGER_S`. While some are examined the next are taken, for a while: then the queue has its say about
what comes next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from uuid import UUID
from weakref import WeakValueDictionary

from msgspec import Struct

from mingjian.platform.scans import working
from mingjian.platform.scans.services import runs, waiting

MOST_ENDS = 32
"""Scans that end in one transaction."""
LINGER_S = 0.25
"""How long an end waits for others, where few are under way."""
LINGER_EACH_S, LONGEST_LINGER_S = 0.125, 2.0
"""How long for each that is under way, and at most."""
FEW = waiting.MOST
"""Where fewer than so many are left to be examined, more are taken."""
LONGEST_S = 20.0
"""How long a job takes others along."""
_log = logging.getLogger(__name__)


async def work(organisation_id: UUID, scan_id: UUID, job: int) -> None:
    """Does the scan of `job`, and small packages of the organisation that wait. Raises: as `examine`."""
    until = time.monotonic() + LONGEST_S
    taken = await working.database(organisation_id, waiting.take, job, organisation_id)
    if not taken:
        await working.work(organisation_id, scan_id)
        return
    lot = _Lot(organisation_id)
    try:
        await lot.begin(taken, scan_id)
        while taken and time.monotonic() < until and await lot.few():
            taken = await working.database(organisation_id, waiting.take, job, organisation_id, more=True)
            await lot.begin(taken)
        await lot.all()
    finally:
        await asyncio.shield(lot.leave())
    if scan_id in lot.failed:
        raise lot.failed[scan_id]


class _Lot:
    """What one job of the queue does and takes along."""

    def __init__(self, organisation_id: UUID) -> None:
        self.failed: dict[UUID, Exception] = {}
        """Why scans did not come to an end."""
        self._organisation_id = organisation_id
        self._jobs: dict[UUID, int] = {}
        """Of scans taken along, until they are over."""
        self._over: list[int] = []
        """Jobs that are over and still in the queue."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._unexamined: set[UUID] = set()
        self._fewer = asyncio.Event()
        self._ends = _ends_of(organisation_id)

    async def begin(self, taken: dict[UUID, int], first: UUID | None = None) -> None:
        """Begins the scans of these jobs, and `first`, whose job is the queue's."""
        self._jobs |= taken
        wanted = [*([first] if first else ()), *taken]
        begun = await working.database(self._organisation_id, runs.start_each, wanted) if wanted else []
        for scan_id in taken.keys() - {one.scan_id for one in begun}:
            self._over.append(self._jobs.pop(scan_id))  # there is nothing to do
        self._unexamined |= {one.scan_id for one in begun}
        self._ends.under_way += len(begun)
        self._tasks |= {asyncio.create_task(self._work(one)) for one in begun}

    async def few(self) -> bool:
        """True as soon as few are left to be examined."""
        while len(self._unexamined) >= FEW:
            self._fewer.clear()
            await self._fewer.wait()
        return True

    async def all(self) -> None:
        """Until all are over."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def leave(self) -> None:
        """Ends what is under way, as a worker that must stop does; jobs not done go back to the queue."""
        for task in self._tasks:
            task.cancel()
        await self.all()
        if self._over:
            await working.database(self._organisation_id, waiting.gone, self._over)
        if self._jobs:
            await working.database(self._organisation_id, waiting.give_back, list(self._jobs.values()))

    async def _work(self, begun: runs.Begun) -> None:
        """One scan, until its end is written."""
        try:
            await working.examine(begun, self._end)
        except Exception as error:  # noqa: BLE001 - tried again, and no other fails for it
            _log.warning("a scan is tried again", exc_info=error)
            self.failed[begun.scan_id] = error
        else:
            job = self._jobs.pop(begun.scan_id, None)
            self._over += [job] if job is not None else []
        finally:
            self._is_examined(begun.scan_id)
            self._ends.under_way -= 1
            self._ends.look()

    async def _end(self, over: working.Over) -> None:
        self._is_examined(over.begun.scan_id)
        job = self._jobs.get(over.begun.scan_id)
        if await self._ends.end(over, job):
            self._jobs.pop(over.begun.scan_id, None)

    def _is_examined(self, scan_id: UUID) -> None:
        self._unexamined.discard(scan_id)
        self._fewer.set()


class _Waiting(Struct, frozen=True, kw_only=True, eq=False):
    over: working.Over
    job: int | None
    written: asyncio.Future[bool]
    """True: its job went with it."""


class _Ends:
    """Scans of one organisation that came to an end and wait to be written."""

    def __init__(self, organisation_id: UUID) -> None:
        self.under_way = 0
        self._organisation_id = organisation_id
        self._waiting: list[_Waiting] = []
        self._enough = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    async def end(self, over: working.Over, job: int | None) -> bool:
        """Until it is written; False where it was told as failed instead, and its job is still there."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(over=over, job=job, written=written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        self.look()
        return await written

    def look(self) -> None:
        """Whether there are enough to be written."""
        if len(self._waiting) >= min(MOST_ENDS, self.under_way):
            self._enough.set()

    async def _write(self) -> None:
        while self._waiting:
            self._enough.clear()
            self.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), _linger_s(self.under_way))
            await self._keep(self._some())
        self._writing = None

    def _some(self) -> list[_Waiting]:
        """The next to be written, each of another file."""
        some: dict[str, _Waiting] = {}
        for one in self._waiting[:MOST_ENDS]:
            some.setdefault(one.over.begun.artifact, one)
        chosen = list(some.values())
        self._waiting = [one for one in self._waiting if one not in chosen]
        return chosen

    async def _keep(self, some: Sequence[_Waiting]) -> None:
        """Their files, then their rows."""
        try:
            ends = {end.scan_id: end for end in await working.kept([one.over for one in some])}
        except Exception as error:  # noqa: BLE001 - each hears of it
            _answer(some, error)
            return
        await self._finish([(one, ends[one.over.begun.scan_id]) for one in some if _id(one) in ends])
        _answer([one for one in some if _id(one) not in ends], False)

    async def _finish(self, some: Sequence[tuple[_Waiting, runs.End]]) -> None:
        """Together; where that fails one by one, so that none fails for another."""
        jobs = [one.job for one, _ in some if one.job is not None]
        try:
            await working.database(self._organisation_id, waiting.finish, [end for _, end in some], jobs)
        except Exception as error:  # noqa: BLE001 - each hears of its own
            if len(some) == 1:
                _answer([some[0][0]], error)
                return
            _log.warning("several ends cannot be written together", exc_info=error)
            for one in some:
                await self._finish([one])
            return
        _answer([one for one, _ in some], True)


_ends: WeakValueDictionary[tuple[asyncio.AbstractEventLoop, UUID], _Ends] = WeakValueDictionary()


def _ends_of(organisation_id: UUID) -> _Ends:
    """Those of this worker: all its jobs of the organisation write together."""
    key = asyncio.get_running_loop(), organisation_id
    there = _ends.get(key)
    if there is None:
        there = _ends[key] = _Ends(organisation_id)
    return there


def _linger_s(under_way: int) -> float:
    """How long an end waits where so many are under way, those that wait among them."""
    return min(LONGEST_LINGER_S, max(LINGER_S, LINGER_EACH_S * under_way))


def _id(one: _Waiting) -> UUID:
    return one.over.begun.scan_id


def _answer(some: Sequence[_Waiting], told: bool | Exception) -> None:
    for one in some:
        if one.written.done():
            continue
        if isinstance(told, Exception):
            one.written.set_exception(told)
        else:
            one.written.set_result(told)
