"""A package with up to 100 MB of dex, put together from the samples' own dex files."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from bench.floor import DEX
from bench.samples import CACHE

DEX_BYTES = 100_000_000


def large_package(paths: Sequence[Path]) -> Path:
    """The first sample's manifest and resources, with dex files of all samples in turn, up to 100 MB."""
    place = CACHE / "large.apk"
    bodies: list[bytes] = []
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            bodies += [archive.read(name) for name in archive.namelist() if DEX.match(name)]
    with zipfile.ZipFile(paths[0]) as first, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as out:
        for info in first.infolist():
            if not DEX.match(info.filename) and not info.filename.startswith("META-INF/"):
                out.writestr(info.filename, first.read(info))
        written = number = 0
        while written + len(body := bodies[number % len(bodies)]) <= DEX_BYTES:
            out.writestr("classes.dex" if number == 0 else f"classes{number + 1}.dex", body)
            written += len(body)
            number += 1
    return place
