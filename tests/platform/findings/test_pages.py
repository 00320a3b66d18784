"""The inbox, the forms on a finding, and the API: one reason for many, words for what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.scans.models import Scan
from tests.platform.kept import keep
from tests.report.hostile import HOSTILE
from tests.report.sample import extras, sample

UNTIL = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"


@pytest.fixture
def scan(organisation: Organisation, manager: Actor) -> Scan:
    return keep(organisation, replace(sample(), diff=None), extras())


@pytest.fixture
def browser(manager: Actor) -> Client:
    client = Client()
    client.force_login(Membership.objects.select_related("user").get(user_id=manager.user_id).user)
    return client


def boxes(html: str) -> list[str]:
    return [str(box.attributes["value"]) for box in LexborHTMLParser(html).css("input[name=finding]")]


def test_the_inbox_shows_filters_and_decides(scan: Scan, browser: Client) -> None:
    shown = boxes(browser.get("/findings").content.decode())
    assert len(shown) == Finding.objects.count() == 10
    assert len(boxes(browser.get("/findings?verdict=violates&present=true").content.decode())) == 4
    assert len(boxes(browser.get("/findings?verdict=nonsense&app=x").content.decode())) == 10
    answer = browser.post(
        "/findings/decisions",
        {
            "finding": shown[:2],
            "kind": "suppress",
            "text": "仅内测包",
            "until": UNTIL,
            "next": "/findings?state=open",
        },
    )
    assert answer["Location"] == "/findings?state=open"
    assert len(boxes(browser.get("/findings?state=open").content.decode())) == 8
    assert set(boxes(browser.get("/findings?state=suppressed").content.decode())) == set(shown[:2])
    assert "没有符合筛选的发现" in browser.get("/findings?q=没有这样").content.decode()
    Finding.objects.filter(state="suppressed").update(state_until=timezone.now())
    assert len(boxes(browser.get("/findings?state=open").content.decode())) == 10, "past its day it is open"


def test_suppressed_ones_stay_listed_on_the_report(scan: Scan, browser: Client) -> None:
    row = Finding.objects.order_by("fingerprint")[0]
    at = f"/scans/{scan.id}/report"
    browser.post(
        f"/findings/{row.id}/acts", {"kind": "suppress", "text": HOSTILE, "until": UNTIL, "next": at}
    )
    page = LexborHTMLParser(browser.get(at).content.decode())
    marks = [li.attributes["data-mark"] for li in page.css("ol.findings > li[data-mark]")]
    assert row.fingerprint not in marks and len(marks) == 9
    listed = page.css_first(".suppressed").text()
    assert "已抑制 1 项" in listed and "<script>alert(1)</script>" in listed and "到期" in listed
    again = LexborHTMLParser(browser.get(f"{at}?state=suppressed").content.decode())
    assert [li.attributes["data-mark"] for li in again.css("ol.findings > li[data-mark]")] == [
        row.fingerprint
    ]
    decided = again.css_first(".decided").text()
    assert "检测结论不变" in decided and "已抑制" in decided


def test_replies_stand_inside_the_finding_as_text(scan: Scan, browser: Client) -> None:
    row = Finding.objects.order_by("fingerprint")[0]
    at = f"/scans/{scan.id}/report?finding={row.fingerprint}"
    browser.post(f"/findings/{row.id}/acts", {"kind": "reply", "text": HOSTILE, "next": at})
    html = browser.get(at).content.decode()
    page = LexborHTMLParser(html)
    assert "<script>alert(1)</script>" in page.css_first("#pane .said-by").text()
    assert "\u202e" not in html and not page.css("script:not([src])")


def test_what_is_refused_is_told(scan: Scan, browser: Client) -> None:
    row = Finding.objects.order_by("fingerprint")[0]
    for sent, said in (
        ({"kind": "suppress", "text": "理由"}, "抑制须有到期日"),
        ({"kind": "suppress", "text": "理由", "until": "2026-13-45"}, "到期日写成"),
        ({"kind": "confirm", "text": " "}, "请写明理由"),
        ({"kind": "assign", "assignee": "x"}, "不是本单位成员"),
        ({"kind": "reply", "text": ""}, "请写明内容"),
    ):
        answer = browser.post(f"/findings/{row.id}/acts", {**sent, "next": "https://evil.example/"})
        assert answer["Location"] == "/"
        assert said in browser.get("/findings").content.decode()
    assert not Act.objects.exists()


def test_the_api_lists_by_cursor_and_decides(scan: Scan, browser: Client) -> None:
    page = browser.get("/api/v1/findings?limit=6").json()
    rest = browser.get(f"/api/v1/findings?limit=6&cursor={page['next']}").json()
    ids = [row["id"] for row in page["items"] + rest["items"]]
    assert len(set(ids)) == 10 and rest["next"] is None
    many = browser.post(
        "/api/v1/findings/decisions", {"findings": ids[:3], "decision": "confirm", "reason": "已核实"},
        content_type="application/json",
    )  # fmt: skip
    assert [row["state"] for row in many.json()] == ["confirmed"] * 3
    assert len(browser.get("/api/v1/findings?state=confirmed").json()["items"]) == 3
    one = browser.post(
        f"/api/v1/findings/{ids[5]}/decision", {"decision": "suppress", "reason": "仅内测"},
        content_type="application/json",
    )  # fmt: skip
    assert one.status_code == 422 and one.json()["code"] == "until_missing"
    said = browser.post(
        f"/api/v1/findings/{ids[5]}/replies", {"text": "下个版本修改"}, content_type="application/json"
    )
    assert said.status_code == 201
    whole = browser.put(
        f"/api/v1/findings/{ids[5]}/assignee", {"assignee": None}, content_type="application/json"
    )
    assert [act["kind"] for act in whole.json()["acts"]] == ["reply", "assign"]
