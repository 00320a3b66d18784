"""Shipped so that anyone with the phone can attach a debugger.

Clause: 26号-2.2.4 加强前端和后端安全防护
Needs: manifest.
Violates: android:debuggable is true.
Limits: a build that was never meant for release is flagged too: do not release it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.2.4",), severity="high", needs=("manifest",))


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if manifest.debuggable:
        yield finding(
            "可调试标志为真，任何人可附加调试器读取数据",
            "The debuggable flag is on: anyone can attach a debugger and read its data",
            key=("debuggable",),
            party=app(facts),
            evidence=[manifest_line(facts, line_of(facts, "android:debuggable"))],
        )
