"""One door to a listing in a file: which form it has, how large it may be, whether its fields are right."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from mingjian.errors import ArtifactError
from mingjian.patterns import late

T = TypeVar("T")

MAX_BYTES = 1 << 20
"""A page's own words are a few kilobytes; the caps on single texts are in the shape."""
MAX_PAGE_BYTES = 8 << 20
"""A saved page brings its scripts and styles."""
_PLACE = late(r" - at `(?P<place>[^`]*)`$")
_BYTE = late(r"\(byte (?P<byte>\d+)\)")
_MARKUP = late(rb"\s*(?:\xef\xbb\xbf)?\s*<")


def read(path: str | Path, kind: type[T]) -> tuple[T, ...]:
    """The listings in the file `path`, checked against the shape `kind`: one, or a row each of a CSV.

    Raises:
        ArtifactError: `file_unreadable`, `listing_too_large`, `listing_not_json` (with the byte),
            `listing_not_csv` (with the line), `listing_no_fields` (a page that shows none) or
            `listing_malformed` (with the place, `$.permissions[2].name`).
    """
    shown = os.fsencode(path).decode("utf-8", "replace")
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise ArtifactError("file_unreadable", "is not a file", path=shown)
        with Path(path).open("rb") as file:
            data = file.read(MAX_PAGE_BYTES + 1)
    except OSError as error:
        raise ArtifactError("file_unreadable", error.strerror or "cannot be read", path=shown) from None
    page = bool(_MARKUP.match(data))
    most = MAX_PAGE_BYTES if page else MAX_BYTES
    if len(data) > most:
        raise ArtifactError(
            "listing_too_large", f"a listing of more than {most} bytes", path=shown, offset=most
        )
    if page:
        from mingjian.artifacts.listing.html import fields  # noqa: PLC0415 - a parser few scans need

        return _converted([fields(data, shown)], kind, shown, ("$",))
    if shown.lower().endswith(".csv"):
        from mingjian.artifacts.listing.csv import rows  # noqa: PLC0415

        told = rows(data, shown)
        return _converted([row for _, row in told], kind, shown, [f"line {line}" for line, _ in told])
    return (_from_json(data, kind, shown),)


def _from_json(data: bytes, kind: type[T], shown: str) -> T:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except msgspec.ValidationError as wrong:
        raise _malformed(wrong, shown, "$") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        byte = _BYTE.search(str(wrong))
        raise ArtifactError(
            "listing_not_json",
            "not a JSON object" if isinstance(wrong, RecursionError) else str(wrong),
            path=shown,
            entry="$",
            offset=int(byte["byte"]) if byte else None,
        ) from None


def _converted(
    found: Sequence[Mapping[str, object]], kind: type[T], shown: str, places: Sequence[str]
) -> tuple[T, ...]:
    made: list[T] = []
    for row, place in zip(found, places, strict=True):
        try:
            made.append(msgspec.convert(row, type=kind, strict=False))
        except msgspec.ValidationError as wrong:
            raise _malformed(wrong, shown, place) from None
    return tuple(made)


def _malformed(wrong: msgspec.ValidationError, shown: str, start: str) -> ArtifactError:
    said = str(wrong)
    place = _PLACE.search(said)
    inside = place["place"] if place else "$"
    entry = inside if start == "$" else f"{start} {inside}"
    return ArtifactError("listing_malformed", _PLACE.sub("", said), path=shown, entry=entry)
