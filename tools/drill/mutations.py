"""Mutated packages: damaged on purpose, scanned in a process with limits, judged by how they fail.

A trial passes when the scan ends by itself: a report, a typed error, or an incomplete scan; never a
traceback, a panic, over 5 seconds or over 1 GiB.
"""

from __future__ import annotations

import io
import random
import resource
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from mingjian.errors import ArtifactError

MOST_S = 5.0
MOST_BYTES = 1 << 30
INNER = ("AndroidManifest.xml", "resources.arsc", "classes.dex")


@dataclass(frozen=True)
class Outcome:
    """One trial: `end` is read | refused | incomplete | FAILED, `why` the error in one line."""

    seed: int
    base: str
    end: str
    why: str
    seconds: float


def mutate(data: bytes, seed: int) -> bytes:
    """The package with a few bytes changed: anywhere, in its directory, inside one entry, or cut short."""
    random_ = random.Random(seed)  # noqa: S311 - trials must repeat, not surprise
    way = random_.randrange(5)
    body = bytearray(data)
    if way == 0:
        _flip(body, random_, 0, len(body))
    elif way == 1:
        _flip(body, random_, max(0, len(body) - 4096), len(body))
    elif way == 2:
        return bytes(body[: random_.randrange(len(body))])
    else:
        return _inside(data, random_)
    return bytes(body)


def mutate_part(data: bytes, seed: int) -> bytes:
    """The package with damage inside its manifest, resource table, first dex or one layout only."""
    return _inside(data, random.Random(seed))  # noqa: S311


def _flip(body: bytearray, random_: random.Random, start: int, end: int) -> None:
    for _ in range(random_.choice((1, 2, 8, 64))):
        place = random_.randrange(start, max(start + 1, end))
        if place < len(body):
            body[place] = random_.choice((0, 0xFF, 0x7F, 0x80, random_.randrange(256)))


def _inside(data: bytes, random_: random.Random) -> bytes:
    """Changes the inflated bytes of one entry, so that damage reaches the parsers behind the archive."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
            names = archive.namelist()
            inner = [n for n in names if n in INNER or (n.startswith("res/") and n.endswith(".xml"))]
            target = random_.choice(inner or names)  # IndexError: an archive without entries
            for info in archive.infolist():
                body = bytearray(archive.read(info))
                if info.filename == target and body:
                    # headers and tables stand at the front: half of the trials aim there
                    end = min(len(body), 512) if random_.random() < 0.5 else len(body)
                    _flip(body, random_, 0, end)
                copy.writestr(info.filename, bytes(body), zipfile.ZIP_STORED)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, IndexError, zlib.error):
        body = bytearray(data)
        _flip(body, random_, 0, len(body))
        return bytes(body)
    return out.getvalue()


def limit() -> None:
    """For each worker: no more memory than a trial may use, above what it has mapped as it begins."""
    mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MOST_BYTES, mapped + MOST_BYTES))


def trial(base: str, seed: int, folder: str, damage: Callable[[bytes, int], bytes] = mutate) -> Outcome:
    """One mutated package through the whole scan, in this process."""
    from mingjian.scan import examine  # noqa: PLC0415 - in the worker, after its limits

    path = Path(folder) / f"{seed}.apk"
    path.write_bytes(damage(Path(base).read_bytes(), seed))
    started = time.perf_counter()
    try:
        examined = examine(str(path))
        end, why = ("incomplete", examined.facts.broken[0].code) if examined.incomplete else ("read", "")
    except ArtifactError as error:
        end, why = "refused", error.code
    except MemoryError:
        end, why = "FAILED", "over 1 GiB"
    except BaseException:  # noqa: BLE001 - anything else that escapes is what we hunt
        end, why = "FAILED", traceback.format_exc(limit=3)
    seconds = time.perf_counter() - started
    path.unlink()
    if seconds > MOST_S:
        end, why = "FAILED", f"{seconds:.1f} s"
    return Outcome(seed, Path(base).name, end, why, seconds)


def trials(
    bases: Sequence[Path],
    seeds: Sequence[int],
    folder: Path,
    *,
    workers: int = 2,
    one: Callable[[str, int, str], Outcome] = trial,
) -> Iterator[Outcome]:
    """Many trials, bases in turn; a worker that dies counts against the seeds it held."""
    pairs = [(str(bases[seed % len(bases)]), seed, str(folder)) for seed in seeds]
    with ProcessPoolExecutor(workers, initializer=limit) as pool:
        futures = [(pair, pool.submit(one, *pair)) for pair in pairs]
        for (base, seed, _), future in futures:
            try:
                yield future.result(timeout=120)
            except BrokenProcessPool:
                yield Outcome(seed, Path(base).name, "FAILED", "the process died", 0.0)
            except TimeoutError:
                yield Outcome(seed, Path(base).name, "FAILED", "hung", 120.0)
