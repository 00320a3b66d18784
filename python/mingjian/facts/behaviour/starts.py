"""Who started whom, by what: starts of the app's processes and components, and those it causes in others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Event
from mingjian.facts.behaviour import Start
from mingjian.facts.behaviour.marks import Course, Sight
from mingjian.facts.behaviour.tally import SECOND_NS, within
from mingjian.facts.phone_packages import comes_with_phone, is_home, pushes

By = Literal["user", "self", "other_app", "system", "unknown"]
TOUCH_NS = 3 * SECOND_NS
"""A start this soon after a touch came of it: screens take their time to open."""
SIGHT_NS = 5 * SECOND_NS
"""An app that came into sight this soon after its process began was opened."""
MOST_CHAIN = 6
MOST_STARTS = 2000
"""Starts of one package that are kept one by one."""
MOST_KEPT = 200_000
"""Records of starts of the whole run that are looked at."""
WIDGET = "android.appwidget.action."
REPLACED = ("android.intent.action.MY_PACKAGE_REPLACED", "android.intent.action.PACKAGE_REPLACED")
ACTIVITY = ("activity", "next", "top", "pre-top")
SYSTEM_TYPES = ("backup", "added application", "isolated", "empty", "webview", "link")
"""Hosting types of am_proc_start that are the platform's own doing. Source: AOSP HostingRecord."""
BOUND = (
    "INPUT_METHOD", "ACCESSIBILITY", "VPN", "WALLPAPER", "INCALL", "NOTIFICATION_LISTENER", "PRINT",
    "DREAM", "TILE", "AUTOFILL", "VOICE_INTERACTION", "TEXT_SERVICE", "InputMethod", "QuickSettings",
)  # fmt: skip
"""Parts of the permission, action or reason by which the system binds what the user switched on."""


def package_of(caller: str) -> str:
    """`com.a.b/.C`, `com.a.b:push`, `{com.a.b/com.a.b.C}` → `com.a.b`."""
    return caller.strip("{} ").partition("/")[0].partition(":")[0]


