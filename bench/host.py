"""The scan host beside the bare engine: 200 small packages at once, on the same cores, in turn.

Bare is one warm process a core, each scanning its share in a loop and writing nothing. `python -m bench.host`
prints packages a second, processor time a package and their ratios; medians of several rounds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.loads import PACKAGES, tiny
from bench.samples import ROOT

ROUNDS = 5


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in used)


def _loop(*, is_alone: bool) -> None:
    """A process of the bare engine: the names on its input a line, when told to go."""
    from mingjian.artifacts.apk import second_thread  # noqa: PLC0415 - its own process only
    from mingjian.platform.scans.host.warm import warm  # noqa: PLC0415 - its own process only
    from mingjian.report.json import to_json  # noqa: PLC0415
    from mingjian.scan import examine  # noqa: PLC0415

    second_thread(is_wanted=is_alone)
    warm()
    print("ready", flush=True)
    for name in sys.stdin:
        before = _cpu_s()
        for path in name.rstrip("\n").split("\0"):
            to_json(examine(path).report)
        print(_cpu_s() - before, flush=True)


class Bare:
    """One warm process a slot, each as if it were alone, or told that it is not: then of one thread."""

    def __init__(self, slots: int, *, told: bool = False) -> None:
        command = [sys.executable, "-m", "bench.host", "told" if told else "alone"]
        self.processes = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(slots)
        ]
        for process in self.processes:
            _line(process)

    def run(self, paths: list[Path]) -> tuple[float, float]:
        """Seconds by the clock and of processors."""
        started = perf_counter()
        for number, process in enumerate(self.processes):
            share = paths[number :: len(self.processes)]
            if process.stdin is not None:
                process.stdin.write("\0".join(map(str, share)) + "\n")
                process.stdin.flush()
        cpu = sum(float(_line(process)) for process in self.processes)
        return perf_counter() - started, cpu

    def stop(self) -> None:
        for process in self.processes:
            process.communicate()


def _line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline() if process.stdout is not None else ""


def _tree_cpu_s(root: int) -> float:
    """Processor time of a process, its descendants, and those of them that ended."""
    ticks = os.sysconf("SC_CLK_TCK")
    rows: dict[int, tuple[int, float]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            rows[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / ticks)
    total = 0.0
    for process in rows:
        above = process
        while above and above != root:
            above = rows.get(above, (0, 0.0))[0]
        if above == root:
            total += rows[process][1]
    return total


async def measure(slots: int) -> dict[str, list[tuple[float, float]]]:
    """Rounds of each way, in turn: (seconds by the clock, seconds of processors)."""
    from mingjian.platform.scans.host.client import ScanHost  # noqa: PLC0415 - the bare engine must not load it
    from mingjian.platform.scans.host.messages import ScanRequest  # noqa: PLC0415

    paths = tiny()
    bare = Bare(slots)
    rows: dict[str, list[tuple[float, float]]] = {"bare": [], "lot": [], "each alone": []}
    with tempfile.TemporaryDirectory(prefix="mj-bench-") as folder:
        async with ScanHost(Path(folder) / "hosts", slots=slots) as host:
            for round_ in range(ROUNDS + 1):
                measured = {"bare": await asyncio.to_thread(bare.run, paths)}
                for way, lot in (("lot", "uploader"), ("each alone", "")):
                    before, started = _tree_cpu_s(os.getpid()), perf_counter()
                    requests = [
                        ScanRequest(
                            id=f"{number}",
                            package=path,
                            output=Path(folder, way, str(round_), str(number)),
                            lot=lot,
                        )
                        for number, path in enumerate(paths)
                    ]
                    done = await asyncio.gather(*map(host.scan, requests))
                    spent = perf_counter() - started
                    if any(one.outcome != "done" for one in done):
                        raise SystemExit(f"not done: {[one for one in done if one.outcome != 'done'][:3]}")
                    measured[way] = (spent, _tree_cpu_s(os.getpid()) - before)
                if round_:
                    for way, pair in measured.items():
                        rows[way].append(pair)
    bare.stop()
    return rows


def main() -> None:
    slots = os.cpu_count() or 1
    rows = asyncio.run(measure(slots))
    print(f"{PACKAGES} packages, {slots} slots, {ROUNDS} rounds; ratios are medians of the rounds' own")
    for way, pairs in rows.items():
        clock = statistics.median(pair[0] for pair in pairs)
        cpu = statistics.median(pair[1] for pair in pairs)
        rate = statistics.median(b[0] / p[0] for b, p in zip(rows["bare"], pairs, strict=True))
        cost = statistics.median(b[1] / p[1] for b, p in zip(rows["bare"], pairs, strict=True))
        print(
            f"{way:10}  {PACKAGES / clock:6.1f} packages/s ({rate:4.0%} of bare)"
            f"  {1000 * cpu / PACKAGES:5.1f} ms processor time a package ({cost:4.0%})"
        )


if __name__ == "__main__":
    if sys.argv[1:]:
        _loop(is_alone=sys.argv[1] == "alone")
    else:
        main()
