"""Uses accessibility to leave the screen on which the user would remove it.

Clause: 26号-1.3.6 等方式恶意阻挠用户卸载; 26号-1.3.1 除基本功能软件外，APP应当可便捷卸载
Needs: manifest, calls.
Violates: code reached from an accessibility service's onAccessibilityEvent presses Back or Home, or
    brings a screen or an overlay up, and on that way names the system's uninstaller, its page on the
    app or the word 卸载. Suspected: which app's removal it hinders is told by the event at run time.
Limits: words that come from a server are not seen; a screen reader that only speaks of the
    uninstaller does none of this.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, method_name, named, passing, way
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.3.6", "26号-1.3.1"), severity="high", needs=("manifest", "calls"), proves=False
)
EVENT = ";->onAccessibilityEvent("
LEAVES = (1, 2, 3)
"""GLOBAL_ACTION_BACK, _HOME, _RECENTS (android.accessibilityservice.AccessibilityService)."""
UNINSTALL = "behaviour:uninstall_screen"


def check(facts: Facts) -> Iterator[Finding]:
    for hit in named(facts, "performGlobalAction", "startActivity", "addView"):
        if method_name(hit) == "performGlobalAction" and arg(hit, 0) not in LEAVES:
            continue
        path = passing(hit, (EVENT,))
        word = _uninstaller(facts, hit) if path is not None else None
        if path is None or word is None:
            continue
        yield finding(
            f"无障碍服务在卸载界面（{word.callee}）调用 {method_name(hit)}",
            f"An accessibility service calls {method_name(hit)} on the uninstaller ({word.callee})",
            key=("guard", method_name(hit)),
            party=owner(facts, frames(hit, path)),
            verdict="suspected",
            evidence=[call_chain(facts, hit, path), code(word), code(hit)],
        )


def _uninstaller(facts: Facts, hit: Hit) -> Hit | None:
    """A constant that names the uninstaller in a class on the way."""
    for signature in sorted(way(facts, hit)):
        for near in beside(facts, signature):
            if UNINSTALL in near.tags:
                return near
    return None
