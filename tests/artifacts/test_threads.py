"""One thread finds what two find, and is alone where no second is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from time import process_time, thread_time

import pytest

from mingjian.artifacts.apk import second_thread
from mingjian.facts.stored import to_bytes
from mingjian.scan import examine


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    second_thread(is_wanted=True)


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one processor: there is never a second thread")
def test_one_thread_finds_what_two_find(shared: Path) -> None:
    package = max((shared / "data" / "apk").rglob("*immersionBar-2*.apk"))
    seen: dict[bool, bytes] = {}
    aside: dict[bool, float] = {}
    for is_wanted in (False, True):
        second_thread(is_wanted=is_wanted)
        whole, own = process_time(), thread_time()
        seen[is_wanted] = to_bytes(examine(str(package)).facts)
        whole, own = process_time() - whole, thread_time() - own
        aside[is_wanted] = (whole - own) / whole
    assert seen[True] == seen[False]
    assert aside[False] < 0.02 < aside[True]  # a share of what was spent, not a time
