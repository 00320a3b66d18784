"""Embedded SDKs: which, by which signals, how sure, and how far the app's code reaches into them."""

from __future__ import annotations

from msgspec import Struct


class SdkMatch(Struct, frozen=True, kw_only=True):
    id: str
    """Knowledge id (`umeng-common`)."""
    matched_by: tuple[str, ...] = ()
    """`prefix:com.umeng.commonsdk`, `component:…`, `native:libBugly.so`, `string:…`, `shape:…`."""
    confidence: float = 0.0
    classes: int = 0
    methods: int = 0
    reachable_methods: int = 0
    version: str | None = None
    version_from: str | None = None
    init_hits: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of calls to this SDK's init methods."""
    consent_hits: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of calls to its consent or pre-init switches."""


class SdkFacts(Struct, frozen=True, kw_only=True):
    sdks: tuple[SdkMatch, ...] = ()
