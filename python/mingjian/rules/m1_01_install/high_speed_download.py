"""Beside the ordinary download stands a “high-speed” one, which as a rule brings a store instead of the app.

Clause: 26号-1.1.9 “偷梁换柱”
Needs: layout.
Violates: one layout has a button 普通下载 and another that promises a better way to the same app (高速下载,
    安全下载, 极速下载 …). Suspected: which package each brings is told by fetching it.
Limits: a page drawn by a server, and pictures of buttons, are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.9",), severity="medium", needs=("layout",), proves=False)
BETTER = late(r"^(高速|极速|安全|快速|优先)(下载|安装)$")
ORDINARY = late(r"^(普通|直接|本地|仍然|继续)(下载|安装)$")


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        better, ordinary = _first(layout, BETTER), _first(layout, ORDINARY)
        if better is None or ordinary is None:
            continue
        texts = [(layout.views[at].text or "").strip() for at in (better, ordinary)]
        yield finding(
            f"同一页面并列“{texts[0]}”与“{texts[1]}”，前者常换成应用商店的安装包",
            f"“{texts[0]}” stands beside “{texts[1]}”: the first as a rule brings a store's package",
            key=("high-speed", layout.name),
            party=app(facts),
            verdict="suspected",
            evidence=[layout_view(layout, better), layout_view(layout, ordinary)],
        )


def _first(layout: Layout, wanted: re.Pattern[str]) -> int | None:
    return next(
        (i for i, view in enumerate(layout.views) if view.text and wanted.match(view.text[:20].strip())), None
    )
