"""A window that offers a download leaves no way to decline.

Clause: 26号-1.1.7 同步提供明显的取消选项
Needs: layout.
Violates: a layout that by its name is a window (dialog, pop-up, advertisement) has a button 下载 or 安装
    and no view that closes, cancels or puts off, visible and enabled. Suspected: the platform's own
    frame or code may add one.
Limits: a window whose cancel control is drawn as a picture without id or description looks as if it
    had none; size and contrast of the control are judged by 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._downloads import WINDOW, is_download
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._texts import PART
from mingjian.rules._windows import is_close

RULE = Rule(requirements=("26号-1.1.7",), severity="medium", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        if not WINDOW.search(layout.name) or PART.search(layout.name):
            continue
        confirm = next((i for i, view in enumerate(layout.views) if is_download(view)), None)
        if confirm is None:
            continue
        ways_out = [
            view
            for view in layout.views
            if is_close(view)
            and view.visibility == "visible"
            and view.enabled is not False
            and view.alpha > 0
        ]
        if not ways_out:
            yield finding(
                f"下载窗口 {layout.name} 有“{layout.views[confirm].text}”而没有取消选项",
                f"The window {layout.name} offers “{layout.views[confirm].text}” and no way to cancel",
                key=("cancel", layout.name),
                party=app(facts),
                verdict="suspected",
                evidence=[layout_view(layout, confirm)],
            )
