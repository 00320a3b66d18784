"""Personal information goes along when the app opens another app, and nobody was asked: seen in a run.

Clause: 关联-5 向接入的第三方应用提供 (认定方法 五.3; TC260-PG-20202A 5.2)
Needs: behaviour.
Violates: the address with which the app opens another app or its mini-program carries a field that names
    personal information and has a value (phone=138****0001, idcard=, openid=, email= …), and no screen in
    the five minutes before asked for it and was answered with yes. Suspected: no screen was recorded
    then, or the last one had fields the user had filled in.
Limits: Android's log shows an address only in part, and extras not at all: a hooking tool records them
    whole. Places are left out where a map is opened, for they are the way's end. Passing wants screens
    beside the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._handed import asked_before, typed_before
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._run import PARTNER, behaviour_of, record

RULE = Rule(requirements=("关联-5",), severity="high", needs=("behaviour",))
FIELDS = {
    "phone_number": late(
        r"[?&;](?:user_?)?(?:phone|mobile|tel|msisdn|shouji)(?:_?(?:no|num|number))?=(?P<told>[^&;\s]{4,})",
        re.I,
    ),
    "id_document_number": late(
        r"[?&;](?:id_?card|id_?no|cert_?no|sfz)(?:_?(?:no|num|number))?=(?P<told>[^&;\s]{4,})", re.I
    ),
    "real_name": late(r"[?&;](?:real_?name|true_?name|cert_?name)=(?P<told>[^&;\s]{2,})", re.I),
    "email": late(r"[?&;](?:e?mail)=(?P<told>[^&;\s]{4,})", re.I),
    "imei": late(r"[?&;](?:imei|meid)=(?P<told>[^&;\s]{6,})", re.I),
    "oaid": late(r"[?&;](?:oaid)=(?P<told>[^&;\s]{8,})", re.I),
    "third_party_account": late(r"[?&;](?:open_?id|union_?id)=(?P<told>[^&;\s]{6,})", re.I),
    "precise_location": late(r"[?&;](?:s?lat|latitude)=(?P<told>-?\d{1,2}\.\d{3,})", re.I),
}
"""Fields of an address that carry personal information, by its type."""
EMPTY = late(r"^(null|none|undefined|0+|\*+|%7b.*|\{.*)$", re.IGNORECASE)
MAPS = late(r"(map|autonavi|amap|geo:|navi)", re.IGNORECASE)


def check(facts: Facts) -> Judgement:
    jumps = [act for act in behaviour_of(facts).acts if act.event.kind == "jump" and not _blocked(act)]
    if not jumps:
        return NotCovered((PARTNER,))
    return list(_found(facts, jumps))


def _blocked(act: Act) -> bool:
    return act.event.cause.startswith("blocked")


def _found(facts: Facts, jumps: list[Act]) -> Iterator[Finding]:
    told: set[str] = set()
    for act in jumps:
        event = act.event
        address = " ".join((event.what, event.cause, *event.args))
        kinds = [
            kind
            for kind, field in FIELDS.items()
            if (hit := field.search(address)) and not EMPTY.match(hit["told"])
        ]
        if MAPS.search(address):
            kinds = [kind for kind in kinds if kind != "precise_location"]
        asked = asked_before(facts, event.at_ns)
        target = event.what.partition("?")[0][:60]
        if not kinds or asked or target in told:
            continue
        told.add(target)
        yield finding(
            f"打开第三方应用时直接提供{'、'.join(map(name_zh, kinds))}（{target}）",
            f"Opening a third party's app hands over {', '.join(map(name_en, kinds))} ({target})",
            key=("handed", target, *kinds),
            party=app(facts),
            verdict="violates" if asked is False and not typed_before(facts, event.at_ns) else "suspected",
            consent=act.timeline,
            personal_info=tuple(kinds),
            evidence=[record(event)],
        )
