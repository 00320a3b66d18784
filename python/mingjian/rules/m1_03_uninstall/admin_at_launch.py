"""Asks to become device administrator by itself, before the user wants anything of the kind.

Clause: 26号-1.3.6 等方式恶意阻挠用户卸载; 26号-1.3.1 除基本功能软件外，APP应当可便捷卸载
Needs: manifest, calls.
Violates: the system's question for device administration (ADD_DEVICE_ADMIN) is opened without a
    human action, from the start of the app, a screen's own start or the background. An active
    administrator cannot be removed until it is switched off. Suspected: what the app is for tells
    whether it needs the right.
Limits: apps whose manifest has an administrator but ask on a click are not reported; device
    management for organisations that is set up by scanning a code may ask on its first screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment, told
from mingjian.rules._evidence import call_chain, code, line_of, manifest_line
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.3.6", "26号-1.3.1"), severity="medium", needs=("manifest", "calls"), proves=False
)
ASKS = "android.app.action.ADD_DEVICE_ADMIN"
ADMIN = "android.app.action.DEVICE_ADMIN_ENABLED"


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if not any(ADMIN in f.actions for c in manifest.components for f in c.filters):
        return
    for hit in hits(facts, "device_admin"):
        when = moment(facts, hit)
        if told(hit) != ASKS or when.path is None or not when.by_itself:
            continue
        yield finding(
            "未经用户操作即要求激活设备管理器，激活后不能直接卸载",
            "Asks unasked to become device administrator, which cannot simply be removed",
            key=("admin", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            evidence=[
                call_chain(facts, hit, when.path),
                code(hit),
                manifest_line(facts, line_of(facts, ADMIN)),
            ],
        )
