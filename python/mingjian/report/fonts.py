"""The three faces of printed reports, found on the system, and the letters they hold.

A letter that no face draws would print as an empty box, so it is written out as ⟨U+1F600⟩ instead.
Source: OpenType 1.9.1, Font Collections and `cmap` subtable formats 4 and 12.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mingjian.errors import UsageError
from mingjian.settings import settings

if TYPE_CHECKING:
    from typst import Fonts

SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
MONO = "Noto Sans Mono CJK SC"
FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/local/share/fonts/noto-cjk")
"""Where Debian and others keep them."""
_MOST_GROUPS = 100_000


class Faces:
    """The loaded fonts for typst, and `holds`: whether the sans face draws a letter."""

    def __init__(self, fonts: Fonts, letters: frozenset[int]) -> None:
        self.fonts = fonts
        self.holds: Callable[[int], bool] = letters.__contains__


@cache
def faces() -> Faces:
    """Finds and loads the fonts; about 0.15 s, once a process.

    Raises:
        UsageError: one of the faces is nowhere to be found.
    """
    from typst import Fonts  # noqa: PLC0415 - only who prints loads it

    given = settings().fonts
    folders = [place for place in ((given,) if given else FOLDERS) if Path(place).is_dir()]
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    found = {font.family: font for font in fonts.fonts() if font.weight == 400}
    missing = [name for name in (SANS, SERIF, MONO) if name not in found]
    if missing:
        raise UsageError(
            f"no font {', '.join(missing)} in {given or ' or '.join(FOLDERS)}: a PDF needs Chinese fonts; "
            "on Debian install the package fonts-noto-cjk, elsewhere set MINGJIAN_FONTS to their folder"
        )
    sans = found[SANS]
    return Faces(fonts, _letters(Path(sans.path or ""), sans.index))


def _letters(path: Path, index: int) -> frozenset[int]:
    """The code points a font file maps to a glyph.

    Raises:
        UsageError: the file is not an OpenType font or collection.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
            for number in range(struct.unpack_from(">H", data, start + 4)[0]):
                tag, _, at, size = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
                if tag == b"cmap":
                    return _mapped(data[at : at + size])
    except (OSError, ValueError, struct.error) as error:
        raise UsageError(f"{path}: {error}") from None
    raise UsageError(f"{path}: no table of characters")


def _mapped(table: bytes) -> frozenset[int]:
    """Segments of the widest subtable: format 12 if there is one, else format 4."""
    places = {
        struct.unpack_from(">I", table, 8 + 8 * n)[0] for n in range(struct.unpack_from(">H", table, 2)[0])
    }
    formats = {struct.unpack_from(">H", table, at)[0]: at for at in places}
    letters: set[int] = set()
    if 12 in formats:
        at = formats[12]
        count = struct.unpack_from(">I", table, at + 12)[0]
        for n in range(min(count, _MOST_GROUPS)):
            first, last, _ = struct.unpack_from(">III", table, at + 16 + 12 * n)
            letters.update(range(first, min(last, 0x10FFFF) + 1))
    elif 4 in formats:
        at = formats[4]
        count = struct.unpack_from(">H", table, at + 6)[0] // 2
        for n in range(count):
            last = struct.unpack_from(">H", table, at + 14 + 2 * n)[0]
            first = struct.unpack_from(">H", table, at + 16 + 2 * count + 2 * n)[0]
            letters.update(range(first, last + 1))
    return frozenset(letters)
