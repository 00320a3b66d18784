"""Reads an identifier, or location for one purpose, more often than once: seen in a run.

Clause: 26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
Needs: behaviour.
Violates: never by a standard's number: there is none for one launch. Suspected where one party asks the
    same call for an identifier of the device or the person more often than the app was opened (TH-P07, a
    project choice: T/TAF 077.5-2022 8.2.2 wants the lowest frequency), and where an app whose category
    is known not to follow anyone takes location more often than it was opened and touched together
    (TH-P08, after the draft's table D.1: once on entering, once for each refresh).
Limits: identifiers of one call are counted where a hooking tool saw the calls; guarded operations are
    added up by the system and not counted here. Silence counts only where calls were recorded for ten
    minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import (
    CALLS,
    LOCATION,
    MOVING,
    OPENINGS,
    behaviour_of,
    by,
    limit,
    names_en,
    names_zh,
    records,
    takings,
    watched_s,
)

RULE = Rule(requirements=("26号-1.8.7",), severity="low", needs=("behaviour",))
IDENTIFIERS = frozenset({
    "imei", "imsi", "iccid", "android_id", "mac_address", "bluetooth_mac", "serial_number", "oaid", "gaid",
    "phone_number", "account_id", "drm_id",
})  # fmt: skip
A_LAUNCH, AN_ACTION = "TH-P07", "TH-P08"
LEAST_S = 600.0


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if found:
        return found
    if not behaviour_of(facts).opened_ns:
        return NotCovered((OPENINGS,))
    if not behaviour_of(facts).coverage.calls or watched_s(facts, "") < LEAST_S:
        return NotCovered((CALLS,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    opened = len(behaviour.opened_ns)
    if not opened:
        return
    most = {
        "identifier": (opened * limit(A_LAUNCH), A_LAUNCH),
        "location": ((opened + behaviour.coverage.touches) * limit(AN_ACTION), AN_ACTION),
    }
    for (party, kind), uses in _calls(facts).items():
        allowed, threshold = most["location" if kind in LOCATION else "identifier"]
        times = max(_by_call(uses).values())
        if times <= allowed:
            continue
        by_zh, by_en = by(party)
        yield finding(
            f"打开 {opened} 次，读取{names_zh([kind])} {times} 次{by_zh}",
            f"Opened {times_en(opened)}, read {names_en([kind])} {times_en(times)}{by_en}",
            key=("repeated", party.id, kind),
            party=party,
            verdict="suspected",
            consent=uses[0].timeline,
            personal_info=(kind,),
            threshold=threshold,
            evidence=records(uses),
        )


def _calls(facts: Facts) -> dict[tuple[Party, str], list[Use]]:
    still = facts.category is not None and facts.category.id not in {*MOVING, "other"}
    counted = IDENTIFIERS | LOCATION if still else IDENTIFIERS
    grouped: dict[tuple[Party, str], list[Use]] = {}
    for use in takings(facts):
        if use.kind == "api_call" and use.by_user < use.times:
            for kind in use.personal_info:
                if kind in counted:
                    grouped.setdefault((use.party, kind), []).append(use)
    return grouped


def _by_call(uses: list[Use]) -> dict[str, int]:
    """Times by call that no touch set off: a hidden method and the public one above it are one reading."""
    times: dict[str, int] = {}
    for use in uses:
        times[use.what] = (
            times.get(use.what, 0) + use.times - (0 if LOCATION & {*use.personal_info} else use.by_user)
        )
    return times
