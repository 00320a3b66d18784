"""The process that reads a stranger's package: one task after another of one lot, and what it writes down.

It is forked from the zygote with every table loaded, encloses itself, and talks to nobody but the zygote,
over one socket. It never answers for a task whose results are not whole on disk.
"""

from __future__ import annotations

import errno
import gc
import itertools
import os
import resource
import shutil
import socket
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from mingjian.artifacts.apk import second_thread
from mingjian.errors import ArtifactError, KnowledgeError, UsageError
from mingjian.facts import stored as stored_facts
from mingjian.facts.category import declared
from mingjian.facts.collect import Told
from mingjian.platform.scans.host.folders import (
    FACTS,
    MEDIA,
    MOST_PACKED_BYTES,
    OUT,
    PAGE,
    PART,
    PICTURES,
    REPORT,
    STAGES,
)
from mingjian.platform.scans.host.messages import (
    MOST_LINE_BYTES,
    Answer,
    Item,
    OutcomeName,
    Packed,
    Stage,
    Task,
    line,
    pack,
    to_child,
)
from mingjian.report import stored as stored_extras
from mingjian.report.bitmap import bitmap
from mingjian.report.json import from_json, to_json
from mingjian.report.render import Rendered, extras
from mingjian.rules import LoadedRule
from mingjian.scan import Examined, basis, examine, judge_again, rejudge
from mingjian.scan.device_run import Asking, evidence, examine_run, packages, read
from mingjian.scan.page import examine_visit
from mingjian.settings import override

OUT_OF_MEMORY = 86
"""Exit code where Python ran out of memory: nothing more can be said then."""
NO_DETAIL_BYTES = 2_000
MOST_NAMES_BYTES = 64 << 10
"""Room for names in results that come as one file."""
MOST_VISIT_BYTES = 512 << 20
VISIT = "visited"
"""The folder a recorded visit is unpacked in."""
MOST_NAMED = 12
"""Apps of a run that are named where none was asked about."""
STEP_S = 0.05
"""Steps of a stage that follow each other faster are not told."""
COLLECT_EVERY = 8
"""Tasks after which cycles are collected."""
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def serve(talk: socket.socket, task: Task) -> None:
    """Does `task`, and what follows it over `talk` while its lot may go on."""
    heard = b""
    for number in itertools.count(1):
        # What is made of a package leaves next to no cycles, and walking it costs a twentieth.
        (gc.disable if task.kind == "rejudge" or task.subject == "package" else gc.enable)()
        answer = perform(task, talk)
        talk.sendall(line(answer))
        if not task.keep:
            return
        if not number % COLLECT_EVERY:
            gc.collect()
        while b"\n" not in heard:
            more = talk.recv(MOST_LINE_BYTES)
            if not more:
                return
            heard += more
        next_one, _, heard = heard.partition(b"\n")
        task = to_child(next_one)


