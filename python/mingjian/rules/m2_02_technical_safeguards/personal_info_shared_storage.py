"""Keeps personal information in clear where other apps can read it.

Clause: 26号-2.2.2 技术加密
Needs: calls.
Violates: never from code alone. An identifier, a position, contacts or other content that the app takes is
    followed to a file on shared external storage (Environment.getExternalStorageDirectory, /sdcard …) or to a
    file or preferences opened with MODE_WORLD_READABLE or MODE_WORLD_WRITEABLE, with nothing on the way that
    encrypts or hashes it: suspected. The app's own folders, internal or external, are not shared.
Limits: flow is followed locally (docs/personal-information.md tells where it stops); a path put together in
    another method, and a stream kept in a field, are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import SinkKind
from mingjian.facts.parties import frames, owner
from mingjian.model import Evidence, Finding, Party
from mingjian.rules import Rule
from mingjian.rules._evidence import few
from mingjian.rules._finding import finding
from mingjian.rules._flows import flow_chain, flows, in_clear
from mingjian.rules._personal_info import name_en, name_zh

RULE = Rule(requirements=("26号-2.2.2",), severity="high", needs=("calls",), proves=False)
PLACE: dict[SinkKind, tuple[str, str]] = {
    "external": ("公共外部存储", "shared external storage"),
    "world_readable": ("其他应用可读写的文件", "a file that other apps may open"),
}


def check(facts: Facts) -> Iterator[Finding]:
    found: dict[tuple[Party, SinkKind, str], list[Evidence]] = {}
    for kind, hit, flow in flows(facts, *PLACE):
        if in_clear(flow):
            party = owner(facts, frames(hit, None))
            found.setdefault((party, flow.kind, kind), []).append(flow_chain(flow))
    for (party, place, kind), chains in found.items():
        zh, en = PLACE[place]
        yield finding(
            f"把{name_zh(kind)}明文存入{zh}",
            f"Keeps {name_en(kind)} in clear in {en}",
            key=("shared", place, kind, party.id),
            party=party,
            verdict="suspected",
            personal_info=[kind],
            evidence=few(chains),
        )
