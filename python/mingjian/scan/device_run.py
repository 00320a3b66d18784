"""A recorded run, alone or beside a package: records read, added up to facts, judged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Installed
from mingjian.artifacts.device_log.exchange import Recorded
from mingjian.artifacts.device_log.log import DeviceLog, open_evidence
from mingjian.artifacts.device_log.picture import Shot
from mingjian.artifacts.device_log.session import Session
from mingjian.artifacts.device_log.ui_tree import Dump
from mingjian.artifacts.device_log.words import BROKE_OFF, told_words
from mingjian.errors import ArtifactError, UsageError
from mingjian.facts import Broken, Facts
from mingjian.facts.behaviour.build import USES, Told, all_starts, from_records
from mingjian.facts.behaviour.starts import Starts
from mingjian.facts.screen import answers
from mingjian.facts.screen.build import from_log, placed
from mingjian.facts.subject import SubjectFacts
from mingjian.model import Timings
from mingjian.rules import discover
from mingjian.scan.assemble import Examined, judge_facts
from mingjian.scan.instruments import instruments


class Asking(Struct, frozen=True, kw_only=True):
    """What a person tells of a run."""

    package: str | None = None
    consent_at: str | None = None
    """ISO 8601; Asia/Shanghai where it names no offset."""
    refused_at: str | None = None
    first_run: bool = False
    density_dpi: int | None = None
    zone: str = ""
    """The device's, where its records do not say it."""


