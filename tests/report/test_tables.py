"""CSV and Markdown: all findings, nothing a spreadsheet runs, nothing that breaks out of its place."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from mingjian.model import Declared, DeclaredObserved, Evidence, Observed, Party, Report
from mingjian.report import reading
from mingjian.report.csv import COLUMNS, FORMULA, to_csv
from mingjian.report.html import to_html
from mingjian.report.markdown import to_markdown
from mingjian.report.text import to_text
from mingjian.report.words import Lang
from tests.report.hostile import hostile_report
from tests.report.law_fixture import FixtureLaw
from tests.report.sample import extras, sample

LANGS: tuple[Lang, ...] = ("zh", "en")


def _rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", LANGS)
def test_csv_has_a_row_for_each_finding_and_each_open_measure(lang: Lang) -> None:
    rows = _rows(to_csv([sample()], lang=lang))
    open_ = [row.id for row in sample().measures if row.verdict == "undetermined"]
    found = [place.finding.fingerprint for place in reading.placed(sample())]
    assert [row["fingerprint"] for row in rows if row["fingerprint"]] == found
    assert [row["measure"] for row in rows if not row["fingerprint"]] == open_
    assert all(row["missing"] for row in rows if not row["fingerprint"])


def test_csv_of_several_packages_has_one_head() -> None:
    raw = to_csv([sample(), sample()])
    assert raw.count(",".join(COLUMNS).encode()) == 1
    assert len(_rows(raw)) == 2 * len(_rows(to_csv([sample()])))


def test_csv_cells_never_begin_a_formula() -> None:
    for row in _rows(
        to_csv([hostile_report("=cmd|' /C calc'!A1"), hostile_report("@SUM(1)"), hostile_report()])
    ):
        assert not [cell for cell in row.values() if cell.startswith(FORMULA)]


def test_a_policy_is_quoted_with_its_words_marked() -> None:
    quoted = Evidence(kind="policy", location="p.html#p 3", excerpt="我们会收集您的IMEI。", words="IMEI")
    one = replace(sample().outcomes[0].findings[0], evidence=(quoted,))
    report = replace(sample(), outcomes=(replace(sample().outcomes[0], findings=(one,)),))
    assert "> 我们会收集您的**IMEI**。" in to_markdown([report], law=FixtureLaw()).decode()
    assert [row["quotation"] for row in _rows(to_csv([report])) if row["fingerprint"]] == ["IMEI"]
    page = to_html([(report, extras())], lang="zh", law=FixtureLaw())
    assert "我们会收集您的<mark>IMEI</mark>。" in page


def test_declared_stands_beside_observed() -> None:
    said = Declared(False, "我们不会收集您的通讯录。", "p.html#p 4", "通讯录")
    seen = Observed(Party("app", "cn.a", "甲"), "before", "certain")
    row = DeclaredObserved(type="contacts", sensitive=True, declared=said, observed=(seen,), outcome="denied")
    unseen = DeclaredObserved(type="sms", sensitive=True, declared=Declared(True), outcome="not_observed")
    report = replace(sample(), declared_observed=(unseen, row))
    told = to_markdown([report], law=FixtureLaw()).decode()
    assert (
        "| 通讯录 | 写明不收集: 我们不会收集您的**通讯录**。 | 应用自身, 同意前, 确定 | ✕ 与声明相反 |"
        in told
    )
    assert "只见于政策：1 类" in told
    text = to_text(report, law=FixtureLaw(), width=120)
    assert "✕ 通讯录 · 与声明相反 · 应用自身 同意前 确定 · “我们不会收集您的通讯录。”" in text
    page = to_html([(report, extras())], lang="zh", law=FixtureLaw())
    assert "我们不会收集您的<mark>通讯录</mark>。" in page


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.seen.add(tag)


def _drawn(report: Report, lang: Lang) -> str:
    text = to_markdown([report], lang=lang, law=FixtureLaw()).decode()
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_tells_each_finding_and_stays_inert(lang: Lang) -> None:
    drawn = _drawn(sample(), lang)
    assert drawn.count("<h3>") == len(reading.placed(sample()))
    for report in (
        sample(),
        hostile_report(),
        hostile_report("](https://x.example) ![a](b) `` ` | <b>x</b>\n# t"),
    ):
        tags = _Tags()
        tags.feed(_drawn(report, lang))
        assert not tags.seen & {"script", "img", "a", "b"}, tags.seen
        assert _drawn(report, lang).count("<h1>") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_tells_a_lawful_reason_and_stays_inert(lang: Lang) -> None:
    first, *rest = sample().outcomes
    told = replace(first, reason="An alarm the user set <img src=x>")
    drawn = _drawn(replace(sample(), outcomes=(told, *rest)), lang)
    assert "An alarm the user set &lt;img src=x&gt;" in drawn
    assert "lawful for a reason" not in _drawn(sample(), "en")
