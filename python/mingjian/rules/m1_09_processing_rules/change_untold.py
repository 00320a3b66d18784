"""Takes more personal information than the version its user agreed to, and does not ask again.

Clause: 26号-1.9.5 如发生变动，应及时告知用户最新情况
Needs: manifest, calls, and the earlier version's.
Violates: never by itself; suspected where this version takes a type of which the earlier one held no call,
    records agreement under the same preference keys as before, so that who agreed to the earlier version is
    not asked again, and has no text that tells of changed rules.
Limits: a notice fetched from a server, and an agreement kept under the same key with a version number as
    its value, are not seen; a run of the update over the earlier version settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, Gate
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._calls import tagged
from mingjian.rules._collection import Taken, collected
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._versions import change, earlier, named

RULE = Rule(
    requirements=("26号-1.9.5",),
    severity="medium",
    needs=("manifest", "calls", "earlier"),
    proves=False,
)
TELLS = late(
    r"(隐私政策|隐私协议|用户协议|个人信息(保护|处理)规则|privacy\s+policy).{0,24}(更新|变更|修订|调整|updated?|changed?|revised?)"
    r"|(更新|变更|修订|调整)了?.{0,12}(隐私政策|隐私协议|用户协议|个人信息(保护|处理)规则)",
    re.IGNORECASE | re.DOTALL,
)
"""Words that tell a user of changed rules."""


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    assert facts.calls is not None and old.calls is not None  # noqa: S101, PT018
    was, now = _keys(old.calls), _keys(facts.calls)
    if not was or not now or now.keys() - was.keys() or _tells(facts):
        return
    types = {kind for kind, _ in tagged(old, "pi:")}
    new: dict[str, Taken] = {}
    for (kind, _, _), taken in collected(facts).items():
        if kind not in types:
            new.setdefault(kind, taken)
    if not new:
        return
    gate = next(iter(now.values()))
    told_zh, told_en = "、".join(map(name_zh, new)), ", ".join(map(name_en, new))
    yield finding(
        f"较 {named(old)} 新增收集{told_zh}，仍沿用原同意记录 {gate.key}，未见重新告知",
        f"Takes {told_en} since {named(old)} under the old agreement {gate.key}, without telling anew",
        key=("untold", *sorted(new)),
        party=app(facts),
        verdict="suspected",
        personal_info=tuple(new),
        evidence=[
            *(call_chain(facts, taken.hit, taken.path) for taken in list(new.values())[:2]),
            *(code(taken.hit) for taken in list(new.values())[:1]),
            Evidence(kind="code", location=f"{gate.dex}!{gate.method}+{gate.offset:#x}", excerpt=gate.why),
            change("collection", new=[f"{kind}: {taken.party.name}" for kind, taken in new.items()]),
        ],
    )


def _keys(calls: CallFacts) -> dict[str, Gate]:
    """Preference keys under which agreement is recorded."""
    return {gate.key: gate for gate in reversed(calls.gates) if gate.kind == "preference" and gate.key}


def _tells(facts: Facts) -> bool:
    """Some text of the app tells of changed rules."""
    texts = [text.value for text in facts.resources.texts] if facts.resources else []
    texts += [use.value for use in facts.calls.strings] if facts.calls else []
    return any(TELLS.search(text) for text in texts)
