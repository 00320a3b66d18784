"""Fetch the SDK binaries of sdks.tsv through the Maven client: `python -m tools.fetch.sdks [FOLDER]`.

A file whose digest differs from the pinned one is deleted and named. Tests read the folder and open no
socket. Without FOLDER: `MINGJIAN_CACHE`/sdks, or ~/.cache/mingjian/sdks.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

LIST = Path(__file__).with_name("sdks.tsv")
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


class Pinned(Struct, frozen=True):
    """One line of the list."""

    coordinate: str
    """`group:artifact:version:type`."""
    sha256: str
    expected: frozenset[str]
    """SDKs that must be found in it."""
    beside: frozenset[str]
    """SDKs that it carries as well."""

    @property
    def file(self) -> str:
        """Its name in the cache."""
        _, artifact, version, kind = self.coordinate.split(":")
        return f"{artifact}-{version}.{kind}"


def pinned() -> list[Pinned]:
    """The list, in its order."""
    rows = [line.split("\t") for line in LIST.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return [Pinned(row[0], row[1], _ids(row[2]), _ids(row[3] if len(row) > 3 else "")) for row in rows]


def _ids(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) - {"", "-"}


def folder() -> Path:
    """Where fetched SDKs are kept."""
    return Path(os.environ.get("MINGJIAN_CACHE", Path.home() / ".cache" / "mingjian")) / "sdks"


def is_right(path: Path, wanted: Pinned) -> bool:
    """Whether `path` holds exactly the pinned bytes."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256


def fetch(into: Path) -> list[str]:
    """Fetch what is missing into `into`; returns the coordinates that could not be had."""
    into.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    for entry in pinned():
        target = into / entry.file
        if is_right(target, entry):
            continue
        subprocess.run(
            ["mvn", "-q", "-B", PLUGIN, f"-Dartifact={entry.coordinate}", f"-DoutputDirectory={into}"],
            check=False,
        )
        if not is_right(target, entry):
            target.unlink(missing_ok=True)
            missing.append(entry.coordinate)
    return missing


def main(arguments: list[str]) -> int:
    """Fetch all; 5 when some could not be had."""
    missing = fetch(Path(arguments[0]) if arguments else folder())
    for coordinate in missing:
        print(f"{coordinate}: not fetched, or not the pinned bytes", file=sys.stderr)
    return 5 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
