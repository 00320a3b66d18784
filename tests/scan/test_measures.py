"""How outcomes add up, by what the subject is."""

from __future__ import annotations

from mingjian.facts.subject import SubjectFacts
from mingjian.model import Outcome
from mingjian.scan.measures import NO_RULE, add_up


def test_a_page_owes_what_a_page_could_show() -> None:
    page = SubjectFacts(kind="web_page", path="https://a.example/", sha256="0" * 64, size_bytes=1)
    told = {measure.id: measure for measure in add_up(page, ())}
    assert told["1.2"].verdict == "undetermined" and told["1.2"].requirements.total == 8
    assert told["1.3"].verdict == told["1.7"].verdict == "not_applicable"


def test_a_run_owes_what_a_run_could_show_and_lacks_nothing_of_a_package() -> None:
    run = SubjectFacts(kind="device_run", path="run", sha256="0" * 64, size_bytes=1)
    blind = Outcome(
        rule="1.6/x", measure="1.6", requirements=("26号-1.6.1",), level="must", obliged=("app_operator",),
        verdict="undetermined", severity="high", missing=("calls", "manifest", "run_reboot"),
    )  # fmt: skip
    told = {measure.id: measure for measure in add_up(run, (blind,))}
    assert "run_reboot" in told["1.6"].missing
    of_a_run = {"runtime_log", "ui_dump_screenshot", "network_trace", "sensor_trace", "device_test", NO_RULE}
    for measure in told.values():
        assert {code for code in measure.missing if not code.startswith("run_")} <= of_a_run
        assert bool(measure.missing) == (measure.verdict == "undetermined")
    assert told["2.1"].verdict == "not_applicable"  # ledgers and documents alone
