"""200 small packages uploaded at once, through the whole platform, beside the bare engine on the same cores.

`python -m bench.platform_load` starts `mingjian up` in a folder of its own, uploads over HTTP, and waits
until every scan is done: once with several packages a request (`POST /scans/many`, in the lots in which the
upload page sends small files), once, in a new folder, each by itself. The bare engine (`bench.host`) then
scans the same packages. The bar is 85 %. First come small real apps, then test apps of a few kilobytes, whose
scan takes a few milliseconds; with folders as arguments the smallest packages in those instead. What this
script itself costs is on the same cores, and told; whether scans are left it asks the database, since asking
the API several times a second would be load of its own.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import psycopg

from bench.host import Bare
from bench.loads import PACKAGES, real, tiny
from bench.samples import ROOT
from bench.uploader import Uploader
from mingjian.platform.runtime.embedded import DATABASE, SUPERUSER, address_of
from mingjian.platform.scans.events import CHANNEL

PORT = 8927
PAGE = ROOT / "python" / "mingjian" / "platform" / "scans" / "static" / "scans" / "upload.js"
ALONE_AT_ONCE = 8
"""Requests at a time where each package comes by itself, as clients of the API may send them."""
READY_S = 180
PARTS = {"web": "runtime.web", "worker": "runtime.worker", "database": "postgres", "rest": "mingjian\0up"}
"""How the command line of each part is told; what else the worker started is the host and its children."""
DONE_S = 600
ASKED_S = 0.5
"""After so long without a word the database is asked again."""
ROUNDS = 3
"""Of each way: a machine that others slow down is slow for seconds."""
SETTLED_S = 2.0
"""What starting left to do is over then."""


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], httpx.Client]:
    """The platform in `folder`, ready, and a client with its admin token."""
    command = [str(ROOT / ".venv" / "bin" / "mingjian"), "up", "--data", str(folder), "--port", str(PORT)]
    log = (folder.parent / "up.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
    base = f"http://127.0.0.1:{PORT}"
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            if httpx.get(f"{base}/readyz").status_code == 200 and (folder / "admin-token").exists():
                token = (folder / "admin-token").read_text().strip()
                headers = {"Authorization": f"Bearer {token}"}
                return process, httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=60)
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    process.kill()
    raise SystemExit(f"not ready: {(folder.parent / 'up.log').read_text()[-2000:]}")


class Page(NamedTuple):
    """How the upload page sends files that are small enough to go together: its script's own figures. What it
    sends before it knows how fast the line is has `first` bytes, then, on this machine, `bytes`."""

    at_once: int
    files: int
    bytes: int
    first: int

    @classmethod
    def read(cls) -> Page:
        script = PAGE.read_text("utf-8")

        def figure(name: str) -> int:
            told = re.search(rf"\b{name} = (\d+)(?: << (\d+))?", script)
            if told is None:
                raise SystemExit(f"{PAGE.name} has no {name}")
            return int(told[1]) << int(told[2] or 0)

        return cls(figure("AT_ONCE"), figure("MOST_TOGETHER"), figure("TOGETHER"), figure("FIRST"))

    def lots(self, paths: list[Path]) -> list[list[Path]]:
        """The files of each request."""
        lots: list[list[Path]] = []
        room = 0
        for path in paths:
            size = path.stat().st_size
            if not lots or size > room or len(lots[-1]) == self.files:
                lots.append([])
                room = self.first if len(lots) <= self.at_once else self.bytes
            lots[-1].append(path)
            room -= size
        return lots


class Left:
    """Asks the database itself whether a scan waits or runs, each time one is told to have changed."""

    def __init__(self, data: Path) -> None:
        address = address_of((data / "postgres").resolve(), role=SUPERUSER, database=DATABASE)
        self._database = psycopg.connect(address, autocommit=True)
        self._database.execute(f"LISTEN {CHANNEL}")

    def any(self) -> bool:
        sql = "SELECT EXISTS (SELECT FROM scans_scan WHERE state IN ('queued', 'running'))"
        row = self._database.execute(sql).fetchone()
        return row is not None and bool(row[0])

    def wait(self, until: float) -> None:
        """Until none is left. Raises: SystemExit: past `until`."""
        while self.any():
            if time.perf_counter() > until:
                raise SystemExit("scans are left")
            list(self._database.notifies(timeout=ASKED_S, stop_after=1))
            list(self._database.notifies(timeout=0))  # what was told with it

    def close(self) -> None:
        self._database.close()


def spent_s(root: int) -> dict[str, float]:
    """Processor time so far of each part of the platform that `root` supervises."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    rows: dict[int, tuple[str, float]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            command = (folder / "cmdline").read_text("utf-8", "replace")
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        rows[int(folder.name)] = (command, sum(map(int, fields[11:15])) / ticks)
    total = dict.fromkeys((*PARTS, "host"), 0.0)
    for process, (command, seconds) in rows.items():
        above = process
        while above > 1 and above != root:
            above = parents.get(above, 0)
        if above == root:
            part = next((part for part, sign in PARTS.items() if sign in command), "host")
            total[part] += seconds
    return total


class Round(NamedTuple):
    """One way of uploading: seconds until all are in and all are done, processor seconds by part, states."""

    sent: float
    done: float
    spent: dict[str, float]
    asking: float
    states: list[str]
    report: float


