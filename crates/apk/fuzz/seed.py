"""Makes the starting corpora under crates/apk/fuzz/corpus from the shared samples (`MINGJIAN_SHARED`)."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LARGEST_BYTES = 256 * 1024
"""Larger seeds slow the fuzzer down more than they teach it."""


def keep(target: str, data: bytes) -> None:
    """Stores one seed of a target under its digest."""
    if 0 < len(data) <= LARGEST_BYTES:
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def seed(path: Path) -> None:
    """Stores a package and what is inside it, each with the target that reads it."""
    if path.suffix == ".dex":
        keep("dex", path.read_bytes())
        return
    if path.suffix not in {".apk", ".zip", ".jar"}:
        return
    data = path.read_bytes()
    keep("zip", data)
    keep("signing", data)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                target = {"resources.arsc": "arsc", "AndroidManifest.xml": "axml"}.get(name)
                if target is None and name.endswith(".dex"):
                    target = "dex"
                if target is not None and archive.getinfo(name).file_size <= LARGEST_BYTES:
                    keep(target, archive.read(name))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        return  # the archive itself is a seed already


def main() -> None:
    shared = Path(os.environ.get("MINGJIAN_SHARED", HERE.parents[2].parent / "shared"))
    for path in sorted((shared / "data").rglob("*")):
        if path.is_file():
            seed(path)


if __name__ == "__main__":
    main()
