"""A scan in the worker: from its row through the host to its result. One host a worker process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from msgspec import Struct
from msgspec.structs import replace

from mingjian import clock
from mingjian.errors import StorageError
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.scans import visiting
from mingjian.platform.scans.host.client import KEPT, ScanHost
from mingjian.platform.scans.host.messages import RunTold, ScanRequest, Stage
from mingjian.platform.scans.host.outcomes import ScanResult
from mingjian.platform.scans.models import Subject
from mingjian.platform.scans.options import Options
from mingjian.platform.scans.services import keeping, runs
from mingjian.platform.scans.services import renew as renew_
from mingjian.platform.scans.services.keeping import Left
from mingjian.platform.scans.visiting import Came, NoPage
from mingjian.platform.scans.words import BROKEN
from mingjian.storage import blob_store
from mingjian.storage.folder import FolderStore

P = ParamSpec("P")
T = TypeVar("T")
TELL_EVERY_S = 0.5
"""How often progress is written; a scan shorter than that is told only when it is over."""
FACTS_UNREADABLE: runs.Words = {
    "outcome": "crashed", "code": "facts_unreadable", "zh": "存储的事实无法重判 [facts_unreadable]",
    "en": "the stored facts cannot be judged again [facts_unreadable]",
}  # fmt: skip
BAD_OUTPUT: runs.Words = {
    "outcome": "crashed", "code": "bad_output", "zh": "检测结果的格式有误，未采用 [bad_output]",
    "en": "the results are malformed and were not taken [bad_output]",
}  # fmt: skip
_log = logging.getLogger(__name__)
_hosts: dict[asyncio.AbstractEventLoop, ScanHost] = {}


class Over(Struct, frozen=True, kw_only=True):
    """A scan that made a result, not kept yet."""

    begun: runs.Begun
    left: Left
    gap: runs.Words | None = None
    visit: str = ""


Ending = Callable[[Over], Awaitable[None]]


def host() -> ScanHost:
    """The host of this worker; it starts with the first scan."""
    loop = asyncio.get_running_loop()
    if loop not in _hosts:
        _hosts[loop] = ScanHost(work_folder())
    return _hosts[loop]


async def stop() -> None:
    """Ends this worker's host, if it has one."""
    there = _hosts.pop(asyncio.get_running_loop(), None)
    if there is not None:
        await there.stop()


def work_folder() -> Path:
    """Where inputs and results lie while they are worked on."""
    return Path(settings.DATA_DIR) / "work"


async def work(organisation_id: UUID, scan_id: UUID) -> None:
    """Does one scan, whatever comes of it. What it raises is worth another try of the job."""
    begun = await database(organisation_id, runs.start, scan_id)
    if begun is not None:
        await examine(begun)


async def examine(begun: runs.Begun, end: Ending | None = None) -> None:
    """Does a scan that has begun; `end` writes the end of one that made a result. Raises: as `work`."""
    output = work_folder() / "out" / f"{begun.scan_id}-{begun.attempts}"
    try:
        with clock.at(begun.told_at):
            await _examine(begun, output, end or _end)
    finally:
        if output.exists():
            await asyncio.to_thread(shutil.rmtree, output, ignore_errors=True)


async def kept(over: Sequence[Over]) -> list[runs.End]:
    """Keeps what scans left in the blob store; the ends to write. What cannot be kept is told alone."""
    ends: list[runs.End] = []
    made = await asyncio.to_thread(keeping.keep_each, [one.left for one in over])
    for one, what in zip(over, made, strict=True):
        if isinstance(what, StorageError):
            await _storage(one.begun, what)
        elif isinstance(what, Exception):
            _log.error("a scan left what is no report", exc_info=what)
            await database(one.begun.organisation_id, runs.fail, one.begun.scan_id, BAD_OUTPUT)
        else:
            ends.append(runs.End(scan_id=one.begun.scan_id, made=what, gap=one.gap, visit=one.visit))
    return ends


async def renew(organisation_id: UUID, scan_ids: list[UUID]) -> None:
    """Judges the stored facts of some scans again; what has none that can be read is examined anew."""
    begun = [
        one for each in scan_ids if (one := await database(organisation_id, runs.start, each)) is not None
    ]
    facts = [await database(organisation_id, runs.facts_of, organisation_id, one.artifact) for one in begun]
    output = work_folder() / "out" / f"renew-{uuid4()}"
    try:
        with contextlib.ExitStack() as files:
            paths = await asyncio.to_thread(_local, [each for each in facts if each], files)
            result = await host().rejudge(paths, output) if paths else None
        number = 0
        for one, digest in zip(begun, facts, strict=True):
            item = result.items[number] if digest and result and number < len(result.items) else None
            number += bool(digest)
            if item is None or item.outcome != "done":
                await database(organisation_id, runs.again, one.scan_id, FACTS_UNREADABLE)
                continue
            made = await asyncio.to_thread(keeping.keep, output / str(number - 1), 0.0)
            await database(organisation_id, runs.finish, one.scan_id, made, of_facts=digest)
    finally:
        await asyncio.to_thread(shutil.rmtree, output, ignore_errors=True)


