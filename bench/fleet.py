"""A fleet of 2.58 million apps of 60 MB, projected from what real packages cost on one core.

Each package is scanned whole (all rules, report and stored facts written out) in a warm process; CPU time
counts both threads of the core. The cost is taken to be `fixed + dex × MB of dex + rest × MB of the other
files`, fitted by least squares (no coefficient below zero), and asked for 60 MB of which the samples' own
share, weighted by their bytes, is dex.
"""

from __future__ import annotations

import gc
import itertools
import json
import math
import os
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time

from bench.rejudge import load, packages
from mingjian.errors import ArtifactError
from mingjian.facts import stored
from mingjian.report.json import to_json
from mingjian.scan import examine

APPS, APP_MB, BAR = 2_580_000, 60.0, 300
"""Apps of the fleet, size of one, core-hours at most."""
PEER_HOURS, PEER_DEX_MB = 33_000, 15.0
"""What the bar says of androguard: core-hours for the fleet; MB of dex (inflated) of an app."""
LEAST_MB = 1.0
"""Smaller packages are no apps of a store."""
ROUNDS = 12
"""Through all packages, one after the other: a machine that others slow down is slow for seconds."""


@dataclass(frozen=True)
class Sample:
    name: str
    mb: float
    """Of the file, as every MB here 10^6 bytes."""
    dex_mb: float
    """Of dex, inflated."""
    packed_dex_mb: float
    """Of dex as it lies in the file."""
    ms: float
    """CPU, the least of some scans: others on the machine only add."""


def sample(path: Path) -> Sample | None:
    """One package, not measured yet; None where it cannot be read or is too small."""
    size = path.stat().st_size / 1e6
    if size < LEAST_MB:
        return None
    try:
        examine(str(path))
        with zipfile.ZipFile(path) as package:
            dex = [one for one in package.infolist() if one.filename.endswith(".dex")]
    except (ArtifactError, zipfile.BadZipFile):
        return None
    return Sample(
        path.stem,
        size,
        sum(one.file_size for one in dex) / 1e6,
        sum(one.compress_size for one in dex) / 1e6,
        math.inf,
    )


def _spent(path: Path) -> float:
    gc.collect()
    started = process_time()
    made = examine(str(path))
    stored.to_bytes(made.facts)
    to_json(made.report)
    return (process_time() - started) * 1000


def fit(samples: Sequence[Sample]) -> tuple[float, float, float]:
    """Milliseconds of a package, of a MB of dex and of a MB of anything else."""
    columns = [[1.0, one.dex_mb, one.mb - one.packed_dex_mb] for one in samples]
    costs = [one.ms for one in samples]
    best: tuple[float, tuple[float, ...]] | None = None
    for wanted in itertools.product((0, 1), repeat=3):
        used = [number for number, there in enumerate(wanted) if there]
        found = _solved([[row[number] for number in used] for row in columns], costs) if used else []
        if found is None or any(each < 0 for each in found):
            continue
        whole = [0.0, 0.0, 0.0]
        for number, each in zip(used, found, strict=True):
            whole[number] = each
        off = sum(
            (cost - sum(a * b for a, b in zip(row, whole, strict=True))) ** 2
            for row, cost in zip(columns, costs, strict=True)
        )
        if best is None or off < best[0]:
            best = off, tuple(whole)
    if best is None:
        raise ValueError("nothing was measured")
    return best[1][0], best[1][1], best[1][2]


def _solved(rows: list[list[float]], costs: list[float]) -> list[float] | None:
    """Least squares by the normal equations; None where they have no one answer."""
    width = len(rows[0])
    table = [
        [sum(row[a] * row[b] for row in rows) for b in range(width)]
        + [sum(row[a] * cost for row, cost in zip(rows, costs, strict=True))]
        for a in range(width)
    ]
    for at in range(width):
        turn = max(range(at, width), key=lambda number: abs(table[number][at]))
        table[at], table[turn] = table[turn], table[at]
        if abs(table[at][at]) < 1e-9:
            return None
        for number in range(width):
            if number != at:
                share = table[number][at] / table[at][at]
                table[number] = [a - share * b for a, b in zip(table[number], table[at], strict=True)]
    return [table[at][width] / table[at][at] for at in range(width)]


