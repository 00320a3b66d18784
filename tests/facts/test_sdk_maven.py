"""Naming SDKs, and their versions, in the pinned binaries of tools/fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian import knowledge
from mingjian.facts.sdk import LEAD, SdkMatch
from tools.fetch.sdks import HELD_OUT, LIST, Pinned, folder, is_right, pinned
from tools.sdk_check.examined import examine
from tools.sdk_check.measure import measure


def fetched(entry: Pinned) -> Path:
    path = folder() / entry.file
    if not is_right(path, entry):
        pytest.skip(f"{entry.coordinate} is not in {folder()} (python -m tools.fetch.sdks)")
    return path


def found(path: Path) -> list[SdkMatch]:
    return [hit for hit in examine(path)[0].sdks if hit.confidence >= LEAD]


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
    if seen is None:
        pytest.skip(f"not all of {path.name} is fetched (python -m tools.fetch.sdks)")
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{path.name}: {seen.files} binaries, recall {seen.recall:.3f}, precision {seen.precision:.3f},"
            f" versions right {seen.versions_right} of"
            f" {seen.versions_named + seen.versions_in_code} ({seen.versions_in_code} told in code only)"
        )
    assert seen.recall >= 0.95, seen.faults
    assert seen.precision >= 0.98, seen.faults
    assert seen.versions_right >= 0.7 * (seen.versions_named + seen.versions_in_code), seen.faults
