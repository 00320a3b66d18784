"""A fleet of 2.58 million apps of 60 MB, projected from what real packages cost on one core.

Each package is scanned whole (all rules, report and stored facts written out) in a warm process, by one
thread, as where as many are at work as there are processors. What a MB costs that is neither dex nor
compiled resources (pictures, native code, media) is measured by itself: the largest samples, signed by the
field's signer as they are and with so much more in them. The rest of the cost is taken to be `fixed + dex ×
MB of dex + compiled × MB of resource table and compiled XML`, fitted by least squares (no coefficient below
zero).
"""

from __future__ import annotations

import base64
import gc
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time

from bench.rejudge import load, packages
from bench.samples import ROOT
from mingjian.artifacts.apk import second_thread
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
PADDED, PADDING_MB = 2, 48
"""How many of the largest samples are also measured with more in them, and MB of it."""
KEYS = ROOT / "tests" / "apps" / "keys"
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
    compiled_mb: float
    """Of resources.arsc and XML, inflated."""
    packed_compiled_mb: float
    ms: float
    """CPU, the least of some scans: others on the machine only add."""

    @property
    def other_mb(self) -> float:
        """Of the file, neither dex nor compiled resources."""
        return self.mb - self.packed_dex_mb - self.packed_compiled_mb


def sample(path: Path) -> Sample | None:
    """One package, not measured yet; None where it cannot be read or is too small."""
    size = path.stat().st_size / 1e6
    if size < LEAST_MB:
        return None
    try:
        examine(str(path))
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (ArtifactError, zipfile.BadZipFile):
        return None
    dex = [one for one in entries if one.filename.endswith(".dex")]
    compiled = [one for one in entries if one.filename.endswith((".xml", ".arsc"))]
    return Sample(
        path.stem,
        size,
        sum(one.file_size for one in dex) / 1e6,
        sum(one.compress_size for one in dex) / 1e6,
        sum(one.file_size for one in compiled) / 1e6,
        sum(one.compress_size for one in compiled) / 1e6,
        math.inf,
    )