def measure() -> dict[str, object]:
    """The samples, the fit and what it says of the fleet."""
    found = [(path, one) for path in packages()["real packages"] if (one := sample(path)) is not None]
    for _ in range(ROUNDS):
        found = [(path, replace(one, ms=min(one.ms, _spent(path)))) for path, one in found]
    return projected([one for _, one in found])


def projected(samples: Sequence[Sample]) -> dict[str, object]:
    """The fit of what was measured, and what it says of the fleet."""
    fixed, dex, rest = fit(samples)
    total = sum(one.mb for one in samples)
    packed = sum(one.packed_dex_mb for one in samples)
    spread = sum(one.dex_mb for one in samples) / packed
    share = packed / total

    def hours(of_dex: float) -> float:
        return APPS * (fixed + dex * APP_MB * of_dex * spread + rest * APP_MB * (1 - of_dex)) / 3.6e6

    return {
        "samples": [asdict(one) for one in samples], "fixed_ms": fixed, "dex_ms": dex, "rest_ms": rest,
        "share": share, "spread": spread, "hours": hours(share), "hours_all_dex": hours(1.0),
        "hours_peer_dex": hours(PEER_DEX_MB / spread / APP_MB),
        "ms_a_mb": sum(one.ms for one in samples) / total, "read_tb": APPS * APP_MB / 1e6,
        "load": os.getloadavg()[0],
    }  # fmt: skip


def lines(told: dict[str, object]) -> list[str]:
    """The section of docs/benchmarks.md."""
    from typing import Any, cast  # noqa: PLC0415

    data = cast(dict[str, Any], told)
    samples = sorted(data["samples"], key=lambda one: -one["mb"])
    out = [
        f"## A fleet of {APPS:,} apps of {APP_MB:.0f} MB, projected (bar {BAR} core-hours)",
        "",
        f"{len(samples)} real packages of {LEAST_MB:.0f} MB and more, scanned whole in one warm process (all",
        f"rules, report and facts written out), CPU time of both threads, least of {ROUNDS} scans. Fitted by",
        "least squares:",
        f"{data['fixed_ms']:.1f} ms a package, {data['dex_ms']:.2f} ms a MB of dex (inflated), "
        f"{data['rest_ms']:.2f} ms a MB of everything else.",
        f"Assumed of an app of {APP_MB:.0f} MB: the samples' own mix, by bytes {data['share']:.0%} of the",
        f"file is packed dex, which inflates {data['spread']:.2f} times. {load(data['load'])}",
        f"The bar's figure for androguard, about {PEER_HOURS:,} core-hours (not measured here), is "
        f"{PEER_HOURS * 3600 / APPS:.0f} s an app,",
        f"of the 30 to 60 s that it takes for {PEER_DEX_MB:.0f} MB of dex: it assumes so much of an app.",
        f"Packed as the samples' is, that is {PEER_DEX_MB / data['spread']:.1f} MB of the file; the rest is "
        "everything else.",
        "",
        "| | core-hours |",
        "|---|---|",
        f"| the samples' mix | {data['hours']:,.0f} |",
        f"| {PEER_DEX_MB:.0f} MB of dex an app, as the bar's figure for androguard assumes "
        f"| {data['hours_peer_dex']:,.0f} |",
        f"| were all of it dex | {data['hours_all_dex']:,.0f} |",
        f"| by bytes alone ({data['ms_a_mb']:.2f} CPU ms a MB of these packages) | "
        f"{APPS * APP_MB * data['ms_a_mb'] / 3.6e6:,.0f} |",
        "",
        f"Input and output apart: {data['read_tb']:,.0f} TB to read.",
        "",
        "| largest samples | MB | dex MB | CPU ms | CPU ms a MB |",
        "|---|---|---|---|---|",
    ]
    for one in samples[:8]:
        out.append(
            f"| {one['name']} | {one['mb']:.1f} | {one['dex_mb']:.1f} | {one['ms']:.0f} "
            f"| {one['ms'] / one['mb']:.1f} |"
        )
    return [*out, ""]


if __name__ == "__main__":
    found = measure()
    sys.stdout.write(json.dumps(found) if "--json" in sys.argv else "\n".join(lines(found)))
