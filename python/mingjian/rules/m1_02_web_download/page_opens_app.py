"""A page opens an app, or tries to, though nobody chose it.

Clause: 26号-1.2.6 强迫用户下载、打开APP
Needs: web_page (scan-page).
Violates: while the page loads, is watched, scrolled, left or come back to, it hands an address of intent:,
    market: or an app's own scheme to the platform, by itself or through a frame nobody sees. Words put on the
    clipboard without a control that says so are suspected: pass phrases (口令) open an app later.
Limits: addresses of http that an installed app has claimed for itself look like any other link.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import CAUSE, covered, of_act, opens_app, page, publisher, unasked

RULE = Rule(requirements=("26号-1.2.6",), severity="high", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for act in page(facts).acts:
        zh, en = CAUSE[act.cause]
        scheme = act.target.partition(":")[0].lower()[:40]
        if opens_app(act) and unasked(act):
            yield finding(
                f"网页在用户{zh}以 {scheme}: 地址打开应用",
                f"The page opens an app by an address of {scheme}: {en}",
                key=("opens", act.cause, scheme),
                party=publisher(facts),
                evidence=[of_act(facts, act)],
            )
        elif act.kind == "clipboard" and not (act.control and "copy" in act.control.says):
            yield finding(
                f"网页在用户{zh}改写剪贴板：“{act.target[:40]}”",
                f"The page writes to the clipboard {en}: “{act.target[:40]}”",
                key=("clipboard", act.cause),
                party=publisher(facts),
                verdict="suspected",
                evidence=[of_act(facts, act)],
            )
