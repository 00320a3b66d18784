"""The client against a platform that answers as told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from mingjian.client import Client, Refused, ScanFailed, Unreachable
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
