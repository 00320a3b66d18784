"""What stands on a recorded page, in the shapes rules see: controls, boxes, blocks of words."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.artifacts.page_visit import Node, Passage, Rect, View, Visit
from mingjian.facts.web_page import Control
from mingjian.facts.web_page.words import says
from mingjian.model import Box

LEAST_CONTRAST = 1.5
"""To 1: fainter words are not seen by anyone (project choice; WCAG asks for 4.5 to be read with ease)."""
LEAST_FONT_PX = 6.0
"""Smaller words are not read by anyone on a phone (project choice)."""


def box(rect: Rect, label: str = "") -> Box:
    """A recorded box with a label."""
    return Box(rect.x, rect.y, rect.w, rect.h, label)


def control(node: Node, words: str = "") -> Control:
    """A recorded element as rules see it; what it promises is told by its words alone, or by `words` that
    stand beside it."""
    text = node.text or words
    words = text or node.label
    return Control(
        selector=node.selector,
        text=text,
        label="" if node.label == node.text else node.label,
        role=node.role or node.tag,
        href=node.href,
        box=box(node.box, words[:40]),
        contrast=node.contrast,
        says=says(text, node.label),
        shown=seen(node),
        tappable=node.tappable,
        ticked=node.checked,
    )


def beside(view: View, box_to_tick: Node) -> str:
    """The words of the label that a box to tick stands in or next to."""
    if box_to_tick.text or box_to_tick.label:
        return ""
    parent = box_to_tick.selector.rpartition(" > ")[0]
    for node in view.nodes:
        if (
            node.text
            and node.tag == "label"
            and parent in (node.selector, node.selector.rpartition(" > ")[0])
        ):
            return node.text
    return ""


def seen(node: Node) -> bool:
    """A reader sees it: laid out, not transparent."""
    return node.shown and node.opacity > 0.1 and (not node.text or node.font_px == 0 or node.font_px > 2)


def readable(passage: Passage) -> bool:
    """A reader who scrolls can read it. What a closed `details` holds is one touch away on the same page."""
    faint = passage.contrast is not None and passage.contrast < LEAST_CONTRAST
    tiny = 0 < passage.font_px < LEAST_FONT_PX
    return (passage.shown or in_details(passage.selector)) and not faint and not tiny


def in_details(selector: str) -> bool:
    """It lies in a `details`, which a touch unfolds where it stands."""
    return " details" in f" {selector}"


def is_link(node: Node) -> bool:
    """A link or button by its element or role, not merely short words that could be one."""
    return node.tag in ("a", "button", "input", "summary") or node.role in ("link", "button")


def passages(visit: Visit, view: View) -> tuple[Passage, ...]:
    """The words of a view, which may be kept with an earlier one."""
    return view.passages if view.passages_of < 0 else visit.views[view.passages_of].passages


def words_of(visit: Visit) -> Iterator[tuple[View, Passage]]:
    """Every block of words of the page itself, each once, readable before unreadable, in reading order."""
    best: dict[tuple[str, str], tuple[View, Passage]] = {}
    for view in visit.views:
        if not same_page(visit, view):
            continue
        for passage in passages(visit, view):
            key = (passage.selector, passage.text)
            known = best.get(key)
            if known is None or (readable(passage) and not readable(known[1])):
                best[key] = (view, passage)
    yield from best.values()


def same_page(visit: Visit, view: View) -> bool:
    """The view is of the page visited, not of one a control led to."""
    return bare(view.url) in (bare(visit.final_url), bare(visit.url)) or not view.url


def bare(url: str) -> str:
    """An address without what stands after `#`."""
    return url.partition("#")[0]
