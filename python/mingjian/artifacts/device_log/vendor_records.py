"""A terminal's own behaviour record as somebody exported or copied it: CSV with a line for each use.

Columns (any order, Chinese or English): time · package · behaviour, and where the terminal shows them bytes
(of traffic totals, as it shows them: `1536`, `1.5 KB`), made (when the line appeared) and foreground.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from msgspec import Struct

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

MOST_LINES = 200_000
_COLUMNS = {
    "time": "time", "时间": "time", "开始时间": "time",
    "package": "package", "应用": "package", "包名": "package",
    "behaviour": "behaviour", "behavior": "behaviour", "行为": "behaviour", "权限": "behaviour",
    "bytes": "bytes", "流量": "bytes",
    "made": "made", "生成时间": "made",
    "foreground": "foreground", "前台": "foreground",
}  # fmt: skip
_SIZE = re.compile(r"([\d.,]+)\s*(B|字节|KB|K|MB|M|GB|G)?", re.IGNORECASE)
_UNITS = {
    "": 1,
    "b": 1,
    "字节": 1,
    "k": 1024,
    "kb": 1024,
    "m": 1 << 20,
    "mb": 1 << 20,
    "g": 1 << 30,
    "gb": 1 << 30,
}


class VendorRecord(Struct, frozen=True, kw_only=True):
    """One line of the terminal's record."""

    package: str
    behaviour: str
    """As the terminal words it."""
    at_ns: int | None
    precision_ns: int
    """A minute where the time has no seconds, a day where it is a date."""
    made_ns: int | None = None
    foreground: bool | None = None
    bytes: int | None = None
    unit_bytes: int | None = None
    """The smallest step of the size as it is shown: 1 for `1536`, 102 for `1.5 KB`."""
    source: str = ""
    line: int = 0


def _sniff(head: Head) -> int:
    first = head.text.lstrip("\ufeff").partition("\n")[0].strip().lower()
    known = {_COLUMNS.get(name.strip()) for name in first.split(",")}
    return 70 if {"time", "package", "behaviour"} <= known else 0


def _read(source: Input, out: Reading) -> None:
    columns: list[str | None] = []
    for number, row in _rows(source):
        if not columns:
            columns = [_COLUMNS.get(name.strip().lstrip("\ufeff").lower()) for name in row]
            continue
        if number > MOST_LINES:
            out.told("too_many", number)
            return
        told = {name: value.strip() for name, value in zip(columns, row, strict=False) if name}
        if not told.get("package") or not told.get("behaviour"):
            out.told("line_unreadable", number)
            continue
        at, precision = _time(told.get("time", ""), out)
        size, unit = _bytes(told.get("bytes", ""))
        out.keep(
            VendorRecord(
                package=told["package"][:255],
                behaviour=told["behaviour"][:200],
                at_ns=at,
                precision_ns=precision,
                made_ns=_time(told.get("made", ""), out)[0],
                foreground={"1": True, "是": True, "true": True, "0": False, "否": False, "false": False}.get(
                    told.get("foreground", "").lower()
                ),
                bytes=size,
                unit_bytes=unit,
                source=out.path,
                line=number,
            )
        )


def _rows(source: Input) -> Iterator[tuple[int, list[str]]]:
    """A record is a line: a quoted line end in it is not of any terminal we know."""
    for number, text in source.lines():
        if text.strip():
            yield number, next(csv.reader([text]))


def _time(text: str, out: Reading) -> tuple[int | None, int]:
    """UTC nanoseconds, and how exact the text is."""
    day, minute = 86400 * 10**9, 60 * 10**9
    if not text:
        return None, day
    clean = text.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", " ").strip()
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", clean):
        return None, day
    if re.search(r"[ T]\d{1,2}:\d{2}$", clean):
        return out.clock.stamp(f"{clean}:00"), minute
    return out.clock.stamp(clean), 10**9


def _bytes(text: str) -> tuple[int | None, int | None]:
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        return None, None
    number, factor = found[1].replace(",", ""), _UNITS[(found[2] or "").lower()]
    try:
        size = float(number) * factor
    except ValueError:
        return None, None
    after = len(number.partition(".")[2])
    return round(size), max(1, factor // 10**after)


FORMAT = Format(name="vendor_records", sniff=_sniff, read=_read)
