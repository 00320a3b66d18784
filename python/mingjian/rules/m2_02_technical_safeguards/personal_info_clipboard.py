"""Puts personal information on the clipboard by itself.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: calls.
Violates: never from code alone. An identifier, a position, contacts or other content that the app takes is
    followed to the clipboard in clear, and the app takes it without a human action: suspected. A tap on
    “copy” is the user's own doing and is not charged.
Limits: flow is followed locally (docs/personal-information.md tells where it stops).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import entry_of
from mingjian.rules._evidence import call_chain
from mingjian.rules._finding import finding
from mingjian.rules._flows import flow_chain, flows, in_clear
from mingjian.rules._personal_info import name_en, name_zh

RULE = Rule(requirements=("26号-2.2.4",), severity="medium", needs=("calls",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    seen = set[tuple[str, str]]()
    for kind, hit, flow in flows(facts, "clipboard"):
        path = _by_itself(facts, hit)
        party = owner(facts, frames(hit, path))
        if kind == "clipboard" or path is None or not in_clear(flow) or (kind, party.id) in seen:
            continue
        seen.add((kind, party.id))
        yield finding(
            f"自行把{name_zh(kind)}放入剪贴板",
            f"Puts {name_en(kind)} on the clipboard by itself",
            key=("clipboard", kind, party.id),
            party=party,
            verdict="suspected",
            personal_info=[kind],
            evidence=[flow_chain(flow), call_chain(facts, hit, path)],
        )


def _by_itself(facts: Facts, hit: Hit) -> Path | None:
    """A path to the reading that needs no human action."""
    return next(
        (p for p in hit.paths if p.gesture_step is None and entry_of(facts, p).kind != "user_gesture"), None
    )
