"""Opens another app's download page by itself.

Clause: 26号-1.2.6 强迫用户下载、打开APP
Needs: calls.
Violates: code that names a store page (market://details …) starts it on the way from the start of
    the app or of a screen, or in the background, without a human action: violates where it runs on
    every start, else suspected.
Limits: addresses that a web page or a server hands over are not seen; that a page opens apps by
    itself is told by the browser (scan-page).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import beside, hits, method_name, moment, told
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.2.6",), severity="high", needs=("calls",), proves=False)
STORES = (
    "market://", "appmarket://", "mimarket://", "vivomarket://", "oppomarket://", "oaps://mk/", "hiapp",
    "https://play.google.com/store/apps/details",
)  # fmt: skip
STARTS = frozenset({"startActivity", "startActivityForResult", "startActivities", "startActivityIfNeeded"})


def check(facts: Facts) -> Iterator[Finding]:
    for page in hits(facts, "apk_install"):
        if not told(page).startswith(STORES):
            continue
        start = next(
            (
                near
                for near in beside(facts, page.caller)
                if near.caller == page.caller and method_name(near) in STARTS
            ),
            None,
        )
        when = moment(facts, page)
        if start is None or when.path is None or not when.by_itself:
            continue
        yield finding(
            f"未经用户操作即打开应用下载页 {told(page)[:60]}",
            f"Opens the download page {told(page)[:60]} without a human action",
            key=("opens", page.caller),
            party=owner(facts, frames(page, when.path)),
            verdict="violates" if when.certain else "suspected",
            consent=when.consent,
            evidence=[call_chain(facts, page, when.path), code(page), code(start)],
        )
