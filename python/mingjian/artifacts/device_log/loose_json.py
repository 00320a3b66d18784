"""JSON whose shape nobody promises, asked without trust: each question has an answer of one type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import msgspec

from mingjian.errors import ArtifactError

Json = Mapping[str, object]
_EMPTY: Json = {}


def read_object(text: str, path: str) -> Json:
    """The object a file holds.

    Raises: ArtifactError (`ui_json`).
    """
    try:
        told = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ArtifactError("ui_json", f"not JSON: {error}", path=path) from error
    if not isinstance(told, dict):
        raise ArtifactError("ui_json", "no object in the file", path=path)
    return cast(Json, told)


def inner(value: object) -> Json:
    """The value as an object; an empty one where it is none."""
    return cast(Json, value) if isinstance(value, dict) else _EMPTY


def items(value: object) -> list[object]:
    """The value as a list; an empty one where it is none."""
    return cast("list[object]", value) if isinstance(value, list) else []


def words(value: object, most: int) -> str:
    """The value as text, cut; empty where it is none."""
    return value[:most] if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """The value as a whole number below a billion; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        return None
    return int(value) if float(value).is_integer() else None
