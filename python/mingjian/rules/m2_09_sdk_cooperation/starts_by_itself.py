"""An SDK takes personal information at the start of the process, whether or not the app calls it.

Clause: 26号-2.9.3 引导APP开发运营者正确合理使用
Needs: calls, sdk.
Violates: never; the measure binds the SDK's maker, so this is a lead. A content provider or initialiser of
    the SDK's own, which the platform runs before any code of the app, leads to a reading in the SDK's own
    code with no consent gate before it: the app's developer cannot start it after consent.
Limits: what native or later loaded code takes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import owner, sdk_of
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import entry_of, moment
from mingjian.rules._evidence import call_chain, few
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, readings

RULE = Rule(requirements=("26号-2.9.3",), severity="medium", needs=("calls", "sdk"), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    started: dict[tuple[Party, str], dict[str, tuple[Hit, Path]]] = {}
    for kind, hit in readings(facts):
        party = owner(facts, [hit.caller])
        if party.kind != "sdk" or moment(facts, hit).consent != "before":
            continue
        for path in hit.paths:
            entry = entry_of(facts, path)
            own = entry.kind == "process_start" and sdk_of(facts, entry.component) == party
            if own and path.gate is None and path.gesture_step is None:
                started.setdefault((party, entry.component), {}).setdefault(kind, (hit, path))
    for (party, component), taken in started.items():
        yield _told(facts, party, component, taken)


def _told(facts: Facts, party: Party, component: str, taken: dict[str, tuple[Hit, Path]]) -> Finding:
    kinds = sorted(taken)
    short = component.rpartition(".")[2]
    zh, en = "、".join(map(name_zh, kinds)), ", ".join(map(name_en, kinds))
    return finding(
        f"{party.name} 的组件 {short} 随进程自行启动并读取{zh}，应用无从推迟到同意之后",
        f"{party.name_en}'s component {short} starts with the process by itself and reads {en}; the app "
        "cannot put it off until consent",
        key=("self-start", party.id, component),
        party=party,
        verdict="suspected",
        consent="before",
        personal_info=kinds,
        evidence=few(call_chain(facts, *taken[kind]) for kind in kinds),
    )
