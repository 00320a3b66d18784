"""Packing (加固): by marker files, and by components that the loaded code does not hold."""

from __future__ import annotations

from msgspec import Struct


class PackerFacts(Struct, frozen=True, kw_only=True):
    name: str | None
    """Knowledge id of the packer (`qihoo-jiagu`), `unnamed` when only the shape tells, None when unpacked."""
    name_zh: str | None = None
    markers: tuple[str, ...] = ()
    missing_components: tuple[str, ...] = ()
    components: int = 0
