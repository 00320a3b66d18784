"""Uses device administration so that it cannot simply be removed.

Clause: 26号-1.3.6 等方式恶意阻挠用户卸载; 26号-1.3.1 除基本功能软件外，APP应当可便捷卸载
Needs: manifest, calls.
Violates: a device-admin receiver that answers the user's wish to switch it off by locking the phone,
    changing its password, wiping it or opening a screen over the settings; or a call that blocks its own
    removal (setUninstallBlocked). A device-admin receiver alone is not a finding: organisations' device
    management needs one.
Limits: accessibility services that press Back on the uninstaller are 1.3/accessibility-guard.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name, named, passing, way
from mingjian.rules._evidence import call_chain, code, manifest_line
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.3.6", "26号-1.3.1"), severity="high", needs=("manifest", "calls"), proves=False
)
PUNISHING = ("lockNow", "resetPassword", "wipeData", "startActivity", "performGlobalAction")
ON_DISABLE = (";->onDisableRequested(", ";->onDisabled(")
ADMIN_ACTION = "android.app.action.DEVICE_ADMIN_ENABLED"


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    admins = {
        c.name: c
        for c in manifest.components
        if c.kind == "receiver" and any(ADMIN_ACTION in f.actions for f in c.filters)
    }
    for hit in named(facts, *PUNISHING) if admins else ():
        entry = _disable_entry(facts, hit)
        if entry is not None:
            admin = admins.get(entry)
            path = passing(hit, ON_DISABLE)
            evidence = [code(hit), *([call_chain(facts, hit, path)] if path else [])]
            evidence += [manifest_line(facts, admin.line)] if admin else []
            yield finding(
                f"用户取消设备管理权限时调用 {method_name(hit)}",
                f"Calls {method_name(hit)} when the user switches its device administration off",
                key=("disable", entry, method_name(hit)),
                party=owner(facts, frames(hit, path)),
                evidence=evidence,
            )
    for hit in hits(facts, "device_admin", "setUninstallBlocked"):
        if arg(hit, 1) in (None, manifest.package) and arg(hit, 2) in (1, True):
            yield finding(
                "禁止用户卸载自身",
                "Blocks its own removal",
                key=("blocked",),
                party=owner(facts, frames(hit, None)),
                verdict="violates" if arg(hit, 1) == manifest.package else "suspected",
                evidence=[code(hit)],
            )


def _disable_entry(facts: Facts, hit: Hit) -> str | None:
    """The admin receiver whose onDisableRequested or onDisabled leads to `hit`."""
    found = (signature for signature in way(facts, hit) if any(mark in signature for mark in ON_DISABLE))
    return min((class_of(signature) for signature in found), default=None)
