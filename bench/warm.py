"""Warm, in one process: floor, core and whole scan in turn, medians of many rounds.

The process is set up as the command `mingjian scan` sets itself up (`mingjian.cli._start`).

Of the core two times, from the same call. *To reachability*: wall time from opening the file until it is
known which code is reached (open, inflate, parse, sweep, graph, reachability, with what the core's two
threads do besides until then), and the signature's own time added in full, although it runs beside. *Whole*:
until everything the core sees is told, as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from time import perf_counter

import msgspec

from bench.floor import floor

ROUNDS = 15


class Clock(msgspec.Struct):
    """Of what the core tells, when it was where."""

    timings_ms: dict[str, float]
    reachability_at_ms: float

    def to_reachability(self, opening_s: float) -> float:
        """Seconds from the opening, which took `opening_s`, with the signature."""
        return opening_s + (self.reachability_at_ms + self.timings_ms["signature"]) / 1000


def measure(path: Path) -> dict[str, float]:
    """Milliseconds: floor, core to reachability, whole core, scan (facts, rules, report as JSON); ratios by
    pair."""
    from mingjian.cli import _start  # noqa: PLC0415 - the floor must not pay for our imports

    _start.keep_memory()
    from mingjian import knowledge  # noqa: PLC0415
    from mingjian.artifacts.apk import Apk  # noqa: PLC0415
    from mingjian.facts.collect import interest, tables  # noqa: PLC0415
    from mingjian.report.json import to_json  # noqa: PLC0415
    from mingjian.scan import examine  # noqa: PLC0415

    knowledge.compiled()
    asked = interest()
    floors: list[float] = []
    reached: list[float] = []
    cores: list[float] = []
    scans: list[float] = []
    for round_ in range(ROUNDS + 2):
        base = floor(path)
        started = perf_counter()
        apk = Apk(path)
        opened = perf_counter()
        told = apk.facts_json(tables(), asked)
        core = perf_counter() - started
        known = msgspec.json.decode(told, type=Clock).to_reachability(opened - started)
        started = perf_counter()
        to_json(examine(str(path)).report)
        scan = perf_counter() - started
        if round_ >= 2:
            floors.append(base)
            reached.append(known)
            cores.append(core)
            scans.append(scan)
    return {
        "floor_ms": 1000 * statistics.median(floors),
        "reached_ms": 1000 * statistics.median(reached),
        "core_ms": 1000 * statistics.median(cores),
        "scan_ms": 1000 * statistics.median(scans),
        "reached_ratio": statistics.median(r / f for r, f in zip(reached, floors, strict=True)),
        "core_ratio": statistics.median(c / f for c, f in zip(cores, floors, strict=True)),
        "scan_ratio": statistics.median(s / f for s, f in zip(scans, floors, strict=True)),
    }


if __name__ == "__main__":
    print(json.dumps({name: measure(Path(name)) for name in sys.argv[1:]}))
