"""Words of the pages: always a pair, Chinese and English side by side (ADR 12)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language


class Said(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str


def lang() -> str:
    """The language of this request: `zh` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def t(zh: str, en: str) -> str:
    """The words in the language of this request."""
    return en if lang() == "en" else zh


def say(said: Said | tuple[str, str]) -> str:
    """`t` for a pair that was made elsewhere."""
    return t(said[0], said[1])


def day(at: datetime | None) -> str:
    """`11-20` in tables; with the year when it is another."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    return local.strftime("%m-%d" if local.year == timezone.localtime().year else "%Y-%m-%d")


def moment(at: datetime | None) -> str:
    """`11-20 16:42` in Asia/Shanghai."""
    return "–" if at is None else f"{day(at)} {timezone.localtime(at):%H:%M}"


def size(count: int) -> str:
    """Bytes as KiB or MiB."""
    return f"{count / 1048576:.1f} MiB" if count >= 104858 else f"{count / 1024:.1f} KiB"


def number(value: int) -> str:
    """Digits in groups of three."""
    return f"{value:,}"
