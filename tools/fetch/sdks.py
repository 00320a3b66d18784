"""Fetch the SDK binaries of sdks.tsv and sdks_held_out.tsv: `python -m tools.fetch.sdks [FOLDER]`.

Maven and npm do the work, each through its own client: all Maven coordinates in one run of one reactor
(a JVM a file would cost minutes), npm packages side by side, and what is missing after that once more. A file
whose digest differs from the pinned one is deleted and named. Tests read the folder and open no socket.
Without FOLDER: `MINGJIAN_CACHE`/sdks, or ~/.cache/mingjian/sdks.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

LIST = Path(__file__).with_name("sdks.tsv")
"""Binaries the table was written from."""

HELD_OUT = Path(__file__).with_name("sdks_held_out.tsv")
"""Binaries the table was not written from; one that moves it moves to LIST."""

TRIES = 2
SIDE_BY_SIDE = 6

MODULE = """<project><modelVersion>4.0.0</modelVersion>
<groupId>fetch</groupId><artifactId>{name}</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>
<artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version>
<executions><execution><phase>validate</phase><goals><goal>copy</goal></goals><configuration>
<artifactItems><artifactItem><groupId>{group}</groupId><artifactId>{artifact}</artifactId>
<version>{version}</version><type>{kind}</type></artifactItem></artifactItems>
<outputDirectory>{into}</outputDirectory></configuration></execution></executions>
</plugin></plugins></build></project>"""

REACTOR = """<project><modelVersion>4.0.0</modelVersion>
<groupId>fetch</groupId><artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
<modules>{modules}</modules></project>"""


class Pinned(Struct, frozen=True):
    """One line of a list."""

    coordinate: str
    """`group:artifact:version:type`, or `npm:package@version:path` for a file inside an npm package."""
    sha256: str
    expected: frozenset[str]
    """SDKs that must be found in it."""
    beside: frozenset[str]
    """SDKs that it carries as well."""
    version: str = ""
    """The version of the one SDK expected; empty where the coordinate or the binary does not tell it."""
    in_code_only: bool = False
    """`~` in the list: only code holds the version, no field, library name or meta-data does."""

    @property
    def npm(self) -> str | None:
        """`package@version` of an npm line."""
        return self.coordinate.split(":")[1] if self.coordinate.startswith("npm:") else None

    @property
    def label(self) -> str:
        """What `verified` calls it: the coordinate without the file type."""
        return self.coordinate if self.npm else self.coordinate.rpartition(":")[0]

    @property
    def file(self) -> str:
        """Its name in the cache."""
        if self.npm:
            package, version = self.npm.rsplit("@", 1)
            return f"{package.lstrip('@').replace('/', '_')}-{version}-{self.coordinate.rpartition('/')[2]}"
        _, artifact, version, kind = self.coordinate.split(":")
        return f"{artifact}-{version}.{kind}"


def pinned(path: Path = LIST) -> list[Pinned]:
    """One list, in its order."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return [_entry(*row) for row in rows]


def _entry(coordinate: str, sha256: str, expected: str, beside: str = "", version: str = "-") -> Pinned:
    told = "" if version == "-" else version
    return Pinned(
        coordinate, sha256, _ids(expected), _ids(beside), told.removeprefix("~"), told.startswith("~")
    )


def _ids(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) - {"", "-"}


def folder() -> Path:
    """Where fetched SDKs are kept."""
    return Path(os.environ.get("MINGJIAN_CACHE", Path.home() / ".cache" / "mingjian")) / "sdks"


def is_right(path: Path, wanted: Pinned) -> bool:
    """Whether `path` holds exactly the pinned bytes."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted.sha256


def fetch(into: Path, wanted: Sequence[Pinned]) -> list[str]:
    """Fetch what is missing into `into`; returns the coordinates that could not be had."""
    into.mkdir(parents=True, exist_ok=True)
    missing = [entry for entry in wanted if not is_right(into / entry.file, entry)]
    for _ in range(TRIES):
        if not missing:
            break
        _maven(into, [entry for entry in missing if not entry.npm])
        _npm(into, [entry for entry in missing if entry.npm])
        missing = [entry for entry in missing if not is_right(into / entry.file, entry)]
    for entry in missing:
        (into / entry.file).unlink(missing_ok=True)
    return [entry.coordinate for entry in missing]


def _maven(into: Path, wanted: Sequence[Pinned]) -> None:
    if not wanted:
        return
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        modules: list[str] = []
        for number, entry in enumerate(wanted):
            group, artifact, version, kind = entry.coordinate.split(":")
            module = f"m{number}"
            (root / module).mkdir()
            text = MODULE.format(
                name=module, group=group, artifact=artifact, version=version, kind=kind, into=into.resolve()
            )
            (root / module / "pom.xml").write_text(text, "utf-8")
            modules.append(f"<module>{module}</module>")
        (root / "pom.xml").write_text(REACTOR.format(modules="".join(modules)), "utf-8")
        # -fn: one coordinate that is gone must not keep the others away; the digests tell which came.
        command = ["mvn", "-q", "-B", "-fn", "-T", str(SIDE_BY_SIDE), "-f", str(root / "pom.xml"), "validate"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def _npm(into: Path, wanted: Sequence[Pinned]) -> None:
    packages: dict[str, list[Pinned]] = {}
    for entry in wanted:
        packages.setdefault(entry.npm or "", []).append(entry)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(lambda package: _unpack(into, package, packages[package]), packages))


def _unpack(into: Path, package: str, wanted: Sequence[Pinned]) -> None:
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["npm", "pack", "--silent", package], check=False, cwd=name, stdout=subprocess.DEVNULL)
        for archive in Path(name).glob("*.tgz"):
            with tarfile.open(archive) as members:
                for entry in wanted:
                    path = entry.coordinate.split(":", 2)[2]
                    try:
                        found = members.extractfile(f"package/{path}")
                    except KeyError:
                        continue
                    if found:
                        (into / entry.file).write_bytes(found.read())


def main(arguments: list[str]) -> int:
    """Fetch all; 5 when some could not be had."""
    wanted = [*pinned(), *(pinned(HELD_OUT) if HELD_OUT.is_file() else ())]
    missing = fetch(Path(arguments[0]) if arguments else folder(), wanted)
    for coordinate in missing:
        print(f"{coordinate}: not fetched, or not the pinned bytes", file=sys.stderr)
    return 5 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
