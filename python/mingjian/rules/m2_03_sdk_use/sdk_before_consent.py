"""Starts an SDK that handles personal information before the user could agree.

Clause: 26号-2.3.3 确保个人信息处理依法合规
Needs: calls, sdk.
Violates: the SDK's own code takes personal information, or its initialiser is called, on the way from the
    start of the process or of the launcher activity, with no human action and no consent gate, or from the
    refusing button of the question. Where the
    SDK is seen to take personal information and every call on the way runs each time: violates. Where only
    its initialiser is seen: suspected. Pre-initialisers meant for before consent are not initialisers. Also
    suspected: its consent switch told "agreed" (`updatePrivacyAgree(context, true)`) at such a moment.
Limits: what the SDK does in native or later loaded code is not seen; SDKs recognised by weak signals alone
    are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.consent import Moment, moment, tagged
from mingjian.facts.parties import frames, owner, sdk_party
from mingjian.model import Consent, Finding, Party
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._calls import method_name
from mingjian.rules._evidence import answered, call_text, reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, unanswered

RULE = Rule(requirements=("26号-2.3.3",), severity="high", needs=("calls", "sdk"), proves=False)

AGREES = late(r"agree|grant|consent", re.IGNORECASE)
"""Names of switches that hand the user's answer on; others turn single functions on and off."""
PARAMETER = late(r"\[*(?:L[^;]+;|[ZBSCIJFD])")


WHEN: dict[Consent, tuple[str, str]] = {
    "before": ("同意前", "before consent"),
    "refused": ("拒绝后仍", "after refusal"),
}


def check(facts: Facts) -> Iterator[Finding]:
    taking: dict[tuple[Party, Consent], dict[str, tuple[Hit, Moment]]] = {}
    for kind, hit, when in unanswered(facts):
        party = owner(facts, frames(hit, when.path))
        if party.kind == "sdk":
            kinds = taking.setdefault((party, when.consent), {})
            best = kinds.get(kind)
            if best is None or (when.certain and not best[1].certain):
                kinds[kind] = (hit, when)
    for (party, consent), kinds in taking.items():
        yield _takes(facts, party, consent, kinds)
    for party, hit, when in _started(facts):
        if (party, when.consent) not in taking:
            yield _starts(facts, party, hit, when)
    yield from _told(facts)


def _started(facts: Facts) -> Iterator[tuple[Party, Hit, Moment]]:
    seen: set[tuple[str, Consent]] = set()
    for id_, hit in tagged(facts, "sdk_init:"):
        party = sdk_party(facts, id_)
        if party is None or not hit.reachable or not knowledge.sdk(party.id).personal_info:
            continue
        when = moment(facts, hit)
        if when.consent in WHEN and when.path is not None and (party.id, when.consent) not in seen:
            seen.add((party.id, when.consent))
            yield party, hit, when


def _told(facts: Facts) -> Iterator[Finding]:
    """Consent switches told that the user agreed, with no human action before, one for each SDK."""
    seen: set[str] = set()
    for id_, hit in tagged(facts, "sdk_consent:"):
        if id_ in seen or not hit.reachable or not AGREES.search(method_name(hit)) or not _true(hit):
            continue
        party, when = sdk_party(facts, id_), moment(facts, hit)
        if party is None or when.consent != "before" or when.path is None:
            continue
        seen.add(id_)
        yield finding(
            f"未经用户同意即向 {party.name} 传入已同意：{call_text(hit)}",
            f"Tells {party.name_en} that the user agreed before the user could: {call_text(hit)}",
            key=("told", party.id),
            party=party,
            verdict="suspected",
            consent="before",
            evidence=reached(facts, hit, when.path),
        )


def _true(hit: Hit) -> bool:
    """The switch's truth value is a constant true: the last parameter that is one."""
    kinds = PARAMETER.findall(hit.callee.partition("(")[2].partition(")")[0])
    truths = [value for kind, value in zip(kinds, hit.args, strict=False) if kind == "Z"]
    return bool(truths) and truths[-1] in (1, True)


def _takes(facts: Facts, party: Party, consent: Consent, kinds: dict[str, tuple[Hit, Moment]]) -> Finding:
    order = sorted(kinds, key=lambda kind: not kinds[kind][1].certain)
    hit, when = kinds[order[0]]
    zh, en = "、".join(name_zh(k) for k in order[:4]), ", ".join(name_en(k) for k in order[:4])
    return finding(
        f"{WHEN[consent][0]}运行 {party.name} 并读取{zh}",
        f"Runs {party.name_en} {WHEN[consent][1]}; it reads {en}",
        key=("takes", party.id) if consent == "before" else ("takes", party.id, consent),
        party=party,
        verdict="violates" if when.certain else "suspected",
        consent=consent,
        personal_info=sorted(kinds),
        evidence=[*reached(facts, hit, when.path), *answered(facts, when.path)],
    )


def _starts(facts: Facts, party: Party, hit: Hit, when: Moment) -> Finding:
    return finding(
        f"{WHEN[when.consent][0]}初始化 {party.name}",
        f"Initialises {party.name_en} {WHEN[when.consent][1]}",
        key=("starts", party.id) if when.consent == "before" else ("starts", party.id, when.consent),
        party=party,
        verdict="suspected",
        consent=when.consent,
        evidence=[*reached(facts, hit, when.path), *answered(facts, when.path)],
    )
