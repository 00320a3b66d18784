"""The launcher icon is an empty area of one colour.

Clause: 26号-1.3.4 透明图标
Needs: icon (rendered in the densities and forms the package holds).
Violates: in every form that could be rendered the visible pixels have one single colour (5 bits a
    channel), as an icon of 1 × 1 pixel or one in the home screen's colour has. Suspected: whether it
    stands out depends on the home screen.
Limits: an icon whose picture differs from its ground by less than a 32nd of a channel counts as one
    colour, and so it looks; a nearly transparent one is 1.3/transparent-icon.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.icon import IconVariant
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._finding import cite, finding

RULE = Rule(requirements=("26号-1.3.4",), severity="medium", needs=("icon",))
VISIBLE = "TH-P04"


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    icon = facts.icon
    assert icon is not None  # noqa: S101
    if not icon.declared:
        return NotApplicable(
            "未声明图标，系统显示默认图标 · no icon is declared: the platform shows its default one"
        )
    return _plain(facts, icon.variants)


def _plain(facts: Facts, variants: tuple[IconVariant, ...]) -> Iterator[Finding]:
    least = float(cite(VISIBLE).value) / 100
    for component in dict.fromkeys(v.component for v in variants):
        drawn = [
            v
            for v in variants
            if v.component == component and v.colours is not None and (v.visible_share or 0.0) >= least
        ]
        if not drawn or any(v.colours != 1 for v in drawn):
            continue
        yield finding(
            f"图标只有一种颜色，没有图形（{drawn[0].entry}）",
            f"The icon is one colour without a picture ({drawn[0].entry})",
            key=("icon", "plain", component),
            party=app(facts),
            verdict="suspected",
            evidence=[
                Evidence(kind="icon", location=v.entry, excerpt=f"{v.kind} {v.config} colours {v.colours}")
                for v in drawn[:3]
            ],
        )