async def look_again(organisation_id: UUID, scan_ids: list[UUID], since: str, *, last: bool) -> None:
    """Asks the rules that changed since the basis named `since` of what some scans left. What says the same
    stays as it is; of the rest, scans are made. After the `last` of a plan comes the next plan."""
    lot = await database(organisation_id, renew_.kept, organisation_id, scan_ids, since)
    output = work_folder() / "out" / f"again-{uuid4()}"
    try:
        with contextlib.ExitStack() as files:
            facts = await asyncio.to_thread(_local, [one.facts for one in lot.scans], files)
            reports = await asyncio.to_thread(_local, [one.report for one in lot.scans], files)
            what = replace(lot.since, reports=tuple(reports)) if lot.since is not None else None
            result = await host().rejudge(facts, output, since=what) if facts and what else None
        items = dict(zip(lot.scans, result.items, strict=False)) if result else {}
        same = {one for one, item in items.items() if item.outcome == "done" and item.same}
        others = [one.scan_id for one in lot.scans if one not in same]
        anew = await database(organisation_id, renew_.ask, organisation_id, others, len(same))
        for number, one in enumerate(lot.scans):
            item = items.get(one)
            if item is None or item.same or item.outcome != "done" or one.scan_id not in anew:
                continue  # what is not at hand, the job of the new scan judges
            begun = await database(organisation_id, runs.start, anew[one.scan_id])
            if begun is not None:
                made = await asyncio.to_thread(keeping.keep, output / str(number), 0.0)
                await database(organisation_id, runs.finish, begun.scan_id, made, of_facts=one.facts)
    finally:
        await asyncio.to_thread(shutil.rmtree, output, ignore_errors=True)
    if last:
        await database(SYSTEM, renew_.plan)


