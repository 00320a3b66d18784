"""Settings, read once from the environment: `MINGJIAN_<NAME>`. Each is described in docs/settings.md."""

from __future__ import annotations

import os
from functools import cache

from msgspec import Struct, convert
from msgspec.structs import fields

from mingjian.errors import UsageError


class Settings(Struct, frozen=True, kw_only=True):
    max_entry_bytes: int = 64 << 20
    """Largest entry of a package that is parsed, inflated."""
    max_live_bytes: int = 192 << 20
    """Sum of inflated bytes alive for one package."""
    max_work: int = 4_000_000_000
    """Units of parsing work for one package, roughly bytes and table rows touched."""
    known_apps: str = ""
    """A file with more apps that counterfeits imitate; empty for none."""


@cache
def settings() -> Settings:
    """The settings in force.

    Raises:
        UsageError: a variable holds something that is not of its type.
    """
    given: dict[str, str] = {}
    for item in fields(Settings):
        value = os.environ.get(f"MINGJIAN_{item.name.upper()}")
        if value is not None:
            given[item.name] = value
    try:
        return convert(given, Settings, strict=False)
    except ValueError as error:
        raise UsageError(f"a MINGJIAN_ setting is not of its type: {error}") from None