def send(client: httpx.Client, lots: list[list[Path]], at_once: int, *, together: bool) -> None:
    """All packages in, a lot a request, so many requests at a time."""
    uploader = Uploader(client)
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda lot: uploader.upload(lot, together=together), lots))


def round_(lots: list[list[Path]], at_once: int, *, together: bool) -> Round:
    """The packages through a platform of their own."""
    with tempfile.TemporaryDirectory(prefix="mj-load-") as place:
        data = Path(place) / "data"
        process, client = serve(data)
        try:
            left = Left(data)
            # loads what the first scan loads
            Uploader(client).upload([ROOT / "examples" / "sample-app" / "sample.apk"])
            left.wait(time.perf_counter() + DONE_S)
            time.sleep(SETTLED_S)
            before, asked, started = spent_s(process.pid), time.process_time(), time.perf_counter()
            send(client, lots, at_once, together=together)
            sent = time.perf_counter() - started
            left.wait(started + DONE_S)
            done, asking = time.perf_counter() - started, time.process_time() - asked
            spent = {part: seconds - before[part] for part, seconds in spent_s(process.pid).items()}
            left.close()
            rows = client.get("/scans", params={"limit": 200}).json()["items"]
            began = time.perf_counter()
            client.get(f"/scans/{rows[0]['id']}/report").raise_for_status()
            report = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(60)
    return Round(sent, done, spent, asking, sorted({row["state"] for row in rows}), report)


def given(folders: list[str]) -> list[Path]:
    """The smallest packages of some folders, each content once; none for no folders."""
    found = [path for folder in folders for path in Path(folder).rglob("*.apk")]
    return sorted(found, key=lambda path: (path.stat().st_size, path))[:PACKAGES]


def main() -> None:
    if sys.argv[1:]:
        compare("of the folders", given(sys.argv[1:]))
        return
    with tempfile.TemporaryDirectory(prefix="mj-apps-") as folder:
        apps = real(Path(folder))
        if apps:
            compare("small real apps", apps)
    compare("test apps", tiny())


def compare(name: str, paths: list[Path]) -> None:
    """The packages through the platform, both ways, and through the bare engine, in turn; printed."""
    slots = os.cpu_count() or 1
    page = Page.read()
    lots = page.lots(paths)
    bare, told = Bare(slots), Bare(slots, told=True)
    bare.run(paths)  # warms it
    told.run(paths)
    floors, told_floors = [bare.run(paths)], [told.run(paths)]
    rounds: dict[str, list[Round]] = {"many": [], "single": []}
    for _ in range(ROUNDS):
        rounds["many"].append(round_(lots, page.at_once, together=True))
        floors.append(bare.run(paths))
        told_floors.append(told.run(paths))
        rounds["single"].append(round_([[path] for path in paths], ALONE_AT_ONCE, together=False))
        floors.append(bare.run(paths))
        told_floors.append(told.run(paths))
    bare.stop()
    told.stop()
    size = sum(path.stat().st_size for path in paths) / len(paths) / 1e6
    print(f"{len(paths)} packages ({name}, {size:.2f} MB each), {slots} cores; medians of {ROUNDS} rounds")
    print(f"many: {len(lots)} requests, {page.at_once} at a time; single: {ALONE_AT_ONCE} at a time")
    for kind, runs in (("bare engine", floors), ("bare engine of one thread a process", told_floors)):
        wall, cpu = (statistics.median(one[part] for one in runs) for part in (0, 1))
        print(f"{kind} {wall:.1f} s, {_each(paths, wall, cpu)}")
    for number, (way, some) in enumerate(rounds.items()):
        one = sorted(some, key=lambda each: each.done)[len(some) // 2]
        whole = sum(one.spent.values())
        parts = ", ".join(f"{part} {1000 * spent / len(paths):.1f}" for part, spent in one.spent.items())
        asking = f"the uploader {1000 * one.asking / len(paths):.1f}"
        print(f"{way} {one.done:.1f} s, {_each(paths, one.done, whole)} ({parts}; {asking})")
        print(f"all in after {one.sent:.1f} s; {one.states}; a report in {one.report * 1000:.0f} ms")
        clock, cost = _ratios(floors, some, number)
        of_told, _ = _ratios(told_floors, some, number)
        print(
            f"{clock:.0%} of bare by the clock (bar 85 %), {cost:.0%} by processor time;"
            f" {of_told:.0%} of that of one thread a process"
        )


def _each(paths: list[Path], wall_s: float, cpu_s: float) -> str:
    return f"{len(paths) / wall_s:.1f} packages/s, {1000 * cpu_s / len(paths):.1f} ms a package"


def _ratios(floors: list[tuple[float, float]], rounds: list[Round], way: int) -> tuple[float, float]:
    """Medians of what bare took just before and after each round, over the round: clock, processors."""
    pairs = [(floors[2 * turn + way], floors[2 * turn + way + 1], one) for turn, one in enumerate(rounds)]
    clock = [(before[0] + after[0]) / 2 / one.done for before, after, one in pairs]
    cost = [(before[1] + after[1]) / 2 / sum(one.spent.values()) for before, after, one in pairs]
    return statistics.median(clock), statistics.median(cost)


if __name__ == "__main__":
    main()