async def database(organisation_id: UUID | str, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls what reads and writes rows, in the one thread that holds the connection, in that scope."""

    def inside() -> T:
        with scope(organisation_id):
            return do(*args, **kwargs)

    return await sync_to_async(inside)()


async def _examine(begun: runs.Begun, output: Path, end: Ending) -> None:
    teller = _Teller(begun)
    started = time.perf_counter()
    visit = ""
    try:
        with contextlib.ExitStack() as files:
            if begun.subject == Subject.PAGE:
                came = await _visited(begun, teller, files)
                request, visit = _page_request(begun, came, output), came.sha256
            elif isinstance(blob_store(), FolderStore):  # its blobs are at hand: no thread is worth it
                request = _request(begun, output, files)
            else:
                request = await asyncio.to_thread(_request, begun, output, files)
            result = await host().scan(request, teller.hear)
            if visit and result.outcome in KEPT:  # before the row that names it
                await asyncio.to_thread(blob_store().put_file, request.package)
    except NoPage as error:
        await database(begun.organisation_id, runs.fail, begun.scan_id, error.words)
        return
    except StorageError as error:
        await _storage(begun, error)
        return
    finally:
        await teller.stop()
    if result.outcome in KEPT:
        seconds = time.perf_counter() - started
        gap = words(result) if result.outcome == "incomplete" else None
        left = Left(files=result.files, folder=result.output, seconds=seconds)
        await end(Over(begun=begun, left=left, gap=gap, visit=visit))
    elif result.outcome == "cancelled" and not result.again:
        return
    elif result.again:
        await database(begun.organisation_id, runs.again, begun.scan_id, words(result))
    else:
        await database(begun.organisation_id, runs.fail, begun.scan_id, words(result))


async def _visited(begun: runs.Begun, teller: _Teller, files: contextlib.ExitStack) -> Came:
    """The page met in the browser; a scan that is cancelled meanwhile ends the visit. Raises: NoPage."""
    folder = work_folder() / "visits" / f"{begun.scan_id}-{begun.attempts}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.callback(shutil.rmtree, folder, ignore_errors=True)
    teller.hear(Stage("visit", 0, 1))
    visit = asyncio.ensure_future(visiting.record(begun.options.url, folder))
    with teller.ending(visit):
        try:
            return await visit
        except asyncio.CancelledError:
            if not teller.ended:
                raise
            raise NoPage("cancelled") from None


def _page_request(begun: runs.Begun, came: Came, output: Path) -> ScanRequest:
    return ScanRequest(
        id=f"{begun.scan_id}-{begun.attempts}", package=came.file, output=output, name="visit.zip",
        lot=str(begun.organisation_id), subject="page",
    )  # fmt: skip


async def _end(over: Over) -> None:
    for end in await kept([over]):
        await database(over.begun.organisation_id, runs.finish_each, [end])


async def _storage(begun: runs.Begun, error: StorageError) -> None:
    """The blob store failed: a blob that is gone stays gone, everything else may pass."""
    told: runs.Words = {
        "outcome": "crashed", "code": f"storage_{error.code}", "zh": f"存储暂不可用 [storage_{error.code}]",
        "en": f"the store is not available [storage_{error.code}]",
    }  # fmt: skip
    do = runs.fail if error.code == "missing" else runs.again
    await database(begun.organisation_id, do, begun.scan_id, told)


def words(result: ScanResult) -> runs.Words:
    """What `Scan.failure` holds of an end."""
    told: runs.Words = {
        "outcome": result.outcome, "code": result.code, "detail": result.detail,
        "zh": result.zh, "en": result.en,
    }  # fmt: skip
    if result.outcome == "unreadable" and result.code in BROKEN:
        place = f"{result.entry} · " if result.entry else ""
        told["zh"] = f"无法读取：{place}{BROKEN[result.code]} [{result.code}]"
    if result.entry:
        told["entry"] = result.entry
    if result.offset is not None:
        told["offset"] = result.offset
    return told


def _request(begun: runs.Begun, output: Path, files: contextlib.ExitStack) -> ScanRequest:
    """The request, its files at hand. Names are neutral: a report is the same whoever asked for it."""
    store, options = blob_store(), begun.options

    def local(sha256: str) -> Path:
        return files.enter_context(store.local(sha256))

    def beside(sha256: str, name: str) -> Path:
        """Under a name that says its format; blobs have none."""
        folder = work_folder() / "beside" / f"{begun.scan_id}-{begun.attempts}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.callback(shutil.rmtree, folder, ignore_errors=True)
        place = folder / name
        place.symlink_to(local(sha256).absolute())
        return place

    return ScanRequest(
        id=f"{begun.scan_id}-{begun.attempts}",
        package=local(begun.artifact),
        output=output,
        name=neutral(begun.artifact, options),
        inline=True,
        fixed=True,
        lot=str(begun.organisation_id),
        policy=beside(options.policy, f"policy{options.policy_ending}") if options.policy else None,
        listing=beside(options.listing, f"listing{options.listing_ending}") if options.listing else None,
        category=options.category or None,
        against=_against(begun, beside),
        subject=cast("Literal['package', 'run', 'page']", begun.subject.value),
        evidence=tuple(
            beside(digest, f"evidence-{number}{options.evidence_endings[number]}")
            for number, digest in enumerate(options.evidence)
        ),
        told=RunTold(
            consent_at=options.consent_at, refused_at=options.refused_at, first_run=options.first_run,
            package=options.package,
        ),
    )  # fmt: skip


def _against(begun: runs.Begun, beside: Callable[[str, str], Path]) -> Path | None:
    if begun.against_facts:
        return beside(begun.against_facts, "against.bin")
    return beside(begun.options.against, "against.apk") if begun.options.against else None


def neutral(artifact: str, options: Options) -> str:
    """What a report calls the package: by its digest."""
    return f"{artifact[:16]}{options.ending}"


def _local(digests: list[str], files: contextlib.ExitStack) -> list[Path]:
    store = blob_store()
    return [files.enter_context(store.local(digest)) for digest in digests]


class _Teller:
    """Writes progress now and then, and ends the scan when its row says it runs no longer."""

    def __init__(self, begun: runs.Begun) -> None:
        self._begun = begun
        self._newest: Stage | None = None
        self._later: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._visit: asyncio.Future[Came] | None = None
        self.ended = False
        """The row said that the scan runs no longer."""

    @contextlib.contextmanager
    def ending(self, visit: asyncio.Future[Came]) -> Generator[None]:
        """Inside, a scan that runs no longer ends this visit instead of a task of the host."""
        self._visit = visit
        try:
            yield
        finally:
            self._visit = None

    def hear(self, stage: Stage) -> None:
        """A stage or step of the scan."""
        self._newest = stage
        if self._later is None:  # most scans are over before anything is told: no task is made for them
            self._later = asyncio.get_running_loop().call_later(TELL_EVERY_S, self._begin)

    async def stop(self) -> None:
        """No more is written."""
        if self._later is not None:
            self._later.cancel()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        begun, told = self._begun, None
        for wait_s in chain((0.0,), repeat(TELL_EVERY_S)):
            await asyncio.sleep(wait_s)
            stage, told_now = self._newest, told
            if stage is None or stage == told_now:
                continue
            told = stage
            try:
                runs_on = await database(
                    begun.organisation_id, runs.progress, begun.scan_id, stage.name, stage.done, stage.total
                )
            except Exception:  # noqa: BLE001 - progress is not worth a scan
                _log.warning("progress cannot be written", exc_info=True)
                continue
            if not runs_on:
                self.ended = True
                if self._visit is not None:
                    self._visit.cancel()
                    return
                await host().cancel(f"{begun.scan_id}-{begun.attempts}")
                return
