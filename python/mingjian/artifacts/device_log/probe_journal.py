"""The probe's own journal (JSON a line): what it did on the terminal, when, and what came of it.

It is the ground truth the terminal's own record is held against; tools/probe has the app that writes it.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

MOST_LINES = 200_000
MARK = '"mingjian.probe/1"'


class ProbeLine(Struct, frozen=True, kw_only=True):
    """One act. Times are milliseconds since 1970 on the device's clock."""

    schema: str
    n: int
    package: str
    act: str
    """`read_contacts`, `started`, `load_code` …: docs/devices.md."""
    at_ms: int
    until_ms: int | None = None
    state: str = "done"
    """`done`, `denied` (the system said no), `asked` (the system asked the user first) or `failed`."""
    step: str = ""
    """The step of the plan that ordered it; empty for what happened by itself."""
    detail: str = ""


class ProbeAct(Struct, frozen=True, kw_only=True):
    """A line with its place."""

    line: ProbeLine
    source: str
    number: int


_line = msgspec.json.Decoder(ProbeLine).decode


def _sniff(head: Head) -> int:
    return 95 if MARK in head.text[:4096] else 0


def _read(source: Input, out: Reading) -> None:
    """Acts, kept whole; a journal pulled twice gives its lines twice: join them by package and n."""
    for number, text in source.lines():
        if number > MOST_LINES:
            out.told("too_many", number)
            return
        if not text.strip():
            continue
        try:
            out.keep(ProbeAct(line=_line(text), source=out.path, number=number))
        except msgspec.DecodeError as error:
            out.told("line_unreadable", number, str(error))


FORMAT = Format(name="probe_journal", sniff=_sniff, read=_read)
"""Its acts are no events of an app under test: they are kept, not streamed."""
