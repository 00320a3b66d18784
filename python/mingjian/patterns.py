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
    for the Latin ones only, for no Chinese word is in it; one that holds no needed part of any word for none.
    """

    def __init__(self, chinese: str, latin: str, flags: int) -> None:
        self.whole = late(f"({chinese}|{latin})", flags)
        self._latin = late(f"({latin})", flags)
        self.words = chinese, latin
        """Their alternatives."""
        self._needed: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def search(self, text: str) -> re.Match[str] | None:
        """As the whole pattern's, but for the numbers of groups within the words."""
        if self._needed is None:
            chinese, latin = map(needed, self.words)
            self._needed = latin, (*chinese, *latin) if chinese and latin else ()
        told = text.casefold()
        if text.isascii():
            if self._needed[0] and not any(part in told for part in self._needed[0]):
                return None
            return self._latin.search(text)
        if self._needed[1] and not any(part in told for part in self._needed[1]):
            return None
        return self.whole.search(text)

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        told: object = getattr(self.whole, name)
        return told


_TOKEN = re.compile(
    r"\\.|\((?:\?:)?(?P<group>[^()\\\[\]?*+{}.^$]*)\)|(?P<plain>[^()\[\]\\?*+{}.^$|])|.", re.DOTALL
)
_MAY_BE_NONE = ("?", "*", "{")


def needed(words: str) -> tuple[str, ...]:
    """Texts, case folded, one of which is in every text in which the alternatives `words` find something;
    empty where that cannot be told of every alternative."""
    found: list[str] = []
    for alternative in _alternatives(words):
        parts = _parts(alternative)
        if not parts:
            return ()
        best: tuple[str, ...] = max(parts, key=_tells)
        found += best
    return tuple(dict.fromkeys(found))


def _tells(several: tuple[str, ...]) -> tuple[int, int]:
    """The longer the shortest the better, and the fewer."""
    return min(map(len, several)), -len(several)


def _alternatives(words: str) -> list[str]:
    """Cut at the bars that stand in no group or class; escapes are passed over."""
    cut, depth, at = [0], 0, 0
    while at < len(words):
        char = words[at]
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            cut.append(at + 1)
        at += 2 if char == "\\" else 1
    return [words[start : end - 1] for start, end in zip(cut, [*cut[1:], len(words) + 1], strict=True)]


def _parts(alternative: str) -> list[tuple[str, ...]]:
    """What must be there of one alternative: runs of plain characters, and groups of plain words."""
    if not alternative or "(?" in alternative.replace("(?:", ""):
        return []
    parts: list[tuple[str, ...]] = []
    run, depth = "", 0
    tokens = list(_TOKEN.finditer(alternative))
    for token, after in zip(tokens, [*(each[0] for each in tokens[1:]), ""], strict=True):
        plain, group = token["plain"], token["group"]
        optional = after in _MAY_BE_NONE
        if plain is not None and depth == 0 and not optional:
            run += plain
            continue
        parts += [(run.casefold(),)] if run else []
        run = ""
        if group and depth == 0 and not optional and all(group.split("|")):
            parts.append(tuple(word.casefold() for word in group.split("|")))
        elif token[0] in ("(", "[", "{"):
            depth += 1
        elif token[0] in (")", "]", "}"):
            depth -= 1
    return parts + ([(run.casefold(),)] if run else [])


def bilingual(chinese: str, latin: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern `(chinese|latin)`, where every alternative of `chinese` needs a character beyond ASCII."""
    return cast("re.Pattern[str]", Split(chinese, latin, flags))


def late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern `text`, compiled when it is first asked for anything; raises re.error only then."""
    return cast("re.Pattern[AnyStr]", Late(text, flags))
