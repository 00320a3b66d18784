"""A store listing: what a distribution platform's page shows of an app before it is downloaded.

The elements are those of T/TAF 069.1-2020 and T/TAF 078.9-2021. A field that is None was not recorded by
whoever took the page down, and nothing follows from it; an empty one was looked for and is not shown.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Line = Annotated[str, Meta(max_length=500)]
Prose = Annotated[str, Meta(max_length=20_000)]
Digest = Annotated[str, Meta(pattern=r"^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$")]


class ListedPermission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A permission as the page names it: by constant (`android.permission.CAMERA`) or in words (相机)."""

    name: Line
    purpose: Prose | None = None
    """What the page says it is for; empty where it names the permission and no purpose."""


class ListingFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One app's page in one store."""

    source: Line = ""
    """The file it was read from, filled in on reading; evidence points into it by JSON pointer."""
    store: Line | None = None
    url: Line | None = None
    name: Line | None = None
    developer: Line | None = None
    version: Line | None = None
    """The version's name as shown, `8.2.1` or `V8.2.1`."""
    version_code: int | None = None
    package: Line | None = None
    signer_sha256: Digest | None = None
    """SHA-256 of the signer certificate the store states or has registered, hexadecimal."""
    permissions: Annotated[tuple[ListedPermission, ...], Meta(max_length=1_000)] | None = None
    privacy_policy_url: Line | None = None
    personal_info: Prose | None = None
    """What the page itself says of the personal information the app processes."""
    function: Prose | None = None
    """The description of what the app does."""
    updated: Line | None = None
    """When this version was published, as shown."""
    size_bytes: Annotated[int, Meta(ge=0)] | None = None
    form: Literal["json", "csv", "html"] = "json"
    """What it was read from. Of a saved page we are the ones who looked, and may have missed a thing."""
    placement: dict[str, Literal["shown", "linked", "hidden"]] = {}
    """Saved pages: whether an element stands on the page, only behind a link, or is hidden on it."""
