"""Listings as a table: a header with our field names or the words of store exports, one app a row."""

from __future__ import annotations

import csv
import io

from mingjian.artifacts.listing import words
from mingjian.errors import ArtifactError

ENCODINGS = ("utf-8-sig", "gb18030")


def rows(data: bytes, shown: str) -> list[tuple[int, dict[str, object]]]:
    """Line and fields of each row; an empty cell was looked for and is not shown, as in JSON.

    Raises:
        ArtifactError: `listing_not_csv`: no header that names a field, or no row.
    """
    reader = csv.reader(io.StringIO(_text(data, shown), newline=""))
    try:
        header: list[str] = next(reader, list[str]())
        fields = [words.field_of(name) for name in header]
        if not any(fields):
            raise ArtifactError("listing_not_csv", "no column names a field", path=shown, entry="line 1")
        found = [
            (reader.line_num, _row(fields, cells)) for cells in reader if any(cell.strip() for cell in cells)
        ]
    except csv.Error as wrong:
        raise ArtifactError(
            "listing_not_csv", str(wrong), path=shown, entry=f"line {reader.line_num}"
        ) from None
    if not found:
        raise ArtifactError("listing_not_csv", "a header and no row", path=shown, entry="line 2")
    return found


def _text(data: bytes, shown: str) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArtifactError("listing_not_csv", "neither UTF-8 nor GB 18030", path=shown, entry="line 1")


def _row(fields: list[str | None], cells: list[str]) -> dict[str, object]:
    made: dict[str, object] = {"form": "csv"}
    for field, cell in zip(fields, cells, strict=False):
        if field is None or field in made:
            continue
        value = cell.strip()
        if field == "permissions":
            made[field] = words.permissions(value)
        elif field == "size_bytes":
            if value:
                made[field] = words.size(value) if words.size(value) is not None else value
        elif field in ("version_code", "signer_sha256"):
            if value:
                made[field] = value
        else:
            made[field] = value
    return made
