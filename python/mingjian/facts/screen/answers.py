"""Agreement and refusal seen on screens: a touch on words that agree or refuse where agreement was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mingjian.artifacts.device_log.event import Event
from mingjian.facts.behaviour import Mark
from mingjian.facts.screen.shapes import Node, Screen
from mingjian.facts.words import AGREES, REFUSES


def touched(screen: Screen, x: int, y: int) -> Node | None:
    """The smallest control drawn last that a touch at (x, y) meets; words read in the picture count."""
    met = [
        (node.w * node.h, -index, node)
        for index, node in enumerate(screen.nodes)
        if node.shown and node.x <= x < node.x + node.w and node.y <= y < node.y + node.h
        and (node.clickable or node.text or node.description)
    ]  # fmt: skip
    return min(met, default=(0, 0, None), key=lambda one: one[:2])[2]


def marks(screens: Sequence[Screen], events: Iterable[Event] = ()) -> tuple[Mark, ...]:
    """Moments at which the user agreed or refused, `how` = `seen`.

    A touch between a screen that asks for agreement and the next, on a control whose whole words agree or
    refuse (`facts.words`). `events`: touches of the run (`input`, `tap X Y`); without them what screens know.
    """
    return tuple(
        Mark(at_ns=at, what=what, how="seen", source=here.source)
        for at, what, here in _answers(screens, events)
        if "consent" in here.kinds
    )


def unasked(screens: Sequence[Screen], events: Iterable[Event] = ()) -> frozenset[int]:
    """Times of touches whose words agree or refuse, on a screen that shows it asks for something else."""
    return frozenset(at for at, _, here in _answers(screens, events) if "consent" not in here.kinds)


def _answers(screens: Sequence[Screen], events: Iterable[Event]) -> Iterator[tuple[int, str, Screen]]:
    """Touches on words that agree or refuse, each with the screen it met."""
    touches = sorted(
        (event.at_ns, *place)
        for event in events
        if event.kind == "input" and event.at_ns is not None and (place := place_of(event.what)) is not None
    )
    for here, then in zip(screens, [*screens[1:], None], strict=True):
        if here.at_ns is None:
            continue
        end = then.at_ns if then is not None else None
        pairs = [(at, x, y) for at, x, y in touches if at >= here.at_ns and (end is None or at < end)]
        if not pairs and then is not None and then.tapped is not None and end is not None:
            pairs = [(end, *then.tapped)]
        for at, x, y in pairs:
            control = touched(here, x, y)
            what = None if control is None else _answer(control)
            if what is not None:
                yield at, what, here


def _answer(node: Node) -> str | None:
    for text in (node.text, node.description):
        if text and AGREES.match(text):
            return "consent"
        if text and REFUSES.match(text):
            return "refusal"
    return None


def place_of(what: str) -> tuple[int, int] | None:
    """`tap 12 40` → (12, 40); None for what is no touch."""
    parts = what.replace(":", " ").split()
    if (
        len(parts) < 3
        or parts[0] not in ("tap", "press")
        or not all(p.lstrip("-").isdigit() for p in parts[1:3])
    ):
        return None
    return int(parts[1]), int(parts[2])
