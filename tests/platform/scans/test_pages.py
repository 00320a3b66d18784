"""Upload and queue as people see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Membership, Organisation, User
from mingjian.platform.scans import services
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.row import span
from mingjian.platform.scans.services import runs
from tests.platform.scans.conftest import SAMPLE, Ask, Host, Work

BODY = SAMPLE.read_bytes()


@pytest.fixture
def signed_in(manager: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(id=manager.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def _page(client: Client, path: str = "/scans") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "style=" not in text and "<script>" not in text and "onclick" not in text
    return text


def test_an_empty_queue_says_what_to_do(signed_in: Client) -> None:
    page = _page(signed_in)
    assert "还没有检测过安装包" in page and 'href="/upload"' in page
    for state in ("active", "done", "failed", "cancelled", "nonsense"):
        _page(signed_in, f"/scans?state={state}")


def test_states_of_the_queue(signed_in: Client, manager: Actor, ask: Ask, work: Work, host: Host) -> None:
    done, running, waiting = (ask(manager, b"#" * n + BODY, f"{n}.apk") for n in range(3))
    failed = ask(manager, b"#" * 3 + BODY)
    work(done)
    runs.start(running.id)
    runs.progress(running.id, "rules", 88, 130)
    runs.start(failed.id)
    runs.fail(failed.id, {"outcome": "timed_out", "code": "x", "zh": "检测超时", "en": "took too long"})
    page = _page(signed_in)
    assert "检测中 1 件，排队 1 件" in page
    assert "规则 88/130" in page and "检测超时" in page
    assert f"/scans/{done.id}/report" in page and f"/scans/{waiting.id}/cancel" in page
    assert f"/scans/{failed.id}/retry" in page
    assert str(failed.id) not in _page(signed_in, "/scans?state=active")
    assert str(done.id) in _page(signed_in, "/scans?q=拾光")
    assert str(done.id) not in _page(signed_in, "/scans?q=不存在的应用")
    assert str(waiting.id) in _page(signed_in, f"/scans?q={waiting.artifact_id[:12]}")


def test_rows_drawn_anew(
    signed_in: Client, manager: Actor, stranger: Actor, ask: Ask, seen_by_all: None
) -> None:
    mine, theirs = ask(manager), ask(stranger)
    page = _page(signed_in, f"/scans/rows?ids={mine.id},{theirs.id},rubbish,")
    assert re.findall(r'data-scan="([^"]+)"', page) == [str(mine.id)]


def test_cancel_and_retry_without_script(signed_in: Client, manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    assert (
        signed_in.post(f"/scans/{scan.id}/cancel", {"state": "active"})["Location"] == "/scans?state=active"
    )
    assert "已取消" in _page(signed_in, "/scans?state=cancelled")
    assert signed_in.post(f"/scans/{scan.id}/cancel").status_code == 409
    row = signed_in.post(f"/scans/{scan.id}/retry", headers={"X-Row": "1"})
    assert 'data-state="queued"' in row.content.decode()
    assert signed_in.post(f"/scans/{uuid4()}/retry").status_code == 404


def test_a_plain_form_takes_many_files(signed_in: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.apk", b"#" * n + BODY) for n in range(3)]
    answer = signed_in.post("/upload", {"file": files, "category": "other"})
    assert (answer.status_code, answer["Location"]) == (302, "/scans")
    assert Scan.objects.count() == 3
    mixed = [SimpleUploadedFile("0.apk", BODY), SimpleUploadedFile("图片.apk", b"\x89PNG")]
    page = signed_in.post("/upload", {"file": mixed, "category": "other"}).content.decode()
    assert "已在队列中" in page and "不是安装包" in page and "图片.apk" in page
    assert Scan.objects.count() == 3


@pytest.mark.parametrize("fields", [{}, {"file": ""}, {"category": "nonsense"}])
def test_a_form_without_files_says_so(signed_in: Client, fields: dict[str, str]) -> None:
    answer = signed_in.post("/upload", fields)
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()


def test_what_cannot_be_kept_is_refused_in_words(signed_in: Client) -> None:
    assert signed_in.get("/sdks/a%00b").status_code == 404
    answer = signed_in.post("/searches", {"page": "apps", "query": "", "name": "a\0b"})
    assert answer.status_code == 422 and "无法存储" in answer.content.decode()
    file = SimpleUploadedFile("a.apk", BODY)
    assert signed_in.post("/upload", {"file": file, "category": "a\0b"}).status_code == 200
    assert not Scan.objects.exists(), "no such category"


def test_an_unfinished_upload_is_shown_and_dropped(signed_in: Client, manager: Actor) -> None:
    row = services.begin_upload(manager, "大应用.apk", 1000)
    assert "大应用.apk" in _page(signed_in, "/upload")
    assert signed_in.post(f"/uploads/{row.id}/forget").status_code == 302
    assert "没有中断的上传" in _page(signed_in, "/upload")


def test_hostile_names_stay_text(signed_in: Client, manager: Actor, ask: Ask) -> None:
    ask(manager, name='"><img src=x onerror=alert(1)>.apk')
    page = _page(signed_in, '/scans?q="><svg onload=alert(1)>')
    assert "<svg onload" not in page
    page = _page(signed_in)
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_who_may_not_change_sees_no_buttons(
    manager: Actor, organisation: Organisation, join: Callable[..., Membership], ask: Ask
) -> None:
    scan = ask(manager)
    client = Client()
    auditor = join(organisation, "auditor")
    client.force_login(auditor.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "/cancel" not in _page(client)
    assert client.post(f"/scans/{scan.id}/cancel").status_code == 403
    assert client.get("/upload").status_code == 403


def test_english(signed_in: Client, manager: Actor, ask: Ask) -> None:
    ask(manager)
    signed_in.cookies["mj-lang"] = "en"
    assert "Scan queue" in _page(signed_in) and "0 running, 1 waiting" in _page(signed_in)
    assert "Choose packages" in _page(signed_in, "/upload")


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [
        (-3, "0.0 秒"),
        (0.42, "0.4 秒"),
        (12, "12 秒"),
        (3480, "58 分"),
        (7800, "2 时 10 分"),
        (300_000, "3 天"),
    ],
)
def test_lengths_of_time(seconds: float, zh: str) -> None:
    assert span(seconds).zh == zh
