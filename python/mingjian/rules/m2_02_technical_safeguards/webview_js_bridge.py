"""Gives pages from the network a way into the app.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: calls, manifest.
Violates: a Java object is handed to pages (addJavascriptInterface) in a class that loads a page over http, so
    that anyone on the way can call it; or on a target under 17, where every method can be reached.
    A bridge beside an https page is ordinary.
Limits: addresses put together at run time are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, texts
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.4",), severity="high", needs=("calls", "manifest"))
ANNOTATION_NEEDED_FROM = 17
"""Target API level from which only @JavascriptInterface methods can be reached (WebView documentation)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    for hit in hits(facts, "webview_bridge", "addJavascriptInterface"):
        page = _clear_page(facts, hit)
        old = (manifest.target_sdk or manifest.min_sdk or 1) < ANNOTATION_NEEDED_FROM
        if page is None and not old:
            continue
        yield finding(
            "向明文网页开放原生接口" if page else "旧目标版本下网页可调用原生对象的全部方法",
            "Opens a native interface to a page loaded in clear text"
            if page
            else "On its old target, pages can call every method of a native object",
            key=("bridge", hit.caller),
            party=owner(facts, frames(hit, None)),
            verdict="violates" if page else "suspected",
            evidence=[code(hit), *([page] if page else [])],
        )


def _clear_page(facts: Facts, bridge: Hit) -> Evidence | None:
    """An http page loaded in the same class or its inner classes."""
    holder = _outer(bridge.caller)
    for name in ("loadUrl", "loadDataWithBaseURL", "postUrl"):
        for behaviour in ("webview_bridge", "sink_network"):
            for hit in hits(facts, behaviour, name):
                if _outer(hit.caller) == holder and any(text.startswith("http://") for text in texts(hit)):
                    return code(hit)
    return None


def _outer(signature: str) -> str:
    return signature.partition(";->")[0].partition("$")[0]
