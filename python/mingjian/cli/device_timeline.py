"""`mingjian device timeline PATH`: what happened, in time's order, of one package or all."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click

from mingjian.artifacts.device_log import export
from mingjian.artifacts.device_log.event import EventKind
from mingjian.artifacts.device_log.log import DeviceLog, open_evidence
from mingjian.artifacts.device_log.run_clock import RunClock
from mingjian.errors import UsageError

ZONE = "Asia/Shanghai"
"""The zone times are shown and asked in, where --zone names no other: the notice's own."""


@click.command("timeline")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--package", help="This package alone.")
@click.option("--from", "start", metavar="TIME", help="From this moment on.")
@click.option("--to", "end", metavar="TIME", help="Up to this moment.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(get_args(EventKind)),
    metavar="KIND",
    help="Repeatable.",
)
@click.option(
    "--format", "shape", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True
)
@click.option(
    "--zone",
    default="",
    metavar="ZONE",
    help=f"Of times shown and asked. Default: the device's, else {ZONE}.",
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
def command(
    path: Path,
    package: str | None,
    start: str | None,
    end: str | None,
    kinds: tuple[str, ...],
    shape: str,
    zone: str,
    limit: int | None,
) -> None:
    """Show PATH as a timeline: records of a run, or what `device import` wrote of them (fast at any size).

    KIND is permission_use, api_call, process_start, foreground … (docs/device-records.md). Exit codes:
    0 shown, 2 usage, 3 unreadable.
    """
    found = export.where_is(path)
    with tempfile.TemporaryDirectory(prefix="mingjian-timeline-") as folder:
        if found is None:
            with open_evidence(path, zone=zone, assumed=ZONE) as log:
                zone = zone or log.zone
                found = _spooled(log, package, Path(folder))
        clock = RunClock(zone or ZONE)
        asked = export.Asked(
            package=package, from_ns=_moment(clock, start), to_ns=_moment(clock, end), kinds=kinds
        )
        form: export.Shape = "table" if shape == "table" else "jsonl"
        _print(export.batches(*found, asked, form, zone or ZONE, limit), as_array=shape == "json")


def _spooled(log: DeviceLog, package: str | None, folder: Path) -> tuple[Path, export.Form]:
    place = folder / "events.jsonl"
    export.write(log.events(package), place, "jsonl")
    return place, "jsonl"


def _moment(clock: RunClock, text: str | None) -> int | None:
    if text is None:
        return None
    at = clock.stamp(text.strip() + ":00" if len(text.strip()) == 16 else text.strip())
    if at is None:
        raise UsageError(f"not a time such as 2026-03-01 10:00:05 or 2026-03-01T10:00:05+08:00: {text!r}")
    return at


def _print(batches: Iterator[list[str]], *, as_array: bool) -> None:
    out, between = sys.stdout.buffer, "\n,".join if as_array else "\n".join
    number = 0
    if as_array:
        out.write(b"[")
    for rows in batches:
        if as_array and number:
            out.write(b",")
        number += len(rows)
        out.write(between(rows).encode("utf-8", "replace") + b"\n")
    if as_array:
        out.write(b"]\n")
    out.flush()
    click.echo(f"{number} events", err=True)
