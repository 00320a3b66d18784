"""The workbook: each sheet with head, filter and all rows; text that stays text; the same bytes again."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from mingjian.report import reading, sheets
from mingjian.report.csv import FORMULA
from mingjian.report.extras import Extras
from mingjian.report.words import Lang
from mingjian.report.xlsx import to_xlsx
from tests.report.hostile import hostile_report
from tests.report.law_fixture import MEASURES, FixtureLaw
from tests.report.sample import OUTCOMES, extras, sample

LANGS: tuple[Lang, ...] = ("zh", "en")
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LAW = FixtureLaw()
NAMES = {
    "zh": ["摘要", "措施", "要求与结果", "发现", "证据", "SDK", "权限", "声明与观察", "版本变化", "时间线"],
    "en": [
        "Summary", "Measures", "Requirements", "Findings", "Evidence", "SDKs", "Permissions",
        "Declared and observed", "Version change", "Timeline",
    ],
}  # fmt: skip


class Book:
    """A workbook read back: sheets by name as rows of text, and the parts it is made of."""

    def __init__(self, made: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
        shared = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(t.text or "" for t in item.iter(f"{M}t")) for item in shared]
        names = [
            s.attrib["name"] for s in ElementTree.fromstring(self.parts["xl/workbook.xml"]).iter(f"{M}sheet")
        ]
        self.xml = {
            name: ElementTree.fromstring(self.parts[f"xl/worksheets/sheet{n}.xml"])
            for n, name in enumerate(names, 1)
        }

    def rows(self, name: str) -> list[list[str]]:
        return [[self._value(cell) for cell in row] for row in self.xml[name].iter(f"{M}row")]

    def _value(self, cell: ElementTree.Element) -> str:
        value = cell.findtext(f"{M}v") or ""
        return self.strings[int(value)] if cell.get("t") == "s" else value


def _book(lang: Lang = "zh") -> Book:
    return Book(to_xlsx([(sample(), extras())], lang=lang, law=LAW))


@pytest.mark.parametrize("lang", LANGS)
def test_each_sheet_has_a_frozen_head_and_a_filter_over_all_rows(lang: Lang) -> None:
    book = _book(lang)
    assert list(book.xml) == NAMES[lang]
    for name, xml in book.xml.items():
        pane = next(xml.iter(f"{M}pane"))
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen"), name
        head, *rows = book.rows(name)
        assert all(head)
        assert all(len(row) == len(head) for row in rows)
        found = re.fullmatch(r"A1:[A-Z]+(\d+)", next(xml.iter(f"{M}autoFilter")).attrib["ref"])
        assert found is not None
        assert int(found[1]) == len(rows) + 1


@pytest.mark.parametrize("lang", LANGS)
def test_measures_findings_evidence_and_tables_are_all_there(lang: Lang) -> None:
    book = _book(lang)
    names = NAMES[lang]
    assert [row[0] for row in book.rows(names[1])[1:]] == list(MEASURES)
    places = reading.placed(sample())
    said = [p.finding.message_zh if lang == "zh" else p.finding.message_en for p in places]
    assert [row[6] for row in book.rows(names[3])[1:]] == said
    assert [row[-1] for row in book.rows(names[3])[1:]] == [p.finding.fingerprint for p in places]
    assert [row[3] for row in book.rows(names[4])[1:]] == [
        e.location for p in places for e in p.finding.evidence
    ]
    assert [row[1] for row in book.rows(names[5])[1:]] == [sdk.id for sdk in sample().sdks]
    assert [row[0] for row in book.rows(names[6])[1:]] == [row.name for row in sample().permissions]
    assert len(book.rows(names[7])) == len(sample().declared_observed) + 1
    asked = [(o.rule, code) for o in OUTCOMES for code in o.requirements]
    assert [(row[5], row[1]) for row in book.rows(names[2])[1:]] == asked
    assert sample().subject.sha256 in [row[1] for row in book.rows(names[0])]


def test_a_chain_is_told_step_by_step_with_its_gate() -> None:
    rows = [row for row in _book().rows("证据")[1:] if row[6]]
    assert "3. Executor.execute(Runnable) → DeviceProfile$1.run() (线程回调)" in "\n".join(
        row[6] for row in rows
    )
    assert [row[8] for row in rows if row[8]] == ["Privacy.ask()"]


def test_what_begins_like_a_formula_is_a_quoted_string() -> None:
    for word in ("=cmd|' /C calc'!A1", "@SUM(1)", "+1", "-1", "\t=1"):
        book = Book(to_xlsx([(hostile_report(word), Extras())], law=LAW))
        whole = b"".join(book.parts.values())
        assert b"<f>" not in whole
        assert b"hyperlink" not in whole
        formats = list(next(ElementTree.fromstring(book.parts["xl/styles.xml"]).iter(f"{M}cellXfs")))
        found = 0
        for name, xml in book.xml.items():
            for cell in xml.iter(f"{M}c"):
                text = book._value(cell)
                if cell.get("t") == "s" and text.startswith(FORMULA):
                    found += 1
                    assert formats[int(cell.attrib["s"])].get("quotePrefix") == "1", (name, text)
        assert found > 5


def test_hostile_letters_are_seen_and_a_cell_holds_no_more_than_excel_does() -> None:
    report = sample()
    long = replace(report, subject=replace(report.subject, label="长" * 40_000 + "\u202e\x00"))
    book = Book(to_xlsx([(long, Extras()), (hostile_report("\u202e\x07"), Extras())], law=LAW))
    assert max(map(len, book.strings)) == sheets.MOST_LETTERS + 1
    assert "⟨U+202E⟩⟨U+0007⟩" in "".join(book.strings)
    assert "\u202e" not in "".join(book.strings)


def test_several_reports_share_sheets_and_each_row_names_its_subject() -> None:
    other = replace(sample(), subject=replace(sample().subject, label="第二个"))
    book = Book(to_xlsx([(sample(), extras()), (other, extras())], law=LAW))
    rows = book.rows("措施")
    assert rows[0][0] == "被检对象"
    assert [row[0] for row in rows[1:]] == ["拾光记账 5.8.2"] * 30 + ["第二个 5.8.2"] * 30


def test_rows_beyond_the_bound_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    book = _book()
    assert [len(book.rows(name)) for name in ("措施", "证据", "SDK")] == [12, 12, 4]
    assert book.rows("措施")[-1][0] == "另有 20 行，见 JSON 报告。"


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_report_is_the_same_file(lang: Lang) -> None:
    assert to_xlsx([(sample(), extras())], lang=lang, law=LAW) == to_xlsx(
        [(sample(), extras())], lang=lang, law=LAW
    )


def test_a_report_without_findings_keeps_its_sheets() -> None:
    clean = replace(
        sample(), outcomes=(), sdks=(), permissions=(), declared_observed=(), diff=None, timeline=()
    )
    book = Book(to_xlsx([(clean, Extras())], law=LAW))
    assert list(book.xml) == NAMES["zh"][:8]
    assert [len(book.rows(name)) for name in ("发现", "证据", "SDK", "权限")] == [1, 1, 1, 1]
