"""What instruments beside the device's own logs recorded of a run: traffic captures and sensor traces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from msgspec.structs import replace

from mingjian.artifacts.device_log.exchange import Recorded
from mingjian.artifacts.device_log.log import DeviceLog
from mingjian.artifacts.device_log.run_card import Known
from mingjian.clock import now
from mingjian.facts import Facts
from mingjian.facts.behaviour import Mark
from mingjian.facts.behaviour.marks import Sight
from mingjian.facts.network import build as traffic
from mingjian.facts.network import owners
from mingjian.facts.sensor import build as sensor

MAX_MOVES = 200_000
SIGHT = frozenset({"foreground", "background"})


def instruments(
    facts: Facts,
    log: DeviceLog,
    package: str,
    *,
    consent_at_ns: int | None = None,
    refused_at_ns: int | None = None,
    first_run: bool = False,
) -> Facts:
    """The facts with the traffic and the sensor traces of the run, where any were recorded. The moments are
    what a person gave, for a run that has nothing but a capture."""
    if not log.kept(Recorded):
        return facts
    behaviour = facts.behaviour
    touches: list[int] = []
    moves: list[tuple[int, bool]] = []
    recorded = False
    for event in log.events():
        if event.package not in ("", package) or event.at_ns is None:
            continue
        if event.kind == "input":
            recorded = True
            if len(touches) < MAX_MOVES:
                touches.append(event.at_ns)
        elif event.kind in SIGHT and event.package == package and len(moves) < MAX_MOVES:
            moves.append((event.at_ns, event.kind == "foreground"))
    run = traffic.Run(
        package=package,
        label="" if facts.manifest is None else (facts.manifest.label or "").strip(),
        marks=_given(consent_at_ns, refused_at_ns) if behaviour is None else behaviour.marks,
        first_run=first_run,
        touches=tuple(sorted(touches)) if recorded else None,
        foreground=_sight(moves),
        known=tuple((one.kind, one.value) for one in log.kept(Known)),
        own=owners.of_signers(one.subject for one in facts.signature.signers) if facts.signature else (),
        today=_today(log),
    )
    jumps = [] if behaviour is None else [act.event for act in behaviour.acts if act.event.kind == "jump"]
    return replace(facts, network=traffic.from_log(log, run), sensor=sensor.from_log(log, jumps))


def _given(consent_at_ns: int | None, refused_at_ns: int | None) -> tuple[Mark, ...]:
    given = {"consent": consent_at_ns, "refusal": refused_at_ns}
    return tuple(Mark(at_ns=at, what=what) for what, at in given.items() if at is not None)


def _sight(moves: list[tuple[int, bool]]) -> Callable[[int | None], bool | None] | None:
    return Sight(moves).at if moves else None


def _today(log: DeviceLog) -> date:
    """The run's own last day, so that the same run reads the same tomorrow."""
    last = max((source.to_ns for source in log.sources if source.to_ns is not None), default=None)
    if last is None or not 0 < last < 4_102_444_800_000_000_000:
        return now().date()
    return datetime.fromtimestamp(last // 1_000_000_000, UTC).date()
