"""Lets pages in the app's own browser read files or mix in what came in clear text.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: calls.
Violates: never from code alone; a reachable class that turns scripts on also lets local pages reach every
    address (setAllowUniversalAccessFromFileURLs, setAllowFileAccessFromFileURLs), loads clear-text parts into
    encrypted pages whatever they are (setMixedContentMode 0), or leaves the browser open to a debugger
    on every start: suspected.
Limits: settings that are no constants are not seen; settings made in one class for a browser made in another
    are not joined.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, hits, method_name, moment
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.4",), severity="medium", needs=("calls",))
FILES = {
    "setAllowUniversalAccessFromFileURLs": (
        "本地网页可访问任何来源", "Local pages may reach every origin",
    ),
    "setAllowFileAccessFromFileURLs": (
        "本地网页可读取其他文件", "Local pages may read other files",
    ),
}  # fmt: skip
MIXED_ALWAYS = 0
"""WebSettings.MIXED_CONTENT_ALWAYS_ALLOW."""


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "webview_bridge", *FILES):
        if arg(hit, 0) == 1 and _scripts(facts, hit):
            yield _told(facts, hit, *FILES[method_name(hit)])
    for hit in hits(facts, "webview_bridge", "setMixedContentMode"):
        if arg(hit, 0) == MIXED_ALWAYS and _scripts(facts, hit):
            yield _told(
                facts, hit, "加密网页中允许混入明文内容", "Clear-text parts are loaded into encrypted pages"
            )
    for hit in hits(facts, "webview_bridge", "setWebContentsDebuggingEnabled"):
        when = moment(facts, hit)
        if arg(hit, 0) == 1 and when.certain and when.by_itself:
            yield _told(
                facts, hit, "每次启动都开放网页调试", "The browser is open to a debugger on every start"
            )


def _scripts(facts: Facts, hit: Hit) -> bool:
    """The same class turns scripts on."""
    near = beside(facts, hit.caller)
    return any(method_name(one) == "setJavaScriptEnabled" and arg(one, 0) == 1 for one in near)


def _told(facts: Facts, hit: Hit, zh: str, en: str) -> Finding:
    return finding(
        zh,
        en,
        key=(method_name(hit), class_of(hit.caller)),
        party=owner(facts, [hit.caller]),
        verdict="suspected",
        evidence=[code(hit)],
    )
