"""Reads personal information in the background, woken by an event that has nothing to do with it.

Clause: 26号-1.8.4 与服务场景无关的个人信息处理行为
    26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
Needs: calls, manifest.
Violates: never by code alone; suspected where a broadcast of the system (boot, unlock, screen, network,
    power, packages), a periodic job or a worker reaches a reading of location, contacts, messages, calls,
    installed apps, the clipboard, or starts a recording, with no human action on the way. A message that is
    received, a call that comes in or a task the user planned is its own scene and is not charged.
Limits: services that a screen starts count as that screen's; what the privacy policy declares of reading in
    the background is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import EntryPoint, Hit, Path
from mingjian.facts.consent import timing
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import entry_of, hits
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings
from mingjian.rules._self_start import BOOT, CONNECTIVITY, UNLOCK

RULE = Rule(
    requirements=("26号-1.8.4", "26号-1.8.7"), severity="medium", needs=("calls", "manifest"), proves=False
)
KINDS = frozenset({
    "precise_location", "coarse_location", "background_location", "contacts", "sms", "call_log", "calendar",
    "installed_apps", "running_processes", "clipboard", "audio_record", "camera_capture", "photos", "videos",
})  # fmt: skip
EVENTS = BOOT | CONNECTIVITY | UNLOCK
THRESHOLD = "TH-48"
LOCATION = frozenset({"precise_location", "coarse_location", "background_location"})


def check(facts: Facts) -> Iterator[Finding]:
    calls = facts.calls
    assert calls is not None  # noqa: S101
    periodic = any(
        "setPeriodic" in hit.callee or "PeriodicWork" in hit.callee for hit in hits(facts, "keep_alive")
    )
    told: set[tuple[str, str]] = set()
    for kind, hit in readings(facts):
        if kind not in KINDS or (when := timing(calls, hit)).ungated:
            continue
        for path in (*when.other, *when.gated):
            entry = entry_of(facts, path)
            event = _event(entry, periodic)
            if event is None or path.gesture_step is not None or of_support_library(hit, path):
                continue
            if (kind, entry.component) not in told:
                told.add((kind, entry.component))
                yield _finding(facts, kind, hit, path, event)
            break


def _event(entry: EntryPoint, periodic: bool) -> tuple[str, str] | None:
    """What wakes it, in both tongues; None where it may be the user's or the data's own doing."""
    if entry.kind == "receiver":
        woken = [action for action in entry.actions if action in EVENTS]
        if woken and len(woken) == len(entry.actions):
            short = woken[0].rpartition(".")[2]
            return f"收到系统广播 {short} 时", f"on the broadcast {short}"
    if entry.kind == "job" and periodic:
        return "在周期性后台任务中", "in a periodic background job"
    return None


def _finding(facts: Facts, kind: str, hit: Hit, path: Path, event: tuple[str, str]) -> Finding:
    entry = entry_of(facts, path)
    name = entry.component.rpartition(".")[2]
    return finding(
        f"{event[0]}读取{name_zh(kind)}（{name}）",
        f"Reads {name_en(kind)} {event[1]} ({name})",
        key=("background", kind, entry.component),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        consent="after" if path.gate is not None else "unknown",
        personal_info=(kind,),
        threshold=THRESHOLD if kind in LOCATION else None,
        evidence=[call_chain(facts, hit, path), code(hit)],
    )
