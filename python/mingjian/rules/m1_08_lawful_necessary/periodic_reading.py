"""Reads personal information again and again by a timer, or asks for location too often.

Clause: 26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
    26号-1.8.4 与服务场景无关的个人信息处理行为
Needs: calls, manifest.
Violates: never by code alone; suspected where a timer with a period, or a task that puts itself off and
    starts over, reaches a reading of identifiers, installed apps, contacts, messages, calls, the clipboard
    or the like: whatever the period, the user does not set it off. Location is held to intervals: more
    often than once a second exceeds even navigation; in an app of a category without navigation, more often
    than once in 30 seconds.
Limits: whether the privacy policy declares the frequency is not known here; periods that are not constants
    are named as periodic only; loops with sleep and alarms are not joined to what they start. Updates that
    the same class takes back (removeUpdates) count as one fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment, outer
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import cite, finding
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings
from mingjian.rules._repeating import Timers, location_requests, told_en, told_zh

RULE = Rule(
    requirements=("26号-1.8.7", "26号-1.8.4"), severity="medium", needs=("calls", "manifest"), proves=False
)
THRESHOLDS = {
    "contacts": "TH-45", "call_log": "TH-45", "sms": "TH-45", "calendar": "TH-45",
    "installed_apps": "TH-46", "running_processes": "TH-46",
    "imei": "TH-P07", "imsi": "TH-P07", "iccid": "TH-P07", "android_id": "TH-P07", "mac_address": "TH-P07",
    "bluetooth_mac": "TH-P07", "serial_number": "TH-P07", "oaid": "TH-P07", "gaid": "TH-P07",
    "phone_number": "TH-P07", "account_id": "TH-P07", "drm_id": "TH-P07",
    "clipboard": "TH-49", "photos": "TH-49", "videos": "TH-49",
}  # fmt: skip
"""What a single use needs, by type; a timer goes past it whatever its period. Types that are continuous by
nature (sensors, recording, scanning for devices) are not here."""
LOCATION = frozenset({"precise_location", "coarse_location", "background_location"})
EVEN_NAVIGATION, NEARBY = "TH-42", "TH-43"
SECOND_MS, NEARBY_MS = 1000.0, 30_000.0
"""TH-42 (1/s) and TH-43 (1/30 s) as periods."""
MOVING = frozenset(
    {"map_navigation", "ride_hailing", "vehicle_service", "fitness", "postal_express", "other"}
)
"""Categories whose function may follow the user."""


def check(facts: Facts) -> Iterator[Finding]:
    timers = Timers(facts)
    told: set[tuple[str, str]] = set()
    for kind, hit in readings(facts):
        repeat = timers.repeat(hit)
        if repeat is None or of_support_library(hit, repeat.path):
            continue
        threshold = _location_limit(facts, repeat.period_ms) if kind in LOCATION else THRESHOLDS.get(kind)
        if threshold is None or (kind, repeat.timer.caller) in told:
            continue
        told.add((kind, repeat.timer.caller))
        yield finding(
            f"{told_zh(repeat.period_ms)}读取{name_zh(kind)}，不由用户触发",
            f"Reads {name_en(kind)} {told_en(repeat.period_ms)}, not set off by the user",
            key=("timer", kind, outer(repeat.timer.caller)),
            party=owner(facts, frames(hit, repeat.path)),
            verdict="suspected",
            consent=moment(facts, hit).consent,
            personal_info=(kind,),
            threshold=threshold,
            evidence=[call_chain(facts, hit, repeat.path), code(repeat.timer)],
        )
    yield from _intervals(facts)


def _location_limit(facts: Facts, period: float | None) -> str | None:
    """The limit that a period goes past; None when it keeps to every limit that is known to apply."""
    if period is None:
        return None
    if period < SECOND_MS:
        return EVEN_NAVIGATION
    still = facts.category is not None and facts.category.id not in MOVING
    return NEARBY if still and period < NEARBY_MS else None


def _intervals(facts: Facts) -> Iterator[Finding]:
    stopped = {outer(hit.caller) for hit in hits(facts, "timer", "removeUpdates")}
    for hit, interval in location_requests(facts):
        threshold = _location_limit(facts, interval)
        if threshold is None or outer(hit.caller) in stopped:
            continue
        yield _interval(facts, hit, interval, threshold)


def _interval(facts: Facts, hit: Hit, interval: float, threshold: str) -> Finding:
    path = moment(facts, hit).path
    limit = cite(threshold)
    shown = told_zh(interval) if interval else "不设间隔"
    shown_en = told_en(interval) if interval else "as often as there is one"
    return finding(
        f"{shown}更新位置，超过 {limit.value} {limit.unit}",
        f"Asks for location {shown_en}: more than {limit.value} {limit.unit}",
        key=("interval", outer(hit.caller)),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        consent=moment(facts, hit).consent,
        personal_info=("precise_location",),
        threshold=threshold,
        evidence=[*([call_chain(facts, hit, path)] if path else []), code(hit)],
    )
