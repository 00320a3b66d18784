"""Main text that is cut short, and what touching the control at its edge did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.artifacts.page_visit import Folded, Node, Step, View, Visit
from mingjian.facts.web_page import Fold
from mingjian.facts.web_page.places import box, control, passages, readable, same_page
from mingjian.facts.web_page.words import LOGIN, PAY, pushes, says
from mingjian.patterns import late

Unfolds = Literal["here", "download", "open_app", "login", "pay", "nothing", "unknown"]
TOUCHED = ("unfold", "control")
LEAST_HIDDEN = 40
"""Characters cut off that make a fold of main text (project choice: two lines)."""
REST = late(r"(剩余|余下|其余|还有|后续).{0,10}(%|内容|正文|全文|章节|字)|未完待续|试读(结束|已完)", re.I)
"""The page says itself that it leaves a part out."""
NOT_TEXT = late(r"(评论|回复|点赞|弹幕|相关|推荐|视频|图片|章节目录|留言)")
"""What else is unfolded on a page of reading."""
_Way = tuple[Unfolds, Node | None]
_BEST: tuple[Unfolds, ...] = ("here", "pay", "login", "download", "open_app", "nothing", "unknown")


def folds(visit: Visit) -> tuple[Fold, ...]:
    """Every fold of the main text, once, with the kindest of the ways to open it."""
    found: dict[str, Fold] = {}
    for view in visit.views:
        if not same_page(visit, view) or view.opening:
            continue
        for fold in view.folds:
            if fold.hidden_characters >= LEAST_HIDDEN and fold.selector not in found:
                found[fold.selector] = _fold(visit, view, fold)
    return (*found.values(), *(_left_out(visit) if not found else ()))


def _fold(visit: Visit, view: View, fold: Folded) -> Fold:
    near = [view.nodes[index] for index in fold.controls]
    others = [node for node in view.nodes if _promises(node) and node not in near]
    ways: list[_Way] = [
        (_way(visit, fold.selector, node), node)
        for node in (*near, *others)
        if _promises(node) or node in near
    ]
    ways = [one for one in ways if one[0] != "unknown"] or ways
    way, node = min(ways, key=_kindest) if ways else _UNKNOWN
    return Fold(
        selector=fold.selector,
        hidden_characters=fold.hidden_characters,
        shown_characters=fold.shown_characters,
        control=control(node) if node is not None else None,
        unfolds=way,
        box=box(fold.box),
    )


_UNKNOWN: _Way = ("unknown", None)


def _kindest(one: _Way) -> int:
    return _BEST.index(one[0])


def _promises(node: Node) -> bool:
    """Its words promise the rest of the text."""
    words = f"{node.text} {node.label}"
    return "unfold" in says(node.text, node.label) and not NOT_TEXT.search(words)


def _way(visit: Visit, fold: str, node: Node) -> Unfolds:
    """What a touch of `node` did; of one that was not touched, what its words and address say."""
    for number, step in enumerate(visit.steps):
        if step.node is not None and step.node.selector == node.selector and step.cause in TOUCHED:
            return _did(visit, number, step, fold)
    words = f"{node.text} {node.label}"
    return _by_words(words) if says(node.text, node.label) else "unknown"


def _did(visit: Visit, number: int, step: Step, fold: str) -> Unfolds:
    words = f"{step.node.text} {step.node.label}" if step.node else ""
    if _opened(visit, step, fold):
        return "here"
    told = _by_words(words)
    if told in ("pay", "login"):
        return told
    for act in visit.acts:
        if act.step == number and act.kind in ("download", "fetch_package"):
            return "download"
        if act.step == number and act.kind == "scheme":
            return "open_app"
    if any(act.step == number and act.kind in ("redirect", "popup_window") for act in visit.acts):
        return "open_app" if told in ("open_app", "download") else "unknown"
    return "open_app" if _asked_for_app(visit, step) else "nothing"


def _opened(visit: Visit, step: Step, fold: str) -> bool:
    """After the touch the fold is gone or holds much less."""
    if step.before < 0 or step.after < 0:
        return False
    before, after = visit.views[step.before], visit.views[step.after]
    if not same_page(visit, after):
        return False
    then = next((one.hidden_characters for one in before.folds if one.selector == fold), 0)
    now = next((one.hidden_characters for one in after.folds if one.selector == fold), 0)
    return now < then / 2 and after.text_characters > before.text_characters


def _asked_for_app(visit: Visit, step: Step) -> bool:
    """The touch brought a window that urges to the app."""
    if step.after < 0:
        return False
    before = {layer.selector for layer in visit.views[step.before].layers} if step.before >= 0 else set[str]()
    return any(
        layer.selector not in before and pushes(layer.text) for layer in visit.views[step.after].layers
    )


def _by_words(words: str) -> Unfolds:
    if PAY.search(words):
        return "pay"
    if LOGIN.search(words):
        return "login"
    told = pushes(words)
    return "open_app" if "open_app" in told else "download" if told else "unknown"


def _left_out(visit: Visit) -> Iterator[Fold]:
    """Where the page says that it leaves a part out, and sends to the app for it."""
    for view in visit.views:
        if not same_page(visit, view) or view.opening:
            continue  # a page that writes itself late says it in a later view than the first
        for passage in passages(visit, view):
            if not readable(passage) or not REST.search(passage.text) or NOT_TEXT.search(passage.text):
                continue
            sends = [
                node for node in view.nodes if {"open_app", "download"} & set(says(node.text, node.label))
            ]
            if pushes(passage.text) and sends and not _paid(passage.text):
                node = next((one for one in sends if _promises(one)), sends[0])
                yield Fold(
                    selector=passage.selector,
                    hidden_characters=0,
                    shown_characters=view.text_characters,
                    control=control(node),
                    unfolds="open_app",
                    box=box(passage.box),
                )
                return


def _paid(text: str) -> re.Match[str] | None:
    return PAY.search(text) or LOGIN.search(text)
