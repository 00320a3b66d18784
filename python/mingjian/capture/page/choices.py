"""Which controls a reader would touch, told by their words and by where they lie."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.artifacts.page_visit import Node, View
from mingjian.capture.page.words import Says, says

ASKS: tuple[Says, ...] = ("download", "open_app")


def words_of(node: Node) -> tuple[str, str, str, str]:
    """What its words, its name and its address are."""
    return node.text, node.label, node.hint, node.href


def unfolds(node: Node) -> bool:
    """It seems to show more of the page where it stands."""
    return node.tag == "summary" or kind_of(node, "unfold")


def web(node: Node) -> bool:
    """It leads to another document of the web."""
    return node.href.startswith(("http://", "https://"))


def kind_of(node: Node, kind: Says) -> bool:
    """Its words say so."""
    return kind in says(*words_of(node))


def offers(node: Node) -> bool:
    """It offers a download or an app."""
    said = says(*words_of(node))
    return any(kind in ASKS for kind in said) and "cancel" not in said and "close" not in said


def way_out(view: View, tried: list[tuple[str, str]]) -> tuple[int, Node] | None:
    """The first layer that lies over the page and a control in it that closes it, not tried before."""
    for number in sorted(range(len(view.layers)), key=lambda n: -view.layers[n].covers):
        layer = view.layers[number]
        inside = [one for one in view.nodes if one.layer == number and one.shown]
        for kinds in (("close",), ("cancel",)):
            for node in inside:
                said = says(*words_of(node))
                if not any(kind in said for kind in kinds) or (layer.selector, node.selector) in tried:
                    continue
                return number, node
    return None


def distinct(nodes: list[Node]) -> list[Node]:
    """Without those that say and lead the same, and without what holds another of them."""
    seen: set[tuple[str, str]] = set()
    out: list[Node] = []
    for node in nodes:
        key = (node.text or node.label or node.selector, node.href)
        inner = any(
            other is not node and other.text == node.text and other.selector.startswith(node.selector + " ")
            for other in nodes
        )
        if key not in seen and not (inner and not node.href):
            seen.add(key)
            out.append(node)
    return out


def middle(node: Node) -> tuple[float, float]:
    """The point a reader aims at."""
    return node.box.x + node.box.w / 2, node.box.y + node.box.h / 2


def placed(node: Node, x: int, y: int) -> Node:
    """The same control where it has been brought."""
    return replace(node, box=replace(node.box, x=x, y=y))
