"""Takes the same personal information on an occasion on which the version before did not.

Clause: 26号-2.5.6 个人信息收集使用的场景
Needs: manifest, calls, and the earlier version's.
Violates: never: the duty to patrol is the distribution platform's. A type that the earlier version took
    too, but that is now also taken when the app starts, when a screen opens, or in the background, is a
    lead. An occasion that the user makes (a button pressed) is no new one.
Limits: occasions are those of entry points (start, screen, gesture, background); which screen or which job
    is in the chain. What runs only in one of the versions' unreadable parts is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collection import TRIGGERS_EN, TRIGGERS_ZH, Trigger, collected
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._versions import change, earlier, named

RULE = Rule(
    requirements=("26号-2.5.6",), severity="medium", needs=("manifest", "calls", "earlier"), lead=True
)


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    before: dict[str, set[Trigger]] = {}
    for kind, _, trigger in collected(old):
        before.setdefault(kind, set()).add(trigger)
    seen: set[tuple[str, Trigger]] = set()
    for (kind, _, trigger), taken in collected(facts).items():
        if kind not in before or trigger in before[kind] or trigger == "gesture" or (kind, trigger) in seen:
            continue
        seen.add((kind, trigger))
        was: list[Trigger] = sorted(before[kind])
        now: list[Trigger] = [*was, trigger]
        yield finding(
            f"较 {named(old)} 新增收集场景：{TRIGGERS_ZH[trigger]}收集{name_zh(kind)}",
            f"Takes {name_en(kind)} on an occasion new since {named(old)}: {TRIGGERS_EN[trigger]}",
            key=("scene", kind, trigger),
            party=taken.party,
            personal_info=(kind,),
            evidence=[
                call_chain(facts, taken.hit, taken.path),
                code(taken.hit),
                change(
                    "collection",
                    gone=[f"{kind}: {TRIGGERS_ZH[one]} · {TRIGGERS_EN[one]}" for one in was],
                    new=[f"{kind}: {TRIGGERS_ZH[one]} · {TRIGGERS_EN[one]}" for one in now],
                ),
            ],
        )
