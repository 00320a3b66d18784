"""200 small packages uploaded at once, through the whole platform, beside the bare engine on the same cores.

`python -m bench.platform_load` starts `mingjian up` in a folder of its own, uploads over HTTP, and waits
until every scan is done; the bare engine (`bench.host`) then scans the same packages. The bar is 85 %. With
folders as arguments the packages are the smallest in those, instead of test apps of a few kilobytes.
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

import httpx

from bench.host import PACKAGES, Bare, packages
from bench.samples import ROOT

PORT = 8927
UPLOADERS = 8
IN_ONE = 25
"""Packages of one request."""
READY_S = 180
PARTS = {"web": "runtime.web", "worker": "runtime.worker", "database": "postgres", "rest": "mingjian\0up"}
"""How the command line of each part is told; what else the worker started is the host and its children."""
DONE_S = 600


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


def platform_s(client: httpx.Client, paths: list[Path]) -> tuple[float, float]:
    """Seconds until all are in, and until all are done."""
    started = time.perf_counter()
    with ThreadPoolExecutor(UPLOADERS) as pool:
        shares = [paths[start : start + IN_ONE] for start in range(0, len(paths), IN_ONE)]
        list(pool.map(lambda share: upload_many(client, share), shares))
    sent = time.perf_counter() - started
    until = time.monotonic() + DONE_S
    while left(client):
        if time.monotonic() > until:
            raise SystemExit("scans are left")
        time.sleep(0.25)
    return sent, time.perf_counter() - started


def given(folders: list[str]) -> list[Path]:
    """The smallest packages of some folders, each content once; none for no folders."""
    found = [path for folder in folders for path in Path(folder).rglob("*.apk")]
    return sorted(found, key=lambda path: (path.stat().st_size, path))[:PACKAGES]


def main() -> None:
    paths = given(sys.argv[1:]) or packages()
    slots = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="mj-load-") as place:
        folder = Path(place) / "data"
        process, client = serve(folder)
        try:
            upload(client, ROOT / "examples" / "sample-app" / "sample.apk")  # loads what the first scan loads
            while left(client):
                time.sleep(0.25)
            before = spent_s(process.pid)
            sent, done = platform_s(client, paths)
            spent = {part: seconds - before[part] for part, seconds in spent_s(process.pid).items()}
            rows = client.get("/scans", params={"limit": 200}).json()["items"]
            states = {row["state"] for row in rows}
            report = httpx.Client(base_url=client.base_url, headers=client.headers)
            began = time.perf_counter()
            report.get(f"/scans/{rows[0]['id']}/report")
            answered = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(60)
    bare = Bare(slots)
    bare.run(paths)
    rounds = [bare.run(paths) for _ in range(3)]
    bare.stop()
    floor, cpu = statistics.median(wall for wall, _ in rounds), statistics.median(cpu for _, cpu in rounds)
    print(f"{len(paths)} packages, {slots} cores, states {sorted(states)}")
    print(f"bare engine      {floor:6.1f} s  {len(paths) / floor:6.1f} packages/s")
    print(f"platform, all in {sent:6.1f} s; all done {done:6.1f} s  {len(paths) / done:6.1f} packages/s")
    told = ", ".join(f"{part} {1000 * seconds / len(paths):.1f}" for part, seconds in spent.items())
    print(f"processor time a package, ms: bare {1000 * cpu / len(paths):.1f}; {told}")
    print(f"{cpu / sum(spent.values()):.0%} of bare by processor time")
    print(f"{floor / done:.0%} of bare (bar 85 %); a report in {answered * 1000:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
