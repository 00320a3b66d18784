"""`python -m tools.drill [NAME …] [--count N]`: runs the large trials, resumably, and records them.

What is done is kept in build/drill/NAME.jsonl, one line a trial; a second run of the same commit goes on
where the first stopped. Exit 1 when a trial failed.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from tools.drill import api, browser, flips, kills, mutations, pages, record, streams
from tools.drill.mutations import Outcome
from tools.test_apps import build

STATE = record.ROOT / "build" / "drill"
SAMPLE = record.ROOT / "examples" / "sample-app" / "sample.apk"
LARGEST_BASE_BYTES = 4 << 20
"""Larger packages make a trial slow without making it more telling."""


def part_trial(base: str, seed: int, folder: str) -> Outcome:
    """One package with damage inside a parsed entry, scanned."""
    return mutations.trial(base, seed, folder, mutations.mutate_part)


class Drill(Struct, frozen=True):
    """`bases` chooses among all packages; `one` is a trial, or `all` does them one after another."""

    what: str
    bar: str
    wanted: int
    one: Callable[[str, int, str], Outcome]
    is_base: Callable[[Path], bool]
    all: Callable[[Sequence[Path], Sequence[int], Path], Iterator[Outcome]] | None = None


def _small(path: Path) -> bool:
    return path.stat().st_size <= LARGEST_BASE_BYTES


STANDS = "no traceback, panic, hang over 5 s or memory over 1 GiB"
DRILLS = {
    "packages": Drill("damaged packages, scanned whole", STANDS, 10_000, mutations.trial, _small),
    "parts": Drill("damaged manifests, resources, dex, scanned whole", STANDS, 10_000, part_trial, _small),
    "flips": Drill(
        "one byte of a signed package changed", "none accepted", 5_000, flips.trial,
        lambda path: _small(path) and flips.is_base(path),
    ),
    "kills": Drill(
        "kill -9 of web, worker and database in turn while packages are scanned",
        "nothing acknowledged lost or doubled", 100, part_trial, lambda path: path == SAMPLE, kills.trials,
    ),
    "hostile": Drill(
        "stored hostile words on every page in Chromium", "none runs, none becomes a part of a page", 500,
        part_trial, lambda path: path == SAMPLE, browser.hostile,
    ),
    "api": Drill(
        "generated requests to every operation of the API, a hundred a trial",
        "no 5xx, every answer as the document says", 10, part_trial, lambda path: path == SAMPLE,
        api.requests,
    ),
    "streams": Drill(
        "a device's log of 200 MiB, and of 2 GiB; a clock set back, two zones, half a report",
        f"every event once, in order, what is wrong told, memory at most {streams.MOST_PEAK_MIB} MiB",
        len(streams.TRIALS),
        part_trial, lambda path: path == SAMPLE, streams.trials,
    ),
    "journeys": Drill(
        "the main journeys, both languages, phone and desktop", "each step seen, axe and console silent",
        len(browser.PAIRS),
        part_trial, lambda path: path == SAMPLE, browser.journeys,
    ),
    "pages": Drill(
        "labelled web pages in every variant, visited in Chromium", "each judged as labelled",
        len(pages.every()), part_trial, lambda path: path == SAMPLE, pages.judged,
    ),
    "ssrf": Drill(
        "217 ways to name a private address, asked of the proxy and from a page in Chromium",
        "no private connection", 1, part_trial, lambda path: path == SAMPLE, browser.ssrf,
    ),
}  # fmt: skip


class _Sitting(Struct):
    """First line of a state file: what the lines below belong to."""

    commit: str
    seconds: float = 0.0


@cache
def packages() -> list[Path]:
    """Our test apps and, where they are, the shared real packages; in an order that stays."""
    ours = [app.apk for app in build() if not app.variant]
    shared = Path(os.environ.get("MINGJIAN_SHARED", record.ROOT.parent / "shared")) / "data"
    return [
        *sorted(ours),
        *sorted((shared / "apk").rglob("*.apk")),
        *sorted((shared / "apksig").rglob("*.apk")),
    ]


def resume(state: Path) -> tuple[_Sitting, list[Outcome]]:
    """What stands in a state file of this commit; nothing when it is of another."""
    fresh = _Sitting(record.commit())
    if not state.exists():
        return fresh, []
    first, *rest = state.read_bytes().splitlines()
    sitting = msgspec.json.decode(first, type=_Sitting)
    if sitting.commit != fresh.commit:
        return fresh, []
    whole = [line for line in rest if line.endswith(b"}")]  # the last line may have been cut off
    return sitting, [msgspec.json.decode(line, type=Outcome) for line in whole]


def run(name: str, drill: Drill, paths: list[Path], count: int) -> list[Outcome]:
    """Runs what is missing of `count` trials and records the whole; returns the failures."""
    STATE.mkdir(parents=True, exist_ok=True)
    state = STATE / f"{name}.jsonl"
    sitting, done = resume(state)
    bases = [path for path in paths if drill.is_base(path)]
    missing = sorted(set(range(count)) - {one.seed for one in done})
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, state.open("wb") as out:
        out.write(b"\n".join(msgspec.json.encode(line) for line in (sitting, *done)) + b"\n")
        for outcome in (
            drill.all(bases, missing, Path(folder))
            if drill.all
            else mutations.trials(bases, missing, Path(folder), one=drill.one)
        ):
            done.append(outcome)
            out.write(msgspec.json.encode(outcome) + b"\n")
            out.flush()
    sitting.seconds += time.monotonic() - started
    state.write_bytes(b"\n".join(msgspec.json.encode(line) for line in (sitting, *done)) + b"\n")
    said = record.Run(
        what=drill.what,
        bar=drill.bar,
        first_seed=0,
        count=len(done),
        wanted=drill.wanted,
        ends=record.ends(done),
        slowest_seconds=round(max((one.seconds for one in done), default=0.0), 3),
        duration_seconds=round(sitting.seconds, 1),
        commit=sitting.commit,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
    )
    record.write(name, said)
    print(f"{name}: {len(bases)} bases, {len(done)} trials, {said.ends}, slowest {said.slowest_seconds} s")
    return [one for one in done if one.end == "FAILED"]


def main() -> int:
    """Runs the drills named, or all; 1 when a trial failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.drill", description="Run the large trials.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(DRILLS)}; none = all")
    parser.add_argument("--count", type=int, help="trials of each; default: as many as the bar asks for")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - DRILLS.keys())
    if unknown:
        parser.error(f"no such drill: {', '.join(unknown)}")
    failed = 0
    for name in options.names or DRILLS:
        drill = DRILLS[name]
        paths = [SAMPLE] if drill.all else packages()
        for one in run(name, drill, paths, options.count or drill.wanted):
            print(f"FAILED {name} seed {one.seed} of {one.base}: {one.why}", file=sys.stderr)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
