"""Words rules look for on screens, in one place so that all rules mean the same by them."""

from __future__ import annotations

import re
import unicodedata

from mingjian.patterns import late

AD_PLACE = late(
    r"(splash|(^|_|/)ads?(_|$|\d)|advert|guanggao|kaiping|interstitial|popup|pop_|promo|activity_dialog|ad_dialog|dialog_ad|huodong|banner_dialog)",
    re.IGNORECASE,
)
"""Layout and id names of opening screens (开屏) and pop-up windows (弹窗)."""
AD_ONLY = late(
    r"((^|_|/)ads?(_|$|\d)|advert|guanggao|kaiping|promo|huodong)",
    re.IGNORECASE,
)
"""The narrower set: names that speak of an advertisement or an offer, not of any opening screen or pop-up."""
PART = late(r"(^|/)(item|list|row|cell|holder|feed|adapter|include|view|layout_item)_", re.IGNORECASE)
"""Names of layouts that are a part of a page, not a window of their own."""

_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u180e")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})


def visible(text: str) -> str:
    """What a reader sees of `text`: no format, control, space or filler characters, no lone marks."""
    return "".join(
        char
        for char in text
        if char not in _BLANK
        and unicodedata.category(char) not in _INVISIBLE
        and not "\ufe00" <= char <= "\ufe0f"
    )


def shown(text: str) -> str:
    """Invisible characters spelled out, for messages: `U+200B U+3164`."""
    return " ".join(f"U+{ord(char):04X}" for char in text) or "“”"
