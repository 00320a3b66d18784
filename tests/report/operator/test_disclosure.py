"""The lists say what the package shows, leave open what it cannot, and come out the same in every form."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache
from html import unescape
from xml.etree import ElementTree

import docx
import pytest
from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.report.operator.disclosure import Disclosure, Table, disclosure
from mingjian.report.operator.docx import to_docx
from mingjian.report.operator.html import to_html
from mingjian.report.operator.json import to_json
from mingjian.report.operator.xlsx import to_xlsx
from mingjian.report.words import Lang
from mingjian.scan.assemble import judge_facts
from tests.report.hostile import HOSTILE
from tools.fixtures import stored

SDK = "m2_03_sdk_use/sdk_before_consent/violates"
OWN = "m1_09_processing_rules/collect_before_consent/violates"
LANGS: tuple[Lang, ...] = ("zh", "en")


@cache
def _facts(name: str) -> Facts:
    return next(case.facts for case in stored() if case.name == name)


def _made(facts: Facts) -> Disclosure:
    return disclosure(judge_facts(facts), facts)


def _table(made: Disclosure, id_: str) -> Table:
    return next(table for table in made.tables if table.id == id_)


def test_own_collection_is_listed_with_its_purpose_open() -> None:
    rows = _table(_made(_facts(OWN)), "collected").rows
    named = {row[1].text.zh: row for row in rows}
    assert "Android ID" in named
    purpose = named["Android ID"][3]
    assert purpose.open and "应用启动时" in purpose.text.zh


def test_an_sdks_collection_is_shared_and_not_the_apps() -> None:
    facts = _facts(SDK)
    made = _made(facts)
    assert facts.sdk is not None
    shared = _table(made, "shared")
    assert shared.rows
    assert all(row[2].text.zh for row in shared.rows)
    own = {row[1].text.zh for row in _table(made, "collected").rows}
    seen = {name for row in _table(made, "sdks").rows for name in row[4].text.zh.split("、")}
    assert seen - {"—"}
    assert not own & seen


def test_every_row_has_a_cell_for_every_column() -> None:
    for name in (SDK, OWN):
        for table in _made(_facts(name)).tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}


def test_json_holds_every_cell_in_both_languages() -> None:
    made = _made(_facts(SDK))
    told = json.loads(to_json(made))
    assert [table["id"] for table in told["tables"]] == ["collected", "shared", "sdks", "permissions"]
    for table, drawn in zip(made.tables, told["tables"], strict=True):
        assert [[cell["zh"] for cell in row] for row in drawn["rows"]] == [
            [cell.text.zh for cell in row] for row in table.rows
        ]


@pytest.mark.parametrize("lang", LANGS)
def test_word_document_has_the_tables(lang: Lang) -> None:
    made = _made(_facts(SDK))
    read = docx.Document(io.BytesIO(to_docx(made, lang=lang)))
    filled = [table for table in made.tables if table.rows]
    assert len(read.tables) == len(filled)
    for table, drawn in zip(filled, read.tables, strict=True):
        assert [[cell.text for cell in row.cells] for row in drawn.rows[1:]] == [
            [cell.text.of(lang) for cell in row] for row in table.rows
        ]


@pytest.mark.parametrize("lang", LANGS)
def test_workbook_has_a_sheet_a_table(lang: Lang) -> None:
    made = _made(_facts(SDK))
    with zipfile.ZipFile(io.BytesIO(to_xlsx(made, lang=lang))) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        texts = {
            node.text
            for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter()
            if node.text
        }
    assert names == [table.title.of(lang)[:31] for table in made.tables]
    assert {cell.text.of(lang) for table in made.tables for row in table.rows for cell in row} <= texts


def test_words_from_a_package_are_text_and_nothing_else() -> None:
    facts = _facts(SDK)
    assert facts.manifest is not None
    bad = replace(facts, manifest=replace(facts.manifest, label=f"=1+1{HOSTILE}", version_name=HOSTILE))
    made = _made(bad)
    page = to_html(made, lang="zh").decode()
    assert "<script" not in page
    assert "⟨U+202E⟩" in page
    with zipfile.ZipFile(io.BytesIO(to_xlsx(made, lang="zh"))) as book:
        assert not any(
            b"<f>" in book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")
        )


def test_page_loads_nothing() -> None:
    page = unescape(to_html(_made(_facts(SDK)), lang="en").decode())
    assert "default-src 'none'" in page and "script-src" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
