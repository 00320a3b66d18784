"""The client against a platform that answers as told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from mingjian.client import Client, Refused, RunTold, ScanFailed, Unreachable
from mingjian.report.json import to_json
from mingjian.scan import examine

SAMPLE = Path(__file__).parents[2] / "examples" / "sample-app" / "sample.apk"
SCAN = {"id": "s1", "state": "queued", "file_name": "a.apk", "sha256": "0" * 64, "later": "ignored"}


class Platform:
    """Answers of one scan, in turn; what was asked is kept."""

    def __init__(self, *states: dict[str, Any]) -> None:
        self.states = list(states)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path.removeprefix("/api/v1/")
        if path == "scans/s1/report":
            return httpx.Response(200, content=to_json(examine(str(SAMPLE)).report))
        if path == "scans" and request.method == "GET":
            second = request.url.params["cursor"] == "c"
            return httpx.Response(200, json={"items": [SCAN], "next": None if second else "c"})
        if path == "scans/none":
            told = {
                "code": "missing",
                "title": "there is no such object here",
                "title_zh": "没有",
                "status": 404,
            }
            return httpx.Response(404, json=told)
        return httpx.Response(202, json={**SCAN, **(self.states.pop(0) if self.states else {})})


def client(platform: Any) -> Client:
    return Client("http://127.0.0.1:8026/", "mj_x", transport=httpx.MockTransport(platform))


def test_scan_uploads_waits_and_reads() -> None:
    platform = Platform({}, {"state": "running"}, {"state": "done"})
    with client(platform) as one:
        report = one.scan(SAMPLE)
    assert report.schema == "mingjian.report/1" and len(report.measures) >= 26
    sent = platform.asked[0]
    assert sent.headers["Authorization"] == "Bearer mj_x" and len(sent.headers["Idempotency-Key"]) == 36
    assert b'filename="sample.apk"' in sent.content and SAMPLE.read_bytes() in sent.content


def test_a_scan_that_fails() -> None:
    failure = {"code": "zip_no_eocd", "zh": "不是安装包", "en": "no package", "outcome": "unreadable"}
    with (
        client(Platform({}, {"state": "failed", "failure": failure})) as one,
        pytest.raises(ScanFailed) as caught,
    ):
        one.scan(SAMPLE)
    assert caught.value.scan.failure is not None and caught.value.scan.failure.code == "zip_no_eocd"


def test_a_scan_that_does_not_end() -> None:
    with client(Platform()) as one, pytest.raises(TimeoutError, match="still queued"):
        one.wait(one.get_scan("s1"), wait_seconds=0.1)


def test_lists_go_from_page_to_page() -> None:
    with client(Platform()) as one:
        assert [scan.id for scan in one.scans(state="done")] == ["s1", "s1"]


def test_a_problem_is_told() -> None:
    with client(Platform()) as one, pytest.raises(Refused) as caught:
        one.get_scan("none")
    assert (caught.value.status, caught.value.code, caught.value.zh) == (404, "missing", "没有")


@pytest.mark.parametrize(
    "answer", [httpx.Response(502, text="<html>"), httpx.Response(200, text=json.dumps([]))]
)
def test_an_answer_that_is_none(answer: httpx.Response) -> None:
    with client(lambda _: answer) as one, pytest.raises(Unreachable):
        one.get_scan("s1")


def test_nobody_there() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with client(fail) as one, pytest.raises(Unreachable, match="refused"):
        one.get_scan("s1")


def test_evidence_goes_beside_a_package_by_itself_and_pages_by_address(tmp_path: Path) -> None:
    record = tmp_path / "运行.har"
    record.write_bytes(b"{}")
    platform = Platform()
    told = RunTold(consent_at="2026-03-01T10:00:05", first_run=True)
    with client(platform) as one:
        one.queue(SAMPLE, evidence=[record, record], told=told)
        one.add_evidence("s1", [record])
        one.queue_run([record], package="com.a", told=told)
        assert one.queue_page("https://a.example/").id == "s1"
    paths = [request.url.path.removeprefix("/api/v1/") for request in platform.asked]
    assert paths == ["scans", "scans/s1/evidence", "run-scans", "page-scans"]
    beside, added, alone, page = (request.content for request in platform.asked)
    assert beside.count(b'name="evidence"') == 2 and b'name="file"' in beside
    assert b"2026-03-01T10:00:05" in beside and b"2026-03-01T10:00:05" not in added
    assert b"com.a" in alone
    assert json.loads(page) == {"url": "https://a.example/"}


def test_notifications_are_chosen_and_ended() -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        asked.append((request.method, path))
        if request.method == "DELETE":
            return httpx.Response(204)
        if request.method == "GET":
            return httpx.Response(200, json={"items": [{"id": "n1"}], "next": None})
        return httpx.Response(201, json={"id": "n1", "secret": "x"})

    with client(answer) as one:
        assert one.subscribe("mail", ["finding.new"], own=True)["id"] == "n1"
        assert [row["id"] for row in one.subscriptions()] == ["n1"]
        one.unsubscribe("n1")
        assert one.create_webhook("https://a.example/h", ["scan.failed"])["secret"]
        assert list(one.webhooks()) and list(one.deliveries())
        one.remove_webhook("n1")
        one.replay_delivery("m1")
    assert ("DELETE", "subscriptions/n1") in asked
    assert ("POST", "deliveries/m1/replay") in asked
