"""Windows, bars and layers over the page: when they came, what they urge, whether they close and return."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from mingjian.artifacts.page_visit import Layer, Node, Step, View, Visit
from mingjian.facts.web_page import Confirmation, Overlay
from mingjian.facts.web_page.places import beside, box, control, same_page
from mingjian.facts.web_page.words import pushes, says

ASKING = frozenset({"download", "open_app", "store"})
"""Words of a control after whose touch a window about the app is no surprise."""
LEAST_COVER = 0.005
SAME_WORDS = 24


class _Seen(Struct):
    """One layer in one view."""

    at: int
    """Index of the view."""
    layer: Layer
    nodes: list[Node]


def _key(layer: Layer) -> tuple[str, str]:
    return layer.selector, "".join(layer.text.split())[:SAME_WORDS]


def _layers(visit: Visit) -> dict[tuple[str, str], list[_Seen]]:
    """Every layer of the page by where it stands and how its words begin, in the order of views."""
    found: dict[tuple[str, str], list[_Seen]] = {}
    for at, view in enumerate(visit.views):
        if not same_page(visit, view):
            continue
        for index, layer in enumerate(view.layers):
            nodes = [node for node in view.nodes if node.layer == index]
            if layer.covers > LEAST_COVER or any(node.shown for node in nodes):
                found.setdefault(_key(layer), []).append(_Seen(at, layer, nodes))
    return found


def overlays(visit: Visit) -> tuple[Overlay, ...]:
    """Every layer over the page, as it first came; told once however often it is there."""
    return tuple(_overlay(visit, seen) for seen in _layers(visit).values())


def _overlay(visit: Visit, seen: Sequence[_Seen]) -> Overlay:
    first = seen[0]
    view = visit.views[first.at]
    step = visit.steps[view.step] if view.step >= 0 else None
    worst = max(seen, key=lambda one: one.layer.covers).layer
    nodes = {node.selector: node for one in seen for node in one.nodes}
    closers = [node for node in nodes.values() if _closes(node)]
    closing = _closing(visit, seen)
    last = closing[-1] if closing else None
    works = None if last is None else _gone(visit, seen, last)
    if not closers and last is None:
        works = False if _stays(visit, seen) else None
    picture = visit.pictures[view.picture].sha256 if view.picture >= 0 else ""
    return Overlay(
        selector=first.layer.selector,
        text=first.layer.text[:400],
        box=box(first.layer.panel, first.layer.text[:40]),
        covers=worst.covers,
        covers_text=worst.covers_text,
        appeared_ms=view.at_ms,
        cause=step.cause if step is not None else "none",
        asked=_asked(step),
        pushes=_pushes(first, nodes.values()),
        closes=tuple(control(node) for node in closers),
        close_works=works,
        close_does=_does(visit, last),
        scroll_locked=any(visit.views[one.at].scroll_locked for one in seen),
        came_back=_came_back(visit, seen, closing),
        picture=picture,
        visit=view.opening,
    )


def _pushes(first: _Seen, nodes: object) -> tuple[str, ...]:
    del nodes
    told = set(pushes(first.layer.text))
    for node in first.nodes:
        told.update(set(says(node.text, node.label)) & {"download", "open_app"})
    return tuple(sorted(told))


def _closes(node: Node) -> bool:
    return bool({"close", "cancel"} & set(says(node.text, node.label))) and node.shown


def _asked(step: Step | None) -> bool:
    if step is None or step.node is None or step.cause not in ("control", "unfold"):
        return False
    return bool(ASKING & set(says(step.node.text, step.node.label)))


def _closing(visit: Visit, seen: Sequence[_Seen]) -> list[int]:
    """Steps that touched what closes this layer."""
    there = {one.at for one in seen}
    selectors = {node.selector for one in seen for node in one.nodes}
    return [
        number
        for number, step in enumerate(visit.steps)
        if step.purpose in ("close", "cancel")
        and step.before in there
        and step.node is not None
        and step.node.selector in selectors
    ]


def _gone(visit: Visit, seen: Sequence[_Seen], step: int) -> bool:
    after = visit.steps[step].after
    return after < 0 or after not in {one.at for one in seen}


def _stays(visit: Visit, seen: Sequence[_Seen]) -> bool:
    """It is there in every later view of the same opening."""
    first = seen[0].at
    opening = visit.views[first].opening
    there = {one.at for one in seen}
    return all(
        at in there
        for at, view in enumerate(visit.views)
        if at >= first and view.opening == opening and same_page(visit, view)
    )


def _does(visit: Visit, step: int | None) -> str:
    if step is None:
        return ""
    return next((act.target for act in visit.acts if act.step == step and act.kind != "history"), "")


def _came_back(visit: Visit, seen: Sequence[_Seen], closing: Sequence[int]) -> int:
    """How often it was there again after it had been closed and was gone, the page not opened afresh."""
    there, count = {one.at for one in seen}, 0
    closed = [step for step in closing if _gone(visit, seen, step)]
    if not closed:
        return 0
    first = visit.steps[closed[0]]
    away = True
    for at, view in enumerate(visit.views):
        if at < first.after or not same_page(visit, view) or view.opening != first.opening:
            continue
        if at in there and away and not _asked_by(visit, view):
            count += 1
        away = at not in there
    return count


def _asked_by(visit: Visit, view: View) -> bool:
    return _asked(visit.steps[view.step] if view.step >= 0 else None)


def confirmations(visit: Visit) -> tuple[Confirmation, ...]:
    """Windows that came after a touch on a download control and hold a control that downloads."""
    found: dict[tuple[str, str], Confirmation] = {}
    for key, seen in _layers(visit).items():
        first = seen[0]
        view = visit.views[first.at]
        if not _asked(visit.steps[view.step] if view.step >= 0 else None):
            continue
        shown = [node for node in first.nodes if node.shown]
        confirm = next(
            (
                node
                for node in shown
                if {"download", "confirm"} & set(says(node.text, node.label)) and not _box(node)
            ),
            None,
        )
        if confirm is None:
            continue
        found[key] = Confirmation(
            selector=first.layer.selector,
            text=first.layer.text[:400],
            confirm=control(confirm),
            cancels=tuple(control(node) for node in first.nodes if _closes(node)),
            extras=tuple(control(node, beside(view, node)) for node in first.nodes if _box(node)),
        )
    return tuple(found.values())


def _box(node: Node) -> bool:
    return node.checked is not None
