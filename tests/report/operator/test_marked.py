"""The marked-up policy keeps the text whole, marks the words that findings quote, and runs nothing."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from mingjian.artifacts.policy import read_bytes
from mingjian.errors import UsageError
from mingjian.facts import Facts
from mingjian.facts.policy.collect import alone
from mingjian.facts.policy.read import from_document
from mingjian.model import Evidence, Finding, Party, Report
from mingjian.report.operator.marked import Marked, marked, to_marked
from mingjian.scan.assemble import judge_facts
from tests.report.sample import OUTCOMES, sample

PAGE = """<h1>隐私政策</h1><p>我们收集您的手机号等信息。我们会保护它。</p>
<table><tr><th>SDK</th><th>公司</th></tr>
<tr><td rowspan="2">推送</td><td>青河</td></tr><tr><td>分河</td></tr></table>
<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"""


def _facts() -> Facts:
    document = read_bytes(PAGE.encode(), source="policy.html")
    return alone(from_document(document), "policy.html")


def _report(*evidence: tuple[str, str]) -> Report:
    """The sample with one finding a quotation (place, words)."""
    first = OUTCOMES[0]
    findings = tuple(
        Finding(
            message_zh=f"批注{number}",
            message_en=f"remark {number}",
            verdict="suspected",
            party=Party("app", "a", "a"),
            evidence=(Evidence(kind="policy", location=location, excerpt=words),),
        )
        for number, (location, words) in enumerate(evidence)
    )
    return sample((replace(first, findings=findings),))


def _text(made: Marked) -> str:
    pieces = [p for block in made.blocks for p in block.pieces]
    pieces += [p for block in made.blocks for row in block.rows for cell in row for p in cell.pieces]
    return "".join(piece.text for piece in pieces)


def _place(facts: Facts, words: str) -> str:
    assert facts.policy is not None
    document = facts.policy.document
    passage = next(p for p in document.passages if words in p.text)
    return f"{document.source}#{passage.place}"


def test_no_word_of_the_text_is_lost() -> None:
    facts = _facts()
    assert facts.policy is not None
    made = marked(_report(), facts.policy.document)
    for passage in facts.policy.document.passages:
        assert passage.text in _text(made)


def test_quoted_words_are_marked_and_overlap() -> None:
    facts = _facts()
    assert facts.policy is not None
    place = _place(facts, "手机号")
    made = marked(_report((place, "…手机号等信息"), (place, "等信息。")), facts.policy.document)
    marks = {piece.text: piece.remarks for block in made.blocks for piece in block.pieces if piece.remarks}
    assert marks == {"手机号": (1,), "等信息": (1, 2), "。": (2,)}
    assert made.general == ()


def test_cells_keep_their_spans_and_marks() -> None:
    facts = _facts()
    assert facts.policy is not None
    made = marked(_report((_place(facts, "分河"), "分河")), facts.policy.document)
    table = next(block for block in made.blocks if block.kind == "table")
    assert [[cell.rows for cell in row] for row in table.rows] == [[1, 1], [2, 1], [1]]
    assert table.rows[2][0].pieces[0].remarks == (1,)
    assert [remark.number for remark in table.remarks] == [1]


def test_a_missing_statement_stands_before_the_text() -> None:
    facts = _facts()
    assert facts.policy is not None
    made = marked(_report(("policy.html", "全文未见：投诉渠道")), facts.policy.document)
    assert [remark.excerpt for remark in made.general] == ["全文未见：投诉渠道"]


def test_remarks_are_numbered_as_one_reads() -> None:
    facts = _facts()
    assert facts.policy is not None
    late, early = (_place(facts, "alert"), "alert"), (_place(facts, "手机号"), "手机号")
    made = marked(_report(late, ("policy.html", "全文未见"), early), facts.policy.document)
    assert [remark.number for remark in made.general] == [1]
    marks = {piece.text: piece.remarks for block in made.blocks for piece in block.pieces if piece.remarks}
    assert marks == {"手机号": (2,), "alert": (3,)}


def test_page_runs_nothing_and_links_marks_to_remarks() -> None:
    facts = _facts()
    page = to_marked(_report((_place(facts, "alert"), "alert(1)")), facts, lang="zh").decode()
    assert "<script" not in page and "script-src" not in page
    assert re.findall(r'href="#(r\d+)"', page) == re.findall(r'id="(r\d+)"', page) == ["r1"]


def test_wants_a_policy() -> None:
    with pytest.raises(UsageError, match="needs a policy"):
        to_marked(_report(), None, lang="zh")


def test_our_own_findings_find_their_words() -> None:
    """Every quotation of a rule is found again in the text."""
    facts = _facts()
    assert facts.policy is not None
    report = judge_facts(facts)
    quoted = [
        e
        for o in report.outcomes
        for f in o.findings
        for e in f.evidence
        if e.kind == "policy" and "#" in e.location
    ]
    made = marked(report, facts.policy.document)
    numbers = {n for b in made.blocks for p in b.pieces for n in p.remarks}
    numbers |= {
        n for b in made.blocks for row in b.rows for cell in row for p in cell.pieces for n in p.remarks
    }
    assert bool(quoted) == bool(numbers)
    assert len(numbers) + len(made.general) == made.count
