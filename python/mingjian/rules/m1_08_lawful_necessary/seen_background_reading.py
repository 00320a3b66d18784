"""Reads personal information while it is out of sight: seen in a run.

Clause: 26号-1.8.4 与服务场景无关的个人信息处理行为
    26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
Needs: behaviour.
Violates: location, contacts, messages, calls, the list of installed apps, the clipboard or the like is
    taken in the background, later than five seconds after the app left sight, and no foreground service
    shows a notification. Taking a picture or a recording there is never lawful; for the rest it violates
    where the policy was read whole and nowhere tells of taking the type in the background (T/TAF
    078.1-2020 3.5), and is suspected where there is no such policy to ask. Location of an app whose
    category follows someone on the way (navigation, ride hailing, deliveries, fitness) is left out.
Limits: a foreground service is taken at its word. Silence counts only where the run watched 30 minutes
    of the background (TH-P06, a project choice).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import (
    BACKGROUND,
    CALLS,
    LOCATION,
    MOVING,
    SPEAKS_OF_BACKGROUND,
    by,
    limit,
    names_en,
    names_zh,
    policy_tells,
    recorded,
    records,
    takings,
    watched_s,
)

RULE = Rule(requirements=("26号-1.8.4", "26号-1.8.7"), severity="high", needs=("behaviour",))
KINDS = LOCATION | {
    "contacts", "sms", "call_log", "calendar", "installed_apps", "clipboard", "audio_record",
    "camera_capture", "photos", "videos", "wifi_scan", "cell_info", "notification_content",
}  # fmt: skip
HIDDEN = frozenset({"audio_record", "camera_capture"})
"""What may only run with a page of its own before the user (T/TAF 067-2020 4.4)."""
WATCH, BACKGROUND_LOCATION, STATED = "TH-P06", "TH-48", "TH-49"


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if found:
        return found
    if not recorded(facts):
        return NotCovered((CALLS,))
    if watched_s(facts, "background") < limit(WATCH) * 60:
        return NotCovered((BACKGROUND,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, str], list[Use]] = {}
    for use in takings(facts):
        if use.foreground is not False or _excused(use) >= use.times:
            continue
        for kind in use.personal_info:
            if kind in KINDS and not (kind in LOCATION and _follows(facts)):
                grouped.setdefault((use.party, kind), []).append(use)
    for (party, kind), uses in grouped.items():
        told = policy_tells(facts, SPEAKS_OF_BACKGROUND, (kind,))
        if told and kind not in HIDDEN:
            continue
        times = sum(use.times - _excused(use) for use in uses)
        by_zh, by_en = by(party)
        untold = "，隐私政策未说明" if told is False else ""
        untold_en = "; the policy does not tell of it" if told is False else ""
        yield finding(
            f"在后台读取{names_zh([kind])} {times} 次{by_zh}{untold}",
            f"Reads {names_en([kind])} {times_en(times)} in the background{by_en}{untold_en}",
            key=("background", kind),
            party=party,
            verdict="violates" if kind in HIDDEN or told is False else "suspected",
            consent=uses[0].timeline,
            personal_info=(kind,),
            threshold=BACKGROUND_LOCATION if kind in LOCATION else STATED,
            evidence=records(uses),
        )


def _excused(use: Use) -> int:
    """Times that had begun in sight, that a visible service made, or that a touch set off."""
    return use.just_left + use.visible_service + use.by_user


def _follows(facts: Facts) -> bool:
    return facts.category is not None and facts.category.id in MOVING
