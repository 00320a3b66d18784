"""A worker's job and the small packages that wait behind it: begun together, ended a few at a time.

Each is a task of its own in the host. What one leaves is written with what others leave that end about then:
a transaction costs nearly the same for eight as for one. None waits for another longer than `LINGER_S`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from uuid import UUID

from mingjian.platform.scans import working
from mingjian.platform.scans.services import runs, waiting

MOST_ENDS = 8
"""Scans that end in one transaction."""
LINGER_S = 0.2
"""How long an end waits for others."""
_log = logging.getLogger(__name__)


async def work(organisation_id: UUID, scan_id: UUID, job: int) -> None:
    """Does the scan of `job`, and small packages of the organisation that wait. Raises: as `examine`."""
    taken = await working.database(organisation_id, waiting.take, job, organisation_id)
    if not taken:
        await working.work(organisation_id, scan_id)
        return
    try:
        begun = await working.database(organisation_id, runs.start_each, [scan_id, *taken])
        ends = _Ends(organisation_id, taken, len(begun))
        made = await asyncio.gather(*(ends.work(one) for one in begun), return_exceptions=True)
        failed = {
            one.scan_id: error
            for one, error in zip(begun, made, strict=True)
            if isinstance(error, BaseException)
        }
        for error in failed.values():
            _log.warning("a scan is tried again", exc_info=error)
        over = [number for scan, number in taken.items() if scan not in failed]
        await working.database(organisation_id, waiting.gone, over)
        taken = {scan: number for scan, number in taken.items() if scan in failed}
        if scan_id in failed:
            raise failed[scan_id]
    finally:
        if taken:  # what failed, or all of it when this worker must stop
            await asyncio.shield(working.database(organisation_id, waiting.give_back, taken.values()))


class _Ends:
    """Those that came to an end and wait to be written."""

    def __init__(self, organisation_id: UUID, jobs: Mapping[UUID, int], under_way: int) -> None:
        self._organisation_id = organisation_id
        self._jobs = jobs
        self._under_way = under_way
        self._waiting: list[tuple[runs.End, asyncio.Future[None]]] = []
        self._enough = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    async def work(self, begun: runs.Begun) -> None:
        """One scan, until its end is written."""
        try:
            await working.examine(begun, self._end)
        finally:
            self._under_way -= 1
            self._look()

    async def _end(self, end: runs.End) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((end, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        self._look()
        await written

    def _look(self) -> None:
        if len(self._waiting) >= min(MOST_ENDS, self._under_way):
            self._enough.set()

    async def _write(self) -> None:
        while self._waiting:
            self._enough.clear()
            self._look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), LINGER_S)
            some = self._some()
            await self._finish(some)
        self._writing = None

    def _some(self) -> list[tuple[runs.End, asyncio.Future[None]]]:
        """The next to be written, each of another app."""
        some: dict[object, tuple[runs.End, asyncio.Future[None]]] = {}
        for one in self._waiting[:MOST_ENDS]:
            some.setdefault(one[0].app, one)
        chosen = list(some.values())
        self._waiting = [one for one in self._waiting if one not in chosen]
        return chosen

    async def _finish(self, some: list[tuple[runs.End, asyncio.Future[None]]]) -> None:
        """Together; where that fails one by one, so that none fails for another."""
        ends = [end for end, _ in some]
        jobs = [self._jobs[end.scan_id] for end in ends if end.scan_id in self._jobs]
        error: Exception | None = None
        try:
            await working.database(self._organisation_id, waiting.finish, ends, jobs)
        except Exception as told:  # noqa: BLE001 - each hears of its own below
            error = told
        if error is not None and len(some) > 1:
            _log.warning("several ends cannot be written together", exc_info=error)
            for one in some:
                await self._finish([one])
            return
        for _, written in some:
            if written.done():
                continue
            if error is None:
                written.set_result(None)
            else:
                written.set_exception(error)
