"""Look-ups across tables: which permissions guard a call, which SDK owns a class, what the core is given."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from functools import cache

from mingjian.knowledge import load, own
from mingjian.knowledge.types import Sdk
from mingjian.tables import COMPILED


@cache
def compiled() -> bytes:
    """The table the core loads: the compiled file of a built package, else compiled now from the sources.

    The user's own SDKs stand in it after ours.
    """
    return own.joined(_ours(), load.own_sdks().sdks)


def _ours() -> bytes:
    built = COMPILED / "knowledge.json"
    if built.is_file():
        return built.read_bytes()
    from mingjian.knowledge.compile import compiled as build  # noqa: PLC0415 - needs PyYAML, sources only

    return build()


@cache
def sha256() -> str:
    """Digest over everything known: core table, catalogue, SDKs, the user's own SDKs and known apps."""
    digest = hashlib.sha256(compiled())
    digest.update(f"{load.catalogue_sha256()}\0{load.sdks_sha256()}{load.own_known_apps()[1]}".encode())
    digest.update(load.own_sdks().sha256.encode())
    return digest.hexdigest()


@cache
def _guards() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for permission in load.permissions():
        for api in permission.apis:
            found[api] = (*found.get(api, ()), permission.name)
    return found


def permissions_of(api: str) -> tuple[str, ...]:
    """Permissions any one of which the call `api` (a row id) needs."""
    return _guards().get(api, ())


def apis_of(permission: str) -> tuple[str, ...]:
    """Row ids of the calls `permission` guards; empty when none are known."""
    known = load.permission(permission)
    return known.apis if known else ()


@cache
def _prefixes() -> tuple[dict[str, Sdk], frozenset[str]]:
    owners = {prefix: sdk for sdk in load.sdks() for prefix in sdk.prefixes}
    excluded = {prefix for sdk in load.sdks() for prefix in sdk.excludes}
    return owners, frozenset(excluded - owners.keys())


def sdk_by_class(name: str) -> Sdk | None:
    """The SDK or library with the longest package prefix that owns the dotted class `name`."""
    owners, excluded = _prefixes()
    head = longest_prefix(name, owners, excluded)
    return None if head is None else owners[head]


def longest_prefix(name: str, owned: Container[str], excluded: Container[str]) -> str | None:
    """The longest head of the dotted class `name`, cut at a dot or `$`, that is owned; None where a longer
    one is excluded or none is owned."""
    end = len(name)
    while end > 0:
        head = name[:end]
        if head in owned:
            return head
        if head in excluded:
            return None
        end = max(name.rfind(".", 0, end), name.rfind("$", 0, end))
    return None
