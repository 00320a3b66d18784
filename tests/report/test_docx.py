"""The Word report, read back: real styles, heads that repeat, all findings, words only ever words."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from msgspec.structs import replace

from mingjian.report import docx_styles as styles
from mingjian.report import paper
from mingjian.report.docx import to_docx
from mingjian.report.extras import Extras
from mingjian.report.words import Lang
from tests.report.hostile import HOSTILE, hostile
from tests.report.law_fixture import MEASURES, FixtureLaw
from tests.report.sample import OUTCOMES, extras, sample
from tests.report.sample_parts import ICON

LANGS: tuple[Lang, ...] = ("zh", "en")
LAW = FixtureLaw()


def _read(made: bytes) -> Document:
    return docx.Document(io.BytesIO(made))


def _text(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("lang", LANGS)
def test_measures_findings_and_evidence_are_all_there(lang: Lang) -> None:
    document = _read(to_docx([(sample(), extras())], lang=lang, law=LAW))
    text = _text(document)
    for code, names in MEASURES.items():
        assert f"{code} {names[0 if lang == 'zh' else 1]}" in text
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert (finding.message_zh if lang == "zh" else finding.message_en) in text
            assert finding.fingerprint in text
            for item in finding.evidence:
                assert item.location in text
    told = {
        "zh": ("此链不经过同意关口：以上 5 步都在同意之前", "项目默认", "已勾选", "时点不符", "未见使用"),
        "en": ("No consent gate on this chain", "project default", "ticked", "moment differs", "no use seen"),
    }[lang]
    for part in (*told, "告知用户个人信息处理规则", "BOOT_COMPLETED", "V2_SIG_DID_NOT_VERIFY"):
        assert part in text, part


def test_styles_are_words_own_so_that_the_outline_and_restyling_work() -> None:
    document = _read(to_docx([(sample(), extras())], law=LAW))
    by_style = {p.style.name: p.text for p in document.paragraphs if p.style is not None}
    assert {
        "Title",
        "Heading 1",
        "Heading 2",
        "Quote",
        "Caption",
        styles.META,
        styles.CODE,
        styles.STATEMENT,
    } <= set(by_style)
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]
    findings = sum(len(outcome.findings) for outcome in OUTCOMES)
    assert len([head for head in heads if re.match(r"\d+\. [✕▲]", head)]) == findings
    for style in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == styles.SANS
        assert not [name for name in fonts.attrib if name.endswith("Theme")]
    assert document.styles["Quote"].element.rPr.rFonts.get(qn("w:eastAsia")) == styles.SERIF


def test_heads_of_tables_repeat_and_rows_do_not_break() -> None:
    document = _read(to_docx([(sample(), extras())], law=LAW))
    headed = [table for table in document.tables if table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")]
    assert len(headed) == 4, "measures, declared and observed, SDKs, permissions"
    for table in headed:
        assert len(table._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == len(table.rows) - 1


def test_the_words_at_issue_are_highlighted() -> None:
    document = _read(to_docx([(sample(), extras())], law=LAW))
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert "告知用户个人信息处理规则" in marked


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_a4_and_the_foot_has_digest_ruleset_and_pages(lang: Lang) -> None:
    other = replace(sample(), subject=replace(sample().subject, sha256="9" * 64))
    document = _read(to_docx([(sample(), extras()), (other, extras())], lang=lang, law=LAW))
    assert len(document.sections) == 2
    for section, digest in zip(document.sections, (sample().subject.sha256, "9" * 64), strict=True):
        assert round(section.page_width.mm) == 210
        assert round(section.left_margin.mm) == 22
        foot = section.footer.paragraphs[0]
        assert f"SHA-256 {digest}" in foot.text
        assert sample().tool.ruleset_sha256[:12] in foot.text
        assert [f.get(qn("w:instr")) for f in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_hostile_words_are_only_ever_text() -> None:
    report, beside = hostile()
    made = to_docx([(report, beside)], law=LAW)
    document = _read(made)
    text = _text(document)
    assert HOSTILE.replace("\u202e", "⟨U+202E⟩").replace("\u3164", "⟨U+3164⟩") in text
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        body = packed.read("word/document.xml")
        assert "\u202e" not in body.decode()
        assert b"<script>" not in body
        for name in packed.namelist():
            assert b'TargetMode="External"' not in packed.read(name), name


def test_long_and_unprintable_words_do_not_break_the_file() -> None:
    strange = replace(
        sample(),
        subject=replace(sample().subject, label="\x00\x0b\ufffe\ud800" + "长" * 9000, package="a\x01b"),
    )
    text = _text(_read(to_docx([(strange, Extras())], law=LAW)))
    assert "⟨U+0000⟩⟨U+000B⟩⟨U+FFFE⟩⟨U+D800⟩长" in text
    assert "长" * (paper.MOST_TEXT + 1) not in text
    assert "a⟨U+0001⟩b" in text


def test_a_damaged_picture_is_left_out() -> None:
    body = styles.Body()
    shown = 0
    for cut in range(0, len(ICON), 41):
        body.picture(ICON[:cut], 10)
    for place in range(60):
        for value in (0, 0xFF):
            before = len(body.document.inline_shapes)
            body.picture(ICON[:place] + bytes([value]) + ICON[place + 1 :], 10)
            shown += len(body.document.inline_shapes) - before
    assert shown > 0
    body.picture(None, 10)


def test_pictures_of_icons_and_screens_are_in_the_file() -> None:
    document = _read(to_docx([(sample(), extras())], law=LAW))
    assert len(document.inline_shapes) == 2
    assert not _read(to_docx([(sample(), Extras())], law=LAW)).inline_shapes


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_report_is_the_same_file(lang: Lang) -> None:
    first = to_docx([(sample(), extras())], lang=lang, law=LAW)
    assert to_docx([(sample(), extras())], lang=lang, law=LAW) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_many_findings_stay_bounded_and_say_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_FINDINGS", 12)
    monkeypatch.setattr(paper, "MOST_FRAMES", 12)
    text = _text(_read(to_docx([(sample(OUTCOMES * 2), extras())], law=LAW)))
    assert paper.more_findings(8).zh in text
    most = max(len(f.evidence) for o in OUTCOMES for f in o.findings)
    assert paper.more_evidence(most - 1).zh in text
