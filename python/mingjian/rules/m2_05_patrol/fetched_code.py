"""Fetches code that was not in the reviewed package: seen in traffic.

Clause: 26号-2.5.4 采用“热更新、热切换”等方式擅自更改APP主要功能
Needs: network.
Violates: never: the duty to patrol is the distribution platform's. The answer to a captured request is a
    dex file, an archive with one, a native library or a script bundle of a cross-platform framework, by its
    first bytes or its name: a lead to compare what runs with what was listed.
Limits: code that is encrypted on the way, and pages that carry scripts as every page does, are not told;
    that it was fetched does not show that it ran.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.network import Request
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._traffic import hosts, party, sent, traffic

RULE = Rule(requirements=("26号-2.5.4",), severity="medium", needs=("network",), lead=True)
SAID = {
    "dex": ("dex 代码", "dex code"),
    "jar": ("含 dex 的代码包", "an archive with dex code"),
    "so": ("本地代码库", "a native library"),
    "script_bundle": ("脚本包", "a script bundle"),
}


def check(facts: Facts) -> Iterator[Finding]:
    groups: dict[str, list[Request]] = {}
    for request in traffic(facts).requests:
        if request.code_fetched in SAID:
            groups.setdefault(request.code_fetched, []).append(request)
    for kind, found in groups.items():
        zh, en = SAID[kind]
        to_zh, to_en = hosts(found)
        yield finding(
            f"运行时从网络取得{zh}（{to_zh}）",
            f"Fetches {en} from the network while it runs ({to_en})",
            key=("fetched", kind),
            party=party(facts, found[0]),
            role="lead",
            verdict="suspected",
            evidence=[sent(request) for request in found[:3]],
        )
