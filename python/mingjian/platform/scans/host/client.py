"""The asking side: gives the host work, takes what it made, and starts it again when it is lost.

One `ScanHost` belongs to one event loop. Whatever happens to a package, a child or the host, `scan` returns a
typed result; killing this process takes the host and its children with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import ServiceError
from mingjian.platform.scans.host import folders, walls
from mingjian.platform.scans.host.messages import (
    Answer,
    Ended,
    Item,
    Packed,
    ScanRequest,
    Since,
    Task,
    Walls,
)
from mingjian.platform.scans.host.outcomes import ScanResult, result
from mingjian.platform.scans.host.process import GRACE_S, LOST, HostProcess, OnStage
from mingjian.settings import settings

ALONE = "one-"
"""How the lot of a package begins that shares its process with none."""
ZYGOTE = "mingjian.platform.scans.host.zygote"
SMALL_BYTES = 4 << 20
"""Inputs up to this are copied on the spot; more in a thread, so that the loop goes on."""
SWEEP_S = 0.2
"""What tasks leave behind is removed so often, that of several at once."""
QUIET_S = 0.3
"""How long a small scan whose results come inline tells no stage but its first."""
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
AHEAD = 2
"""Jobs a slot may have under way: while one is examined the small inputs of the next are put there."""
KEPT = ("done", "incomplete")
"""Outcomes that leave results."""
STOPPED = Ended("", Answer(outcome="cancelled", code="cancelled"), again=True)
_log = logging.getLogger(__name__)


class _Job(Struct, kw_only=True):
    """A task before it has a folder."""

    number: int
    lot: str
    prepare: Callable[[Path, Path | None], Task]
    """Puts the inputs into a new folder; a package may be shared by that name where there is one."""
    size: int
    """Bytes of the inputs."""
    output: Path
    inside: str = ""
    """The part of what the child leaves that is taken; empty for all of it."""
    on_stage: OnStage | None = None
    inline: bool = False
    """Results of few bytes go into `files`."""
    files: Packed = {}


class ScanHost:
    """A scan host and the way to it."""

    def __init__(
        self,
        work: Path,
        *,
        slots: int | None = None,
        seconds: float | None = None,
        memory_bytes: int | None = None,
        bubblewrap: str | None = None,
        readable: Sequence[Path] = (),
        entry: str = ZYGOTE,
    ) -> None:
        """`work`: a folder for what is under way, on a disk with room. Limits left out are those of settings.

        `bubblewrap`: the command; found on the path where None, none where empty. `readable`: more that the
        host may read. `entry`: the module that is the host.
        """
        given = settings()
        self._work = work.absolute()
        self._seconds = given.scan_seconds if seconds is None else seconds
        self._memory_bytes = given.scan_memory_bytes if memory_bytes is None else memory_bytes
        at_once = slots or given.scan_slots or os.cpu_count() or 1
        self._slots = asyncio.Semaphore(at_once)
        self._ahead = asyncio.Semaphore(at_once * AHEAD)
        self._at_work = 0
        self._bubblewrap = walls.find_bubblewrap() if bubblewrap is None else bubblewrap or None
        self._readable = tuple(readable)
        self._entry = entry
        self._numbers = itertools.count()
        self._asked: dict[str, asyncio.Task[Ended]] = {}
        self._cancelled: set[str] = set()
        self._process: HostProcess | None = None
        self._starting = asyncio.Lock()
        self._home: folders.Home | None = None
        self._stopped = False
        self._swept: list[Path] = []
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def walls(self) -> Walls:
        """Which walls stand; none while there is no host."""
        return self._process.walls if self._process is not None else Walls()

    @property
    def process_id(self) -> int | None:
        """The host's process (bubblewrap's, where that is used), None while there is none."""
        return self._process.pid if self._process is not None else None

    async def __aenter__(self) -> ScanHost:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts the host, where none runs, and waits until it has loaded. Raises: ServiceError, OSError."""
        self._stopped = False
        await self._running()

    async def stop(self) -> None:
        """Ends the host and whatever it is at; those who wait hear `cancelled`."""
        self._stopped = True
        async with self._starting:
            process, self._process = self._process, None
        if process is not None:
            await process.stop()
        if self._asked:
            await asyncio.wait(list(self._asked.values()), timeout=GRACE_S)
        if self._sweeping is not None:
            await self._sweeping
        if self._home is not None:
            self._home.leave()
            self._home = None

    async def scan(self, request: ScanRequest, on_stage: OnStage | None = None) -> ScanResult:
        """Examines one package; waits for a slot first. Never raises for what a package does.

        Raises: ValueError: a scan of this id is under way.
        """
        if request.id in self._asked:
            raise ValueError(f"a scan {request.id} is under way")
        number = next(self._numbers)
        lot = _lot(request.lot) if request.lot and request.knowledge is None else f"{ALONE}{number}"

        def prepare(folder: Path, shared: Path | None) -> Task:
            there = folders.put(request, folder, shared)
            task = self._task("scan", number, folder, keep=not lot.startswith(ALONE))
            evidence = folders.put_evidence(request, folder)
            return replace(
                task,
                category=request.category,
                subject=request.subject,
                told=request.told,
                inline=request.inline,
                evidence=evidence,
                quiet_s=QUIET_S if request.inline and size <= SMALL_BYTES else 0.0,
                **there,
            )

        inputs = (request.package, request.policy, request.listing, request.against, *request.evidence)
        size = _size(inputs)
        job = _Job(
            number=number,
            lot=lot,
            prepare=prepare,
            size=size,
            output=request.output,
            on_stage=on_stage,
            inline=request.inline,
        )
        return await self._do(request.id, job)

    async def rejudge(
        self, facts: Sequence[Path], output: Path, *, id_: str = "", since: Since | None = None
    ) -> ScanResult:
        """Judges stored facts under the rules of today: results in `output`/0, 1 … in the order given.

        `items` of the result says what became of each; where the child was lost on one of several, each is
        tried by itself. `id_` names it to `cancel`. `since`: what was said of them, so that only rules that
        changed are asked, and nothing is left for what stays the same.
        """
        name = id_ or f"rejudge-{next(self._numbers)}"
        whole = await self._do(name, self._rejudging(facts, output, since))
        if whole.again or whole.outcome in (*KEPT, "cancelled") or len(facts) < 2:
            return whole
        items: list[Item] = []
        for number, path in enumerate(facts):
            alone = None if since is None else replace(since, reports=since.reports[number : number + 1])
            job = self._rejudging((path,), output / str(number), alone)
            job.inside = "0"
            one = await self._do(name, job)
            if one.again or one.outcome == "cancelled":
                return one
            items += one.items or (Item(outcome=one.outcome, code=one.code, detail=one.detail),)
        answer = Answer(outcome="done", items=tuple(items))
        return result(name, answer, output=output, wall_ms=whole.wall_ms)

    async def cancel(self, id_: str) -> None:
        """Ends the scan `id_`, wherever it is: it returns `cancelled`. One that is over stays as it ended."""
        asked = self._asked.get(id_)
        if asked is not None:
            self._cancelled.add(id_)
            asked.cancel()
            await asyncio.wait((asked,), timeout=GRACE_S)

    def _rejudging(self, facts: Sequence[Path], output: Path, since: Since | None) -> _Job:
        number = next(self._numbers)
        reports = () if since is None else since.reports

        def prepare(folder: Path, _: Path | None) -> Task:
            folder.mkdir(mode=0o700)
            task = replace(
                self._task("rejudge", number, folder, keep=False),
                facts=folders.copied(facts, folder, "bin"),
                reports=folders.copied(reports, folder, "json"),
            )
            if since is None:
                return task
            return replace(task, asked=since.asked, gone=since.gone, basis=since.basis)

        size = _size((*facts, *reports))
        return _Job(number=number, lot=f"{ALONE}{number}", prepare=prepare, size=size, output=output)

    async def _do(self, id_: str, job: _Job) -> ScanResult:
        """A job from its inputs to its results, under a name that `cancel` knows."""
        started = time.perf_counter()
        asked = self._asked[id_] = asyncio.create_task(self._in_slot(job))
        try:
            ended = await asked
        except asyncio.CancelledError:
            asked.cancel()
            if id_ not in self._cancelled:
                raise
            ended = Ended("", Answer(outcome="cancelled", code="cancelled"))
        finally:
            self._asked.pop(id_, None)
            self._cancelled.discard(id_)
        there = job.output if ended.answer.outcome in KEPT else None
        wall_ms = (time.perf_counter() - started) * 1000
        return result(id_, ended.answer, again=ended.again, output=there, files=job.files, wall_ms=wall_ms)

    async def _in_slot(self, job: _Job) -> Ended:
        async with self._ahead:
            process = await self._ready()
            if isinstance(process, Ended) or self._home is None:
                return process if isinstance(process, Ended) else STOPPED
            folder = self._home.work / job.lot / str(job.number)
            shared = self._home.inputs / job.lot / str(job.number)
            try:
                return await self._in_folder(job, folder, shared)
            except folders.BadOutput as error:
                return Ended("", Answer(outcome="crashed", code="bad_output", detail=str(error)))
            except FileNotFoundError as error:
                name = Path(str(error.filename)).name
                return Ended("", Answer(outcome="unreadable", code="input_missing", detail=name))
            except OSError as error:
                detail = error.strerror or "cannot be written"
                return Ended("", Answer(outcome="crashed", code="disk_full", detail=detail), again=True)
            finally:
                for place in (folder, shared):
                    self._sweep(place.parent if job.lot.startswith(ALONE) else place)

    async def _in_folder(self, job: _Job, folder: Path, shared: Path) -> Ended:
        """The job in a folder of its own. Raises: OSError, BadOutput."""
        for place in (folder, shared):
            place.parent.mkdir(mode=0o700, exist_ok=True)
        sealed = self.walls.sealed
        small = job.size <= SMALL_BYTES
        link = shared if sealed else None
        task = job.prepare(folder, link) if small else None
        async with self._slots:
            if task is None:
                task = await asyncio.to_thread(job.prepare, folder, link)
            process = await self._ready()  # it may have been lost meanwhile
            if isinstance(process, Ended):
                return process
            if sealed and not process.walls.sealed:  # the one that came next has fewer walls
                return LOST
            self._at_work += 1
            try:
                task = replace(task, crowded=self._at_work >= PROCESSORS)
                ended = await process.give(task, job.on_stage)
            finally:
                self._at_work -= 1
        if ended.answer.outcome in KEPT:
            files = folders.packed(folder) if job.inline else None
            if files is not None:
                job.files = files
            elif small:
                folders.take(folder, job.output, job.inside)
            else:
                await asyncio.to_thread(folders.take, folder, job.output, job.inside)
        return ended

    async def _ready(self) -> HostProcess | Ended:
        """The host, or why there is none."""
        try:
            return await self._running() or STOPPED
        except (ServiceError, OSError) as error:
            _log.error("the scan host does not start: %s", error)
            return Ended("", Answer(outcome="crashed", code="host_start"), again=True)

    def _sweep(self, place: Path) -> None:
        """Has it removed, some time soon: on some file systems that takes as long as a small scan."""
        self._swept.append(place)
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._remove())

    async def _remove(self) -> None:
        while self._swept:
            if not self._stopped:
                await asyncio.sleep(SWEEP_S)
            gone, self._swept = self._swept, []
            await asyncio.to_thread(folders.remove, gone)

    async def _running(self) -> HostProcess | None:
        """The host, started anew where it was lost; None when all is over. Raises: ServiceError, OSError."""
        async with self._starting:
            if self._stopped:
                return None
            if self._process is not None and not self._process.ended:
                return self._process
            new = self._home is None
            home = self._home = self._home or folders.Home(self._work)
            try:
                self._process = await self._spawn(home)
            except BaseException:
                if new:
                    home.leave()
                    self._home = None
                raise
            return self._process

    async def _spawn(self, home: folders.Home) -> HostProcess:
        """Inside bubblewrap where that works, else without."""
        if self._bubblewrap is not None:
            try:
                return await self._host(home, self._bubblewrap)
            except ServiceError as error:
                _log.warning("bubblewrap does not work here: %s", error)
                self._bubblewrap = None
        return await self._host(home, None)

    async def _host(self, home: folders.Home, bubblewrap: str | None) -> HostProcess:
        return await HostProcess.start(
            home,
            memory_bytes=self._memory_bytes,
            bubblewrap=bubblewrap,
            readable=self._readable,
            entry=self._entry,
        )

    def _task(self, kind: Literal["scan", "rejudge"], number: int, folder: Path, *, keep: bool) -> Task:
        """A task without its inputs."""
        return Task(
            id=str(number),
            kind=kind,
            lot=folder.parent.name,
            keep=keep,
            folder=str(folder),
            seconds=self._seconds,
            memory_bytes=self._memory_bytes,
        )


def _lot(name: str) -> str:
    """The folder of a lot, whatever it is called."""
    return "lot-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]


def _size(inputs: Sequence[Path | None]) -> int:
    """Bytes of what must be copied; what is not there counts nothing, and is told when it is copied."""
    total = 0
    for path in inputs:
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path is not None else 0
    return total
