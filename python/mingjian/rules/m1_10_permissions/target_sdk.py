"""Built for a platform that grants every permission at installation.

Clause: 26号-1.10.8 动态申请所需权限
Needs: manifest.
Violates: the target API level is under 23, so that permissions are not asked for when they are needed.
Limits: none; the manifest settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import cite, finding

RULE = Rule(requirements=("26号-1.10.8",), severity="high", needs=("manifest",))
THRESHOLD = "TH-50"


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if manifest.split is not None:
        return NotApplicable("拆分包的目标版本由基础包决定 · a split takes its target from the base package")
    return _old(facts, manifest.target_sdk or manifest.min_sdk or 1)


def _old(facts: Facts, target: int) -> Iterator[Finding]:
    if target >= float(cite(THRESHOLD).value):
        return
    text = facts.manifest.text if facts.manifest else ()
    marks = ("targetSdkVersion", "<uses-sdk", "<manifest")
    line = next((n for mark in marks for n, told in enumerate(text, 1) if mark in told), 1)
    yield finding(
        f"目标 API 级别为 {target}，权限在安装时一揽子授予",
        f"Targets API level {target}: permissions are granted in a bundle at installation",
        key=("target-sdk",),
        party=app(facts),
        threshold=THRESHOLD,
        evidence=[manifest_line(facts, line)],
    )
