"""Permissions asked for, what they protect, who uses them and where they are requested."""

from __future__ import annotations

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.calls import CallFacts, Hit
from mingjian.facts.manifest import ManifestFacts, UsesPermission
from mingjian.knowledge.types import Permission

REQUEST = "behaviour:permission_request"
PERMISSION_MARK = ".permission."
"""Every permission of the platform and of phone makers carries it in its name."""


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


def uses(manifest: ManifestFacts, calls: CallFacts | None) -> PermissionFacts:
    """Every permission the manifest asks for, joined with the calls it guards and where it is requested."""
    guarded: dict[str, list[int]] = {}
    asked: dict[str, list[int]] = {}
    mentions: dict[str, int] = {}
    by_api: dict[str, tuple[str, ...]] = {}
    for index, hit in enumerate(calls.hits if calls else ()):
        names = by_api.get(hit.api)
        if names is None:
            names = by_api[hit.api] = knowledge.permissions_of(hit.api)
        for name in names:
            guarded.setdefault(name, []).append(index)
        if not hit.args and hit.callee.startswith("L"):
            continue  # a call of which no text is known
        for text in _named(hit):
            mentions[text] = mentions.get(text, 0) + 1
            if REQUEST in hit.tags:
                asked.setdefault(text, []).append(index)
    seen = {use.name: use for use in reversed(manifest.permissions)}
    return PermissionFacts(
        uses=tuple(
            _use(use, guarded.get(name, []), asked.get(name, []), mentions.get(name, 0))
            for name, use in reversed(seen.items())
        )
    )


def _use(asked_for: UsesPermission, guarded: list[int], asked: list[int], mentions: int) -> PermissionUse:
    known = knowledge.permission(asked_for.name)
    return PermissionUse(
        name=asked_for.name,
        protection=_protection(known),
        group=known.group if known else "",
        name_zh=known.name_zh if known else "",
        line=asked_for.line,
        max_sdk=asked_for.max_sdk,
        api_hits=tuple(guarded),
        requested_at=tuple(asked),
        mentions=mentions,
    )


def _protection(known: Permission | None) -> str:
    """What guards it in practice: an app-op that the user switches is `special`."""
    if known is None:
        return "unknown"
    flags = known.protection.split("|")
    if flags[0] != "dangerous" and "appop" in flags:
        return "special"
    return flags[0] if flags[0] in ("normal", "dangerous", "signature") else "signature"


def _named(hit: Hit) -> list[str]:
    """Permissions that the constants of a hit name; a list rather than an iterator: thousands have none."""
    found = [] if hit.callee.startswith("L") or PERMISSION_MARK not in hit.callee else [hit.callee]
    for value in hit.args:
        if isinstance(value, str):
            if PERMISSION_MARK in value:
                found.append(value)
        elif isinstance(value, list):
            found += [text for text in value if PERMISSION_MARK in text]
    return found
