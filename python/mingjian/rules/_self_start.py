"""Self-start by broadcast: which system events wake a receiver, and one builder for its findings."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import EntryPoint, Hit
from mingjian.facts.manifest import Component
from mingjian.facts.parties import app, sdk_of
from mingjian.model import Evidence, Finding
from mingjian.rules import NotApplicable
from mingjian.rules._calls import hits, method_name, path_from, texts, told
from mingjian.rules._evidence import call_chain, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._lawful_start import reason, starts

BOOT = frozenset({
    "android.intent.action.BOOT_COMPLETED",
    "android.intent.action.LOCKED_BOOT_COMPLETED",
    "android.intent.action.QUICKBOOT_POWERON",
    "com.htc.intent.action.QUICKBOOT_POWERON",
    "android.intent.action.REBOOT",
})  # fmt: skip
UNLOCK = frozenset({
    "android.intent.action.USER_PRESENT",
    "android.intent.action.USER_UNLOCKED",
    "android.intent.action.SCREEN_ON",
    "android.intent.action.SCREEN_OFF",
})  # fmt: skip
CONNECTIVITY = frozenset({
    "android.net.conn.CONNECTIVITY_CHANGE",
    "android.net.wifi.STATE_CHANGE",
    "android.net.wifi.WIFI_STATE_CHANGED",
    "android.intent.action.ACTION_POWER_CONNECTED",
    "android.intent.action.ACTION_POWER_DISCONNECTED",
    "android.intent.action.MEDIA_MOUNTED",
    "android.intent.action.MEDIA_UNMOUNTED",
    "android.intent.action.MEDIA_EJECT",
    "android.intent.action.BATTERY_LOW",
    "android.intent.action.BATTERY_OKAY",
    "android.bluetooth.adapter.action.STATE_CHANGED",
})  # fmt: skip
IMPLICIT_BROADCASTS_CUT = 26
"""API level from which most implicit broadcasts are not delivered to manifest receivers of apps that target
it (Android 8 behaviour changes)."""
RUNTIME_ONLY = frozenset({"android.intent.action.SCREEN_ON", "android.intent.action.SCREEN_OFF"})
"""Never delivered to receivers of the manifest (documentation of android.content.Intent)."""

STARTED = ("linked_start", "cross_app_jump", "keep_alive", "self_start")
"""Behaviours that tell what a woken receiver sets going, most telling first."""
NAMED = ("background_activity_start", "self_start", "keep_alive")
"""Behaviours whose rows are the names of broadcast actions."""
STARTING = ("start", "bind", "schedule", "enqueue", "set", "send")


def receivers(facts: Facts, actions: frozenset[str]) -> Iterator[tuple[Component, tuple[str, ...], int]]:
    """Enabled manifest receivers for some of `actions`: component, the actions, the line of the filter."""
    for component in facts.manifest.components if facts.manifest else ():
        if component.kind != "receiver" or not component.enabled:
            continue
        for filter_ in component.filters:
            found = tuple(a for a in filter_.actions if a in actions and a not in RUNTIME_ONLY)
            if found:
                yield component, found, filter_.line or component.line
                break


def entry(facts: Facts, component: Component) -> EntryPoint | None:
    """Where the receiver's own code begins; None when no loaded class has any."""
    found = [e for e in facts.calls.entry_points if e.component == component.name] if facts.calls else []
    return next((e for e in found if ";->onReceive(" in e.method), found[0] if found else None)


def runs_code(facts: Facts, component: Component) -> bool:
    """The receiver's class is in the loaded code (a name without a class starts a process that crashes)."""
    return facts.calls is None or entry(facts, component) is not None


def woken(
    facts: Facts, actions: frozenset[str], *, zh: str, en: str, starting: bool = False
) -> list[Finding] | NotApplicable:
    """What receivers of `actions` wake, or why all of them may. `starting`: those that start something."""
    found: list[Finding] = []
    lawful: dict[tuple[str, str], None] = {}
    for component, heard, line in receivers(facts, actions):
        if not runs_code(facts, component) or (starting and not starts(facts, component)):
            continue
        why = reason(facts, component)
        if why is None:
            found.append(self_start(facts, component, heard, line, zh=zh, en=en))
        else:
            short = component.name.rpartition(".")[2]
            lawful[f"{short} {why[0]}", f"{short}: {why[1]}"] = None
    if found or not lawful:
        return found
    return NotApplicable("；".join(zh for zh, _ in lawful) + " · " + "; ".join(en for _, en in lawful))


def self_start(
    facts: Facts, component: Component, actions: tuple[str, ...], line: int, *, zh: str, en: str
) -> Finding:
    """A receiver that wakes the app on `actions`; whether the service needs it is for a person to say."""
    party = sdk_of(facts, component.name) or app(facts)
    short = "、".join(a.rpartition(".")[2] for a in actions)
    return finding(
        f"{zh}：{component.name.rpartition('.')[2]} 监听 {short}",
        f"{en}: {component.name.rpartition('.')[2]} listens for {short.replace('、', ', ')}",
        key=("receiver", component.name),
        party=party,
        verdict="suspected",
        evidence=[manifest_line(facts, _action_line(facts, line, actions)), *_runs(facts, component)],
    )


def _runs(facts: Facts, component: Component) -> Iterator[Evidence]:
    """The receiver's code: the way to what it starts, or else its entry method."""
    begins = entry(facts, component)
    if begins is None:
        return
    for behaviour in STARTED:
        for hit in hits(facts, behaviour):
            path = path_from(facts, hit, component.name)
            if path is not None and method_name(hit).startswith(STARTING):
                yield call_chain(facts, hit, path)
                return
    yield Evidence(kind="code", location=begins.method, excerpt=f"{begins.kind}: {begins.component}")


def watching(facts: Facts, actions: frozenset[str]) -> dict[str, Hit]:
    """Reachable methods that name one of `actions` as a constant, with the place."""
    found: dict[str, Hit] = {}
    for behaviour in NAMED:
        for hit in hits(facts, behaviour):
            if told(hit) in actions or actions.intersection(texts(hit)):
                found.setdefault(hit.caller, hit)
    return found


def _action_line(facts: Facts, start: int, actions: tuple[str, ...]) -> int:
    text = facts.manifest.text if facts.manifest else ()
    for number in range(max(0, start - 1), min(len(text), start + 40)):
        if any(action in text[number] for action in actions):
            return number + 1
    return start
