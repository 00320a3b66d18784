"""Where evidence stands, taken apart.

`entry`, `entry!Lpkg/Cls;->method(..)V+0xoffset`, `entry#line`, `file@byte`, `log:line`; of a policy
`file#line 12`, `file#selector`, `file#page 3`.
"""

from __future__ import annotations

from msgspec import Struct

from mingjian.patterns import late

_METHOD = late(r"^(?P<entry>[^!]*)!(?P<method>[^!]+?)(?:\+0x(?P<offset>[0-9a-f]{1,12}))?$")
_LINE = late(r"^(?P<entry>.+)[#:](?P<line>[0-9]{1,9})$")
_TEXT_LINE = late(r"^line (?P<line>[0-9]{1,9})$")
_BYTE = late(r"^(?P<entry>.+)@(?P<byte>(?:0x[0-9a-f]{1,12}|[0-9]{1,15}))$")


class Place(Struct, frozen=True, kw_only=True):
    """`offset` counts bytes into the method's code, `byte` into the entry; `line` from 1."""

    entry: str
    method: str | None = None
    offset: int | None = None
    line: int | None = None
    byte: int | None = None


def text_place(location: str) -> Place:
    """A place in a policy: the file, and the line where its places are lines."""
    entry, _, spot = location.partition("#")
    line = _TEXT_LINE.match(spot)
    return Place(entry=entry, line=int(line["line"]) if line and int(line["line"]) > 0 else None)


def place(location: str) -> Place:
    """Takes a location apart; what has no known form is an entry as it stands."""
    if match := _METHOD.match(location):
        offset = match["offset"]
        return Place(
            entry=match["entry"], method=match["method"], offset=None if offset is None else int(offset, 16)
        )
    if match := _BYTE.match(location):
        return Place(entry=match["entry"], byte=int(match["byte"], 0 if "x" in match["byte"] else 10))
    if (match := _LINE.match(location)) and int(match["line"]) > 0:
        return Place(entry=match["entry"], line=int(match["line"]))
    return Place(entry=location)
