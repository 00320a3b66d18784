"""Gives pages from the network a way into the app.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: calls, manifest.
Violates: a Java object is handed to pages (addJavascriptInterface) by a method that loads a page over http,
    so that anyone on the way can call it. Where the page is loaded elsewhere in the class or comes by https,
    or the target is under 17, so that every method can be reached: suspected; whether the pages are the
    operator's own and what the object can do is for a person to see.
Limits: addresses put together at run time are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import beside, hits, method_name, texts
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.4",), severity="high", needs=("calls", "manifest"))
LOADING = frozenset({"loadUrl", "loadDataWithBaseURL", "postUrl"})
ANNOTATION_NEEDED_FROM = 17
"""Target API level from which only @JavascriptInterface methods can be reached (WebView documentation)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    old = (manifest.target_sdk or manifest.min_sdk or 1) < ANNOTATION_NEEDED_FROM
    for hit in hits(facts, "webview_bridge", "addJavascriptInterface"):
        page = _page(facts, hit, "http://")
        remote = page or _page(facts, hit, "https://")
        if page:
            zh, en = "向明文网页开放原生接口", "Opens a native interface to a page loaded in clear text"
        elif remote:
            zh, en = "向远程网页开放原生接口", "Opens a native interface to a page from the network"
        elif old:
            zh = "旧目标版本下网页可调用原生对象的全部方法"
            en = "On its old target, pages can call every method of a native object"
        else:
            continue
        yield finding(
            zh,
            en,
            key=("bridge", hit.caller),
            party=owner(facts, frames(hit, None)),
            verdict="violates" if page and page.caller == hit.caller else "suspected",
            evidence=[code(hit), *([code(remote)] if remote else [])],
        )


def _page(facts: Facts, bridge: Hit, scheme: str) -> Hit | None:
    """A page of that scheme loaded in the same class or its inner classes."""
    for hit in beside(facts, bridge.caller):
        if method_name(hit) in LOADING and any(text.startswith(scheme) for text in texts(hit)):
            return hit
    return None
