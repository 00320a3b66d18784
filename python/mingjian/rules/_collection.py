"""Collection as a profile that two versions can be compared by: type × party × trigger, with the place.

Reads the same questions of either version, so that a difference is one of the apps, not of the looking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import EntryPoint, Hit, Path
from mingjian.facts.parties import app, class_of, frames, sdk_of
from mingjian.model import Party
from mingjian.rules._personal_info import of_support_library, readings

Trigger = Literal["start", "screen", "gesture", "background"]
TRIGGERS_ZH: Mapping[Trigger, str] = {
    "start": "应用启动时",
    "screen": "打开页面时",
    "gesture": "用户操作后",
    "background": "后台（服务、广播、任务、推送）",
}
TRIGGERS_EN: Mapping[Trigger, str] = {
    "start": "when the app starts",
    "screen": "when a screen opens",
    "gesture": "after a user's action",
    "background": "in the background (service, broadcast, job, push)",
}
_BY_ENTRY: Mapping[str, Trigger] = {
    "process_start": "start",
    "launcher": "start",
    "activity": "screen",
    "user_gesture": "gesture",
}


class Taken(Struct, frozen=True):
    """One type taken by one party on one trigger, with a call that does it and the way there."""

    kind: str
    party: Party
    trigger: Trigger
    hit: Hit
    path: Path
    known: bool
    """False: no frame is an SDK's or of the app's own package (minified names)."""


Key = tuple[str, str, Trigger]
"""Type, party id, trigger."""


def trigger_of(entry: EntryPoint, path: Path) -> Trigger:
    """What sets the call off: a human action on the way counts before the entry's kind."""
    return "gesture" if path.gesture_step is not None else _BY_ENTRY.get(entry.kind, "background")


def taker(facts: Facts, methods: Iterable[str]) -> tuple[Party, bool]:
    """The nearest method's party that is an SDK or the app's own code, which act for whoever calls code of
    neither; and whether there was one."""
    own = facts.manifest.package if facts.manifest else ""
    for method in methods:
        holder = class_of(method)
        party = sdk_of(facts, holder)
        if party is not None:
            return party, True
        if own and holder.startswith(f"{own}."):
            return app(facts), True
    return app(facts), False


def collected(facts: Facts) -> dict[Key, Taken]:
    """Everything taken in `facts`, each combination once, with its first place."""
    found: dict[Key, Taken] = {}
    for kind, hit in readings(facts):
        for path in hit.paths:
            if of_support_library(hit, path):
                continue
            party, known = taker(facts, frames(hit, path))
            assert facts.calls is not None  # noqa: S101 - a reading is a call
            trigger = trigger_of(facts.calls.entry_points[path.entry], path)
            found.setdefault((kind, party.id, trigger), Taken(kind, party, trigger, hit, path, known))
    return found
