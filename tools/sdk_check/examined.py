"""What the SDK table makes of one binary."""

from __future__ import annotations

from pathlib import Path

from mingjian.facts import sdk as facts
from mingjian.facts.sdk_index import index
from tools.sdk_check import archive


def examine(path: Path) -> tuple[facts.SdkFacts, list[facts.PrefixCount], int]:
    """What is found in one archive, the prefixes behind it, and how many classes nobody owns.

    Raises:
        zipfile.BadZipFile: it is no archive.
    """
    where = index()
    wanted = frozenset(name.partition("#")[0] for name in where.constants)
    read = archive.read(path, wanted)
    counts = facts.count(read.classes)
    found = facts.match(counts, read.manifest, read.native, entries=read.entries, constants=read.constants)
    return found, counts, len(read.classes) - sum(entry.classes for entry in counts)
