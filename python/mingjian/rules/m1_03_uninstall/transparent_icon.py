"""The launcher icon cannot be seen.

Clause: 26号-1.3.4 透明图标
Needs: icon (rendered in the densities and forms the package holds).
Violates: in every form that could be rendered, fewer than 5 % of the pixels are visible. Only some forms:
    suspected, since which one a phone shows depends on its screen and launcher.
Limits: an icon that equals a wallpaper or another app's icon is another matter (counterfeits); icons drawn
    by code (dynamic icons of some launchers) are not rendered.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.icon import IconVariant
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._finding import cite, finding

RULE = Rule(requirements=("26号-1.3.4",), severity="high", needs=("icon",))
THRESHOLD = "TH-P04"


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    icon = facts.icon
    assert icon is not None  # noqa: S101
    if not icon.declared:
        return NotApplicable(
            "未声明图标，系统显示可见的默认图标 · no icon is declared: the platform shows a visible one"
        )
    return _unseen(facts, icon.variants)


def _unseen(facts: Facts, variants: tuple[IconVariant, ...]) -> Iterator[Finding]:
    least = float(cite(THRESHOLD).value) / 100
    for component in dict.fromkeys(v.component for v in variants):
        drawn = [v for v in variants if v.component == component and v.visible_share is not None]
        faint = [v for v in drawn if v.visible_share is not None and v.visible_share < least]
        if not faint:
            continue
        worst = min(faint, key=lambda v: v.visible_share or 0.0)
        share = 100 * (worst.visible_share or 0.0)
        yield finding(
            f"图标几乎透明：可见像素 {share:.1f}%（{worst.entry}）",
            f"The icon is all but transparent: {share:.1f}% of its pixels are visible ({worst.entry})",
            key=("icon", component),
            party=app(facts),
            threshold=THRESHOLD,
            verdict="violates" if len(faint) == len(drawn) else "suspected",
            evidence=[
                Evidence(
                    kind="icon",
                    location=v.entry,
                    excerpt=f"{v.kind} {v.config} visible {v.visible_share:.3f}",
                )
                for v in faint[:3]
            ],
        )
