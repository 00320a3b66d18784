"""Embeds a version of an SDK that is known to be risky.

Clause: 26号-2.3.9 集中展示并及时更新嵌入的SDK名称
Needs: sdk, calls.
Violates: never from code alone; an SDK that was recognised for sure tells a version that a public advisory
    names (knowledge/sdk_advisories), and control reaches its code: suspected. Whether the risk can be used
    in this app is for a person to see.
Limits: SDKs that tell no version, and advisories not in the table, are not seen. Whether the list shown to
    users agrees with the SDK register needs the policy and the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.sdk import LEAD, SdkMatch
from mingjian.knowledge.types import SdkAdvisory
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.3.9",), severity="medium", needs=("sdk", "calls"), proves=False)
NUMBERS = late(r"\d+")


def check(facts: Facts) -> Iterator[Finding]:
    for match in facts.sdk.sdks if facts.sdk else ():
        if match.version is None or match.confidence < LEAD or not match.reachable_methods:
            continue
        version = _numbers(match.version)
        for row in knowledge.sdk_advisories():
            if row.sdk == match.id and _numbers(row.since) <= version < _numbers(row.fixed):
                yield _told(facts, match, row)


def _numbers(version: str) -> tuple[int, ...]:
    """`1.2.83-rc1` → (1, 2, 83): what stands before the first letter."""
    return tuple(int(part) for part in NUMBERS.findall(re.split(r"[^\d.]", version, maxsplit=1)[0]))


def _told(facts: Facts, match: SdkMatch, row: SdkAdvisory) -> Finding:
    known = knowledge.sdk(match.id)
    return finding(
        f"嵌入 {known.name_zh} {match.version}，{row.id}：{row.risk_zh}，{row.fixed} 起已修复",
        f"Embeds {known.name_en} {match.version}; {row.id}: {row.risk_en}; fixed in {row.fixed}",
        key=("advisory", match.id, row.id),
        party=app(facts),
        verdict="suspected",
        evidence=[
            Evidence(
                kind="code",
                location=match.version_from or match.matched_by[0],
                excerpt=f"{match.version} ({row.source})",
            )
        ],
    )
