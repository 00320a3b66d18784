"""Agreement to a privacy policy is asked by nothing but 好的 or 我知道了.

Clause: 26号-1.9.14 诱导用户同意个人信息处理规则
Needs: layout.
Violates: never from the layout alone; a dialog or page whose words ask for agreement to a privacy policy or
    agreement and whose only controls say 好的, 确定 or the like, none to agree and none to refuse or
    close, is suspected: T/TAF 078.6-2020 3.7 asks for clear options of both.
Limits: dialogs built by code and controls with pictures for words are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.facts.words import AGREES, REFUSES, VAGUE
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, control, naming
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._windows import is_close

RULE = Rule(requirements=("26号-1.9.14",), severity="medium", needs=("layout",), proves=False)
THRESHOLD = "TH-89"


def check(facts: Facts) -> Iterator[Finding]:
    for layout in naming(facts):
        asking = next((i for i, view in enumerate(layout.views) if asks(view)), None)
        vague = control(layout, VAGUE)
        if asking is None or vague is None or asking == vague or _other(layout, vague):
            continue
        yield finding(
            f"征求同意仅用“{layout.views[vague].text}”，没有明确的同意和拒绝选项：{layout.name}",
            f"Agreement is asked by “{layout.views[vague].text}” alone: {layout.name}",
            key=("vague", layout.name),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[layout_view(layout, vague), layout_view(layout, asking)],
        )


def _other(layout: Layout, vague: int) -> bool:
    """There is a clear choice, a way to close, or a box to tick as well."""
    if control(layout, AGREES) is not None or control(layout, REFUSES) is not None:
        return True
    others = (view for i, view in enumerate(layout.views) if i != vague)
    return any(
        (is_close(v) and not VAGUE.match(v.text or "")) or v.checked is not None or v.tag.endswith("CheckBox")
        for v in others
    )
