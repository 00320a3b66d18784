"""Personal information in what records quote, masked on reading: what is not kept cannot leak from a report.

Numbers keep their head and tail so that a reader can still tell two apart.
"""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"), 3, 4),  # ID card
    (re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)"), 3, 4),  # mobile number
    (re.compile(r"(?<![\dA-Za-z.])\d{14,16}(?![\dA-Za-z])"), 4, 2),  # IMEI, IMSI, MEID
    (re.compile(r"(?<![\dA-Za-z.])\d{18,20}(?![\dA-Za-z])"), 6, 2),  # ICCID, bank card
    (re.compile(r"(?<![\dA-Za-z])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![0-9A-Fa-f:])"), 8, 0),  # MAC
    (re.compile(r"(?<![\w.-])[\w.+-]{1,64}(?=@[\w-]{1,63}(?:\.[\w-]{1,63})+)"), 1, 0),  # mail, to its host
    (re.compile(r"(?<![\dA-Za-z])[0-9a-f]{16}(?![\dA-Za-z])"), 4, 2),  # Android ID
    (re.compile(r"(?<![\d.])-?\d{1,3}\.\d{4,}(?=\D|$)"), 5, 0),  # a coordinate finer than ten metres
)
_TYPED = re.compile(r"\d(?=\d{3,})|(?<=\d{3})\d")
"""Digits of every longer number."""
MOST = 2000
"""Characters that are kept of a text a log quotes."""


def masked(text: str, *, typed: bool = False, most: int = MOST) -> str:
    """At most `most` characters of `text`, numbers and addresses that name a person or a device masked.

    Of what a user `typed`, every longer number. Service numbers (400…, 95…) are no one's and stay.
    """
    text = text[:most]
    if text.isalpha():
        return text
    for pattern, head, tail in _RULES:
        text = pattern.sub(_Mask(head, tail), text)
    return _TYPED.sub("*", text) if typed else text


class _Mask:
    """Replaces what was found by its head, stars and its tail."""

    def __init__(self, head: int, tail: int) -> None:
        self._head, self._tail = head, tail

    def __call__(self, found: re.Match[str]) -> str:
        value = found[0]
        stars = "*" * max(len(value) - self._head - self._tail, 1)
        return value[: self._head] + stars + (value[-self._tail :] if self._tail else "")
