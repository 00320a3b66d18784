"""A window with an offer swallows the back key and shows nothing to close it by.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮; 26号-1.4.3 保证用户可以便捷关闭
Needs: layout, calls.
Violates: never from code alone. Suspected: a screen or dialog whose layout offers or advertises something has
    no control that closes or skips from the first frame, and its back key is switched off (an onBackPressed
    that does nothing, an onKeyDown that is always true, setCancelable(false)); or a dialog of words alone is
    not cancelable and has one button, which takes an offer (立即领取 …).
Limits: a window that speaks of an agreement, a permission, an update, a login or a payment is left out: there
    the user has to settle something first, and forced updates are for 1.6.5. Close controls that code draws,
    windows without a layout, and answers to the back key that depend on something are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, HollowOverride
from mingjian.facts.layout import Layout
from mingjian.facts.parties import owner
from mingjian.facts.words import NOT_OFFER
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._offers import TAKE, can_close, offers, shown_with
from mingjian.rules._screens import set_going, showings

RULE = Rule(
    requirements=("26号-1.4.1", "26号-1.4.2", "26号-1.4.3"),
    severity="medium",
    needs=("layout", "calls"),
    proves=False,
)
THRESHOLD = "TH-12"
BACK = ("->onBackPressed", "->onKeyDown")
SHOWS = ("show", "showAtLocation")
BUTTONS = ("setPositiveButton", "setNegativeButton", "setNeutralButton", "setView")


def check(facts: Facts) -> Iterator[Finding]:
    shut = {number: layout for number, layout in offers(facts).items() if not can_close(facts, layout)}
    if shut:
        yield from _hollow(facts, shut)
        yield from _uncancelable(facts, shut)
    yield from _one_button(facts)


def _hollow(facts: Facts, shut: Mapping[int, Layout]) -> Iterator[Finding]:
    """Screens and dialogs whose own class, or the one it stands in, shows such a layout."""
    for hollow in facts.calls.hollow if facts.calls else ():
        if not (hollow.reachable and hollow.of.endswith(BACK)):
            continue
        dialog = hollow.of.startswith("Landroid/app/Dialog;")
        cls = hollow.method.partition(";->")[0]
        for act in showings(facts, hollow.method):
            own = act.caller.startswith(f"{cls};->")
            beside = dialog and "$" in cls and not _others(facts, cls)
            if act.number in shut and act.reachable and (own or beside):
                yield _finding(facts, shut[act.number], hollow.method, [_body(hollow), set_going(act)])


def _others(facts: Facts, cls: str) -> bool:
    """The dialog's own class shows a layout itself."""
    return any(act.caller.startswith(f"{cls};->") for act in showings(facts, cls))


def _body(hollow: HollowOverride) -> Evidence:
    return Evidence(
        kind="code",
        location=f"{hollow.dex}!{hollow.method}+0x0",
        excerpt="return true" if hollow.answer == "true" else "{ }",
    )


def _uncancelable(facts: Facts, shut: Mapping[int, Layout]) -> Iterator[Finding]:
    """Dialogs that are made not cancelable in the method that gives them such a layout, or in their class."""
    for hit in hits(facts, "dialog_window", "setCancelable"):
        if arg(hit, 0) != 0:
            continue
        ways = (shown_with(facts, shut, hit, path) for path in (None, *hit.paths))
        found = next(filter(None, ways), None)
        if found is not None:
            layout, act = found
            yield _finding(facts, layout, hit.caller, [code(hit), set_going(act)])


def _one_button(facts: Facts) -> Iterator[Finding]:
    """Dialogs of words alone, made in one method."""
    made: dict[str, list[Hit]] = {}
    for hit in hits(facts, "dialog_window", "setCancelable", *BUTTONS, *SHOWS):
        made.setdefault(hit.caller, []).append(hit)
    for caller, parts in made.items():
        names = [method_name(hit) for hit in parts]
        locks = next((h for h in parts if method_name(h) == "setCancelable" and arg(h, 0) == 0), None)
        if locks is None or [n for n in names if n in BUTTONS] != ["setPositiveButton"]:
            continue
        button = parts[names.index("setPositiveButton")]
        words = _words(facts, button)
        if not words or not TAKE.search(words) or NOT_OFFER.search(words):
            continue
        yield finding(
            f"弹窗不可取消，只有“{words}”一个按钮",
            f"A dialog cannot be cancelled and has one button, “{words}”",
            key=("one-button", caller),
            party=owner(facts, [caller]),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[code(locks), code(button)],
        )


def _words(facts: Facts, button: Hit) -> str:
    """What stands on a button: a constant, or the string that a constant names."""
    given = arg(button, 0)
    if isinstance(given, str):
        return given
    texts = facts.resources.texts if facts.resources else ()
    return next((text.value for text in texts if text.id == given), "") if isinstance(given, int) else ""


def _finding(facts: Facts, layout: Layout, method: str, evidence: list[Evidence]) -> Finding:
    return finding(
        f"信息窗口没有关闭控件，返回键也无效：{layout.name}",
        f"The window has no control to close it, and the back key does nothing: {layout.name}",
        key=("back", layout.name, method.partition(";->")[0]),
        party=owner(facts, [method]),
        verdict="suspected",
        threshold=THRESHOLD,
        evidence=[layout_view(layout, 0), *evidence],
    )
