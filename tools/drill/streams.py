"""Logs of hundreds of megabytes to gigabytes, clocks that jump, zones that differ, a report cut in half.

Each is read in bounded memory by a process with its own peak.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from tools.drill.mutations import Outcome

MEDIUM, LARGE = 200 << 20, 2 << 30
"""Bytes of a log."""
MOST_PEAK_MIB = 500
READER = """
import json, resource, sys
from mingjian.artifacts.device_log.log import open_evidence
path, zone, by_line = sys.argv[1], sys.argv[2], sys.argv[3] == "line"
with open_evidence(path, zone=zone, year=None if not zone else 2026) as log:
    read = sum(source.events for source in log.sources)
    given, last, ordered = 0, -1, True
    for event in log.events():
        given += 1
        at = (event.line or 0) if by_line else -1 if event.at_ns is None else event.at_ns
        ordered, last = ordered and at >= last, at
    told = sorted({told.code for told in log.told})
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"read": read, "given": given, "ordered": ordered, "told": told, "peak_mib": peak}))
"""


class Made(Struct, frozen=True):
    """What a trial's records hold, and what must be told of them."""

    events: int
    """Events in them; where a part is cut off, at least so many must be given."""
    told: tuple[str, ...] = ()
    zone: str = "Asia/Shanghai"
    order: str = "time"
    cut: bool = False


def _line(number: int, back_s: int = 0) -> tuple[str, bool]:
    """The line of that number, and whether it is an event: one in twenty. The clock was set back `back_s`."""
    second, fraction = divmod(number, 200)
    day, second = divmod(max(second - back_s, 0), 86400)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{fraction * 5:03}"
    stamp = f"{1 + day // 28 % 12:02}-{1 + day % 28:02} {clock}  1000  1020"
    if number % 20:
        return f"{stamp} D SomeVendorTag: what a vendor's service writes all day long, {number}\n", False
    app, uid, pid = f"com.example.app{number % 977}", 10_000 + number % 977, number % 30_000
    return f"{stamp} I am_create_service: [0,{number},{app}/.Push,{uid},{pid}]\n", True


def write(path: Path, size: int, jump_every: int = 0) -> int:
    """A log of at least `size` bytes; returns how many events it holds. Every `jump_every` lines the
    clock is set back by ten minutes."""
    number = events = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("--------- beginning of events\n")
        while number % 200_000 or out.tell() < size:
            text, is_event = _line(number, number // jump_every * 600 if jump_every else 0)
            out.write(text)
            events += is_event
            number += 1
    return events


def _report(path: Path, zone: str, day: str, size: int) -> int:
    """A bugreport in a zip; returns how many events it holds."""
    head = f"{'=' * 56}\n== dumpstate: 2026-{day} 23:00:00\n{'=' * 56}\n"
    head += f"------ SYSTEM PROPERTIES (getprop) ------\n[persist.sys.timezone]: [{zone}]\n"
    head += "------ EVENT LOG (logcat -b events -v threadtime) ------\n"
    number = events = written = 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("bugreport-m1.txt", "w", force_zip64=True) as out,
    ):
        out.write(head.encode())
        while written < size:
            text, is_event = _line(number)
            written += out.write(text.encode())
            events += is_event
            number += 1
        out.write(b"------ 0.5s was the duration of 'EVENT LOG' ------\n")
    return events


def _plain(folder: Path, size: int) -> Made:
    return Made(write(folder / "log.txt", size))


def _jumps(folder: Path) -> Made:
    return Made(write(folder / "log.txt", MEDIUM, 300_000), told=("clock_jump",), order="line")


def _zones(folder: Path) -> Made:
    events = _report(folder / "a.zip", "Asia/Shanghai", "11-20", MEDIUM // 2)
    return Made(
        events + _report(folder / "b.zip", "Asia/Urumqi", "11-20", MEDIUM // 2),
        told=("zones_mixed",),
        zone="",
    )


def _half(folder: Path) -> Made:
    """A report's text cut in the middle of a line, and its zip cut in half."""
    whole = folder / "whole.zip"
    events = _report(whole, "Asia/Shanghai", "11-20", MEDIUM)
    with (
        zipfile.ZipFile(whole) as archive,
        archive.open("bugreport-m1.txt") as text,
        (folder / "bugreport-m1.txt").open("wb") as out,
    ):
        left = MEDIUM // 2 + 7
        while left and (data := text.read(min(left, 1 << 20))):
            left -= out.write(data)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    return Made(events * 49 // 100, told=("half_file",), cut=True, zone="")


TRIALS: tuple[tuple[str, Callable[[Path], Made]], ...] = (
    ("200 MiB of log", lambda folder: _plain(folder, MEDIUM)),
    ("2 GiB of log", lambda folder: _plain(folder, LARGE)),
    ("200 MiB whose clock is set back", _jumps),
    ("two reports of two zones", _zones),
    ("half a report", _half),
)
"""What is read, by seed."""


def trials(bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """One of TRIALS a seed, in turn: every event once, in order, within MOST_PEAK_MIB; the rest told."""
    del bases
    for seed in seeds:
        name, make = TRIALS[seed % len(TRIALS)]
        place = folder / f"trial-{seed}"
        place.mkdir()
        made = make(place)
        started = time.monotonic()
        command = [sys.executable, "-c", READER, str(place), made.zone, made.order]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - started
        shutil.rmtree(place)
        why = done.stderr.strip().rpartition("\n")[2] or f"exit {done.returncode}"
        if not done.returncode:
            why = _wrong(made, msgspec.json.decode(done.stdout, type=Seen))
        yield Outcome(seed, name, "FAILED" if why else "read", why, round(seconds, 1))


def _wrong(made: Made, told: Seen) -> str:
    """What is not as it must be; empty where all is."""
    whole = told.given >= made.events if made.cut else told.given == made.events
    right = whole and told.read == told.given and told.ordered
    right = right and (told.told == made.told or (made.cut and set(told.told) > set(made.told)))
    within = told.peak_mib <= MOST_PEAK_MIB
    return "" if right and within else f"{made.events} events wanted: {told}"


class Seen(Struct, frozen=True):
    """What READER says of what it read."""

    read: int
    given: int
    ordered: bool
    told: tuple[str, ...]
    peak_mib: float
