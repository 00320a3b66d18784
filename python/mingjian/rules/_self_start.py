"""Self-start by broadcast: which system events wake a receiver, and one builder for its findings."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import EntryPoint
from mingjian.facts.manifest import Component
from mingjian.facts.parties import app, sdk_of
from mingjian.model import Finding
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding

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
    "android.bluetooth.adapter.action.STATE_CHANGED",
})  # fmt: skip
RUNTIME_ONLY = frozenset({"android.intent.action.SCREEN_ON", "android.intent.action.SCREEN_OFF"})
"""Never delivered to receivers of the manifest (documentation of android.content.Intent)."""


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


def runs_code(facts: Facts, component: Component) -> bool:
    """The receiver's class is in the loaded code (a name without a class starts a process that crashes)."""
    if facts.calls is None:
        return True
    entries: tuple[EntryPoint, ...] = facts.calls.entry_points
    return any(entry.component == component.name for entry in entries)


def self_start(
    facts: Facts, component: Component, actions: tuple[str, ...], line: int, zh: str, en: str
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
        evidence=[manifest_line(facts, _action_line(facts, line, actions))],
    )


def _action_line(facts: Facts, start: int, actions: tuple[str, ...]) -> int:
    text = facts.manifest.text if facts.manifest else ()
    for number in range(max(0, start - 1), min(len(text), start + 40)):
        if any(action in text[number] for action in actions):
            return number + 1
    return start
