"""What the walk through a page keeps: the open elements, and the blocks of text found in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mingjian.artifacts.policy.caps import MAX_PLACE_DEPTH
from mingjian.artifacts.policy.html_style import Style

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SIMPLE_ID = re.compile(r"[A-Za-z_][\w-]{0,60}$", re.ASCII)


class Frame:
    """One open element."""

    __slots__ = (
        "above", "best", "chars", "counts", "depth", "entered", "heading", "ident", "item", "key", "left",
        "links", "node", "nth", "place_", "style", "tag", "title", "words",
    )  # fmt: skip

    def __init__(self, node: LexborNode | None, tag: str, above: Frame | None, nth: int) -> None:
        self.node, self.tag, self.above, self.nth = node, tag, above, nth
        self.depth: int = above.depth + 1 if above else 0
        self.counts: dict[str, int] = {}
        self.place_: str = ""
        self.style: Style = above.style if above else Style()
        self.item: int = above.item if above else 0
        self.heading: int = above.heading if above else 0
        self.title: bool = above.title if above else False
        self.ident = ""
        self.words = ""
        """Its class, id and role, for telling what part of the page it is."""
        self.key: tuple[str, str, frozenset[str]] = (tag, "", frozenset())
        self.chars = self.links = 0
        """Characters of text in it, and those of them in links."""
        self.best: Frame | None = None
        self.entered = self.left = 0

    def place(self, unique: frozenset[str]) -> str:
        """A selector that finds this element and no other."""
        if self.place_:
            return self.place_
        chain: list[Frame] = []
        at: Frame | None = self
        while at is not None and not at.place_:
            chain.append(at)
            at = at.above
        for frame in reversed(chain):
            above = frame.above
            if frame.ident in unique and _SIMPLE_ID.match(frame.ident):
                frame.place_ = "#" + frame.ident
            elif above is None or above.tag == "":
                frame.place_ = frame.tag
            elif above.place_.count(">") >= MAX_PLACE_DEPTH or not frame.tag.isalnum():
                frame.place_ = above.place_
            elif frame.tag == "body":
                frame.place_ = "body"
            else:
                frame.place_ = f"{above.place_} > {frame.tag}:nth-of-type({frame.nth})"
        return self.place_


class Block:
    """One line of text in an element."""

    __slots__ = ("cell", "entry", "frame", "item", "links", "order", "runs", "text")

    def __init__(self, text: str, runs: list[tuple[int, int, Style]], frame: Frame, order: int) -> None:
        self.text, self.runs, self.frame, self.order = text, runs, frame, order
        self.item = frame.item
        self.cell: tuple[int, int, int, int, int, bool] | None = None
        """Table, row, column, rows, columns, whether `th`."""
        self.links = sum(end - start for start, end, style in runs if style.link)
        self.entry = bool(text) and all(
            style.link.startswith("#") for start, end, style in runs if not text[start:end].isspace()
        )
