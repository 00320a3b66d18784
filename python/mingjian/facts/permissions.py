"""Permissions asked for, what they protect, who uses them and where they are requested."""

from __future__ import annotations

from msgspec import Struct


class PermissionUse(Struct, frozen=True, kw_only=True):
    name: str
    protection: str
    """normal | dangerous | special | signature | unknown, by knowledge/permissions."""
    group: str
    name_zh: str = ""
    line: int = 0
    """Line in the decoded manifest."""
    max_sdk: int | None = None
    api_hits: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of calls this permission guards."""
    requested_at: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of permission_request calls whose argument names it."""
    mentions: int = 0
    """Times the permission's name stands as a constant in loaded code."""


class PermissionFacts(Struct, frozen=True, kw_only=True):
    uses: tuple[PermissionUse, ...] = ()
