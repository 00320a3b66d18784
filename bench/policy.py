"""Privacy policies of about 20,000 characters, read and judged, warm and for the first time; and memory."""

from __future__ import annotations

import json
import resource
import statistics
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from bench.samples import SHARED

TEXTS = SHARED / "data" / "policy" / "EnlightenedAI+CAPP-130" / "CAPP_130_Corpus" / "Original_policies"
CHARACTERS = 20_000
"""What the bar is set for."""
SAMPLES = 3
ROUNDS = 9


def samples() -> list[Path]:
    """The shared texts whose length is nearest to CHARACTERS, as they lie there."""
    lengths = {
        path: len("".join(path.read_text(encoding="utf-8").split())) for path in sorted(TEXTS.glob("*.txt"))
    }
    return sorted(lengths, key=lambda path: abs(lengths[path] - CHARACTERS))[:SAMPLES]


def as_html(path: Path, folder: Path) -> Path:
    """The text as a page, a paragraph a line, so that the reader of pages is measured too."""
    lines = path.read_text(encoding="utf-8").splitlines()
    body = "\n".join(
        f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines if line.strip()
    )
    page = folder / f"{path.stem}.html"
    page.write_text(f'<!doctype html><meta charset="utf-8"><body>{body}</body>', encoding="utf-8")
    return page


def measure(path: Path) -> dict[str, float]:
    """Milliseconds of reading and judging (median, wall and processor), of the first time, and characters."""
    from mingjian.artifacts import policy  # noqa: PLC0415 - what is measured
    from mingjian.scan.policy import examine_policy  # noqa: PLC0415

    walls: list[float] = []
    spent: list[float] = []
    characters = 0
    for _ in range(ROUNDS):
        wall, cpu = perf_counter(), process_time()
        examined = examine_policy(partial(policy.read, str(path)), str(path))
        walls.append(1000 * (perf_counter() - wall))
        spent.append(1000 * (process_time() - cpu))
        read = examined.facts.policy
        characters = read.document.characters if read else 0
    return {
        "characters": characters,
        "first_ms": walls[0],
        "wall_ms": statistics.median(walls[1:]),
        "cpu_ms": statistics.median(spent[1:]),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = [form for path in samples() for form in (path, as_html(path, Path(name)))]
        rows = [measure(path) for path in paths]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "peak_mib": peak}))


if __name__ == "__main__":
    main()
