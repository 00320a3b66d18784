"""The report page: whole without script, one pane at a time, for its organisation alone, only ever text."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.database import scope
from mingjian.platform.findings.models import Finding
from mingjian.platform.scans.models import Scan
from tests.platform.kept import keep
from tests.platform.reports.conftest import Open, many
from tests.report.hostile import HOSTILE, hostile
from tests.report.law_fixture import MEASURES
from tests.report.sample import OUTCOMES, extras, sample

FIRST = next(o.findings[0] for o in OUTCOMES if o.measure == "1.9")


def at(scan: Scan, query: str = "") -> str:
    return f"/scans/{scan.id}/report{query}"


def marks(html: str) -> list[str]:
    return [
        str(li.attributes["data-mark"]) for li in LexborHTMLParser(html).css("ol.findings > li[data-mark]")
    ]


def test_the_whole_report_stands_on_the_page(scan: Scan, organisation: Organisation, opened: Open) -> None:
    html = opened(organisation, "auditor").get(at(scan)).content.decode()
    page = LexborHTMLParser(html)
    assert [a.attributes["data-measure"] for a in page.css("a.cell")] == list(MEASURES)
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert finding.message_zh in html
    text = page.body.text() if page.body else ""
    for said in ("声明与观察", "READ_CONTACTS", "优讯推送", "盲区", "未作判定 5 项", "规则集", "时间线"):
        assert said in text, said
    assert len(page.css("#pane .evidence")) >= 1
    assert not page.css("[style], style, script:not([src])")


def test_without_script_each_finding_is_a_link_that_opens_it(
    scan: Scan, organisation: Organisation, opened: Open
) -> None:
    client = opened(organisation, "auditor")
    page = LexborHTMLParser(client.get(at(scan)).content.decode())
    rows = {li.attributes["data-mark"]: li for li in page.css("ol.findings > li[data-mark]")}
    href = rows[FIRST.fingerprint].css_first("a.finding-row").attributes["href"] or ""
    again = LexborHTMLParser(client.get(at(scan) + href.partition("#")[0]).content.decode())
    chosen = again.css("li.chosen")
    assert [li.attributes["data-mark"] for li in chosen] == [FIRST.fingerprint]
    assert FIRST.message_zh in again.css_first("#pane h3").text()
    assert len(again.css("#pane .evidence")) == len(FIRST.evidence)


def test_htmx_gets_the_pane_alone(scan: Scan, organisation: Organisation, opened: Open) -> None:
    client = opened(organisation, "auditor")
    answer = client.get(at(scan, f"?finding={FIRST.fingerprint}"), headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html and 'class="pane-head"' in html and "调用链" in html
    assert "HX-Request" in answer["Vary"]
    assert client.get(at(scan, "?finding=none"), headers={"HX-Request": "true"}).status_code == 404


def test_a_language_at_a_time(scan: Scan, organisation: Organisation, opened: Open) -> None:
    client = opened(organisation, "auditor")
    client.cookies["mj-lang"] = "en"
    text = LexborHTMLParser(client.get(at(scan)).content.decode()).css_first("#findings").text()
    assert FIRST.message_en in text and FIRST.message_zh not in text


def test_another_organisation_sees_nothing(scan: Scan, other: Organisation, opened: Open) -> None:
    client = opened(other, "manager")
    assert client.get(at(scan)).status_code == 404
    assert client.get(f"/scans/{uuid4()}/report").status_code == 404
    picture = str(scan.result.media["icon"]) if scan.result else ""
    assert client.get(f"/scans/{scan.id}/media/{picture}").status_code == 404


def test_a_finding_and_a_version_lead_to_the_report(
    scan: Scan, organisation: Organisation, other: Organisation, opened: Open
) -> None:
    assert scan.version is not None
    with scope(organisation.id):
        row = Finding.objects.get(fingerprint=FIRST.fingerprint)
    mine, theirs = opened(organisation, "auditor"), opened(other, "auditor")
    answer = mine.get(f"/findings/{row.id}")
    assert answer["Location"] == f"/scans/{scan.id}/report?finding={FIRST.fingerprint}#bench"
    version = f"/apps/{scan.version.app_id}/versions/{scan.version_id}"
    assert mine.get(version)["Location"] == f"/scans/{scan.id}/report"
    assert {theirs.get(path).status_code for path in (version, f"/findings/{row.id}")} == {404}


def test_pictures_are_this_reports_own(scan: Scan, organisation: Organisation, opened: Open) -> None:
    client = opened(organisation, "auditor")
    assert scan.result is not None
    answer = client.get(f"/scans/{scan.id}/media/{scan.result.media['icon']}")
    assert answer["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")
    assert "immutable" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
    for stranger in (scan.result.report_sha256, scan.result.media["page"], "0" * 64, "x"):
        assert client.get(f"/scans/{scan.id}/media/{stranger}").status_code == 404


def test_a_pane_shows_its_pictures_from_the_scan(
    scan: Scan, organisation: Organisation, opened: Open
) -> None:
    mark = next(o.findings[0].fingerprint for o in OUTCOMES if o.measure == "1.3")
    page = LexborHTMLParser(
        opened(organisation, "auditor").get(at(scan, f"?finding={mark}")).content.decode()
    )
    images = [str(image.attributes["href"]) for image in page.css("image")]
    assert images and all(image.startswith(f"/scans/{scan.id}/media/") for image in images)
    used = {str(use.attributes["href"]) for use in page.css(".tile use")}
    assert used <= {f"#{symbol.attributes['id']}" for symbol in page.css("symbol")}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?verdict=violates", ("", "violates", "", "")),
        ("?party=sdk", ("", "", "sdk", "")),
        ("?party=app&verdict=suspected", ("", "suspected", "app", "")),
        ("?consent=before", ("", "", "", "before")),
        ("?measure=1.9", ("1.9", "", "", "")),
        ("?measure=1.9&q=ANDROID%20ID", ("1.9", "violates", "", "")),
        ("?group=nonsense&verdict=nonsense&page=-3", ("", "", "", "")),
    ],
)
def test_filters_in_the_address(
    scan: Scan, organisation: Organisation, opened: Open, query: str, wanted: tuple[str, str, str, str]
) -> None:
    html = opened(organisation, "auditor").get(at(scan, query)).content.decode()
    expected = {
        f.fingerprint
        for o in OUTCOMES
        for f in o.findings
        if all(
            want in ("", has)
            for want, has in zip(wanted, (o.measure, f.verdict, f.party.kind, f.consent), strict=True)
        )
    }
    assert expected and set(marks(html)) == expected


def test_groups_have_headings(scan: Scan, organisation: Organisation, opened: Open) -> None:
    client = opened(organisation, "auditor")
    pages = {
        group: client.get(at(scan, f"?group={group}")).content.decode()
        for group in ("measure", "party", "severity")
    }
    heads = {
        group: [head.text() for head in LexborHTMLParser(html).css(".group-head h3")]
        for group, html in pages.items()
    }
    assert heads["measure"][:2] == ["1.3 便捷卸载", "1.4 窗口关闭"]
    assert heads["party"][0] == "应用自身" and "SDK 优讯推送" in heads["party"]
    order = [head[-1] for head in heads["severity"]]
    assert len(order) > 1 and order == sorted(order, key="高中低".index)


def test_nothing_fits_is_said(scan: Scan, organisation: Organisation, opened: Open) -> None:
    html = opened(organisation, "auditor").get(at(scan, "?q=没有这样的发现")).content.decode()
    assert "没有符合筛选的发现" in html and "这不等于没有发现" in html


def test_hostile_words_are_only_ever_text(organisation: Organisation, opened: Open) -> None:
    report, beside = hostile()
    report = replace(
        report,
        diff=None,
        subject=replace(report.subject, package=HOSTILE[:200], path=f"a/{HOSTILE}", version_name=HOSTILE),
        outcomes=tuple(
            replace(o, rule=o.rule[:80], findings=tuple(
                replace(f, fingerprint=f"{i}{n}", party=replace(f.party, id=HOSTILE[:70]))
                for n, f in enumerate(o.findings)))
            for i, o in enumerate(report.outcomes)
        ),
    )  # fmt: skip
    with scope(organisation.id):
        scan = keep(organisation, report, beside)
    client = opened(organisation, "manager")
    tags: set[str] = set()
    for mark in [f.fingerprint for o in report.outcomes for f in o.findings]:
        html = client.get(at(scan, f"?finding={mark}&group=party")).content.decode()
        page = LexborHTMLParser(html)
        assert "\u202e" not in html and "\u3164" not in html
        assert "⟨U+202E⟩" in html and "{{7*7}}" in html
        assert all(node.attributes.get("src") for node in page.css("script"))
        for node in page.css("*"):
            tags.add(node.tag or "")
            assert not any(name.startswith("on") or name == "style" for name in node.attributes), node.html
            link = node.attributes.get("href") or node.attributes.get("src") or "#"
            assert link.startswith(("#", "/", "?")), link
        for image in page.css("img"):
            assert re.fullmatch(r"/scans/[0-9a-f-]+/media/[0-9a-f]{64}", str(image.attributes["src"]))
    assert not tags & {"iframe", "object", "embed", "base"}


def test_five_hundred_findings_cost_no_more_queries_and_little_html(
    scan: Scan, organisation: Organisation, opened: Open
) -> None:
    client = opened(organisation, "manager")
    with scope(organisation.id):
        big = keep(
            organisation,
            replace(sample(many(50)), diff=None, subject=replace(sample().subject, package="com.many")),
            extras(),
        )
    client.get(at(scan))
    with CaptureQueriesContext(connection) as few:
        client.get(at(scan))
    with CaptureQueriesContext(connection) as lots:
        answer = client.get(at(big))
    assert len(lots) <= len(few), [row["sql"] for row in lots]
    assert len(marks(answer.content.decode())) == 100
    assert len(answer.content) < 300_000
    assert "第 1–100 项，共 500 项" in answer.content.decode()
    last = client.get(at(big, "?page=5")).content.decode()
    assert len(marks(last)) == 100 and "下一页" not in last
    assert len(marks(client.get(at(big, "?page=99")).content.decode())) == 100
