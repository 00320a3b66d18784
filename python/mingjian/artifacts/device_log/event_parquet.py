"""Our own stream as Parquet: what `mingjian device import` writes, read again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec

from mingjian.artifacts.device_log import export
from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

_decode = msgspec.json.Decoder(Event).decode
MOST_FRAMES = 256


def read(source: Input, out: Reading) -> None:
    """Every row that is an event; others are told.

    Raises:
        ArtifactError: `events_unreadable`: it is no Parquet file of events.
    """
    with tempfile.TemporaryDirectory(prefix="mingjian-parquet-") as folder:
        place = Path(folder) / "events.parquet"
        with source.open() as stream, place.open("wb") as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
        for number, row in enumerate(export.timeline(place, "parquet", export.Asked(), "jsonl"), 1):
            try:
                event = _decode(row)
            except (msgspec.DecodeError, RecursionError):
                out.told("line_unreadable", number)
                continue
            out.event(
                event.kind, event.package, event.what, at_ns=event.at_ns, line=number, in_order=False,
                precision_ns=max(0, event.precision_ns), process=event.process, uid=event.uid,
                caller=event.caller, cause=event.cause, duration_ns=event.duration_ns,
                foreground=event.foreground, count=max(1, event.count), stack=event.stack[:MOST_FRAMES],
                args=event.args[:64],
            )  # fmt: skip


def sniff(head: Head) -> int:
    """Whether it is a Parquet file."""
    return 90 if head.data.startswith(b"PAR1") else 0


FORMAT = Format(name="event_parquet", sniff=sniff, read=read)
