"""What stands beside the text of a Word document: named styles, targets of links, the title."""

from __future__ import annotations

import re

from msgspec import Struct

from mingjian.artifacts.policy.html_style import Style, parse_colour

_LEVEL = re.compile(r"(?:heading|标题)\s?([1-9])", re.IGNORECASE)
Attributes = dict[str, str]


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def value(attributes: Attributes, name: str = "val") -> str:
    """An attribute by its local name, empty when missing."""
    for key, said in attributes.items():
        if key == name or key.endswith(" " + name):
            return said
    return ""


def on(attributes: Attributes) -> bool:
    """Whether a toggle such as `w:b` is on."""
    return value(attributes) not in {"0", "false", "off", "none"}


class Look(Struct):
    """Properties of a run that are said; None where they are inherited."""

    bold: bool | None = None
    underline: bool | None = None
    size: float | None = None
    colour: str | None = None
    ground: str | None = None
    hidden: bool | None = None

    def say(self, tag: str, attributes: Attributes) -> None:
        """Take in one element of `w:rPr`."""
        if tag == "b":
            self.bold = on(attributes)
        elif tag == "u":
            self.underline = on(attributes)
        elif tag == "sz":
            said = value(attributes)
            if said.isascii() and said.isdecimal():
                self.size = int(said[:4]) / 2 * 4 / 3
        elif tag == "color":
            self.colour = value(attributes)
        elif tag == "shd":
            self.ground = value(attributes, "fill")
        elif tag == "vanish":
            self.hidden = on(attributes)

    def over(self, style: Style) -> Style:
        """`style` with what is said here."""
        ground = _colour(self.ground, style.ground)
        return Style(
            style.bold if self.bold is None else self.bold,
            style.underline if self.underline is None else self.underline,
            self.size or style.size,
            _colour(self.colour, style.colour),
            ground,
            style.hidden if self.hidden is None else self.hidden,
            style.link,
        )


def _colour(said: str | None, inherited: tuple[int, int, int]) -> tuple[int, int, int]:
    if not said or said == "auto":
        return inherited
    return parse_colour("#" + said.lower(), (255, 255, 255)) or inherited


class Named(Struct, kw_only=True):
    """One style: how it looks, and whether it is one of headings or of a table of contents."""

    name: str = ""
    based: str = ""
    look: Look
    level: int = 0
    contents: bool = False
    listed: bool = False
    style: Style = Style()


class Styles:
    """`word/styles.xml`."""

    def __init__(self) -> None:
        self.named: dict[str, Named] = {}
        self.default = ""
        self._base = Look()
        self._now: Named | None = None
        self._defaults = self._runs = False

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "style":
            self._now = Named(look=Look())
            ident = value(attributes, "styleId")
            self.named[ident] = self._now
            if value(attributes, "default") in {"1", "true"} and value(attributes, "type") == "paragraph":
                self.default = ident
        elif tag == "docDefaults":
            self._defaults = True
        elif tag == "rPr":
            self._runs = True
        elif self._runs and self._now is not None:
            self._now.look.say(tag, attributes)
        elif self._runs and self._defaults:
            self._base.say(tag, attributes)
        elif self._now is not None:
            self._property(self._now, tag, attributes)

    def _property(self, named: Named, tag: str, attributes: Attributes) -> None:
        said = value(attributes)
        if tag == "name":
            named.name = said
            level = _LEVEL.fullmatch(said)
            if level or said.lower() in {"title", "标题"}:
                named.level = min(int(level[1]), 6) if level else 1
            named.contents = said.lower().startswith(("toc ", "目录"))
        elif tag == "basedOn":
            named.based = said
        elif tag == "outlineLvl" and said.isascii() and said.isdecimal() and int(said[:2]) < 9:
            named.level = named.level or min(int(said[:2]) + 1, 6)
        elif tag == "numId":
            named.listed = said != "0"

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "style":
            self._now = None
        elif tag == "docDefaults":
            self._defaults = False
        elif tag == "rPr":
            self._runs = False

    def text(self, _: str) -> None:
        """Styles hold no text."""

    def resolve(self) -> None:
        """Work out each style from those it is based on."""
        plain = self._base.over(Style())
        for named in self.named.values():
            chain: list[Named] = []
            at: Named | None = named
            while at is not None and len(chain) < 16 and at not in chain:
                chain.append(at)
                at = self.named.get(at.based)
            style = plain
            for one in reversed(chain):
                style = one.look.over(style)
            named.style = style
            named.level = next((one.level for one in chain if one.level), 0)
        self.named.setdefault("", Named(look=Look(), style=plain))
        if self.default:
            self.named[""] = self.named[self.default]

    def of(self, ident: str) -> Named:
        """The style called `ident`, or the default one."""
        return self.named.get(ident) or self.named[""]


class Links:
    """`word/_rels/document.xml.rels`: where hyperlinks lead."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/hyperlink"):
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")[:2_048]

    def end(self, _: str) -> None:
        """Nothing is open."""

    def text(self, _: str) -> None:
        """Relationships hold no text."""


class Properties:
    """`docProps/core.xml`: the title."""

    def __init__(self) -> None:
        self.title = ""
        self._inside = False

    def start(self, name: str, _: Attributes) -> None:
        self._inside = local(name) == "title"

    def end(self, _: str) -> None:
        self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self.title = (self.title + text)[:300]
