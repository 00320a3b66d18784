"""A recorded run, alone or beside a package: records read, added up to facts, judged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.device_log.log import DeviceLog, open_evidence
from mingjian.artifacts.device_log.session import Session
from mingjian.errors import ArtifactError, UsageError
from mingjian.facts import Facts
from mingjian.facts.behaviour.build import Told, all_starts, from_records
from mingjian.facts.behaviour.starts import Starts
from mingjian.facts.screen.build import from_log
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


def read(paths: Sequence[str]) -> DeviceLog:
    """The records at `paths`, times of a device whose zone nobody knows taken as Asia/Shanghai's.

    Close it, or use it as a context.

    Raises:
        ArtifactError: nothing is there, or none of it is evidence of a run.
    """
    log = open_evidence(*paths)
    if not log.zone:
        log.close()
        log = open_evidence(*paths, zone=SHANGHAI.key)
    if not any(source.events or source.format not in NO_FORMAT for source in log.sources):
        told = "; ".join(f"{one.source}: {one.code} {one.detail}".strip() for one in log.told[:MOST_TOLD])
        log.close()
        raise ArtifactError("no_run", told or "no records of a run", path=paths[0] if paths else "")
    return log


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


def beside(facts: Facts, run: Run, package: str) -> Facts:
    """The facts with what the run shows of `package`."""
    manifest = facts.manifest
    guards = {} if manifest is None else {one.name: one.permission or "" for one in manifest.components}
    session = next(iter(run.log.kept(Session)), None)
    told = Told(
        label="" if manifest is None else (manifest.label or "").strip(),
        consent_at_ns=run.consent_at_ns,
        refused_at_ns=run.refused_at_ns,
        first_run=run.asking.first_run or (session is not None and session.first_run),
        permissions=guards,
        device=run.log.device,
        sources=run.log.sources,
        nameless=len(run.packages) <= 1 or run.asking.package is not None or manifest is not None,
    )
    behaviour = from_records(run.log, package, told, starts=run.starts)
    marks = () if behaviour is None else behaviour.marks
    screen = from_log(run.log, package, density_dpi=run.asking.density_dpi, marks=marks)
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


def examine_run(paths: Sequence[str], asking: Asking) -> list[Examined]:
    """One report for each package seen in the run, or for the one that is asked for.

    Raises:
        ArtifactError: nothing there is evidence of a run.
        UsageError: the package asked for is not in the run, or a moment is no time.
    """
    discover()
    with read(paths) as log:
        run = opened(log, paths[0], asking)
        seen = run.packages
        if asking.package is not None:
            known = log.packages()
            if asking.package not in known and known:
                shown = ", ".join(list(known)[:MOST_TOLD])
                raise UsageError(f"the run records nothing of {asking.package}; seen: {shown}")
            seen = (asking.package,)
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
