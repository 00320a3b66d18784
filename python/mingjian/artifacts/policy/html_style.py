"""How a page's text looks, as far as style attributes and simple style sheets tell.

Selectors of tags, classes and ids, alone or below one another, are followed; pseudo-classes, attributes,
media queries and scripts are not. What is not understood changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from mingjian.artifacts.policy.caps import MAX_RULES

Colour = tuple[int, int, int]


class Style(NamedTuple):
    bold: bool = False
    underline: bool = False
    size: float = 16.0
    """CSS pixels."""
    colour: Colour = (0, 0, 0)
    ground: Colour = (255, 255, 255)
    hidden: bool = False
    link: str = ""


Declarations = tuple[tuple[str, str], ...]


class Ancestors(Protocol):
    """The elements around one, from the root on: tag, id, classes."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> tuple[str, str, frozenset[str]]: ...


NONE: Declarations = ()
_WANTED = frozenset({
    "font-weight", "font-size", "font", "text-decoration", "text-decoration-line", "color",
    "background", "background-color", "display", "visibility", "opacity",
})  # fmt: skip
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w\u0080-\uffff-]+)*)$")
_PART = re.compile(r"([.#])([\w\u0080-\uffff-]+)")
_HEX = re.compile(r"#([0-9a-fA-F]{3,8})\b")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})(?:\.\d+)?\s*[,\s]\s*(\d{1,3})(?:\.\d+)?\s*[,\s]\s*(\d{1,3})(?:\.\d+)?\s*(?:[,/]\s*([\d.]+%?)\s*)?\)"
)
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(px|pt|em|rem|%)")
_UNIT = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
_KEYWORD_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0,
}  # fmt: skip
FONT_SIZES = ("10", "13", "16", "18", "24", "32", "48")
"""CSS pixels of `<font size="1">` to `7`."""
_NAMED: dict[str, Colour] = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "darkgray": (169, 169, 169),
    "dimgray": (105, 105, 105), "orange": (255, 165, 0),
    "yellow": (255, 255, 0), "navy": (0, 0, 128), "maroon": (128, 0, 0), "purple": (128, 0, 128),
    "whitesmoke": (245, 245, 245), "gainsboro": (220, 220, 220),
    "crimson": (220, 20, 60), "darkred": (139, 0, 0),
}  # fmt: skip


class Compound(NamedTuple):
    tag: str
    ids: frozenset[str]
    classes: frozenset[str]

    def fits(self, tag: str, ident: str, classes: frozenset[str]) -> bool:
        if self.tag and self.tag != tag:
            return False
        return (not self.ids or ident in self.ids) and self.classes <= classes


class _Rule(NamedTuple):
    weight: tuple[int, int, int, int]
    last: Compound
    above: tuple[tuple[Compound, bool], ...]
    """From the nearest; True: must be the parent itself."""
    said: Declarations


