"""A timeline of a million events, from the file `device import` writes: a package, an hour, all of it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

from bench.peers import Used, run
from bench.samples import ROOT
from mingjian.artifacts.device_log import export
from mingjian.artifacts.device_log.event import Event, EventKind

MINGJIAN = str(ROOT / ".venv" / "bin" / "mingjian")
EVENTS = 1_000_000
START_NS = 1_772_330_400 * 10**9
KINDS: tuple[EventKind, ...] = ("permission_use", "api_call", "process_start", "foreground", "background")
RUNS = 3


def events(number: int, seed: int = 7) -> Iterator[Event]:
    """A day's events of 200 packages, in order."""
    random = Random(seed)  # noqa: S311 - a workload, no secret
    for place in range(number):
        package = f"com.example.app{random.randrange(200)}"
        yield Event(
            at_ns=START_NS + place * 86_400_000_000, kind=random.choice(KINDS), package=package,
            what=f"android.telephony.TelephonyManager.get{random.randrange(40)}", uid=10_000 + place % 200,
            stack=(f"com.sdk{random.randrange(30)}.Stat.put(Stat.java:12)", f"{package}.Main.a(Main.java:3)"),
            source="logcat.txt", line=place + 1,
        )  # fmt: skip


def rows() -> list[dict[str, object]]:
    """What was asked, what the process used (the median by wall time), for each form of the file."""
    told: list[tuple[str, Used]] = []
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "events.jsonl"
        export.write(events(EVENTS), lines, "jsonl")
        parquet = Path(folder) / "events.parquet"
        imported = run([MINGJIAN, "device", "import", str(lines), "-o", str(parquet)])
        told.append(("JSON lines imported to Parquet", imported))
        for path in (parquet, lines):
            for name, options in (
                ("one package", ["--package", "com.example.app7"]),
                ("one hour", ["--from", "2026-03-01 12:00:00", "--to", "2026-03-01 13:00:00"]),
                ("every event", []),
            ):
                command = [MINGJIAN, "device", "timeline", str(path), *options]
                used = sorted((run(command) for _ in range(RUNS)), key=lambda one: one.wall_s)[RUNS // 2]
                told.append((f"{name}, {path.suffix[1:]}", used))
    return [{"asked": name, **asdict(used)} for name, used in told]


if __name__ == "__main__":
    print(json.dumps(rows()))
