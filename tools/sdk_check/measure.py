"""Recall, precision and versions over a list of pinned binaries, for the tests and docs/sdks.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mingjian.facts.sdk import LEAD
from tools.fetch.sdks import Pinned, folder, is_right
from tools.sdk_check.examined import examine


class Measured(NamedTuple):
    """What a list came to; recall and precision are of SDKs, the version counts of binaries."""

    files: int
    recall: float
    precision: float
    versions_right: int
    versions_named: int
    """Binaries that tell their version in a field, a library's name or a meta-data."""
    versions_in_code: int
    """Those that tell it in code only."""
    faults: list[str]


def measure(entries: Sequence[Pinned]) -> Measured | None:
    """The figures of a list; None when not all of it is in the cache."""
    if not all(is_right(folder() / entry.file, entry) for entry in entries):
        return None
    right = missed = wrong = versions = 0
    faults: list[str] = []
    for entry in entries:
        hits = [hit for hit in examine(folder() / entry.file)[0].sdks if hit.confidence >= LEAD]
        ids = {hit.id for hit in hits}
        surplus = ids - entry.expected - entry.beside
        right += len(ids) - len(surplus)
        missed += len(entry.expected - ids)
        wrong += len(surplus)
        if entry.expected - ids or surplus:
            faults.append(f"{entry.file}: missed {sorted(entry.expected - ids)}, wrong {sorted(surplus)}")
        if entry.version:
            told = {hit.version for hit in hits if hit.id in entry.expected}
            versions += entry.version in told
            if entry.version not in told and not entry.in_code_only:
                faults.append(f"{entry.file}: {entry.version} told as {told}")
    return Measured(
        files=len(entries),
        recall=right / (right + missed),
        precision=right / (right + wrong),
        versions_right=versions,
        versions_named=sum(bool(entry.version) and not entry.in_code_only for entry in entries),
        versions_in_code=sum(entry.in_code_only for entry in entries),
        faults=faults,
    )