class Starts:
    """The starts of one run, in order; asked for those of one package."""

    def __init__(self, events: Iterable[Event]) -> None:
        """`events`: process and component starts and ends, foregrounds and reboots of every package."""
        kept: list[Event] = []
        self.dropped = 0
        for event in events:
            if event.at_ns is None or len(kept) >= MOST_KEPT:
                self.dropped += 1
            else:
                kept.append(event)
        self._events = sorted(kept, key=lambda one: (one.at_ns or 0, one.source, one.line or 0))
        self.boots = [event.at_ns or 0 for event in self._events if event.kind == "mark"]
        self.recorded = any(event.kind == "process_start" for event in kept)
        """A source that records who started whom was read."""
        self.callers = any(
            event.caller and not event.what.startswith(ACTIVITY) and not event.cause.startswith("activity")
            for event in kept
        )
        """Some record names who asked for a service, receiver or provider."""
        self.sources = frozenset(event.source for event in kept)
        self.to_ns = self._events[-1].at_ns if self._events else None
        self._sights: dict[str, list[int]] = {}
        for event in self._events:
            if event.kind == "foreground":
                self._sights.setdefault(event.package, []).append(event.at_ns or 0)

    def of(
        self,
        package: str,
        course: Course,
        sight: Sight,
        touches: Sequence[int],
        permissions: Mapping[str, str],
    ) -> Iterator[Start]:
        """Starts of `package` while none of its processes was alive, and those it caused in other apps."""
        alive: dict[str, set[str]] = {}
        causes: dict[str, tuple[str, str]] = {}
        told = 0
        for event in self._events:
            if event.kind == "mark":
                alive.clear()
            elif event.kind == "process_end":
                alive.get(event.package, set()).discard(event.process or event.package)
            elif event.kind != "foreground":
                was = bool(alive.get(event.package))
                if event.kind == "process_start":
                    alive.setdefault(event.package, set()).add(event.process or event.package)
                start = self._start(event, package, touches, permissions, was=was)
                if event.kind == "process_start" and not was:
                    causes[event.package] = (package_of(event.caller), event.cause or event.what)
                if start is None:
                    continue
                told += 1
                if told > MOST_STARTS:
                    self.dropped += 1
                    continue
                yield replace(
                    start,
                    seconds_after_boot=self._after_boot(event.at_ns or 0),
                    timeline=course.place(event),
                    foreground=sight.at(event.at_ns),
                    chain=_chain(causes, event, package),
                )

    def _start(
        self,
        event: Event,
        package: str,
        touches: Sequence[int],
        permissions: Mapping[str, str],
        *,
        was: bool,
    ) -> Start | None:
        caller = package_of(event.caller)
        if event.package != package:
            if caller != package or comes_with_phone(event.package) or not event.package:
                return None
            return Start(
                event=event,
                by="user" if _by_touch(event, touches) else "self",
                other=event.package,
                outward=True,
                action=event.cause,
            )
        if event.kind == "component_start" and (was or not caller or caller == package):
            foreign = caller and caller != package and not comes_with_phone(caller)
            if not foreign:
                return None  # its own parts while it runs
        elif event.kind == "process_start" and was:
            return None
        by = self._by(event, caller, package, touches, permissions)
        if event.kind == "component_start" and by != "other_app":
            return None
        other = caller if by == "other_app" else ""
        return Start(event=event, by=by, other=other, action=event.cause)

    def _by(
        self,
        event: Event,
        caller: str,
        package: str,
        touches: Sequence[int],
        permissions: Mapping[str, str],
    ) -> By:
        what = event.what.lower()
        if caller and is_home(caller):
            return "user"
        if event.cause.startswith(WIDGET):
            return "user"
        if what.startswith(ACTIVITY):
            if _by_touch(event, touches):
                return "user"
            if caller and caller != package and not comes_with_phone(caller):
                return "other_app"
            if caller == package:
                return "self"
            return "user" if self._comes_into_sight(event) else "unknown"
        if pushes(caller) or pushes(event.cause) or event.cause in REPLACED or what.startswith(SYSTEM_TYPES):
            return "system"
        if caller and caller != package and not comes_with_phone(caller):
            return "other_app"
        guard = permissions.get(_component(event.cause), "")
        if any(part in text for part in BOUND for text in (event.cause, guard)):
            return "system"
        if what.startswith("content provider"):
            return "self" if caller == package else "unknown"
        return "self"

    def _comes_into_sight(self, event: Event) -> bool:
        at = event.at_ns or 0
        return within(self._sights.get(event.package, ()), at, at + SIGHT_NS)

    def _after_boot(self, at_ns: int) -> float | None:
        passed = [boot for boot in self.boots if boot <= at_ns]
        return (at_ns - max(passed)) / 1e9 if passed else None


def _by_touch(event: Event, touches: Sequence[int]) -> bool:
    at = event.at_ns or 0
    return within(touches, at - TOUCH_NS, at)


def _component(cause: str) -> str:
    """`{com.a.b/.C}` → `com.a.b.C`."""
    package, _, name = cause.strip("{} ").partition("/")
    return f"{package}{name}" if name.startswith(".") else name or package


def _chain(causes: Mapping[str, tuple[str, str]], event: Event, package: str) -> tuple[str, ...]:
    """First cause first: what began the caller, the caller, the component."""
    steps: list[str] = [event.cause or event.what, event.package]
    caller = package_of(event.caller)
    while caller and caller not in steps and len(steps) < MOST_CHAIN:
        steps.insert(-1 if caller == package else 0, caller)
        before, cause = causes.get(caller, ("", ""))
        if not before:
            if cause:
                steps.insert(0, cause)
            break
        caller = before
    return tuple(dict.fromkeys(steps))
