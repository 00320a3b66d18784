"""Numbers as policies write them: digits of both widths, and Chinese numerals."""

from __future__ import annotations

import re

FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９：．－／＠＃（）［］【】，\u3000\u00a0—–～",
    "0123456789:.-/@#()[][], \u0020-\u002d~",
)
"""One character for one, so that offsets stay."""
_WIDE = re.compile(r"[０-９：．－／＠＃（）［］【】，\u3000\u00a0—–～]")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "两": 2}


def fold(text: str) -> str:
    """`text` with digits and the signs round them in half width; every offset stays as it was."""
    return text.translate(FULL_WIDTH) if _WIDE.search(text) else text


def number(words: str) -> int | None:
    """`15`, `十五`, `二十`, `二〇二二` or `四十五` as a number; None for anything else."""
    if words.isascii() and words.isdigit():
        return int(words)
    if not words or any(c not in _DIGITS and c not in "十百" for c in words):
        return None
    if "十" not in words and "百" not in words:
        return int("".join(str(_DIGITS[c]) for c in words))
    hundreds, _, rest = words.rpartition("百")
    total = 100 * (_DIGITS.get(hundreds[-1:], 1)) if "百" in words else 0
    if "十" in rest:
        tens, _, ones = rest.partition("十")
        total += 10 * _DIGITS.get(tens[-1:], 1) + _DIGITS.get(ones[:1], 0)
    else:
        total += _DIGITS.get(rest[-1:], 0)
    return total
