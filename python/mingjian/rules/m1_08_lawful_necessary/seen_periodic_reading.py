"""Reads personal information at a fixed rate, or location more often than its function needs: seen in a run.

Clause: 26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
Needs: behaviour.
Violates: a type is taken six times or more at even intervals, which no touch of the user sets off, and
    the policy, read whole, tells of no frequency for it (T/TAF 078.1-2020 3.2 a). Suspected where there
    is no such policy to ask; and where location is taken more than once in one second, which exceeds
    even navigation, or, in an app whose category does not follow anyone on the way, twice within 30
    seconds and on and on.
Limits: sensors, recordings and what else is continuous by nature are left out. Silence counts only where
    the run watched ten minutes; the rates of table D.1 are a draft's and are cited as such.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._repeating import told_en, told_zh
from mingjian.rules._run import (
    CALLS,
    LOCATION,
    MOVING,
    SPEAKS_OF_RATE,
    by,
    kinds_of,
    limit,
    names_en,
    names_zh,
    policy_tells,
    recorded,
    records,
    takings,
    watched_s,
)

RULE = Rule(requirements=("26号-1.8.7",), severity="medium", needs=("behaviour",))
EVEN_NAVIGATION, NEARBY, STATED = "TH-42", "TH-43", "TH-49"
CONTINUOUS = frozenset(
    {"audio_record", "camera_capture", "step_activity", "body_sensor", "bluetooth_devices"}
)
LEAST_S = 600.0
"""Ten minutes: the time T/TAF 078.1-2020 3.2 is tested for."""
NEARBY_S = 30.0


def check(facts: Facts) -> Judgement:
    found = [one for use in takings(facts) if (one := _finding(facts, use)) is not None]
    if found:
        return found
    if not recorded(facts) or watched_s(facts, "") < LEAST_S:
        return NotCovered((CALLS,))
    return ()


def _finding(facts: Facts, use: Use) -> Finding | None:
    kinds = [kind for kind in kinds_of([use]) if kind not in CONTINUOUS]
    if not kinds or use.by_user * 2 >= use.times:
        return None
    location = bool(LOCATION.intersection(kinds))
    follows = facts.category is not None and facts.category.id in MOVING
    if location and use.most_in_1_s > limit(EVEN_NAVIGATION):
        most = use.most_in_1_s
        return _told(use, kinds, f"1 秒内读取 {most} 次", f"{most} times in one second", EVEN_NAVIGATION)
    if use.period_ns is None or (location and follows):
        return None
    period_ms = use.period_ns / 1e6
    every = told_zh(round(period_ms, -2)), told_en(round(period_ms, -2))
    still = facts.category is not None and facts.category.id not in {*MOVING, "other"}
    if location and still and period_ms < NEARBY_S * 1000:
        return _told(use, kinds, f"{every[0]}读取", every[1], NEARBY)
    told = policy_tells(facts, SPEAKS_OF_RATE, kinds)
    if told:
        return None
    return _told(use, kinds, f"{every[0]}读取", every[1], STATED, proven=told is False)


def _told(use: Use, kinds: list[str], zh: str, en: str, threshold: str, *, proven: bool = False) -> Finding:
    by_zh, by_en = by(use.party)
    untold = "，不由用户触发" + ("，隐私政策未说明频率" if proven else "")
    untold_en = ", not set off by the user" + ("; the policy tells of no frequency" if proven else "")
    return finding(
        f"{names_zh(kinds)}{zh}{by_zh}{untold}",
        f"{names_en(kinds)}: read {en}{by_en}{untold_en}",
        key=("periodic", use.party.id, *sorted(kinds), use.what),
        party=use.party,
        verdict="violates" if proven else "suspected",
        consent=use.timeline,
        personal_info=sorted(kinds),
        threshold=threshold,
        evidence=records([use]),
    )
