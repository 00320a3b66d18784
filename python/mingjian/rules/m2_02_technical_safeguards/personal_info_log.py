"""Writes personal information to the system log in clear.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: calls.
Violates: never from code alone. An identifier, a position, contacts or other content that the app takes is
    followed to android.util.Log (or what writes there), with nothing on the way that encrypts or hashes it:
    suspected. Who reads the device's log (a debugger, a bug report, a maker's system app) reads it too.
    Logging behind BuildConfig.DEBUG is not in a release build's code and so is not seen, nor is logging
    behind a switch of the app's own that nothing in the package ever turns on.
Limits: flow is followed locally (docs/personal-information.md tells where it stops); a log library whose
    switch a setting, a caller unknown here or an object's own field decides looks the same as one that
    writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Evidence, Finding, Party
from mingjian.rules import Rule
from mingjian.rules._evidence import few
from mingjian.rules._finding import finding
from mingjian.rules._flows import flow_chain, flows, in_clear
from mingjian.rules._personal_info import name_en, name_zh

RULE = Rule(requirements=("26号-2.2.4",), severity="low", needs=("calls",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    found: dict[tuple[Party, str], list[Evidence]] = {}
    for kind, hit, flow in flows(facts, "log"):
        if in_clear(flow):
            party = owner(facts, frames(hit, None))
            found.setdefault((party, kind), []).append(flow_chain(flow))
    for (party, kind), chains in found.items():
        yield finding(
            f"把{name_zh(kind)}明文写入系统日志",
            f"Writes {name_en(kind)} to the system log in clear",
            key=("log", kind, party.id),
            party=party,
            verdict="suspected",
            personal_info=[kind],
            evidence=few(chains),
        )
