"""Keep-alive tricks: what each is told by, and one builder for their findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.manifest import Component
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules._calls import beside, hits, texts
from mingjian.rules._evidence import reached
from mingjian.rules._finding import finding

SERVICE_STARTS = ("startService", "startForegroundService")
SERVICE_BINDS = ("bindService", "bindIsolatedService")
ENDS = (";->onDestroy()V", ";->onTaskRemoved(Landroid/content/Intent;)V")
ALARMS = (
    "set",
    "setExact",
    "setAndAllowWhileIdle",
    "setExactAndAllowWhileIdle",
    "setRepeating",
    "setInexactRepeating",
    "setWindow",
)


def trick(
    facts: Facts,
    hit: Hit,
    path: Path | None,
    *,
    key: tuple[str, ...],
    zh: str,
    en: str,
    also: tuple[Hit, ...] = (),
) -> Finding:
    """`采用保活手段：…` with the way to the call and the call; `also` are calls that make up the trick."""
    evidence = reached(facts, hit, path)
    for other in also:
        evidence += reached(facts, other, other.paths[0] if other.paths else None)[:1]
    return finding(
        f"采用保活手段：{zh}",
        f"Uses a keep-alive trick: {en}",
        key=key,
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        evidence=evidence,
    )


def services(facts: Facts) -> dict[str, Component]:
    """Enabled services of the manifest, by class."""
    found = facts.manifest.components if facts.manifest else ()
    return {
        component.name: component for component in found if component.kind == "service" and component.enabled
    }


def names(facts: Facts, start: Hit, component: str) -> bool:
    """The method that makes the call `start` names the class `component`."""
    descriptor = f"L{component.replace('.', '/')};"
    for hit in beside(facts, start.caller):
        if hit.caller != start.caller:
            continue
        classes = [value.get("class") for value in hit.args if isinstance(value, dict)]
        if component in texts(hit) or descriptor in classes:
            return True
    return False


def starting(facts: Facts, *, alarms: bool = True, binds: bool = False) -> Iterator[Hit]:
    """Reachable calls that set a service going: at once, by an alarm, by binding."""
    wanted = SERVICE_STARTS + (SERVICE_BINDS if binds else ())
    later = hits(facts, "keep_alive", *ALARMS) if alarms else iter(())
    return chain(hits(facts, "linked_start", *wanted), later)


def service_frames(facts: Facts, hit: Hit, path: Path) -> list[str]:
    """Services whose own methods are on the way, nearest first."""
    known = services(facts)
    return [name for frame in frames(hit, path) if (name := class_of(frame)) in known]
