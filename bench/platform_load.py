"""200 small packages uploaded at once, through the whole platform, beside the bare engine on the same cores.

`python -m bench.platform_load` starts `mingjian up` in a folder of its own, uploads over HTTP, and waits
until every scan is done: once with several packages a request (`POST /scans/many`, as the upload page sends
small files), once, in a new folder, each by itself. The bare engine (`bench.host`) then scans the same
packages. The bar is 85 %. First come small real apps, then test apps of a few kilobytes, whose scan takes a
few milliseconds; with folders as arguments the smallest packages in those instead. What this script itself
costs is on the same cores, and told.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx

from bench.host import Bare
from bench.loads import PACKAGES, real, tiny
from bench.samples import ROOT

PORT = 8927
UPLOADERS = 8
IN_ONE = 25
"""Packages of one request."""
READY_S = 180
PARTS = {"web": "runtime.web", "worker": "runtime.worker", "database": "postgres", "rest": "mingjian\0up"}
"""How the command line of each part is told; what else the worker started is the host and its children."""
DONE_S = 600
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


def upload_many(client: httpx.Client, paths: list[Path]) -> None:
    """Packages in, in one request."""
    answer = client.post("/scans/many", files=[("file", (path.name, path.read_bytes())) for path in paths])
    if answer.status_code != 202 or any(one["refused"] for one in answer.json()["items"]):
        raise SystemExit(f"{answer.status_code}: {answer.text[:300]}")


def upload(client: httpx.Client, path: Path) -> None:
    """One package in, as a client sends it."""
    answer = client.post("/scans", files={"file": (path.name, path.read_bytes())})
    if answer.status_code != 202:
        raise SystemExit(f"{answer.status_code}: {answer.text[:300]}")


def left(client: httpx.Client) -> bool:
    """True while a scan waits or runs."""
    for state in ("queued", "running"):
        if client.get("/scans", params={"state": state, "limit": 1}).json()["items"]:
            return True
    return False


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


def send(client: httpx.Client, paths: list[Path], in_one: int) -> None:
    """All packages in, so many a request, several requests at a time."""
    shares = [paths[start : start + in_one] for start in range(0, len(paths), in_one)]

    def one(share: list[Path]) -> None:
        upload_many(client, share) if in_one > 1 else upload(client, share[0])

    with ThreadPoolExecutor(UPLOADERS) as pool:
        list(pool.map(one, shares))


def round_(paths: list[Path], in_one: int) -> Round:
    """The packages through a platform of their own."""
    with tempfile.TemporaryDirectory(prefix="mj-load-") as place:
        process, client = serve(Path(place) / "data")
        try:
            upload(client, ROOT / "examples" / "sample-app" / "sample.apk")  # loads what the first scan loads
            while left(client):
                time.sleep(0.25)
            time.sleep(SETTLED_S)
            before, asked, started = spent_s(process.pid), time.process_time(), time.perf_counter()
            send(client, paths, in_one)
            sent = time.perf_counter() - started
            while left(client):
                if time.perf_counter() - started > DONE_S:
                    raise SystemExit("scans are left")
                time.sleep(0.25)
            done, asking = time.perf_counter() - started, time.process_time() - asked
            spent = {part: seconds - before[part] for part, seconds in spent_s(process.pid).items()}
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
    """The packages through the platform, both ways, and through the bare engine; printed."""
    slots = os.cpu_count() or 1
    ways = {way: round_(paths, in_one) for way, in_one in (("many", IN_ONE), ("single", 1))}
    bare = Bare(slots)
    bare.run(paths)
    rounds = [bare.run(paths) for _ in range(3)]
    bare.stop()
    floor, cpu = statistics.median(wall for wall, _ in rounds), statistics.median(cpu for _, cpu in rounds)
    each = 1000 / len(paths)
    size = sum(path.stat().st_size for path in paths) / len(paths) / 1e6
    print(f"{len(paths)} packages ({name}, {size:.2f} MB each), {slots} cores")
    print(f"bare engine  {floor:5.1f} s, {len(paths) / floor:6.1f} packages/s, {cpu * each:.1f} ms a package")
    for way, one in ways.items():
        whole = sum(one.spent.values())
        told = ", ".join(f"{part} {seconds * each:.1f}" for part, seconds in one.spent.items())
        rate = f"{len(paths) / one.done:6.1f} packages/s, {whole * each:.1f} ms a package"
        print(f"{way:11}  {one.done:5.1f} s, {rate} ({told}; the uploader {one.asking * each:.1f})")
        parts = f"all in after {one.sent:.1f} s", str(one.states), f"a report in {one.report * 1000:.0f} ms"
        ratio = f"{floor / one.done:.0%} of bare by the clock (bar 85 %), {cpu / whole:.0%} by processor time"
        print(f"             {'; '.join(parts)}\n             {ratio}")


if __name__ == "__main__":
    main()
