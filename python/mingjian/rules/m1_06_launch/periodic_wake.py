"""Has itself started again and again by jobs or alarms.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected are a periodic job (JobScheduler, WorkManager) that starts a service, a
    repeating alarm set without a human action that starts a service (by itself or through a receiver of the
    app), and a periodic job that outlives restarts beside a repeating alarm. Jobs and alarms alone are
    ordinary.
Limits: whether the function the user chose needs it is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, is_library
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, entry_of, hits, method_name, moment
from mingjian.rules._keep_alive import SERVICE_STARTS, names, trick
from mingjian.rules._lawful_start import sets_alarms_again

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
PERIODIC = ("setPeriodic", "enqueueUniquePeriodicWork")
WORK = (";->onStartJob(", ";->doWork(", ";->startWork(")
REPEATING = ("setRepeating", "setInexactRepeating")
LATER = frozenset({"getService", "getForegroundService"})


def check(facts: Facts) -> Iterator[Finding]:
    yield from _job(facts)
    yield from _alarm(facts)
    yield from _both(facts)


def _job(facts: Facts) -> Iterator[Finding]:
    """A periodic job of the app that starts a service."""
    if not any(True for _ in hits(facts, "keep_alive", *PERIODIC)):
        return
    for hit in hits(facts, "linked_start", *SERVICE_STARTS):
        for path in hit.paths:
            begins = entry_of(facts, path)
            works = begins.kind == "job" and any(mark in begins.method for mark in WORK)
            if works and not is_library(begins.component):
                yield trick(
                    facts,
                    hit,
                    path,
                    key=("job",),
                    zh="周期任务拉起服务",
                    en="a periodic job that starts a service",
                )
                return


def _alarm(facts: Facts) -> Iterator[Finding]:
    """A repeating alarm, set unasked, that starts a service."""
    for alarm in hits(facts, "keep_alive", *REPEATING):
        when = moment(facts, alarm)
        if when.path is None or not when.by_itself or is_library(class_of(alarm.caller)):
            continue
        started = _started_by(facts, alarm)
        if started is not None:
            yield trick(
                facts,
                alarm,
                when.path,
                key=("alarm", class_of(alarm.caller)),
                zh="重复闹钟拉起服务",
                en="a repeating alarm that starts a service",
                also=(started,),
            )
            return


def _started_by(facts: Facts, alarm: Hit) -> Hit | None:
    """The service start behind an alarm: made beside it, or in a receiver that the same method names."""
    for near in beside(facts, alarm.caller):
        if near.caller == alarm.caller and method_name(near) in LATER:
            return near
    receivers = (
        {c.name: c for c in facts.manifest.components if c.kind == "receiver"} if facts.manifest else {}
    )
    named = [name for name in receivers if names(facts, alarm, name)]
    for hit in hits(facts, "linked_start", *SERVICE_STARTS) if named else ():
        for path in hit.paths:
            component = entry_of(facts, path).component
            if component in named and not sets_alarms_again(facts, receivers[component]):
                return hit
    return None


def _both(facts: Facts) -> Iterator[Finding]:
    """A periodic job that outlives restarts, beside a repeating alarm."""
    persisted = any(arg(h, 0) in (1, True) for h in hits(facts, "keep_alive", "setPersisted"))
    alarms = any(True for _ in hits(facts, "keep_alive", "setRepeating", "setExactAndAllowWhileIdle"))
    periodic = next(hits(facts, "keep_alive", "setPeriodic"), None)
    if persisted and alarms and periodic is not None and not is_library(class_of(periodic.caller)):
        yield trick(
            facts,
            periodic,
            moment(facts, periodic).path,
            key=("both",),
            zh="持久周期任务与重复闹钟",
            en="a persisted periodic job beside a repeating alarm",
        )
