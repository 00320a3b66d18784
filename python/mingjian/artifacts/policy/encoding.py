"""Bytes become text: which encoding they really are in, whatever the file or the server says.

Order: byte order mark; what is declared, if the bytes agree; UTF-8; then GB18030 or Big5, whichever gives
the more common characters. UTF-8 that passes strictly wins over any
declaration, since other encodings hardly ever do.
"""

from __future__ import annotations

import codecs
import re

from mingjian.artifacts.policy.document import Note

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,20})""", re.IGNORECASE)
_NAMES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "utf8": "utf-8",
    "utf-8": "utf-8", "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "hz-gb-2312": "hz",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "us-ascii": "cp1252",
}  # fmt: skip
"""What browsers take the names for (WHATWG Encoding), as far as Chinese pages use them."""
SHOWN = {"gb18030": "gb18030", "big5hkscs": "big5"}
COMMON = frozenset(
    "的我您信息个人用户们使服务务和在或为以及提供不收集方式会如与将于是户政策本可其他权同意隐私号法律要有对关产品第三保护限公司，。、："
)
COMMON_HANT = frozenset(
    "的我您資訊個人用戶們使服務和在或為以及提供不收集方式會如與將於是政策本可其他權同意隱私號法律要有對關產品第三保護限公司，。、："
)


def decode(data: bytes, *, declared: str = "") -> tuple[str, str, tuple[Note, ...]]:
    """The text, the encoding it was in, and what a reader must know of it.

    `declared`: what a server or a mail header says; a declaration inside the first bytes is found here.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _settle(data[len(mark) :], name, ())
    wide = _wide(data)
    if wide:
        return _settle(data, wide, ())
    told = _name(declared) or _name_inside(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if len(data) - wrong.start < 4 and wrong.end == len(data) and wrong.start:
            return _settle(data[: wrong.start], "utf-8", ())
    else:
        notes: tuple[Note, ...] = ()
        if told not in {"", "utf-8", "cp1252"} and not text.isascii():
            notes = (Note("encoding_guessed", f"declared as {told}, but the bytes are UTF-8"),)
        return text, "utf-8", notes
    return _other(data, told)


def _other(data: bytes, told: str) -> tuple[str, str, tuple[Note, ...]]:
    """Bytes that are not UTF-8 as a whole."""
    if told in {"gb18030", "big5hkscs", "hz"}:
        text = _strict(data, told)
        if text is not None and share(text) > 0.05:
            return text, SHOWN.get(told, told), ()
    sample = data[: 1 << 18]
    scores = {name: _score(sample, name) for name in ("utf-8", "gb18030", "big5hkscs")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= 0.02:
        best = told or "cp1252"
    notes = () if best == told else (Note("encoding_guessed", f"read as {SHOWN.get(best, best)}"),)
    return _settle(data, best, notes)


def _settle(data: bytes, name: str, notes: tuple[Note, ...]) -> tuple[str, str, tuple[Note, ...]]:
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost:
        notes = (*notes, Note("replaced_characters", f"{lost} places that are not {SHOWN.get(name, name)}"))
    return text, SHOWN.get(name, name), notes


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _name(declared: str) -> str:
    match = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", declared, re.IGNORECASE)
    name = (match[1] if match else declared).strip().lower()
    return _NAMES.get(name, "")


def _name_inside(data: bytes) -> str:
    match = _DECLARED.search(data, 0, 4096)
    return _name(match[1].decode("ascii", "replace")) if match else ""


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: text whose ASCII has a zero beside each byte."""
    sample = data[:4096]
    if b"\0" not in sample or len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    pairs = len(sample) // 2
    if odd > pairs * 0.05 and even * 8 < odd:
        return "utf-16-le"
    if even > pairs * 0.05 and odd * 8 < even:
        return "utf-16-be"
    return ""


def share(text: str) -> float:
    """Share of the Chinese characters that are among the commonest of policies; 0 without any."""
    sample = text[:20_000]
    wide = [c for c in sample if c > "\u2e80"]
    if not wide:
        return 0.0
    return max(sum(c in known for c in wide) for known in (COMMON, COMMON_HANT)) / len(wide)


def _score(data: bytes, name: str) -> float:
    text = data.decode(name, "replace")
    bad = text.count("\ufffd")
    wide = sum(c > "\u2e80" for c in text[:20_000]) or 1
    return share(text) - 3 * bad / max(wide, 1)
