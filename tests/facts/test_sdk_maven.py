"""Naming SDKs in the pinned binaries of tools/fetch/sdks.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian import knowledge
from mingjian.facts.sdk import LEAD
from tools.fetch.sdks import Pinned, folder, is_right, pinned
from tools.sdk_check.__main__ import examine


def fetched(entry: Pinned) -> Path:
    path = folder() / entry.file
    if not is_right(path, entry):
        pytest.skip(f"{entry.coordinate} is not in {folder()} (python -m tools.fetch.sdks)")
    return path


def test_the_list_names_what_we_know() -> None:
    known = {row.id for row in knowledge.sdks()}
    entries = pinned()
    assert len(entries) >= 30
    assert len({entry.file for entry in entries}) == len(entries)
    for entry in entries:
        assert len(entry.sha256) == 64, entry.coordinate
        assert entry.expected | entry.beside <= known, entry.coordinate


@pytest.mark.parametrize("entry", pinned(), ids=lambda entry: entry.file)
def test_named_as_labelled(entry: Pinned) -> None:
    found = {hit.id for hit in examine(fetched(entry))[0].sdks if hit.confidence >= LEAD}
    assert entry.expected <= found
    assert found <= entry.expected | entry.beside


@pytest.mark.parametrize(
    ("file", "sdk", "version"),
    [
        ("wechat-sdk-android-6.8.34.aar", "wechat-open", "6.8.34"),
        ("3dmap-8.0.0.jar", "amap", "8.0.0"),
        ("qiniu-android-sdk-7.5.2.aar", "qiniu", "7.5.2"),
    ],
)
def test_version_where_the_binary_tells_it(file: str, sdk: str, version: str) -> None:
    (entry,) = [entry for entry in pinned() if entry.file == file]
    (hit,) = [hit for hit in examine(fetched(entry))[0].sdks if hit.id == sdk]
    assert hit.version == version
