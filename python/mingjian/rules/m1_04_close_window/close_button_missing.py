"""An opening screen or pop-up window shows nothing to close it by.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: layout.
Violates: never; a layout that by its name, words or ids shows an advertisement or pop-up offer, holds
    something to act on, and has no control whose text, description or id closes or skips, is suspected. Code
    may add one.
Limits: pop-ups drawn by code alone and those inside SDKs that ship no layout are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.facts.words import AD_ID, AD_WORDS
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._texts import AD_ONLY
from mingjian.rules._windows import is_close, windows

RULE = Rule(requirements=("26号-1.4.1", "26号-1.4.2"), severity="medium", needs=("layout",), proves=False)
SHOWING = ("ImageView", "WebView", "VideoView", "TextureView", "SurfaceView", "ImageButton")


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        if _advertises(layout) and _offers(layout) and not any(is_close(v) for v in layout.views):
            yield finding(
                f"信息窗口没有关闭或跳过控件：{layout.name}",
                f"The information window has no control to close or skip it: {layout.name}",
                key=("missing", layout.name),
                party=app(facts),
                verdict="suspected",
                evidence=[layout_view(layout, 0)],
            )


def _advertises(layout: Layout) -> bool:
    """By its own name, or by the words or id of a view, it shows an advertisement or a pop-up offer."""
    if AD_ONLY.search(layout.name):
        return True
    return any(
        (view.text and AD_WORDS.search(view.text)) or (view.id and AD_ID.search(view.id.rpartition("/")[2]))
        for view in layout.views
    )


def _offers(layout: Layout) -> bool:
    """There is something to see and something to act on."""
    shows = any(view.text or view.tag.endswith(SHOWING) for view in layout.views)
    return shows and any(
        view.clickable or view.on_click or view.tag.endswith("Button") for view in layout.views
    )
