"""The floor: SHA-256 of the file and inflating, by libdeflate, what a scan must read. One thread."""

from __future__ import annotations

import hashlib
import re
import struct
import sys
import zipfile
from pathlib import Path
from time import perf_counter

DEX = re.compile(r"classes\d*\.dex\Z")
NEEDED = re.compile(
    r"(AndroidManifest\.xml|resources\.arsc|classes\d*\.dex|res/.*\.xml|r/.*\.xml|res/mipmap.*\.(png|webp))\Z"
)
"""Manifest, resources, dex, compiled XML and launcher icons."""


def floor(path: Path) -> float:
    """Seconds for one pass over the file."""
    import deflate  # noqa: PLC0415 - the bench installs it; it is no dependency of ours

    started = perf_counter()
    data = path.read_bytes()
    hashlib.sha256(data).digest()
    for offset, compressed, size, method in _entries(path):
        name_length, extra_length = struct.unpack_from("<HH", data, offset + 26)
        start = offset + 30 + name_length + extra_length
        if method == zipfile.ZIP_DEFLATED:
            deflate.deflate_decompress(data[start : start + compressed], size)
    return perf_counter() - started


_directories: dict[Path, list[tuple[int, int, int, int]]] = {}


def _entries(path: Path) -> list[tuple[int, int, int, int]]:
    """Read once outside the measure: listing is not part of the floor."""
    if path not in _directories:
        with zipfile.ZipFile(path) as archive:
            _directories[path] = [
                (info.header_offset, info.compress_size, info.file_size, info.compress_type)
                for info in archive.infolist()
                if NEEDED.match(info.filename)
            ]
    return _directories[path]


def dex_bytes(path: Path) -> int:
    """Inflated size of the loaded dex files."""
    with zipfile.ZipFile(path) as archive:
        return sum(info.file_size for info in archive.infolist() if DEX.match(info.filename))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        _entries(Path(argument))
        print(argument, min(floor(Path(argument)) for _ in range(5)))
