"""Warm, in one process: floor, core and whole scan in turn, medians of many rounds."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from time import perf_counter

from bench.floor import floor

ROUNDS = 15


def measure(path: Path) -> dict[str, float]:
    """Milliseconds: floor, core (open to signature), scan (facts, rules, report as JSON); ratios by pair."""
    from mingjian import knowledge  # noqa: PLC0415 - the floor must not pay for our imports
    from mingjian.artifacts.apk import Apk  # noqa: PLC0415
    from mingjian.facts.collect import interest, tables  # noqa: PLC0415
    from mingjian.report.json import to_json  # noqa: PLC0415
    from mingjian.scan import examine  # noqa: PLC0415

    knowledge.compiled()
    asked = interest()
    floors: list[float] = []
    cores: list[float] = []
    scans: list[float] = []
    for round_ in range(ROUNDS + 2):
        base = floor(path)
        started = perf_counter()
        Apk(path).facts_json(tables(), asked)
        core = perf_counter() - started
        started = perf_counter()
        to_json(examine(str(path)).report)
        scan = perf_counter() - started
        if round_ >= 2:
            floors.append(base)
            cores.append(core)
            scans.append(scan)
    return {
        "floor_ms": 1000 * statistics.median(floors),
        "core_ms": 1000 * statistics.median(cores),
        "scan_ms": 1000 * statistics.median(scans),
        "core_ratio": statistics.median(c / f for c, f in zip(cores, floors, strict=True)),
        "scan_ratio": statistics.median(s / f for s, f in zip(scans, floors, strict=True)),
    }


if __name__ == "__main__":
    print(json.dumps({name: measure(Path(name)) for name in sys.argv[1:]}))
