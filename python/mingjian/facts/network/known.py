"""Identifiers of the phone that was used, as the tester told them, found whatever their field is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingjian.facts.network.fields import Field
from mingjian.facts.network.recognise import Recognised


class KnownValues:
    """Looks for what was told, in any case and with any separators between its characters."""

    def __init__(self, known: Sequence[tuple[str, str]]) -> None:
        self._told = {_plain(value): (kind, value) for kind, value in known if _plain(value)}
        forms = "|".join(
            r"[\s:.-]?".join(map(re.escape, plain)) for plain in sorted(self._told, key=len, reverse=True)
        )
        self._pattern = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86[ -]?)?({forms})(?![0-9A-Za-z])", re.IGNORECASE)

    def among(self, fields: Sequence[Field]) -> Iterator[Recognised]:
        """Those that stand in the fields."""
        for field in fields if self._told else ():
            for found in self._pattern.finditer(field.value):
                kind, value = self._told[_plain(found[1])]
                yield Recognised(kind, value, field, True)


def _plain(value: str) -> str:
    return re.sub(r"[\s:.-]", "", value).lower()
