"""Views as plain JSON in one language, every string made fit to be set on paper.

A string is seen (no control or direction mark acts), drawable (what no face holds is written out), of
bearable length, and has places to break where a word has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from markupsafe import Markup
from msgspec import Struct

from mingjian.report.fonts import faces
from mingjian.report.paper import short
from mingjian.report.words import Both, Lang

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

BREAK_HERE = "\u200b"
"""Where a long word may go on in the next line; the template sets it as a space without width."""
_LONG_PIECE = 12
_MARKS = {"⟨": "〈", "⟩": "〉", "✕": "×"}
_EAST = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_RUN = re.compile(rf"[^\s{_EAST}]{{16,}}")
_SIGNS = r"/.;:$_,=&?#>+@()!|%\-"
_BREAK = re.compile(rf"(?<=[{_SIGNS}])(?=[^\s{_SIGNS}])|(?<=[a-z0-9])(?=[A-Z])")


def spoken(value: object, lang: Lang) -> Json:
    """Structs and named tuples by their fields, pairs in one language; markup and bytes are left out."""
    if isinstance(value, Both):
        return fit(value.of(lang))
    if isinstance(value, Markup | bytes):
        return ""
    if isinstance(value, str):
        return fit(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Struct):
        return struct(value, lang)
    if isinstance(value, Mapping):
        return {key: spoken(each, lang) for key, each in cast("Mapping[str, object]", value).items()}
    names = cast("tuple[str, ...]", getattr(value, "_fields", ()))
    if names:
        return {name: spoken(getattr(value, name), lang) for name in names}
    return [spoken(each, lang) for each in cast("Sequence[object]", value)]


def struct(value: Struct, lang: Lang) -> dict[str, Json]:
    """One struct by its fields."""
    return {name: spoken(getattr(value, name), lang) for name in value.__struct_fields__}


def fit(text: str) -> str:
    """One string fit to be set."""
    return _RUN.sub(_opened, inked(short(text)))


def _opened(match: re.Match[str]) -> str:
    pieces = _BREAK.sub(BREAK_HERE, match[0]).split(BREAK_HERE)
    return BREAK_HERE.join(
        piece[at : at + _LONG_PIECE] for piece in pieces for at in range(0, max(len(piece), 1), _LONG_PIECE)
    )


def inked(text: str) -> str:
    """Letters the fonts do not hold, written out; the marks `visible` puts round a number are among them."""
    if text.isascii():
        return text
    holds = faces().holds
    return "".join(
        char if ord(char) < 0x80 or holds(ord(char)) else _MARKS.get(char) or f"〈U+{ord(char):04X}〉"
        for char in text
    )
