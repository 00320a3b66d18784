"""The terminal kit end to end: the plan runs over adb against a good and a bad terminal, and is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.model import Outcome
from mingjian.scan.terminal import examine_terminal
from tests.capture.terminal_cases import played, stale


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.capture.device.adb.time.sleep", lambda _: None)


def outcomes(folder: Path) -> dict[str, Outcome]:
    done = examine_terminal(folder).report.outcomes
    return {one.rule: one for one in done if one.verdict != "not_applicable"}


def test_a_good_terminal_passes_but_for_the_seventh_day(tmp_path: Path) -> None:
    got = outcomes(played(tmp_path / "run"))
    assert {id_: (o.verdict, o.missing) for id_, o in got.items() if o.verdict != "passes"} == {
        "2.11/record-retention": ("undetermined", ("terminal_day7",))
    }
    assert len(got) == 25


def test_a_bad_terminal_breaks_every_duty(tmp_path: Path) -> None:
    report = examine_terminal(played(tmp_path / "run", can=frozenset())).report
    got = {o.rule: o for o in report.outcomes if o.verdict != "not_applicable"}
    clean = {id_: o.verdict for id_, o in got.items() if o.verdict != "violates"}
    assert clean == {
        "2.11/record-fields": "undetermined",  # nothing is recorded: there are no fields to judge
        "2.11/record-fair": "passes",  # nobody is recorded
        "2.11/record-retention": "undetermined",
    }
    verdicts = {measure.id: measure.verdict for measure in report.measures}
    assert (verdicts["2.10"], verdicts["2.11"], verdicts["2.12"]) == ("violates",) * 3
    assert verdicts["1.6"] == "not_applicable"  # an app's duty is not the terminal's
    assert report.subject.kind == "terminal_vendor"


def test_what_nobody_was_asked_stays_open(tmp_path: Path) -> None:
    got = outcomes(played(tmp_path / "run", attended=False))
    open_ = {id_: o.missing for id_, o in got.items() if o.verdict == "undetermined"}
    assert open_["2.10/self-start-switch"] == ("terminal_self_start",)
    assert open_["2.10/linked-start-switch"] == ("terminal_linked_start",)
    assert open_["2.10/identifier-reset"] == ("terminal_identifier",)
    assert open_["2.11/record-view"] == ("terminal_view",)


def test_on_the_seventh_day_nothing_is_open(tmp_path: Path) -> None:
    got = outcomes(played(tmp_path / "run", week=True))
    assert {one.verdict for one in got.values()} == {"passes"}


@pytest.mark.parametrize("name", ["", "m2_11_behaviour_record/record_timely/violates"])
def test_stored_cases_are_what_the_kit_records_today(name: str) -> None:
    assert stale(name) == [], "run python -m tests.capture.terminal_cases"
