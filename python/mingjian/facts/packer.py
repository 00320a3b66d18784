"""Packing (加固): by marker files, and by components that the loaded code does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.calls import CallFacts
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.knowledge.types import Packer

MISSING_SHARE = 0.5
"""Share of components absent from loaded code from which the shape alone tells packing (project choice)."""
LEAST_COMPONENTS = 3
"""Fewer components than this say nothing by being absent (project choice)."""


class PackerFacts(Struct, frozen=True, kw_only=True):
    name: str | None
    """Knowledge id of the packer (`qihoo-jiagu`), `unnamed` when only the shape tells, None when unpacked."""
    name_zh: str | None = None
    markers: tuple[str, ...] = ()
    missing_components: tuple[str, ...] = ()
    components: int = 0


def detect(
    manifest: ManifestFacts, entries: Iterable[str], hidden: HiddenCodeFacts | None, calls: CallFacts | None
) -> PackerFacts:
    """Marker files first; without one, packing shows where components are not in the code that is loaded."""
    absent, total = _absent(manifest, calls)
    native = {lib.name for lib in hidden.native} if hidden else set[str]()
    names = tuple(entries)
    best: tuple[int, Packer, list[str]] | None = None
    for packer in knowledge.packers():
        found = list(_markers(packer, names, native, manifest))
        certain = sum(any(fnmatchcase(mark, seen) for seen in packer.seen) for mark in found)
        if (certain or len(found) > 1) and (best is None or len(found) > best[0]):
            best = (len(found), packer, found)
    if best is not None:
        _, packer, found = best
        return PackerFacts(
            name=packer.id,
            name_zh=packer.name_zh,
            markers=tuple(found),
            missing_components=absent,
            components=total,
        )
    shell = calls is not None and total >= LEAST_COMPONENTS and len(absent) >= total * MISSING_SHARE
    return PackerFacts(name="unnamed" if shell else None, missing_components=absent, components=total)


def _absent(manifest: ManifestFacts, calls: CallFacts | None) -> tuple[tuple[str, ...], int]:
    """Components that no loaded class implements, and how many components were looked for."""
    wanted = [c.name for c in manifest.components if c.kind != "activity-alias"]
    if calls is None:
        return (), len(wanted)
    missing = set(calls.missing_components)
    return tuple(name for name in dict.fromkeys(wanted) if name in missing), len(wanted)


def _markers(packer: Packer, names: tuple[str, ...], native: set[str], manifest: ManifestFacts) -> list[str]:
    found = [name for name in sorted(native) if any(fnmatchcase(name, mark) for mark in packer.native)]
    found += [name for name in names if any(fnmatchcase(name, mark) for mark in packer.files)]
    application = manifest.application or ""
    found += [mark for mark in packer.classes if application == mark or application.startswith(f"{mark}.")]
    return found
