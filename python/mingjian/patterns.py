"""Regular expressions compiled when first used: most of those of rules ask of what a package lacks."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


class Late(Generic[AnyStr]):
    """Stands for a pattern; takes over its methods with the first that is asked for."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


class Split:
    """Stands for a pattern of Chinese and Latin words that is searched for: a text of ASCII alone is searched
    for the Latin ones only, for no Chinese word is in it."""

    def __init__(self, chinese: str, latin: str, flags: int) -> None:
        self._whole = late(f"({chinese}|{latin})", flags)
        self._latin = late(f"({latin})", flags)

    def search(self, text: str) -> re.Match[str] | None:
        """As the whole pattern's, but for the numbers of groups within the words."""
        return (self._latin if text.isascii() else self._whole).search(text)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        told: object = getattr(self._whole, name)
        return told


def bilingual(chinese: str, latin: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern `(chinese|latin)`, where every alternative of `chinese` needs a character beyond ASCII."""
    return cast("re.Pattern[str]", Split(chinese, latin, flags))


def late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern `text`, compiled when it is first asked for anything; raises re.error only then."""
    return cast("re.Pattern[AnyStr]", Late(text, flags))
