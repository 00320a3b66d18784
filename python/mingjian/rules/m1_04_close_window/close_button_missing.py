"""An opening screen or pop-up window shows nothing to close it by.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: layout.
Violates: never; a layout that by its name shows an advertisement or pop-up, holds a picture or a page, and
    has no control whose text, description or id closes or skips, is suspected. Code may add one.
Limits: pop-ups drawn by code alone and those inside SDKs that ship no layout are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
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
        if AD_ONLY.search(layout.name) and _shows(layout) and not any(is_close(v) for v in layout.views):
            yield finding(
                f"信息窗口没有关闭或跳过控件：{layout.name}",
                f"The information window has no control to close or skip it: {layout.name}",
                key=("missing", layout.name),
                party=app(facts),
                verdict="suspected",
                evidence=[layout_view(layout, 0)],
            )


def _shows(layout: Layout) -> bool:
    """Something is offered: a picture or page that can be acted on."""
    shows = any(view.tag.endswith(SHOWING) for view in layout.views)
    offers = any(view.clickable or view.on_click or view.tag.endswith("Button") for view in layout.views)
    return shows and offers
