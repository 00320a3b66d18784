"""Text once read in the wrong encoding and saved so: 锟斤拷, 涓枃 (UTF-8 as GBK), ä¸­æ–‡ (as Latin-1).

Where the damage can be undone it is; a reader is told either way.
"""

from __future__ import annotations

import re

from mingjian.artifacts.policy.document import Note
from mingjian.artifacts.policy.encoding import share

_LOST = re.compile("锟斤拷|锟斤|烫烫烫|屯屯屯")
"""U+FFFD saved as UTF-8 and read as GBK, and memory never written: the text itself is gone."""
_AS_GBK = re.compile("[锛銆鐨鎴鎮淇涓鏀鍙浠绗鎵鍦涔鍜闅绉浣璇缃鏈鐢]")
"""What the commonest signs and characters (，。的我您信中收可以) begin with, UTF-8 read as GBK."""
_AS_LATIN = re.compile(
    "[ãäåæçèéï][\u0080-\u00bf\u2018-\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc]"
)
_GBK_AS_LATIN = re.compile("[\u00b0-\u00f7][\u00a1-\u00fe]{3,}")
SAMPLE = 60_000


def repair(text: str) -> tuple[str, tuple[Note, ...]]:
    """The text put right where that can be done, and a note where it was damaged: `mojibake`, or
    `mojibake_repaired` when all of it is put right.
    """
    sample = text[:SAMPLE]
    letters = len(sample) - len(sample.encode("ascii", "ignore"))
    if letters < 8:
        return text, ()
    lost = len(_LOST.findall(sample)) * 3
    if lost > letters * 0.02:
        return text, (
            Note("mojibake", f"{lost} of {letters} characters are the remains of lost ones (锟斤拷)"),
        )
    for pattern, least, undo, how in (
        (_AS_GBK, 0.12, _from_gbk, "UTF-8 read as GBK"),
        (_AS_LATIN, 0.3, _from_latin, "UTF-8 read as Latin-1"),
        (_GBK_AS_LATIN, 0.5, _from_latin_gbk, "GBK read as Latin-1"),
    ):
        if sum(map(len, pattern.findall(sample))) < max(letters * least, 3):
            continue
        better = undo(sample)
        if share(better) <= share(sample) + 0.1:
            continue
        whole = better if len(text) == len(sample) else undo(text)
        gone = whole.count("\ufffd")
        if gone:
            return whole, (Note("mojibake", f"{how}; put right but for {gone} characters"),)
        return whole, (Note("mojibake_repaired", f"{how}; put right"),)
    return text, ()


def _from_gbk(text: str) -> str:
    return text.encode("gb18030", "replace").decode("utf-8", "replace")


def _latin_bytes(text: str) -> bytes:
    """The bytes that Windows-1252, and Latin-1 where it has none, would show as `text`."""
    return b"".join(_latin_byte(c) for c in text)


def _latin_byte(character: str) -> bytes:
    if character <= "\xff":
        return character.encode("latin-1")
    return character.encode("cp1252", "replace")


def _from_latin(text: str) -> str:
    return _latin_bytes(text).decode("utf-8", "replace")


def _from_latin_gbk(text: str) -> str:
    return _latin_bytes(text).decode("gb18030", "replace")
