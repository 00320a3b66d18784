"""The page's small drawings made to stand alone on paper: no page around them, no variables, own style sheet.

What comes in is our own markup (`plots`, `layout_svg`, symbols.svg), whose every foreign word is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from xml.etree import ElementTree as Xml

from mingjian.report.bitmap import inside
from mingjian.report.fonts import SANS
from mingjian.report.words import Lang

WIDTH = 620
"""Pixels a plot is wide."""
_NAMES = 96
"""Pixels of it for the names of lanes or the axis."""
_LETTERS = 28
_LEVELS = re.compile(r"\btags-([1-9])\b")
_VARIABLE = re.compile(r'="var\(--([a-z0-9-]+)(?:,[^"]*)?\)"')
_INK = {
    "surface": "#FFFFFF", "sunken": "#EAEEEC", "line": "#D8DEDB", "line-2": "#7E8985", "ink": "#13201E",
    "ink-2": "#41504C", "ink-3": "#5F6B67", "sus": "#13201E", "sans": SANS,
}  # fmt: skip
"""The light tokens of mj.css; a box round a control is black on paper."""
_STYLE = (
    "text{font-size:12px}"
    ".lane{stroke:#D8DEDB}.axis{stroke:#7E8985}.faint{fill:#5F6B67}"
    ".signal{fill:none;stroke:#17557F;stroke-width:.7}.jump{stroke:#13201E;stroke-width:2}"
    ".warn{fill:#13201E}.later{fill:#7E8985}.consent{stroke:#17557F;stroke-width:2}"
    ".consent-word{fill:#17557F}.reference{stroke:#41504C;stroke-dasharray:4 3}"
    ".hatch{stroke:#B4BDB9}.name{fill:#41504C}"
    ".box{fill:none;stroke:#13201E}.box-tag{fill:#13201E}.whose{font-weight:700}"
    ".refused{fill:#EAEEEC}.moment{stroke:#7E8985;stroke-dasharray:2 3}"
    ".refusal{stroke:#13201E;stroke-width:2}.consent-tag{fill:#17557F}.refusal-tag{fill:#13201E}"
    ".tag-word{fill:#fff}"
    ".box-letter{fill:#fff;font-size:18px;font-weight:700}"
)
_OTHER = {"zh": ".e{display:none}", "en": ".z{display:none}"}
_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"


def _open(width: float, height: float, lang: Lang) -> str:
    return (
        f'<svg xmlns="{_SVG}" xmlns:xlink="{_LINK}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{SANS}"><style>{_STYLE}{_OTHER[lang]}</style>'
    )


def layout(svg: str) -> str:
    """A drawn layout with the page's variables replaced by their light values."""
    return _VARIABLE.sub(lambda match: f'="{_INK.get(match[1], "#13201E")}"', svg)


def picture(svg: str, pictures: Mapping[str, bytes], lang: Lang) -> str:
    """A picture with lettered boxes, the bitmap it refers to put inside it."""
    root = Xml.fromstring(svg)  # noqa: S314 - our own drawing
    _, _, width, height = (root.get("viewBox") or "0 0 1 1").split()
    used = {item.get("href", "")[1:] for item in root.iter() if item.tag == "use"}
    symbols = "".join(symbol(key, data) for key, data in pictures.items() if f"p-{key[:16]}" in used)
    body = "".join(Xml.tostring(child, "unicode") for child in root)
    return f"{_open(float(width), float(height), lang)}<defs>{symbols}</defs>{body}</svg>"


def symbol(key: str, data: bytes) -> str:
    """A picture as a symbol of one by one, to be used at any size."""
    return (
        f'<symbol id="p-{key[:16]}" viewBox="0 0 1 1" preserveAspectRatio="none"><image width="1" height="1" '
        f'preserveAspectRatio="none" href="{inside(data)}"/></symbol>'
    )


def bitmap(data: bytes, size: tuple[int, int]) -> str:
    """A picture alone, in a drawing of its own size."""
    width, height = size
    return (
        f'<svg xmlns="{_SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{inside(data)}"/></svg>'
    )


def plot(markup: str, lang: Lang, *, names: int = _NAMES) -> str:
    """A strip or replay: names of lanes or the axis at the left in `names` pixels, the drawing beside."""
    root = Xml.fromstring(markup)  # noqa: S314 - our own drawing
    drawings = [child for child in root if child.tag == "svg"]
    said = [_said(item, lang) for item in root.iter("li")]
    list_css = next((item.get("class", "") for item in root.iter("ul")), "")
    levels = int(match[1]) if (match := _LEVELS.search(list_css)) else 1
    height = max((float(child.get("height", "0")) for child in drawings), default=0.0)
    body: list[str] = []
    for row, (name, css) in enumerate(said):
        item = Xml.Element("text", {"class": f"name {css}", "x": "0", "y": str(22 * levels + 16 + 24 * row)})
        item.text = name
        body.append(Xml.tostring(item, "unicode"))
    for child in drawings:
        if "axis" in child.get("class", "").split():
            child.set("x", str(_NAMES - 40))
        else:
            child.set("x", str(names))
            child.set("width", str(WIDTH - names - 8))
            child.set("viewBox", f"0 0 {WIDTH - names - 8} {child.get('height', '0')}")
            child.set("overflow", "visible")
        body.append(Xml.tostring(child, "unicode"))
    return f"{_open(WIDTH, height, lang)}{''.join(body)}</svg>"


def _said(item: Xml.Element, lang: Lang) -> tuple[str, str]:
    """The name of a lane in one language, and what it is called in the style sheet."""
    mine = "z" if lang == "zh" else "e"
    spans = [span for span in item.iter("span") if mine in span.get("class", "").split()]
    text = "".join("".join(each.itertext()) for each in spans or [item])
    return " ".join(text.split())[:_LETTERS], item.get("class", "")


@cache
def symbols() -> dict[str, str]:
    """Glyphs of verdicts (`g-violates`) and icons of evidence (`i-manifest`), black, each a drawing."""
    text = resources.files("mingjian.report").joinpath("assets", "symbols.svg").read_text("utf-8")
    root = Xml.fromstring(f"<svg>{text}</svg>")  # noqa: S314 - our own file
    drawn: dict[str, str] = {}
    for item in root:
        name = item.get("id", "")
        body = "".join(Xml.tostring(child, "unicode") for child in item)
        body = body.replace("currentColor", "#13201E").replace("var(--on-vio)", "#FFFFFF")
        icon = ' fill="none" stroke="#41504C" stroke-width="1.5" stroke-linejoin="round"'
        drawn[name] = (
            f'<svg xmlns="{_SVG}" viewBox="0 0 16 16" width="16" height="16"'
            f"{icon if name.startswith('i-') else ''}>{body}</svg>"
        )
    return drawn
