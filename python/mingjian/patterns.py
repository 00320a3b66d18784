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


def late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern `text`, compiled when it is first asked for anything; raises re.error only then."""
    return cast("re.Pattern[AnyStr]", Late(text, flags))
