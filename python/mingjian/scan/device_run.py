"""A recorded run, alone or beside a package: records read, added up to facts, judged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Device, Event, Source
from mingjian.errors import ArtifactError, UsageError
from mingjian.facts import Facts
from mingjian.facts.behaviour.build import from_events
from mingjian.facts.subject import SubjectFacts
from mingjian.model import Timings
from mingjian.rules import discover
from mingjian.scan.assemble import Examined, judge_facts
from mingjian.scan.timeline import ZONE


class Asking(Struct, frozen=True, kw_only=True):
    """What a person tells of a run."""

    package: str | None = None
    consent_at_ns: int | None = None
    refused_at_ns: int | None = None
    first_run: bool = False
    density_dpi: int | None = None


class Log(Struct, frozen=True, kw_only=True):
    """What was read of a run."""

    path: str
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    device: Device | None = None
    sha256: str = ""
    size_bytes: int = 0


def time_ns(text: str) -> int:
    """UTC nanoseconds of an ISO 8601 time; without an offset it is Asia/Shanghai's.

    Raises:
        UsageError: it is no such time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"not an ISO 8601 time: {text!r} (2026-03-01T10:00:05, +08:00 where left out)"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * 1_000_000_000 + moment.microsecond * 1000


def read(paths: Sequence[str]) -> Log:
    """The records at `paths`.

    Raises:
        ArtifactError: none of them holds records of a run.
    """
    events: list[Event] = []
    sources: list[Source] = []
    digest = hashlib.sha256()
    size = 0
    for path in _files(paths):
        data = path.read_bytes()
        digest.update(hashlib.sha256(data).digest())
        size += len(data)
        found = list(_lines(path.name, data))
        events += found
        sources.append(Source(path=path.name, format="jsonl", size_bytes=len(data), events=len(found)))
    if not sources:
        raise ArtifactError("no_run", "no records of a run", path=paths[0] if paths else "")
    return Log(
        path=paths[0],
        events=tuple(events),
        sources=tuple(sources),
        sha256=digest.hexdigest(),
        size_bytes=size,
    )


def _files(paths: Sequence[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]


_event = msgspec.json.Decoder(Event).decode


def _lines(name: str, data: bytes) -> Iterator[Event]:
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                event = _event(line)
            except msgspec.DecodeError as error:
                raise ArtifactError("event_jsonl", f"line {number}: {error}", path=name) from error
            yield event if event.source else replace(event, source=name, line=number)


def packages(log: Log) -> list[str]:
    """The packages whose acts the run records; one without a name where no record names any."""
    named = sorted({event.package for event in log.events if event.package})
    return named or ([""] if log.events else [])


def facts_alone(log: Log, package: str, asking: Asking) -> Facts:
    """The facts of a run that is the subject itself."""
    subject = SubjectFacts(kind="device_run", path=log.path, sha256=log.sha256, size_bytes=log.size_bytes)
    return beside(Facts(subject=subject), log, package, asking)


def beside(facts: Facts, log: Log, package: str, asking: Asking) -> Facts:
    """The facts with what the run shows of `package`."""
    manifest = facts.manifest
    guards = {} if manifest is None else {one.name: one.permission or "" for one in manifest.components}
    behaviour = from_events(
        log.events,
        package,
        label="" if manifest is None else (manifest.label or "").strip(),
        consent_at_ns=asking.consent_at_ns,
        refused_at_ns=asking.refused_at_ns,
        first_run=asking.first_run,
        permissions=guards,
        device=log.device,
        sources=log.sources,
    )
    return replace(facts, behaviour=behaviour)


def examine_run(log: Log, asking: Asking) -> list[Examined]:
    """One report for each package seen in the run, or for the one that is asked for.

    Raises:
        UsageError: the package asked for is not in the run.
    """
    discover()
    seen = packages(log)
    if asking.package is not None:
        if asking.package not in seen and seen != [""]:
            raise UsageError(f"the run records nothing of {asking.package}; seen: {', '.join(seen) or '-'}")
        seen = [asking.package]
    return [_examined(log, package, asking) for package in seen]


def _examined(log: Log, package: str, asking: Asking) -> Examined:
    started = time.perf_counter()
    facts = facts_alone(log, package, asking)
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
