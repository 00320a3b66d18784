"""App names as readers take them: what two names have in common once tricks of writing are undone."""

from __future__ import annotations

import re
import unicodedata

from mingjian.patterns import late
from mingjian.rules._texts import visible

_LOOKALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсухԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν０○〇囗冂",
    "ABESIJKMHOPCTXYaesijopcyxqwABEZHIKMNOPTYXoav000口口",
)
"""Cyrillic, Greek and CJK forms drawn like Latin letters, digits or another character (those met in names;
Unicode's confusables list has the rest)."""
LONGEST = 200
"""Characters of a name that are compared: a label may be 64 KiB long."""
ADDITION = late(r"\s*[（(【\[《「\-—–:：_·|+.,，、/].*$|\s+.*$", re.DOTALL)
"""What a page adds to the name behind a mark (T/TAF 069.1-2020 5.1.1: brackets, -, +, ., ,)."""
_BOAST = late(
    r"(官方正?版|官方|正版|最新版|极速版|免费版|手机版|安卓版|专业版|国际版|升级版|普通版|公测版|内测版|最新|\bapp\b|客户端"
    r"|\bofficial\b|\bpro\b|\blite\b|\bfree\b|\bplus\b|v?\d+(\.\d+)+)",
    re.IGNORECASE,
)
"""Words a copy hangs on a known name."""


def skeleton(name: str) -> str:
    """The name without case, width, spaces, marks and invisible characters, look-alikes unified."""
    folded = unicodedata.normalize("NFKC", name[:LONGEST].translate(_LOOKALIKE))
    seen = visible(unicodedata.normalize("NFC", folded)).casefold()
    return "".join(char for char in seen if unicodedata.category(char)[0] in "LN")


def same(shown: str, label: str) -> bool:
    """The same name; `shown` may add something behind a mark."""
    wanted = skeleton(label)
    return bool(wanted) and wanted in (
        skeleton(shown),
        skeleton(ADDITION.sub("", unicodedata.normalize("NFKC", shown[:LONGEST]).strip())),
    )


def core(name: str) -> str:
    """The skeleton without the words a copy adds (官方版, Pro, 2.0) and without what stands behind a mark."""
    bare = _BOAST.sub(" ", unicodedata.normalize("NFKC", name[:LONGEST]))
    bare = bare.strip() or name
    return skeleton(ADDITION.sub("", bare)) or skeleton(bare)