def time_ns(text: str) -> int:
    """UTC nanoseconds of an ISO 8601 time; without an offset it is of Asia/Shanghai.

    Raises:
        UsageError: it is no such time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"not an ISO 8601 time such as 2026-03-01T10:00:05: {text!r}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1_000_000_000 + moment.microsecond * 1000


def read(paths: Sequence[str], zone: str = "") -> DeviceLog:
    """The records at `paths`, times of a device whose zone nobody knows taken as Asia/Shanghai's.

    Close it, or use it as a context.

    Raises:
        ArtifactError: nothing is there, or none of it is evidence of a run.
        UsageError: `zone` is none.
    """
    log = open_evidence(*paths, zone=zone, assumed=SHANGHAI.key)
    if not any(source.events or source.format not in NO_FORMAT for source in log.sources):
        error = _no_run(log, paths)
        log.close()
        raise error
    return log


def _no_run(log: DeviceLog, paths: Sequence[str]) -> ArtifactError:
    """What to say of records in which no app does anything."""
    told = [
        f"{one.source}: {told_words(one.code, 'en')} ({' '.join(filter(None, (one.code, one.detail)))})"
        for one in log.told
        if one.code != "zone_unknown"
    ]
    if not told:
        read_as = ", ".join(sorted({one.format for one in log.sources} - set(NO_FORMAT)))
        told = [f"no app does anything in these records ({read_as})" if read_as else "no records of a run"]
    return ArtifactError("no_run", "; ".join(told[:MOST_TOLD]), path=paths[0] if paths else "")


SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_FORMAT = ("unknown", "run")
MOST_TOLD = 5


def packages(log: DeviceLog) -> list[str]:
    """The packages whose acts the run records: the session's own, else each that was seen. One without a name
    stands for calls that name none."""
    session = next(iter(log.kept(Session)), None)
    if session is not None and session.package:
        return [session.package]
    named = list(log.packages())
    return named or ([""] if any(source.events for source in log.sources) else [])


def nameless(log: DeviceLog) -> bool:
    """Some records name no package: captures, traces, screens, or the table of a tool inside the app."""
    kept = (*log.kept(Recorded), *log.kept(Dump), *log.kept(Shot))
    return bool(kept) or any(event.kind in USES for event in log.events(""))


def _digest(log: DeviceLog) -> tuple[str, int]:
    """One digest over the sources, by path, and their bytes together."""
    digest = hashlib.sha256()
    for source in sorted(log.sources, key=lambda one: one.path):
        digest.update(f"{source.path}\0{source.sha256}\n".encode())
    return digest.hexdigest(), sum(source.size_bytes for source in log.sources)


class Run(Struct, frozen=True, kw_only=True):
    """A run that was read, with what all its packages share."""

    log: DeviceLog
    path: str
    starts: Starts
    asking: Asking
    consent_at_ns: int | None = None
    refused_at_ns: int | None = None
    packages: tuple[str, ...] = ()


def opened(log: DeviceLog, path: str, asking: Asking) -> Run:
    """The run behind `log`; `path` is what the caller named.

    Raises:
        UsageError: a moment of `asking` is no time.
    """
    moments = [None if told is None else time_ns(told) for told in (asking.consent_at, asking.refused_at)]
    return Run(
        log=log,
        path=path,
        starts=all_starts(log),
        asking=asking,
        consent_at_ns=moments[0],
        refused_at_ns=moments[1],
        packages=tuple(packages(log)),
    )


def facts_alone(run: Run, package: str) -> Facts:
    """The facts of a run that is the subject itself."""
    sha256, size_bytes = _digest(run.log)
    subject = SubjectFacts(kind="device_run", path=run.path, sha256=sha256, size_bytes=size_bytes)
    return beside(Facts(subject=subject), run, package)


def broken(log: DeviceLog) -> tuple[Broken, ...]:
    """The sources of which a part is missing: what they are silent about may have happened."""
    return tuple(
        Broken(fact="behaviour", code=one.code, entry=one.source, offset=None, detail=one.detail or one.code)
        for one in log.told
        if one.code in BROKE_OFF
    )


def beside(facts: Facts, run: Run, package: str) -> Facts:
    """The facts with what the run shows of `package`."""
    facts = replace(facts, broken=(*facts.broken, *broken(run.log)))
    manifest = facts.manifest
    guards = {} if manifest is None else {one.name: one.permission or "" for one in manifest.components}
    session = next(iter(run.log.kept(Session)), None)
    told = Told(
        label="" if manifest is None else (manifest.label or "").strip(),
        consent_at_ns=run.consent_at_ns,
        refused_at_ns=run.refused_at_ns,
        first_run=run.asking.first_run or (session is not None and session.first_run),
        permissions=guards,
        installed=tuple(one for one in run.log.kept(Installed) if one.package == package),
        device=run.log.device,
        sources=run.log.sources,
        nameless=len(run.packages) <= 1 or run.asking.package is not None or manifest is not None,
    )
    density = run.asking.density_dpi
    screen = from_log(run.log, package, density_dpi=density)
    if screen is not None:
        touches = [event for event in run.log.events(None) if event.kind == "input"]
        told = replace(
            told,
            marks=answers.marks(screen.screens, touches),
            unasked=answers.unasked(screen.screens, touches),
        )
    behaviour = from_records(run.log, package, told, starts=run.starts)
    if screen is not None and behaviour is not None:
        screen = placed(screen, behaviour.marks, first_run=behaviour.coverage.first_run)
    seen = replace(facts, behaviour=behaviour, screen=screen)
    # a capture and a trace do not say whose they are: they are the app's where it is the run's only one
    if not told.nameless:
        return seen
    return instruments(
        seen,
        run.log,
        package,
        consent_at_ns=told.consent_at_ns,
        refused_at_ns=told.refused_at_ns,
        first_run=told.first_run,
    )


def evidence(paths: Sequence[str], asking: Asking) -> Callable[[Facts], Facts]:
    """What puts the run at `paths` beside the facts of its package, for `scan.assemble.examine`."""

    def add(facts: Facts) -> Facts:
        """Raises: ArtifactError where nothing there is evidence, UsageError where it is of another app."""
        package = facts.manifest.package if facts.manifest is not None else None
        with read(paths, asking.zone) as log:
            run = opened(log, paths[0], asking)
            wanted = asking.package or package or (run.packages[0] if run.packages else "")
            named = log.packages()
            session = next((one.package for one in log.kept(Session) if one.package), None)
            if (package is not None and wanted != package) or (session or wanted) != wanted:
                raise UsageError(f"--evidence is of {session or wanted}, the package is {package}")
            if named and wanted not in named and not nameless(log):
                shown = ", ".join(list(named)[:MOST_TOLD])
                raise UsageError(f"--evidence records nothing of {wanted}; it is of {shown}")
            return beside(facts, run, wanted)

    return add


def examine_run(paths: Sequence[str], asking: Asking) -> list[Examined]:
    """One report for each package seen in the run, or for the one that is asked for.

    Raises:
        ArtifactError: nothing there is evidence of a run, or no app does anything in it.
        UsageError: the package asked for is not in the run, a moment is no time, the zone is none.
    """
    discover()
    with read(paths, asking.zone) as log:
        run = opened(log, paths[0], asking)
        seen = run.packages
        if asking.package is not None:
            known = log.packages()
            if asking.package not in known and known:
                shown = ", ".join(list(known)[:MOST_TOLD])
                raise UsageError(f"the run records nothing of {asking.package}; seen: {shown}")
            seen = (asking.package,)
        if not seen:
            raise _no_run(log, paths)
        return [_examined(run, package) for package in seen]


def _examined(run: Run, package: str) -> Examined:
    started = time.perf_counter()
    facts = facts_alone(run, package)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms)
    judged = time.perf_counter()
    spent = [round((end - start) * 1000, 3) for start, end in ((started, looked), (looked, judged))]
    times = Timings(open=0, parse=0, facts=spent[0], rules=spent[1], total=sum(spent))
    return Examined(
        report=replace(report, timings_ms=times),
        facts=facts,
        stages_ms={"facts": spent[0], "rules": spent[1]},
        rules_ms=rules_ms,
    )
