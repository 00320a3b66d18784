"""Starts itself when apps are installed, replaced or removed.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for PACKAGE_ADDED, PACKAGE_REMOVED, PACKAGE_REPLACED or the
    like is suspected where some phone the app supports delivers them (below Android 8, or everywhere under
    a target below 26; PACKAGE_FULLY_REMOVED always). The app's own replacement (MY_PACKAGE_REPLACED) counts
    only where the receiver starts a service or a screen. Not applicable where every such receiver has a
    lawful reason (1.6/boot-receiver names them).
Limits: whether the service needs it (an app store does) is not in the code; a run settles it.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, NotApplicable, Rule
from mingjian.rules._self_start import IMPLICIT_BROADCASTS_CUT, woken

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))
INTENT = "android.intent.action."
OTHERS = frozenset({
    INTENT + "PACKAGE_ADDED", INTENT + "PACKAGE_REMOVED", INTENT + "PACKAGE_REPLACED",
    INTENT + "PACKAGE_CHANGED", INTENT + "PACKAGE_INSTALL", INTENT + "PACKAGE_RESTARTED",
})  # fmt: skip
ALWAYS = frozenset({INTENT + "PACKAGE_FULLY_REMOVED", INTENT + "PACKAGE_DATA_CLEARED"})
"""On the list of exceptions of Android 8: delivered whatever the target (developer.android.com)."""
OWN = frozenset({INTENT + "MY_PACKAGE_REPLACED"})


def check(facts: Facts) -> Judgement:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    cut = min(manifest.min_sdk or 1, manifest.target_sdk or 1) >= IMPLICIT_BROADCASTS_CUT
    others = woken(
        facts,
        ALWAYS if cut else ALWAYS | OTHERS,
        zh="其他应用安装或卸载时自启动",
        en="Starts itself when other apps come or go",
    )
    own = woken(facts, OWN, zh="自身更新后自启动", en="Starts itself after its own update", starting=True)
    found = [*(others if isinstance(others, list) else ()), *(own if isinstance(own, list) else ())]
    if found:
        return found
    return next((one for one in (others, own) if isinstance(one, NotApplicable)), found)
