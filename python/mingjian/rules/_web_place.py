"""Where an element of a page stands: missing, hidden, behind a link, or too far down."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules._finding import cite, finding
from mingjian.rules._web_page import element, place, publisher, unseen

SCREENS = "TH-82"
LINKED = "TH-83"


def misplaced(facts: Facts, name: str, zh: str, en: str) -> Iterator[Finding]:
    """The element `name` is not where a reader of the page finds it."""
    one = element(facts, name)
    if one is None:
        return
    threshold: str | None = None
    if unseen(one):
        how, how_zh, how_en = "unseen", f"未展示{zh}", f"does not show {en}"
    elif one.state == "linked":
        how, threshold = "linked", LINKED
        how_zh, how_en = f"的{zh}只在二级链接里", f"has {en} only behind a link"
    elif one.screens_down is not None and one.screens_down > float(cite(SCREENS).value):
        how, threshold = "far", SCREENS
        how_zh = f"的{zh}在第 {one.screens_down:.0f} 屏以下"
        how_en = f"has {en} {one.screens_down:.0f} screens down"
    else:
        return
    yield finding(
        f"页面{how_zh}",
        f"The page {how_en}",
        key=(name, how),
        party=publisher(facts),
        threshold=threshold,
        evidence=[place(facts, one)],
    )
