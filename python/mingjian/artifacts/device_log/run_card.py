"""`run.toml` beside the records: the numbers of the phone that was used, as the tester knows them.

What the app sends of them is then found whatever the field is called and however it is written, digests
included. The numbers are matched and never shown whole.
"""

from __future__ import annotations

import re
import tomllib
from typing import Literal, cast, get_args

from msgspec import Struct

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.errors import ArtifactError

KnownKind = Literal[
    "phone_number", "imei", "imsi", "iccid", "android_id", "oaid", "gaid", "mac_address", "serial_number",
    "email", "id_document_number", "bank_card_number",
]  # fmt: skip
MOST_BYTES = 64 << 10
MOST_VALUES = 64
LEAST_CHARACTERS = 6
"""A shorter value stands in too many places to tell anything."""
TABLE = "known"


class Known(Struct, frozen=True):
    """One identifier of the phone or its owner: a type of personal information, and the value."""

    kind: KnownKind
    value: str


def read(source: Input, out: Reading) -> None:
    """Each value of the table `known`, kept.

    Raises:
        ArtifactError: `card_malformed`: it is no TOML, or has no such table.
    """
    try:
        card: dict[str, object] = tomllib.loads(source.data(MOST_BYTES).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        # what a parser says of a line may quote the number in it
        where = re.search(r"at line \d+, column \d+", str(error))
        raise ArtifactError("card_malformed", where[0] if where else "", path=source.path) from None
    table = card.get(TABLE)
    if not isinstance(table, dict):
        raise ArtifactError("card_malformed", f"no table [{TABLE}]", path=source.path)
    left = MOST_VALUES
    for name, told in cast("dict[str, object]", table).items():
        if name not in get_args(KnownKind):
            out.told("card_unknown", None, name[:40])
            continue
        for value in cast("list[object]", told) if isinstance(told, list) else [told]:
            text = value.strip() if isinstance(value, str) else ""
            if len(text) < LEAST_CHARACTERS or len(text) > 200:
                out.told("card_value", None, name)
            elif left:
                left -= 1
                out.keep(Known(cast("KnownKind", name), text))
            else:
                out.told("too_many", None, name)


def sniff(head: Head) -> int:
    """Whether it has that table."""
    return 70 if re.search(rf"^\[{TABLE}\][ \t]*+(?:#.*)?\r?$", head.text, re.MULTILINE) else 0


FORMAT = Format(name="run_card", sniff=sniff, read=read)
