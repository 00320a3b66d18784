"""Starts that a run shows: which were nobody's wish, by what they came, and which have a lawful reason."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Start
from mingjian.facts.manifest import Component
from mingjian.facts.phone_packages import comes_with_phone
from mingjian.rules._lawful_start import Reason, alarm_app, reason, role
from mingjian.rules._run import behaviour_of

HOW: dict[str, tuple[str, str]] = {
    "broadcast": ("广播", "broadcast"),
    "service": ("服务", "service"),
    "job": ("定时任务", "job"),
    "content provider": ("数据提供者", "content provider"),
    "restart": ("系统重启其进程", "restart of its process"),
    "sync": ("账户同步", "account sync"),
    "alarm": ("闹钟", "alarm"),
    "activity": ("界面", "activity"),
}
"""Hosting types of a process start. Source: AOSP HostingRecord."""


def self_starts(facts: Facts) -> Iterator[Start]:
    """Starts of the app's first process that neither the user, another app nor the system's binding made."""
    for start in behaviour_of(facts).starts:
        if start.by == "self" and not start.outward:
            yield start


def outward(facts: Facts) -> Iterator[Start]:
    """Components of apps that did not come with the phone, begun by this one with no touch of the user."""
    for start in behaviour_of(facts).starts:
        if start.outward and start.by == "self" and not comes_with_phone(start.other):
            yield start


def how(start: Start) -> tuple[str, str]:
    """By what the start came, in both tongues."""
    what = start.event.what.lower()
    for name, words in HOW.items():
        if what.startswith(name):
            return words
    return start.event.what, start.event.what


def component_of(start: Start) -> str:
    """`com.a/com.a.B` or `com.a/.B` → `com.a.B`; empty where the record names none."""
    text = start.event.cause if "/" in start.event.cause else start.event.what
    package, slash, name = text.strip("{} ").partition("/")
    if not slash:
        return ""
    return f"{package}{name}" if name.startswith(".") else name


def lawful(facts: Facts, start: Start) -> Reason | None:
    """Why the app may start so, by what its package says; None where it says nothing, or there is none."""
    if facts.manifest is None:
        return None
    component = _declared(facts, component_of(start))
    if component is None:
        found = role(facts)
        return None if found is None else (f"应用为{found[0]}", f"the app is {found[1]}")
    if component.kind == "receiver" and not component.filters and alarm_app(facts):
        return "到点响铃的闹钟或提醒", "an alarm or reminder that is due"
    return reason(facts, component)


def _declared(facts: Facts, name: str) -> Component | None:
    components = facts.manifest.components if facts.manifest is not None else ()
    return next((one for one in components if one.name == name), None)
