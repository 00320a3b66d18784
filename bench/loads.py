"""What is uploaded at once: 200 test apps of a few kilobytes, or 200 small real apps."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from bench.samples import ROOT, SHARED

APPS = ROOT / "build" / "test-apps" / "apk"
PACKAGES = 200
LEAST_BYTES, MOST_BYTES = 900_000, 4_000_000
"""Of a small real app (project choice)."""
_END = struct.Struct("<4s16sH")


def tiny() -> list[Path]:
    """The smallest of the test apps; build them first (`python -m tools.test_apps build`)."""
    found = sorted(APPS.rglob("*.apk"), key=lambda path: (path.stat().st_size, path))
    if len(found) < PACKAGES:
        raise SystemExit(f"only {len(found)} test apps in {APPS}: python -m tools.test_apps build")
    return found[:PACKAGES]


def real(folder: Path) -> list[Path]:
    """The small real apps of the shared samples, copied into `folder` until there are enough.

    Each copy ends in a comment of its own, so that none is known from another; where a signature covers the
    end of the file, that copy's is broken, which the scan tells.
    """
    found = [
        path
        for path in sorted((SHARED / "data" / "apk").rglob("*.apk"))
        if LEAST_BYTES <= path.stat().st_size <= MOST_BYTES and _bare_end(path)
    ]
    return list(_copies(found, folder)) if found else []


def _bare_end(path: Path) -> bool:
    """Whether the zip ends without a comment."""
    mark, _, comment = _END.unpack(path.read_bytes()[-_END.size :])
    return bool(mark == b"PK\5\6" and comment == 0)


def _copies(found: list[Path], folder: Path) -> Iterator[Path]:
    for number, path in zip(range(PACKAGES), cycle(found)):
        comment = f"copy {number}".encode()
        body = path.read_bytes()[:-2]
        copy = folder / f"{number:03}.apk"
        copy.write_bytes(body + struct.pack("<H", len(comment)) + comment)
        yield copy