def perform(task: Task, talk: socket.socket) -> Answer:
    """One task from its folder to its answer; whatever goes wrong is the answer."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        _allow_cpu(task, before)
        second_thread(is_wanted=not task.crowded)
        os.chdir(task.folder)
        answer = work(task, _teller(talk, quiet_s=task.quiet_s))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except ArtifactError as error:
        answer = _unreadable(error, task)
    except UsageError as error:
        answer = Answer(outcome="unreadable", code="usage", detail=_cut(str(error)))
    except KnowledgeError as error:
        answer = Answer(outcome="unreadable", code="knowledge", detail=_cut(str(error)))
    except OSError as error:
        answer = Answer(outcome="crashed", code=_os_code(error), detail=_where(error))
    except Exception as error:  # noqa: BLE001 - a defect of ours is an outcome, not the end of the host
        answer = Answer(outcome="crashed", code=_kind(error), detail=_where(error))
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return replace(answer, cpu_ms=round(spent * 1000, 3), peak_bytes=after.ru_maxrss * _RSS_UNIT)


def work(task: Task, told: Told) -> Answer:
    """The task itself, in its folder. Raises: whatever examining raises."""
    if task.kind == "rejudge":
        return _rejudge(task, told)
    if task.knowledge is not None:
        override("knowledge", task.knowledge)
    examined = _EXAMINED[task.subject](task, told)
    told("write", 0, 1)
    files = results(examined)
    if task.inline and sum(map(len, files.values())) <= MOST_PACKED_BYTES - MOST_NAMES_BYTES:
        Path(PART).write_bytes(pack(files))
        Path(PART).rename(OUT)
    else:
        _whole(lambda part: write(files, part))
    if not examined.incomplete:
        return Answer(outcome="done")
    broken = next(iter(examined.facts.broken))
    return Answer(
        outcome="incomplete", code=broken.code, entry=broken.entry, offset=broken.offset, detail=broken.detail
    )


def _package(task: Task, told: Told) -> Examined:
    stated = None if task.category is None else declared(task.category)
    return examine(
        task.package,
        against=task.against,
        listing=task.listing,
        policy=task.policy,
        category=stated,
        evidence=evidence(task.evidence, _asking(task)) if task.evidence else None,
        told=told,
    )


def _run(task: Task, told: Told) -> Examined:
    """The run of one app; of several, the one that is asked about."""
    paths, asking = (task.package, *task.evidence), _asking(task)
    told("run", 0, 1)
    if asking.package is None:
        with read(paths) as log:
            seen = packages(log)
        if len(seen) > 1:
            raise ArtifactError(
                "run_packages", "the run records several apps: say which is asked about", path=task.package,
                entry=", ".join(seen[:MOST_NAMED]),
            )  # fmt: skip
    return examine_run(paths, asking)[0]


def _asking(task: Task) -> Asking:
    told = task.told
    return Asking(
        package=told.package or None,
        consent_at=told.consent_at or None,
        refused_at=told.refused_at or None,
        first_run=told.first_run,
    )


def _page(task: Task, told: Told) -> Examined:
    """The recorded visit of a page, unpacked beside its ZIP."""
    told("facts", 0, 1)
    with zipfile.ZipFile(task.package) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > MOST_VISIT_BYTES:
            raise ArtifactError("visit_too_large", "the recorded visit is too large", path=task.package)
        packed.extractall(VISIT)
    return examine_visit(VISIT)


_EXAMINED: dict[str, Callable[[Task, Told], Examined]] = {"package": _package, "run": _run, "page": _page}


def results(examined: Examined) -> Packed:
    """Everything that pages and later judgements need of a scan, without the package, by file."""
    rendered = Rendered(report=examined.report, facts=examined.facts, against=examined.older)
    page, media = stored_extras.pack(extras(rendered))
    spent = {"stages_ms": examined.stages_ms, "rules_ms": examined.rules_ms, "basis": basis.name_now()}
    files = {
        REPORT: to_json(examined.report),
        FACTS: stored_facts.to_bytes(examined.facts),
        PAGE: page,
        STAGES: msgspec.json.encode(spent),
    }
    for digest, picture in media.items():
        seen = bitmap(picture)
        if seen is not None:
            files[f"{MEDIA}/{digest}{PICTURES[seen.mime]}"] = picture
    return files


def write(files: Packed, folder: Path) -> None:
    """The same in a new folder."""
    folder.mkdir()
    if any(name.startswith(f"{MEDIA}/") for name in files):
        (folder / MEDIA).mkdir()
    for name, body in files.items():
        (folder / name).write_bytes(body)


def _rejudge(task: Task, told: Told) -> Answer:
    """Each of the stored facts under the rules of today, in a numbered folder of results."""
    items: list[Item] = []

    changed = bool(task.reports) and task.basis == basis.name_now()
    rules = basis.Change(task.asked).asked() if changed else ()

    def each(part: Path) -> None:
        part.mkdir()
        for number, name in enumerate(task.facts):
            told("rejudge", number, len(task.facts))
            try:
                data = Path(name).read_bytes()
                report = Path(task.reports[number]).read_bytes() if changed else b""
                files = _again(data, report, rules, task)
            except ArtifactError as error:
                items.append(Item(outcome="unreadable", code=error.code, detail=_cut(error.detail)))
                continue
            if files is not None:
                write(files, part / str(number))
            items.append(Item(outcome="done", same=files is None))

    _whole(each)
    return Answer(outcome="done", items=tuple(items))


def _again(data: bytes, report: bytes, rules: Sequence[LoadedRule], task: Task) -> Packed | None:
    """Results of stored facts under the rules of today; None where they say what `report` says. Without a
    report, or where outcomes are more than each rule's own, every rule is asked. Raises: ArtifactError."""
    if report:
        facts = stored_facts.opened(data, path=task.package)
        if rejudge.alone(facts):
            said = rejudge.differing(facts, report, rules, task.gone)
            if said is None:
                return None
            anew = rejudge.renewed(facts, report, said)
            whole = stored_facts.from_bytes(data, path=task.package)
            judged = Examined(report=from_json(anew)[0], facts=whole, stages_ms={}, rules_ms={})
            return {**results(judged), REPORT: anew}
    return results(judge_again(stored_facts.from_bytes(data, path=task.package)))


def _whole(write_into: Callable[[Path], None]) -> None:
    """Results in a folder beside the place, then renamed to it."""
    shutil.rmtree(PART, ignore_errors=True)
    write_into(Path(PART))
    Path(PART).rename(OUT)


def _teller(talk: socket.socket, *, quiet_s: float = 0.0) -> Told:
    """Tells the zygote how far the scan is: stages, and steps of one now and then; at first nothing."""
    last = 0.0
    loud = time.monotonic() + quiet_s

    def told(name: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if (done and now - last < STEP_S) or now < loud:
            return
        last = now
        talk.sendall(line(Stage(name, done, total)))

    return told


def _allow_cpu(task: Task, used: resource.struct_rusage) -> None:
    """Processor time of this task, the core's two threads counted; the zygote minds the wall clock."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + 2 * task.seconds) + 1
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _unreadable(error: ArtifactError, task: Task) -> Answer:
    """Where it went wrong: inside the package, or in a file given beside it."""
    beside = "" if error.path == task.package else error.path
    entry = ":".join(part for part in (beside, error.entry) if part)
    outcome: OutcomeName = "unreadable"
    return Answer(
        outcome=outcome, code=error.code, entry=_cut(entry), offset=error.offset, detail=_cut(error.detail)
    )


def _os_code(error: OSError) -> str:
    if error.errno in DISK_FULL:
        return "disk_full"
    if error.errno == errno.EFBIG:
        return "output_too_large"
    return f"os_{errno.errorcode.get(error.errno or 0, 'error').lower()}"


def _kind(error: Exception) -> str:
    name = type(error).__name__
    return "core_panic" if name == "InternalError" else name


def _where(error: Exception) -> str:
    """The line of ours it came from, without any word of the package's own."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "mingjian" in frame.filename]
    if not ours:
        return type(error).__name__
    last = ours[-1]
    place = last.filename.rpartition("mingjian/")[2]
    return f"{type(error).__name__}: {place}:{last.lineno} {last.name}"


def _cut(text: str) -> str:
    return text[:NO_DETAIL_BYTES]


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    """A child that starts anew, for knowledge that is not the zygote's: the task on its command line."""
    talk = socket.socket(fileno=int(sys.argv[1]))
    serve(talk, to_child(sys.argv[2]))


if __name__ == "__main__":
    main()
