"""The drills: their damage repeats from a seed, a broken-off sitting goes on, the page shows the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.drill import __main__ as drill
from tools.drill import flips, mutations, record
from tools.drill.mutations import Outcome
from tools.test_apps import BuiltApp

APP = ("m1_06_launch/boot_receiver/passes", "")


def test_the_page_shows_the_record() -> None:
    assert record.page(record.read()) == record.PAGE.read_text("utf-8")


def test_no_recorded_trial_failed() -> None:
    runs = record.read()
    assert runs
    assert set(runs) <= set(drill.DRILLS)  # one that was never run has no record
    assert [name for name, run in runs.items() if run.ends.get("FAILED")] == []
    assert all(sum(run.ends.values()) == run.count > 0 for run in runs.values())


def test_damage_repeats_and_differs(built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    data = built_apps[APP].apk.read_bytes()
    for damage in (mutations.mutate, mutations.mutate_part, flips.flip):
        assert damage(data, 7) == damage(data, 7) != damage(data, 8)


def test_a_flip_spares_the_signing_block(built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    data = built_apps[APP].apk.read_bytes()
    end = data.rindex(flips.MAGIC) + len(flips.MAGIC)
    start = end - 8 - int.from_bytes(data[end - 24 : end - 16], "little")
    assert flips.is_base(built_apps[APP].apk)
    for seed in range(200):
        damaged = flips.flip(data, seed)
        assert damaged[start:end] == data[start:end]
        assert sum(one != other for one, other in zip(damaged, data, strict=True)) == 1


def test_a_broken_off_sitting_goes_on(
    built_apps: dict[tuple[str, str], BuiltApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill, "STATE", tmp_path / "state")
    monkeypatch.setattr(record, "RECORD", tmp_path / "drills.json")
    monkeypatch.setattr(record, "PAGE", tmp_path / "drills.md")
    monkeypatch.setattr(record, "commit", lambda: "abc")
    paths = [built_apps[APP].apk]
    assert drill.run("flips", drill.DRILLS["flips"], paths, 3) == []
    state = tmp_path / "state" / "flips.jsonl"
    first = state.read_bytes()
    state.write_bytes(first + b'{"seed":3,"ba')  # killed while writing
    assert drill.run("flips", drill.DRILLS["flips"], paths, 5) == []
    _, done = drill.resume(state)
    assert [one.seed for one in done] == [0, 1, 2, 3, 4]
    assert all(isinstance(one, Outcome) and one.end == "refused" for one in done)
    assert record.read()["flips"].count == 5