class Sheet:
    """The rules of a page that touch how text looks, found by the last step of their selector."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._by: dict[str, list[_Rule]] = {}
        self._count = 0
        for source in sources:
            self._add(source)
        self._none = not self._by

    def _add(self, source: str) -> None:
        text = _COMMENT.sub("", source[: 1 << 20])
        at = 0
        while self._count < MAX_RULES:
            opened = text.find("{", at)
            if opened < 0:
                return
            closed = text.find("}", opened)
            if closed < 0:
                return
            head = text[at:opened].rpartition(";")[2].strip()
            if head.startswith("@"):
                at = _skip(text, opened)
                continue
            said = declarations(text[opened + 1 : closed])
            at = closed + 1
            if said and len(head) < 4_000:
                for selector in head.split(","):
                    self._rule(selector.strip(), said)

    def _rule(self, selector: str, said: Declarations) -> None:
        steps = selector.replace(">", " > ").split()
        compounds: list[tuple[Compound, bool]] = []
        child = False
        if not steps or len(steps) > 12:
            return
        for step in steps:
            if step == ">":
                child = True
                continue
            match = _SIMPLE.match(step)
            if match is None or not step:
                return
            parts = _PART.findall(match["rest"])
            tag = (match["tag"] or "").lower()
            compounds.append(
                (
                    Compound(
                        "" if tag == "*" else tag,
                        frozenset(n for k, n in parts if k == "#"),
                        frozenset(n for k, n in parts if k == "."),
                    ),
                    child,
                )
            )
            child = False
        if not compounds:
            return
        last = compounds[-1][0]
        key = (
            next((f"#{n}" for n in last.ids), "")
            or next((f".{n}" for n in last.classes), "")
            or last.tag
            or "*"
        )
        # A step's `child` says how it hangs on the one before; walking up needs it shifted by one.
        above = tuple((compounds[i][0], compounds[i + 1][1]) for i in range(len(compounds) - 2, -1, -1))
        self._count += 1
        weight = (
            sum(len(c.ids) for c, _ in compounds),
            sum(len(c.classes) for c, _ in compounds),
            sum(bool(c.tag) for c, _ in compounds),
            self._count,
        )
        self._by.setdefault(key, []).append(_Rule(weight, last, above, said))

    def of(self, tag: str, ident: str, classes: frozenset[str], above: Ancestors) -> Declarations:
        """What the sheets say of an element whose ancestors are `above`, from the root on."""
        if self._none:
            return NONE
        rules = [*self._by.get(tag, ()), *self._by.get("*", ())]
        for name in classes:
            rules += self._by.get(f".{name}", ())
        if ident:
            rules += self._by.get(f"#{ident}", ())
        fitting = [
            r for r in rules if r.last.fits(tag, ident, classes) and (not r.above or _below(r.above, above))
        ]
        if not fitting:
            return NONE
        fitting.sort(key=lambda r: r.weight)
        return tuple(said for rule in fitting for said in rule.said)


def _below(wanted: tuple[tuple[Compound, bool], ...], above: Ancestors) -> bool:
    at = len(above) - 1
    for compound, parent_only in wanted:
        if parent_only:
            if at < 0 or not compound.fits(*above[at]):
                return False
            at -= 1
            continue
        while at >= 0 and not compound.fits(*above[at]):
            at -= 1
        if at < 0:
            return False
        at -= 1
    return True


def _skip(text: str, opened: int) -> int:
    """Behind the block of an at-rule."""
    depth, at = 1, opened + 1
    while depth:
        closed = text.find("}", at)
        if closed < 0:
            return len(text)
        depth += text.count("{", at, closed) - 1
        at = closed + 1
    return at


def declarations(text: str) -> Declarations:
    """The declarations of a style attribute or a rule's body that matter here."""
    found: list[tuple[str, str]] = []
    for one in text[:8_192].split(";"):
        name, colon, value = one.partition(":")
        name = name.strip().lower()
        if colon and name in _WANTED:
            found.append((name, value.replace("!important", "").strip().lower()))
    return tuple(found)


def apply(style: Style, said: Declarations) -> Style:
    """`style` as inherited, changed by `said`."""
    bold, underline, size, colour, ground, hidden, link = style
    for name, value in said:
        if name == "font-weight":
            bold = _bold(value, bold)
        elif name == "font-size":
            size = _size(value, style.size)
        elif name == "font":
            bold = "bold" in value or any(w in value.split() for w in ("600", "700", "800", "900"))
            size = _size(value, style.size)
        elif name.startswith("text-decoration"):
            underline = underline or "underline" in value
        elif name == "color":
            colour = parse_colour(value, ground) or colour
        elif name.startswith("background"):
            ground = parse_colour(value, ground) or ground
        elif (name, value) in {("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")} or (
            name == "opacity" and value in {"0", "0.0", "0%"}
        ):
            hidden = True
        elif name == "visibility" and value == "visible":
            hidden = style.hidden
    return Style(bold, underline, size, colour, ground, hidden or size < 1, link)


def _bold(value: str, inherited: bool) -> bool:
    if value.isdecimal():
        return int(value[:4]) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False, "initial": False}.get(
        value, inherited
    )


def _size(value: str, inherited: float) -> float:
    match = _LENGTH.search(value)
    if match:
        number, unit = float(match[1]), match[2]
        if unit == "em":
            return number * inherited
        return number * inherited / 100 if unit == "%" else number * _UNIT[unit]
    if value in {"smaller", "larger"}:
        return inherited * (5 / 6 if value == "smaller" else 1.2)
    return 0.0 if value == "0" else _KEYWORD_SIZES.get(value, inherited)


def parse_colour(value: str, ground: Colour) -> Colour | None:
    """A colour as CSS writes it, laid on `ground` where it lets it through; None without one."""
    match = _HEX.search(value)
    if match:
        digits = match[1]
        if len(digits) in {3, 4}:
            digits = "".join(c * 2 for c in digits)
        if len(digits) not in {6, 8}:
            return None
        through = int(digits[6:8], 16) / 255 if len(digits) == 8 else 1.0
        return _over((int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)), through, ground)
    match = _RGB.search(value)
    if match:
        alpha = match[4] or "1"
        try:
            through = float(alpha.rstrip("%")) / (100 if alpha.endswith("%") else 1)
        except ValueError:
            through = 1.0
        over = (min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255))
        return _over(over, min(through, 1.0), ground)
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None)


def _over(colour: Colour, through: float, ground: Colour) -> Colour:
    if through >= 1:
        return colour
    r, g, b = (round(c * through + under * (1 - through)) for c, under in zip(colour, ground, strict=True))
    return r, g, b
