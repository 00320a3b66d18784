"""What is found in SDK binaries, worst surprises first to see: `python -m tools.sdk_check [--record] PATH…`.

`python -m tools.sdk_check coverage [--write | --missing]` holds the table against public lists.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from mingjian import knowledge
from mingjian.facts import sdk as facts
from mingjian.facts.sdk_index import index
from mingjian.knowledge import form, source
from tools.fetch import sdks
from tools.sdk_check.examined import examine


def record(path: Path, label: str) -> None:
    """Write into each SDK file found here by class prefix that `label` bears it out."""
    found, counts, _ = examine(path)
    where = index()
    seen = {entry.prefix for entry in counts if entry.classes >= facts.FEW_CLASSES}
    for hit in found.sdks:
        file = source.HERE / "sdks" / f"{hit.id}.toml"
        old = source.read_sdk(file)
        prefixes = [
            prefix for prefix in old.prefixes if prefix in seen and where.prefixes[prefix].sdk == hit.id
        ]
        if not prefixes:
            continue
        leads = tuple(prefix for prefix in old.leads.prefixes if prefix not in prefixes)
        new = msgspec.structs.replace(
            old,
            verified=tuple(sorted({*old.verified, label})),
            leads=msgspec.structs.replace(old.leads, prefixes=leads),
        )
        if new != old:
            file.write_text(form.write(new), "utf-8")


def _archives(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix in {".aar", ".jar"})
        else:
            yield path


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 3 when an archive could not be read."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["coverage"]:
        from tools.sdk_check import coverage  # noqa: PLC0415 - measures with this module

        return coverage.main(given[1:])
    parser = argparse.ArgumentParser(prog="python -m tools.sdk_check", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--record", action="store_true", help="write `verified` into the SDK files")
    options = parser.parse_args(given)
    status = 0
    labels = {entry.file: entry.label for entry in sdks.pinned()}
    for path in _archives(options.paths):
        try:
            found, _, unowned = examine(path)
            if options.record:
                record(path, labels.get(path.name, path.name))
        except zipfile.BadZipFile as wrong:
            print(f"{path}: {wrong}", file=sys.stderr)
            status = 3
            continue
        print(f"{path.name}\t{unowned} classes of nobody")
        for hit in found.sdks:
            name = knowledge.sdk(hit.id).name_zh
            version = f" {hit.version} ({hit.version_from})" if hit.version else ""
            print(f"    {hit.confidence:.2f} {hit.id} {name}{version}: {', '.join(hit.matched_by[:4])}")
    return status


if __name__ == "__main__":
    sys.exit(main())
