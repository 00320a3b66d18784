"""What a host does before its first package: everything a scan wants is loaded, compiled and looked up once.

Children inherit it. Nothing of a stranger's is read for that: the package here is made of our own words, its
policy too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from mingjian import _core, knowledge
from mingjian.artifacts import policy
from mingjian.artifacts.apk import Apk, Interest
from mingjian.facts import stored as stored_facts
from mingjian.facts.collect import from_apk, interest, tables
from mingjian.facts.policy.collect import beside
from mingjian.facts.policy.read import from_document
from mingjian.report import stored as stored_extras
from mingjian.report.json import to_json
from mingjian.report.render import Rendered, extras
from mingjian.rules import discover
from mingjian.scan import basis
from mingjian.scan.assemble import judge_facts
from mingjian.scan.early import Early

POLICY = """<html><head><title>示例隐私政策</title></head><body><h1>示例隐私政策</h1>
<p>更新日期：2024年1月1日</p><p>生效日期：2024年1月1日</p>
<h2>一、我们如何收集和使用您的个人信息</h2><p>为向您推送消息，我们会收集您的设备标识（IMEI）。</p>
<table><tr><th>SDK名称</th><th>目的</th><th>信息</th></tr><tr><td>极光推送</td><td>推送</td><td>IMEI</td></tr></table>
<h2>二、您的权利</h2><p>您可以注销账号。联系我们：privacy@example.com，我们将在15个工作日内答复。</p>
</body></html>"""
CALLS: dict[str, Any] = {
    "methods": 1,
    "reachable_methods": 1,
    "launch_methods": 1,
    "blind_spots": {},
    "truncated": False,
    "constants": {},
    **dict.fromkeys(("dex", "entry_points", "steps", "paths", "hits", "gates", "sensors", "strings"), ()),
    **dict.fromkeys(("hollow", "missing_components", "prefixes"), ()),
}
SEEN: dict[str, Any] = {
    "entries": 2,
    "installable": True,
    "manifest": {
        "package": "com.example.sample",
        "label": "示例",
        "labels": [{"locale": "", "text": "示例"}],
        "permissions": [{"name": "android.permission.INTERNET"}, {"name": "android.permission.CAMERA"}],
        "components": [],
    },
    "resources": {},
    "layout": {"examined": 0},
    "icon": {"declared": False},
    "hidden_code": {},
}
"""What the core would say of a small app before it looks at its code."""
CODE: dict[str, Any] = {
    "signature": {"min_sdk": 21, "max_sdk": 36, "verified": True, "schemes": {"v2": True}},
    "calls": CALLS,
}
"""And after."""


class _Sample(Apk):
    """A package that no one has to read: what the core sees in it is written above."""

    def __init__(self) -> None:
        self.path = "sample.apk"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(b"").hexdigest()

    @property
    def size_bytes(self) -> int:
        return 0

    def facts_json(
        self,
        tables: _core.Knowledge,  # noqa: ARG002
        interest: Interest,  # noqa: ARG002
        *,
        digests: bool = False,  # noqa: ARG002
        hears: Callable[[bytes], None] | None = None,
    ) -> bytes:
        if hears is None:
            return msgspec.json.encode({"seen": SEEN, **CODE})
        hears(msgspec.json.encode(SEEN))
        return msgspec.json.encode(CODE)


def warm() -> None:
    """Loads tables and rules and judges the sample."""
    tables()
    interest()
    basis.name_now()
    for rule in discover():
        rule.load()
    knowledge.category_signs()
    facts, _ = from_apk(_Sample(), early=Early().ask)
    read = from_document(policy.read_bytes(POLICY.encode(), source="sample.html", hint="text/html"))
    for one in (facts, beside(facts, read)):
        report = judge_facts(one)
        to_json(report)
        stored_extras.pack(extras(Rendered(report=report, facts=one)))
        stored_facts.from_bytes(stored_facts.to_bytes(one), path="")