def padded(path: Path, megabytes: int, out: Path) -> Path:
    """The package at `path` with so many MB more of stored noise in it, signed anew, as `out`."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            if not one.filename.startswith("META-INF/"):
                new.writestr(one, old.read(one))
        for number in range(megabytes):
            noise = random.Random(number).randbytes(10**6)  # noqa: S311
            new.writestr(zipfile.ZipInfo(f"assets/noise/{number}.bin"), noise)
    key = out.with_suffix(".pk8")  # the signer wants it in DER
    key.write_bytes(base64.b64decode("".join((KEYS / "testing_only.key.pem").read_text().splitlines()[1:-1])))
    signer = [f"--key={key}", f"--cert={KEYS / 'testing_only.cert.pem'}", "--min-sdk-version=24"]
    subprocess.run(["apksigner", "sign", *signer, str(out)], check=True)
    return out


def _spent(path: Path) -> float:
    gc.collect()
    started = process_time()
    made = examine(str(path))
    stored.to_bytes(made.facts)
    to_json(made.report)
    return (process_time() - started) * 1000


def fit(samples: Sequence[Sample], other: float) -> tuple[float, float, float]:
    """Milliseconds of a package, of a MB of dex and of a MB of compiled resources, inflated; `other`: those
    of a MB of everything else."""
    columns = [[1.0, one.dex_mb, one.compiled_mb] for one in samples]
    costs = [one.ms - other * one.other_mb for one in samples]
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


@dataclass(frozen=True)
class Pair:
    """One package signed anew, and the same with MB of noise in it: CPU ms of each."""

    plain_ms: float
    padded_ms: float
    mb: float

    @property
    def ms_a_mb(self) -> float:
        return max(0.0, (self.padded_ms - self.plain_ms) / self.mb)


def measure() -> dict[str, object]:
    """The samples, the fit and what it says of the fleet."""
    second_thread(is_wanted=False)
    with tempfile.TemporaryDirectory() as name:
        found = [(path, one) for path in packages()["real packages"] if (one := sample(path)) is not None]
        largest = sorted(found, key=lambda row: -row[1].mb)[:PADDED]
        ways = [
            padded(path, megabytes, Path(name) / f"{number}-{megabytes}.apk")
            for number, (path, _) in enumerate(largest)
            for megabytes in (0, PADDING_MB)
        ]
        spent = dict.fromkeys([*ways, *(path for path, _ in found)], math.inf)
        for _ in range(ROUNDS):
            spent = {path: min(least, _spent(path)) for path, least in spent.items()}
        pairs = [
            Pair(spent[plain], spent[more], (more.stat().st_size - plain.stat().st_size) / 1e6)
            for plain, more in zip(ways[::2], ways[1::2], strict=True)
        ]
    return projected([replace(one, ms=spent[path]) for path, one in found], pairs)


def projected(samples: Sequence[Sample], pairs: Sequence[Pair]) -> dict[str, object]:
    """The fit of what was measured, and what it says of the fleet."""
    other = sum(pair.ms_a_mb for pair in pairs) / len(pairs)
    fixed, dex, compiled = fit(samples, other)
    total, packed, compiled_mb = (
        sum(getattr(one, name) for one in samples) for name in ("mb", "packed_dex_mb", "packed_compiled_mb")
    )
    spread = sum(one.dex_mb for one in samples) / packed
    compiled_spread = sum(one.compiled_mb for one in samples) / compiled_mb
    dex_share, compiled_share = packed / total, compiled_mb / total
    a_dex = compiled_share / dex_share
    """MB of packed resources beside a MB of packed dex."""

    def hours(dex_mb: float, resources_mb: float) -> float:
        """Of apps with so many MB of packed dex and packed compiled resources."""
        rest = APP_MB - dex_mb - resources_mb
        each = fixed + dex * dex_mb * spread + compiled * resources_mb * compiled_spread + other * rest
        return APPS * each / 3.6e6

    peer = PEER_DEX_MB / spread
    return {
        "samples": [asdict(one) for one in samples], "pairs": [asdict(one) for one in pairs],
        "fixed_ms": fixed, "dex_ms": dex, "compiled_ms": compiled, "other_ms": other,
        "mix_mb": (APP_MB * dex_share * spread, APP_MB * compiled_share * compiled_spread),
        "peer_mb": (peer, peer * a_dex), "hours_peer_dex": hours(peer, peer * a_dex),
        "hours": hours(APP_MB * dex_share, APP_MB * compiled_share), "hours_all_dex": hours(APP_MB, 0.0),
        "ms_a_mb": sum(one.ms for one in samples) / total, "read_tb": APPS * APP_MB / 1e6,
        "load": os.getloadavg()[0],
    }  # fmt: skip


def lines(told: dict[str, object]) -> list[str]:
    """The section of docs/benchmarks.md."""
    from typing import Any, cast  # noqa: PLC0415

    data = cast(dict[str, Any], told)
    samples = sorted(data["samples"], key=lambda one: -one["mb"])
    of_dex, of_resources = data["peer_mb"]
    pairs = "; ".join(
        f"{one['plain_ms']:.0f} and {one['padded_ms']:.0f} ms for {one['mb']:.0f} MB more"
        for one in data["pairs"]
    )
    out = [
        f"## A fleet of {APPS:,} apps of {APP_MB:.0f} MB, projected (bar {BAR} core-hours)",
        "",
        f"{len(samples)} real packages of {LEAST_MB:.0f} MB and more, scanned whole in one warm process (all",
        f"rules, report and facts written out) by one thread, CPU time, least of {ROUNDS} scans.",
        f"A MB that is neither dex nor compiled resources: {data['other_ms']:.2f} ms, measured on the",
        f"{len(data['pairs'])} largest samples, signed anew without and with stored noise ({pairs}).",
        f"The rest by least squares: {data['fixed_ms']:.1f} ms a package, "
        f"{data['dex_ms']:.2f} ms a MB of dex and {data['compiled_ms']:.2f} ms a MB of",
        f"resource table and XML, both inflated. {load(data['load'])}",
        "",
        f"The bar's figure for androguard, about {PEER_HOURS:,} core-hours (not measured here), is "
        f"{PEER_HOURS * 3600 / APPS:.0f} s an app,",
        f"of the 30 to 60 s that it takes for {PEER_DEX_MB:.0f} MB of dex: it assumes so much of an app.",
        f"Packed as the samples' is, that is {of_dex:.1f} MB of the file; compiled resources as beside the",
        f"samples' dex are {of_resources:.1f} MB; the rest of the file is everything else. The samples' own",
        f"mix is that of apps of 1 to {samples[0]['mb']:.0f} MB: at {APP_MB:.0f} MB that would be "
        f"{data['mix_mb'][0]:.0f} MB of dex and {data['mix_mb'][1]:.0f} MB of",
        "compiled resources in every app, far beyond what was measured.",
        "",
        "| | core-hours |",
        "|---|---|",
        f"| {PEER_DEX_MB:.0f} MB of dex an app, as the bar's figure for androguard assumes "
        f"| {data['hours_peer_dex']:,.0f} |",
        f"| the samples' mix | {data['hours']:,.0f} |",
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
