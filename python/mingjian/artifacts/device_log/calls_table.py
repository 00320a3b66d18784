"""Call records as tables: CSV or TSV of any tool, XLS (PrivacySentry, camille), XLSX.

A workbook may hold the same calls twice, one by one and added up: of the sums only what goes beyond is kept.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, Protocol

from mingjian.artifacts.device_log.calls import Calls, Role, cells_of, count_of, enough, roles
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.errors import ArtifactError

MAX_ROWS = 1_000_000
MAX_CELL = 1 << 20
MAX_PART_BYTES = 256 << 20
"""Largest part of an XLSX, inflated."""
MAX_XLS_BYTES = 64 << 20
HEADER_ROWS = 20
"""Rows in which the header must come."""
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")


class _Table:
    """Rows of one sheet: finds its header, then hands each row on."""

    def __init__(self, calls: Calls, name: str, offset: int) -> None:
        self.calls = calls
        self.name = name
        self.known: dict[int, Role] = {}
        self.rows = 0
        self._offset = offset
        self._seen = 0
        self.only_sums = False
        """Whether it adds up what another sheet has one by one."""
        self.sum = 0

    @property
    def ready(self) -> bool:
        """Whether the header was found."""
        return bool(self.known)

    def take(self, values: Sequence[str], number: int, moment: datetime | None = None) -> bool:
        """One row; False when this is no record of calls, or too long."""
        if not self.known:
            self._seen += 1
            found = roles(values)
            if enough(found):
                self.known = found
                kinds = set(found.values())
                self.only_sums = "count" in kinds and "time" not in kinds and bool(self.calls.times)
            return self._seen < HEADER_ROWS
        if not any(value.strip() for value in values):
            return True
        self.rows += 1
        if self.rows > MAX_ROWS:
            self.calls.out.told("too_many", number)
            return False
        cells = cells_of(values, self.known)
        if self.only_sums:
            self.sum += count_of(cells.get("count", ""))
            self.calls.rest(cells)
            return True
        self.calls.row(cells, self._offset + number, moment)
        return True


def read_csv(source: Input, out: Reading) -> None:
    """Rows of a text table; a cell may hold a stack over many lines."""
    csv.field_size_limit(MAX_CELL)
    lines = source.lines()
    first = next(lines, None)
    if first is None:
        return
    kept: list[str] = []
    numbers = [first[0]]

    def fed() -> Iterator[str]:
        yield first[1] + "\n"
        for number, line in lines:
            numbers[0] = number
            yield line + "\n"

    table = _Table(Calls(out), "", 0)
    rows = csv.reader(fed(), delimiter=_delimiter(first[1]))
    while True:
        try:
            kept = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            out.told("half_file", numbers[0], str(error))
            return
        if not table.take(kept, numbers[0]):
            return


def _delimiter(line: str) -> str:
    return max(",\t;|", key=line.count)


def sniff_csv(head: Head) -> int:
    """Whether the first rows hold a header of call records."""
    if head.text.lstrip()[:1] in ("{", "["):
        return 0
    for row in head.text.splitlines()[:HEADER_ROWS]:
        if len(row) < 2000:
            cells: list[str] = next(csv.reader([row], delimiter=_delimiter(row)), list[str]())
            if len(cells) > 1 and enough(roles(cells)):
                return 75
    return 0


class _Cell(Protocol):
    @property
    def ctype(self) -> int: ...
    @property
    def value(self) -> str | float | int | None: ...


def read_xls(source: Input, out: Reading) -> None:
    """Sheets of an XLS workbook.

    Raises:
        ArtifactError: `too_large`, or `xls_unreadable`.
    """
    import xlrd  # noqa: PLC0415 - few runs have a workbook

    data = source.data(MAX_XLS_BYTES)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        calls, offset = Calls(out), 0
        for place in range(min(book.nsheets, 64)):
            sheet = book.sheet_by_index(place)
            table = _Table(calls, str(sheet.name), offset)
            for number in range(sheet.nrows):
                values, moment = _xls_values(sheet.row(number), table, book.datemode)
                if not table.take(values, number + 1, moment):
                    break
            _told(table, calls)
            offset += int(sheet.nrows)
            book.unload_sheet(place)
    except ArtifactError:
        raise
    except Exception as error:  # noqa: BLE001 - xlrd raises whatever a broken workbook leads it to
        raise ArtifactError(
            "xls_unreadable", f"{type(error).__name__}: {error}"[:200], path=source.path
        ) from None


def _xls_values(
    cells: Sequence[_Cell], table: _Table, datemode: Literal[0, 1]
) -> tuple[list[str], datetime | None]:
    import xlrd  # noqa: PLC0415

    values: list[str] = []
    moment: datetime | None = None
    for place, cell in enumerate(cells[:100]):
        value = cell.value
        dated = cell.ctype == xlrd.XL_CELL_DATE and table.known.get(place) == "time"
        if dated and isinstance(value, float):
            moment = xlrd.xldate_as_datetime(value, datemode)
        values.append(_text(cell.value))
    return values, moment


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:MAX_CELL]


def _told(table: _Table, calls: Calls) -> None:
    """Tell of a sheet of sums beside the single calls, and of one that is no record of calls."""
    if table.only_sums:
        calls.out.told("sums_compared", None, f"{table.name}: {table.sum}", count=table.rows)
    elif not table.ready:
        calls.out.told("sheet_unread", None, table.name)


def _bounded(data: io.BytesIO, path: str) -> None:
    with zipfile.ZipFile(data) as parts:
        largest = max((part.file_size for part in parts.infolist()), default=0)
    if largest > MAX_PART_BYTES:
        raise ArtifactError("bomb", f"a part inflates to {largest} bytes", path=path)


def read_xlsx(source: Input, out: Reading) -> None:
    """Sheets of an XLSX workbook, row by row.

    Raises:
        ArtifactError: `bomb`, `too_large` or `xlsx_unreadable`.
    """
    import openpyxl  # noqa: PLC0415 - few runs have a workbook

    data = io.BytesIO(source.data(MAX_XLS_BYTES))
    try:
        _bounded(data, source.path)
        book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        calls, offset = Calls(out), 0
        for sheet in book.worksheets[:64]:
            table, number = _Table(calls, str(sheet.title), offset), 0
            for number, row in enumerate(sheet.iter_rows(max_col=100, values_only=True), 1):
                moment = next(
                    (cell for place, cell in enumerate(row) if isinstance(cell, datetime)
                     and table.known.get(place) == "time"), None,
                )  # fmt: skip
                if not table.take([_text(cell) for cell in row], number, moment):
                    break
            _told(table, calls)
            offset += number
        book.close()
    except ArtifactError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken workbook leads it to
        raise ArtifactError(
            "xlsx_unreadable", f"{type(error).__name__}: {error}"[:200], path=source.path
        ) from None


def sniff_xls(head: Head) -> int:
    """Whether it is an OLE file with a workbook, or a bare BIFF stream."""
    if head.data.startswith(_XLS):
        return 70 if "Workbook".encode("utf-16-le") in head.data or head.path.lower().endswith(".xls") else 40
    return 30 if head.data[:2] in _BIFF and head.data[2:4] in (b"\x08\x00", b"\x10\x00", b"\x06\x00") else 0


def sniff_xlsx(head: Head) -> int:
    """Whether it is a workbook among zip files."""
    return (
        70
        if head.data.startswith(b"PK\x03\x04") and re.search(rb"\[Content_Types\]\.xml|xl/", head.data)
        else 0
    )


FORMAT = (
    Format(name="calls_csv", sniff=sniff_csv, read=read_csv),
    Format(name="calls_xls", sniff=sniff_xls, read=read_xls),
    Format(name="calls_xlsx", sniff=sniff_xlsx, read=read_xlsx),
)
