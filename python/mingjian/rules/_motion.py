"""Listeners to motion sensors that lead away: what they set going, and conditions at the reference values."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, SensorListener
from mingjian.facts.once import once
from mingjian.facts.parties import owner
from mingjian.model import Evidence, Party
from mingjian.rules._calls import arg, named
from mingjian.rules._evidence import code

JUMPS = frozenset(
    f"behaviour:{name}" for name in ("cross_app_jump", "linked_start", "apk_install", "silent_download")
)


@once
def jumping(facts: Facts) -> tuple[tuple[SensorListener, list[Hit]], ...]:
    """Reachable listeners that lead to another screen, app or page, with what leads there."""
    calls = facts.calls
    if calls is None:
        return ()
    led = (
        (
            listener,
            [calls.hits[index] for index in listener.acts if JUMPS.intersection(calls.hits[index].tags)],
        )
        for listener in calls.sensors
        if listener.reachable
    )
    return tuple((listener, jumps) for listener, jumps in led if jumps)


class LeadsAway(Struct, frozen=True):
    """A listener of the app's own that leads outside the app, who answers for it, and where both stand."""

    listener: SensorListener
    party: Party
    evidence: tuple[Evidence, Evidence]

    @property
    def name(self) -> str:
        return self.listener.owner.rpartition(".")[2]


def leading_away(facts: Facts) -> Iterator[LeadsAway]:
    """The app's own listeners that lead outside it; those of SDKs are the SDKs'."""
    for listener, jumps in jumping(facts):
        if owner(facts, [listener.method]).kind == "app" and outside(facts, jumps):
            place = f"{jumps[0].dex}!{listener.method}+0x0"
            sensors = Evidence(kind="code", location=place, excerpt=f"sensors {listener.sensor_types}")
            party = owner(facts, [listener.method, *(hit.caller for hit in jumps)])
            yield LeadsAway(listener, party, (sensors, code(jumps[0])))


def kinds(facts: Facts, listener: SensorListener) -> frozenset[int]:
    """Sensor types the listener hears; where its class names none and the app has no other listener, those
    the app asks for anywhere."""
    if listener.sensor_types or facts.calls is None or len(facts.calls.sensors) > 1:
        return frozenset(listener.sensor_types)
    asked = (arg(hit, 0) for hit in named(facts, "getDefaultSensor"))
    return frozenset(kind for kind in asked if isinstance(kind, int))


def outside(facts: Facts, jumps: list[Hit]) -> list[Hit]:
    """Those jumps that are not seen to open a screen of the app itself."""
    calls = facts.calls
    if calls is None or not jumps:
        return jumps
    callers = {hit.caller for hit in jumps}
    own = {
        step.caller
        for hit in calls.hits
        for path in hit.paths
        for step in path.steps
        if step.edge == "component" and step.caller in callers
    }
    return [hit for hit in jumps if hit.caller not in own]
