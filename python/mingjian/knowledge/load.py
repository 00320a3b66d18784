"""Lookups over the knowledge tables, each loaded once per process and only when asked for."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from mingjian import tables
from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import own, source
from mingjian.knowledge import types as t
from mingjian.settings import settings


@cache
def _catalogue() -> tuple[t.Catalogue, str]:
    return tables.load("catalogue", t.Catalogue, source.catalogue_sources(), source.build_catalogue)


@cache
def _sdks() -> tuple[tuple[t.Sdk, ...], str]:
    return tables.load("sdks", tuple[t.Sdk, ...], source.sdk_sources(), source.build_sdks)


def catalogue_sha256() -> str:
    """Digest of the catalogue's sources."""
    return _catalogue()[1]


def sdks_sha256() -> str:
    """Digest of the SDK files."""
    return _sdks()[1]


def permissions() -> tuple[t.Permission, ...]:
    """The permissions that matter to the notice."""
    return _catalogue()[0].permissions


@cache
def _permissions() -> dict[str, t.Permission]:
    return {row.name: row for row in permissions()}


def permission(name: str) -> t.Permission | None:
    """What is known of a permission, None when it is not one of ours (an app's own, say)."""
    return _permissions().get(name)


def personal_info() -> tuple[t.PersonalInfo, ...]:
    """The 123 types of personal information."""
    return _catalogue()[0].personal_info


@cache
def _personal_info() -> dict[str, t.PersonalInfo]:
    return {row.id: row for row in personal_info()}


def personal_info_type(code: str) -> t.PersonalInfo:
    """The type `imei`. Raises: UsageError."""
    found = _personal_info().get(code)
    if found is None:
        raise UsageError(f"no type of personal information {code!r}")
    return found


def weight(api: str) -> int:
    """How much the row `api` tells of a person: 3 to 5; 0 for rows that tell next to nothing."""
    return _catalogue()[0].weights.get(api, 0)


def categories() -> tuple[t.Category, ...]:
    """The 39 app categories."""
    return _catalogue()[0].categories


def category(code: str) -> t.Category:
    """The app category `map_navigation`. Raises: UsageError."""
    for row in categories():
        if row.id == code:
            return row
    raise UsageError(f"no app category {code!r}; one of: {', '.join(row.id for row in categories())}")


def category_signs() -> tuple[t.CategorySigns, ...]:
    """By what each category shows in a package."""
    return _catalogue()[0].category_signs


def sdk_categories() -> tuple[t.SdkCategory, ...]:
    """The kinds of SDK."""
    return _catalogue()[0].sdk_categories


def sdk_advisories() -> tuple[t.SdkAdvisory, ...]:
    """Versions of SDKs known to be risky."""
    return _catalogue()[0].sdk_advisories


def packers() -> tuple[t.Packer, ...]:
    """The packing products and their markers."""
    return _catalogue()[0].packers


def lexicon(use: str | None = None) -> tuple[t.Words, ...]:
    """The groups of words, or those one kind of fact asks for (`consent`, `window`, `shake` …)."""
    rows = _catalogue()[0].lexicon
    return rows if use is None else tuple(row for row in rows if row.use == use)


@cache
def words(*groups: str) -> tuple[str, ...]:
    """Every word of the named groups (of all without a name), Chinese and English, each once.

    Raises:
        UsageError: no such group.
    """
    known = {row.id: row for row in lexicon()}
    unknown = [name for name in groups if name not in known]
    if unknown:
        raise UsageError(f"no group of words {unknown[0]!r}; one of: {', '.join(known)}")
    picked = [known[name] for name in groups] if groups else list(known.values())
    return tuple(dict.fromkeys(word for row in picked for word in row.zh + row.en))


def policy_words() -> t.PolicyWords:
    """What privacy policies call types of personal information and permissions."""
    return _catalogue()[0].policy_words


def network_hosts() -> t.NetworkHosts:
    """Whose server a host is."""
    return _catalogue()[0].network_hosts


def basic_function() -> t.BasicFunctions:
    """What measure 1.3 excepts."""
    return _catalogue()[0].basic_function


@cache
def known_apps() -> tuple[t.KnownApp, ...]:
    """Apps that others are made to look like; those of MINGJIAN_KNOWN_APPS first.

    Raises:
        UsageError: the user's table cannot be read or has not its form.
    """
    return (*own_known_apps()[0], *_catalogue()[0].known_apps)


@cache
def own_known_apps() -> tuple[tuple[t.KnownApp, ...], str]:
    """The user's own table of known apps and its digest; both empty where there is none."""
    path = settings().known_apps
    if not path:
        return (), ""
    try:
        return source.read_known_apps(Path(path)), hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except (KnowledgeError, OSError) as error:
        raise UsageError(f"MINGJIAN_KNOWN_APPS: {path}: {error}") from None


def sdk_matching() -> t.SdkMatching:
    """What no SDK may be recognised by alone."""
    return _catalogue()[0].sdk_matching


@cache
def sdks() -> tuple[t.Sdk, ...]:
    """Every SDK and library: ours by id, then the user's own.

    Raises:
        UsageError: the user's folder is wrong.
    """
    return (*_sdks()[0], *own_sdks().sdks)


@cache
def own_sdks() -> own.Own:
    """The user's own SDKs (`--knowledge`, MINGJIAN_KNOWLEDGE); nothing where there is no folder.

    Raises:
        UsageError: the folder is wrong.
    """
    folder = settings().knowledge
    return own.read(Path(folder), _sdks()[0]) if folder else own.Own()


@cache
def _own_ids() -> frozenset[str]:
    return frozenset(row.id for row in own_sdks().sdks)


def is_own(code: str) -> bool:
    """Whether the SDK is described in the user's own folder only."""
    return code in _own_ids()


@cache
def _sdk_index() -> dict[str, t.Sdk]:
    return {row.id: row for row in sdks()}


def sdk(code: str) -> t.Sdk:
    """The SDK `jpush`. Raises: UsageError."""
    found = _sdk_index().get(code)
    if found is None:
        raise UsageError(f"no SDK {code!r}")
    return found
