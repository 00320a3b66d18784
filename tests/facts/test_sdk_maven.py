"""Naming SDKs, and their versions, in the pinned binaries of tools/fetch."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from mingjian import knowledge
from mingjian.facts.sdk import LEAD, SdkMatch
from tools.fetch.sdks import HELD_OUT, LIST, Pinned, folder, is_right, pinned
from tools.sdk_check.__main__ import examine


def fetched(entry: Pinned) -> Path:
    path = folder() / entry.file
    if not is_right(path, entry):
        pytest.skip(f"{entry.coordinate} is not in {folder()} (python -m tools.fetch.sdks)")
    return path


class Measured(NamedTuple):
    """What a list came to; the counts are of SDKs, the version counts of binaries."""

    files: int
    recall: float
    precision: float
    versions_right: int
    versions_named: int
    """Binaries that tell their version in a field, a library's name or a meta-data."""
    versions_in_code: int
    """Those that tell it in code only."""
    faults: list[str]


def found(path: Path) -> list[SdkMatch]:
    return [hit for hit in examine(path)[0].sdks if hit.confidence >= LEAD]


def measure(entries: list[Pinned]) -> Measured:
    present = [entry for entry in entries if is_right(folder() / entry.file, entry)]
    if len(present) < len(entries):
        pytest.skip(f"{len(entries) - len(present)} binaries are not fetched (python -m tools.fetch.sdks)")
    right = missed = wrong = versions = 0
    faults: list[str] = []
    for entry in present:
        hits = found(folder() / entry.file)
        ids = {hit.id for hit in hits}
        right += len(ids & (entry.expected | entry.beside))
        missed += len(entry.expected - ids)
        wrong += len(ids - entry.expected - entry.beside)
        if entry.expected - ids or ids - entry.expected - entry.beside:
            faults.append(f"{entry.file}: {sorted(entry.expected - ids)} / {sorted(ids - entry.expected)}")
        if entry.version:
            told = {hit.version for hit in hits if hit.id in entry.expected}
            versions += entry.version in told
            if entry.version not in told and not entry.in_code_only:
                faults.append(f"{entry.file}: {entry.version} told as {told}")
    return Measured(
        files=len(present),
        recall=right / (right + missed),
        precision=right / (right + wrong),
        versions_right=versions,
        versions_named=sum(bool(entry.version) and not entry.in_code_only for entry in present),
        versions_in_code=sum(entry.in_code_only for entry in present),
        faults=faults,
    )


def test_the_lists_name_what_we_know() -> None:
    known = {row.id for row in knowledge.sdks()}
    listed, held_out = pinned(), pinned(HELD_OUT)
    assert len(listed) >= 150
    assert len(held_out) >= 25
    entries = [*listed, *held_out]
    assert len({entry.file for entry in entries}) == len(entries)
    for entry in entries:
        assert len(entry.sha256) == 64, entry.coordinate
        assert entry.expected | entry.beside <= known, entry.coordinate


def test_nothing_held_out_was_read_for_the_table() -> None:
    read = {source for row in knowledge.sdks() for source in row.verified}
    assert not [entry.coordinate for entry in pinned(HELD_OUT) if entry.label in read]


@pytest.mark.parametrize("entry", pinned(), ids=lambda entry: entry.file)
def test_named_as_labelled(entry: Pinned) -> None:
    ids = {hit.id for hit in found(fetched(entry))}
    assert entry.expected <= ids
    assert ids <= entry.expected | entry.beside


@pytest.mark.parametrize("path", [LIST, HELD_OUT], ids=["read", "held out"])
def test_recall_precision_and_versions(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = measure(pinned(path))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{path.name}: {seen.files} binaries, recall {seen.recall:.3f}, precision {seen.precision:.3f},"
            f" versions right {seen.versions_right} of {seen.versions_named}"
            f" (and {seen.versions_in_code} told in code only)"
        )
    assert seen.recall >= 0.95, seen.faults
    assert seen.precision >= 0.98, seen.faults
    assert seen.versions_right >= 0.7 * seen.versions_named, seen.faults
