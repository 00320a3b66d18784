"""Store listings: what a distribution platform's page says of an app, as one JSON object in a file.

The form is documented in docs/listing.md; its shape is `facts.listing.ListingFacts`. Page scrapers differ and
change; whoever takes the page down writes this form.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TypeVar

import msgspec

from mingjian.errors import ArtifactError

T = TypeVar("T")

MAX_BYTES = 1 << 20
"""A page's own words are a few kilobytes; the caps on single texts are in the shape."""
_PLACE = re.compile(r" - at `(?P<place>[^`]*)`$")
_BYTE = re.compile(r"\(byte (?P<byte>\d+)\)")


def read(path: str | Path, kind: type[T]) -> T:
    """The listing in the file `path`, checked against the shape `kind`.

    Raises:
        ArtifactError: `file_unreadable`, `listing_too_large`, `listing_not_json` (with the byte) or
            `listing_malformed` (with the place, `$.permissions[2].name`).
    """
    shown = os.fsencode(path).decode("utf-8", "replace")
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise ArtifactError("file_unreadable", "is not a file", path=shown)
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArtifactError("file_unreadable", error.strerror or "cannot be read", path=shown) from None
    if len(data) > MAX_BYTES:
        raise ArtifactError(
            "listing_too_large", f"a listing of more than {MAX_BYTES} bytes", path=shown, offset=MAX_BYTES
        )
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except msgspec.ValidationError as wrong:
        said = str(wrong)
        place = _PLACE.search(said)
        told = _PLACE.sub("", said)
        raise ArtifactError(
            "listing_malformed", told, path=shown, entry=place["place"] if place else "$"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        byte = _BYTE.search(str(wrong))
        raise ArtifactError(
            "listing_not_json",
            "not a JSON object" if isinstance(wrong, RecursionError) else str(wrong),
            path=shown,
            entry="$",
            offset=int(byte["byte"]) if byte else None,
        ) from None
