"""Captures and traces beside the logs of a run: whose they are, and that they are judged with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian.scan.device_run import Asking, examine_run

EVENT = '{{"at_ns":{at},"kind":"foreground","package":"{package}","what":"Main"}}\n'
AT = 1772330400_000_000_000


@pytest.fixture
def run(tmp_path: Path) -> Path:
    entry = {
        "startedDateTime": "2026-03-01T10:00:04+08:00",
        "request": {
            "method": "POST",
            "url": "http://log.qinghe.cn/up",
            "headers": [],
            "postData": {"mimeType": "application/json", "text": '{"imei":"490154203237518"}'},
        },
        "response": {"status": 200, "headers": [], "content": {}},
    }
    (tmp_path / "trace.har").write_text(json.dumps({"log": {"entries": [entry]}}))
    (tmp_path / "walking.csv").write_text(
        "t,ax,ay,az,event\n" + "".join(f"{n * 0.02},0,0,9.8,\n" for n in range(99))
    )
    (tmp_path / "events.jsonl").write_text(EVENT.format(at=AT, package="cn.qinghe.notes"))
    return tmp_path


def test_a_capture_is_the_only_apps(run: Path) -> None:
    (done,) = examine_run([str(run)], Asking(consent_at="2026-03-01T10:00:05"))
    assert done.facts.network is not None
    assert done.facts.sensor is not None
    assert [one.timeline for one in done.facts.network.requests] == ["before"]
    found = {one.rule: one.verdict for one in done.report.outcomes if one.findings}
    assert found["2.2/sent-in-clear"] == "violates"
    assert found["1.9/sent-before-consent"] == "violates"


def test_of_several_apps_it_is_nobodys_until_one_is_asked_for(run: Path) -> None:
    with (run / "events.jsonl").open("a") as file:
        file.write(EVENT.format(at=AT + 1, package="cn.other"))
    for done in examine_run([str(run)], Asking()):
        assert done.facts.network is None
        assert done.facts.sensor is None
    (asked,) = examine_run([str(run)], Asking(package="cn.other"))
    assert asked.facts.network is not None
    assert asked.facts.network.requests[0].party.id == "cn.other"


def test_a_broken_capture_stops_neither_the_run_nor_the_other_captures(run: Path) -> None:
    (run / "broken.har").write_text('{"log": {"entries": 7}}')
    (done,) = examine_run([str(run)], Asking())
    assert done.facts.network is not None
    assert done.facts.network.total == 1
    told = (
        {one.path: [each.code for each in one.told] for one in done.facts.behaviour.sources if one.told}
        if done.facts.behaviour
        else {}
    )
    assert told == {"broken.har": ["har_not_read"]}


def test_the_consent_in_a_nameless_table_divides_no_other_apps_run(run: Path) -> None:
    use = '{{"at_ns":{at},"kind":"permission_use","package":"{package}","what":"READ_CONTACTS"}}\n'
    with (run / "events.jsonl").open("a") as file:
        file.write(use.format(at=AT, package="cn.qinghe.notes") + use.format(at=AT, package="cn.other"))
        file.write(f'{{"at_ns":{AT + 10**9},"kind":"mark","package":"","what":"consent"}}\n')
    for done in examine_run([str(run)], Asking()):
        assert done.facts.behaviour is not None
        assert {one.timeline for one in done.facts.behaviour.uses} == {"unknown"}
    (asked,) = examine_run([str(run)], Asking(package="cn.other"))
    assert asked.facts.behaviour is not None
    assert {one.timeline for one in asked.facts.behaviour.uses} == {"before"}
