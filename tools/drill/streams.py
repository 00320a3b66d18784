"""Logs of hundreds of megabytes to gigabytes, read in bounded memory: each a process with its own peak."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drill.mutations import Outcome

SIZES = (200 << 20, 2 << 30)
"""Bytes of the log, by seed."""
MOST_PEAK_MIB = 500
READER = """
import json, resource, sys
from mingjian.artifacts.device_log.log import open_evidence
with open_evidence(sys.argv[1], zone="Asia/Shanghai", year=2026) as log:
    read = sum(source.events for source in log.sources)
    given, last, ordered = 0, -1, True
    for event in log.events():
        given += 1
        at = -1 if event.at_ns is None else event.at_ns
        ordered, last = ordered and at >= last, at
    told = [told.code for told in log.told]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"read": read, "given": given, "ordered": ordered, "told": told, "peak_mib": peak}))
"""


def write(path: Path, size: int) -> int:
    """A log of at least `size` bytes, one event in twenty lines; returns how many events it holds."""
    number = events = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("--------- beginning of events\n")
        while number % 200_000 or out.tell() < size:
            second, fraction = divmod(number, 200)
            day, second = divmod(second, 86400)
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{fraction * 5:03}"
            stamp = f"{1 + day // 28 % 12:02}-{1 + day % 28:02} {clock}  1000  1020"
            if number % 20 == 0:
                app, uid, pid = f"com.example.app{number % 977}", 10_000 + number % 977, number % 30_000
                out.write(f"{stamp} I am_create_service: [0,{number},{app}/.Push,{uid},{pid}]\n")
                events += 1
            else:
                out.write(f"{stamp} D SomeVendorTag: what a vendor's service writes all day long, {number}\n")
            number += 1
    return events


def trials(bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """One log a seed, of SIZES in turn: every event read once, in order, within MOST_PEAK_MIB."""
    del bases
    for seed in seeds:
        path = folder / f"log-{seed}.txt"
        size = SIZES[seed % len(SIZES)]
        events = write(path, size)
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - started
        path.unlink()
        if done.returncode:
            why = done.stderr.strip().rpartition("\n")[2]
        else:
            told = json.loads(done.stdout)
            right = told["read"] == told["given"] == events and told["ordered"] and not told["told"]
            why = "" if right and told["peak_mib"] <= MOST_PEAK_MIB else done.stdout.strip()
        yield Outcome(seed, f"{size >> 20} MiB of log", "FAILED" if why else "read", why, round(seconds, 1))
