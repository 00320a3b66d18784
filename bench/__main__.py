"""Runs everything in one go, prints the table, writes docs/benchmarks.md and fails nothing: it measures."""

from __future__ import annotations

import compileall
import json
import platform
import statistics
import subprocess
import sys
from pathlib import Path

from bench.catalogue_search import APPS, USES
from bench.floor import dex_bytes
from bench.large import large_package
from bench.page import ALONE, PAGE, section
from bench.peers import ANDROGUARD, APK_INFO, DEXLLM, Used, install, run, unpack_dex
from bench.policy import CHARACTERS
from bench.samples import ROOT, samples

MINGJIAN = str(ROOT / ".venv" / "bin" / "mingjian")
RUNS = 5
IN_TURN = 3
"""Runs of ours before, between and after those of the others."""


def middle(runs: list[Used]) -> Used:
    """The run in the middle by CPU time."""
    return sorted(runs, key=lambda used: used.cpu_s)[len(runs) // 2]


def cold(path: Path) -> dict[str, Used]:
    """Whole processes on one package. Ours runs in turn with the others: the machine is not as fast in one
    minute as in the next, and theirs take minutes."""
    python = str(install())
    dex = [str(part) for part in unpack_dex(path)]
    mingjian = [MINGJIAN, "scan", str(path), "--format", "json"]
    others = {
        "dexdump -d": (["dexdump", "-d", *dex], 3),
        "apk-info (manifest only)": ([python, "-c", APK_INFO, str(path)], RUNS),
        "dexllm (dangerous calls)": ([python, "-c", DEXLLM, str(path)], 3),
        "androguard AnalyzeAPK": ([python, "-c", ANDROGUARD, str(path)], 1),
    }
    ours = [run(mingjian) for _ in range(IN_TURN)]
    used: dict[str, Used] = {}
    for name, (command, runs) in others.items():
        used[name] = middle([run(command) for _ in range(runs)])
        ours += [run(mingjian) for _ in range(IN_TURN)]
    return {"mingjian scan": middle(ours), **used}


def policies() -> list[str]:
    """The table of privacy policies, from a process of its own."""
    output = subprocess.run(
        [sys.executable, "-m", "bench.policy"], check=True, capture_output=True, text=True
    ).stdout
    told = json.loads(output)
    lines = [
        "",
        "## Privacy policies, warm, in one process",
        "",
        "| text | characters | first ms | wall ms | CPU ms | CPU ms for 20,000 (bar 150) |",
        "|---|---|---|---|---|---|",
    ]
    for number, row in enumerate(told["rows"]):
        form = "TXT" if number % 2 == 0 else "HTML"
        lines.append(
            f"| {number // 2 + 1}, {form} | {row['characters']:.0f} | {row['first_ms']:.0f} "
            f"| {row['wall_ms']:.0f} | {row['cpu_ms']:.0f} "
            f"| {row['cpu_ms'] * CHARACTERS / row['characters']:.0f} |"
        )
    return [*lines, "", f"Peak of that process: {told['peak_mib']:.0f} MiB (bar 300).", ""]


def timelines() -> list[str]:
    """The table of timelines, from a process of its own."""
    output = subprocess.run(
        [sys.executable, "-m", "bench.timeline"], check=True, capture_output=True, text=True
    ).stdout
    lines = [
        "",
        "## A timeline of 1,000,000 events (bar 5 s, 500 MiB)",
        "",
        "| asked | wall s | CPU s | peak MiB |",
        "|---|---|---|---|",
    ]
    for row in json.loads(output):
        failed = f" (exit {row['code']})" if row["code"] else ""
        lines.append(
            f"| {row['asked']}{failed} | {row['wall_s']:.1f} | {row['cpu_s']:.1f} | {row['peak_mib']:.0f} |"
        )
    return [*lines, ""]


def platform_rows() -> list[str]:
    """The platform's lines, each from a process of its own: upload, page and search."""
    load = subprocess.run(
        [sys.executable, "-m", "bench.platform_load"], check=True, capture_output=True, text=True
    ).stdout
    lines = ["## The platform", "", "200 small packages at once, and the bare engine on the same cores:", ""]
    lines += [f"- {' '.join(line.split())}" for line in load.splitlines()]
    lines += [
        "",
        f"{APPS:,} apps with {USES} SDKs each, asked as pages ask; a whole report page:",
        "",
        "| asked | median ms | p95 ms | bar, p95 ms |",
        "|---|---|---|---|",
    ]
    for module in ("bench.report_page", "bench.catalogue_search"):
        output = subprocess.run(
            [sys.executable, "-m", module, "--json"], check=True, capture_output=True, text=True
        ).stdout
        for row in json.loads(output):
            bar = f"{row['bar_ms']:.0f}" if row["bar_ms"] else ""
            lines.append(f"| {row['asked']} | {row['median_ms']:.0f} | {row['p95_ms']:.0f} | {bar} |")
    return [*lines, ""]


def main() -> None:
    # As installed: pip compiles what it installs, ours and the peers'.
    compileall.compile_dir(ROOT / "python" / "mingjian", quiet=1)
    paths = samples()
    python = str(install())
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every ratio is from one run on one machine, tools in turn. Absolute "
        "times are",
        f"noise. {platform.machine()}, Python {platform.python_version()}, "
        f"{_count()} processors. Floor: SHA-256 of the file and inflating what a scan reads, one thread.",
        "",
        "## Warm, in one process",
        "",
        "*To reachability*: the core's wall time from opening the file until it is known which code is",
        "reached (open, inflate, parse, sweep, graph, reachability, with what its two threads do besides",
        "until then), and all of the signature's own time added, although it runs beside. *Core*, of these",
        "same calls: all it sees (also calls to known APIs, constants, hosts, ways, flows, sensors, screens,",
        "layouts, pictures, hidden code), told as JSON. *Scan*: with all rules, and the report as JSON.",
        "",
        "| package | MB | dex MB | floor ms | to reachability ms | core ms | scan ms "
        "| to reachability ÷ floor (bar 2) | core ÷ floor | scan ÷ floor (bar 3) |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    # the peers' environment holds libdeflate's binding; ours holds Mingjian: measure with ours plus that one
    _need_deflate(python)
    output = subprocess.run(
        [sys.executable, "-m", "bench.warm", *map(str, paths.values())],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for (name, path), row in zip(paths.items(), json.loads(output).values(), strict=True):
        lines.append(
            f"| {name} | {path.stat().st_size / 1e6:.1f} | {dex_bytes(path) / 1e6:.1f} | "
            f"{row['floor_ms']:.1f} "
            f"| {row['reached_ms']:.1f} | {row['core_ms']:.1f} | {row['scan_ms']:.1f} "
            f"| {row['reached_ratio']:.2f} | {row['core_ratio']:.2f} | {row['scan_ratio']:.2f} |"
        )
    lines += ["", "## Cold, whole processes", ""]
    lines += ["| package | tool | CPU s | peak MiB | CPU ÷ mingjian |", "|---|---|---|---|---|"]
    for name, path in paths.items():
        used = cold(path)
        ours = used["mingjian scan"].cpu_s
        for tool, one in used.items():
            failed = f" (exit {one.code})" if one.code not in (0, 1) else ""
            lines.append(
                f"| {name} | {tool}{failed} | {one.cpu_s:.2f} | {one.peak_mib:.0f} | {one.cpu_s / ours:.1f} |"
            )
    lines += policies()
    lines += timelines()
    lines += platform_rows()
    start = statistics.median(run([MINGJIAN, "explain", "TH-05"]).wall_s for _ in range(RUNS))
    big = large_package(list(paths.values()))
    peak = run([MINGJIAN, "scan", str(big), "--format", "json"])
    lines += [
        "",
        "## Start and memory",
        "",
        f"- `mingjian explain TH-05`, wall: {start:.2f} s (bar for start-up 0.35 s)",
        f"- scan of a package with {dex_bytes(big) / 1e6:.0f} MB of dex (the samples' own dex files, "
        f"repeated): "
        f"peak {peak.peak_mib:.0f} MiB (bar 300), {peak.cpu_s:.1f} CPU s, exit {peak.code}",
        "",
    ]
    for module in ALONE:
        lines += [*section(module), ""]
    text = "\n".join(lines)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def _count() -> int:
    import os  # noqa: PLC0415

    return len(os.sched_getaffinity(0))


def _need_deflate(_python: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "deflate==0.9.0"]
    subprocess.run(pip, check=True)


if __name__ == "__main__":
    main()
