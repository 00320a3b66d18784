"""What runs again and again: timers by their period, and bodies that put themselves off and start over."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path, Step
from mingjian.rules._calls import arg, hits, method_name, outer, tagged

UNITS_MS = {"NANOSECONDS": 1e-6, "MICROSECONDS": 1e-3, "MILLISECONDS": 1.0, "SECONDS": 1e3, "MINUTES": 6e4,
            "HOURS": 3.6e6, "DAYS": 8.64e7}  # fmt: skip
AGAIN = ("postDelayed", "postAtTime", "sendEmptyMessageDelayed", "sendMessageDelayed")
"""Calls that repeat when the body they put off is the one that makes them."""
PERIODIC = ("schedule", "scheduleAtFixedRate", "scheduleWithFixedDelay")
BODIES = (";->run()V", ";->handleMessage(Landroid/os/Message;)V")
CLOSE_BYTES = 96
"""A task is handed over this soon after it is made (instructions between are its arguments)."""


class Repeat(Struct, frozen=True):
    """A timer with the way to the reading it repeats."""

    timer: Hit
    path: Path
    period_ms: float | None


class Timers:
    """The timers of one subject, by the method they stand in and by class."""

    def __init__(self, facts: Facts) -> None:
        self.again: dict[str, Hit] = {}
        self.periodic: dict[str, list[Hit]] = {}
        self.by_class: dict[str, list[Hit]] = {}
        for hit in hits(facts, "timer"):
            name = method_name(hit)
            if name in AGAIN and hit.caller.endswith(BODIES):
                self.again.setdefault(hit.caller, hit)
            elif name in PERIODIC:
                self.periodic.setdefault(hit.caller, []).append(hit)
                self.by_class.setdefault(outer(hit.caller), []).append(hit)

    def repeat(self, reading: Hit) -> Repeat | None:
        """The timer that makes `reading` happen again, with the way from it; None when none does."""
        if not self.again and not self.periodic:
            return None
        for path in reading.paths:
            for step in path.steps:
                timer = self._of(step)
                if timer is not None:
                    return Repeat(timer, path, period_ms(timer))
        own = self.again.get(reading.caller)
        return Repeat(own, reading.paths[0], period_ms(own)) if own is not None and reading.paths else None

    def _of(self, step: Step) -> Hit | None:
        if step.callee in self.again:
            return self.again[step.callee]
        if step.edge not in ("thread", "timer", "callback") or not step.callee.endswith(BODIES[0]):
            return None
        near = [
            timer
            for timer in self.periodic.get(step.caller, ())
            if 0 < timer.offset - step.offset <= CLOSE_BYTES
        ]
        if near:
            return min(near, key=lambda timer: timer.offset)
        made = self.by_class.get(outer(step.caller), ()) if step.edge == "timer" else ()
        return next((timer for timer in made if "Ljava/util/Timer;" in timer.callee), None)


def period_ms(timer: Hit) -> float | None:
    """Milliseconds from one run to the next; None where it is not a constant."""
    name = method_name(timer)
    value = arg(timer, 1 if name in AGAIN else 2)
    if name == "postAtTime" or not isinstance(value, int | float):
        return None
    if ";->scheduleWithFixedDelay(" in timer.callee or "Ljava/util/concurrent/" in timer.callee:
        unit = arg(timer, 3)
        told = unit.get("field", "") if isinstance(unit, dict) else ""
        factor = UNITS_MS.get(told.partition(";->")[2].partition(":")[0])
        return None if factor is None else value * factor
    return float(value)


def told_zh(period: float | None) -> str:
    return "定时" if period is None else f"每 {_short(period)[0]} {_short(period)[1]}"


def told_en(period: float | None) -> str:
    return "periodically" if period is None else f"every {_short(period)[0]} {_short(period)[2]}"


def _short(period: float) -> tuple[str, str, str]:
    for size, zh, en in ((3.6e6, "小时", "h"), (6e4, "分钟", "min"), (1e3, "秒", "s")):
        if period >= size:
            return f"{period / size:g}", zh, en
    return f"{period:g}", "毫秒", "ms"


def location_requests(facts: Facts) -> Iterator[tuple[Hit, float]]:
    """Continuous location asked for with a constant interval, in ms (0: as often as there is one)."""
    for hit in _location_hits(facts):
        name = method_name(hit)
        index = _long_index(hit.callee)
        if name not in INTERVAL_CALLS or index is None:
            continue
        value = arg(hit, index)
        if isinstance(value, int | float) and (value > 0 or name == "requestLocationUpdates"):
            yield hit, float(value)


INTERVAL_CALLS = frozenset(
    {"requestLocationUpdates", "setInterval", "setIntervalMillis", "setScanSpan", "setFastestInterval"}
)


def _location_hits(facts: Facts) -> Iterator[Hit]:
    for _, hit in tagged(facts, "pi:precise_location"):
        if hit.reachable and "(" in hit.callee:
            yield hit


def _long_index(callee: str) -> int | None:
    """Position of the first long (or only int) parameter."""
    inside = callee.partition("(")[2].partition(")")[0]
    index = 0
    while inside:
        depth = len(inside) - len(inside.lstrip("["))
        rest = inside[depth:]
        if not depth and (rest[0] == "J" or inside == "I"):
            return index
        inside = rest.partition(";")[2] if rest[0] == "L" else rest[1:]
        index += 1
    return None
