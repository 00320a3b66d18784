"""The law's tables hold together by themselves: quotations, references, names, lookups."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest

from mingjian import law, tables
from mingjian.errors import KnowledgeError, UsageError
from mingjian.law import source
from mingjian.law.compile import write
from mingjian.law.load import HERE

NOTICE = (HERE / "notice.txt").read_text("utf-8")
INTERPRETATION = (HERE / "interpretation.txt").read_text("utf-8")


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def test_thirty_measures_in_the_order_of_the_notice() -> None:
    assert [row.id for row in law.measures()] == (
        [f"1.{n}" for n in range(1, 13)] + [f"2.{n}" for n in range(1, 15)] + [f"3.{n}" for n in range(1, 5)]
    )
    places = [NOTICE.index(row.clause_zh) for row in law.measures()]
    assert places == sorted(places)


def test_groups_are_the_notice_headings() -> None:
    for row in law.groups():
        if row.mark:
            assert f"{row.mark}{row.heading_zh}\n" in NOTICE
    seen = list(dict.fromkeys(row.group for row in law.measures()))
    assert seen == [row.id for row in law.groups()]
    for part in law.parts():
        assert f"{part.mark}、{part.title_zh}\n" in NOTICE


@pytest.mark.parametrize("row", law.measures(), ids=lambda row: row.id)
def test_measure_names(row: law.Measure) -> None:
    assert row.clause_zh.startswith(f"{row.title_zh}。")
    assert width(row.short_zh) == 8, "four characters wide"
    assert len(row.short_en) <= 14
    assert row.title_en
    assert row.clause_en
    part, number = row.id.split(".")
    assert row.folder.startswith(f"m{part}_{int(number):02}_")
    assert law.measure_by_folder(row.folder) is row


@pytest.mark.parametrize("row", law.requirements(), ids=lambda row: row.id)
def test_requirement_quotes_verbatim(row: law.Requirement) -> None:
    if row.related:
        assert row.derived_from
        assert row.measure in {m.id for m in law.measures()}
    elif row.measure is None:
        assert row.level == "context"
        assert row.clause_zh in INTERPRETATION
    else:
        assert row.id.startswith(f"26号-{row.measure}.")
        assert row.clause_zh in NOTICE
        assert law.clause(row.id).quotation == row.clause_zh
        assert row.clause_zh in law.measure(row.measure).clause_zh


def test_every_id_referred_to_exists() -> None:
    all_tables, related = law.all_tables(), law.related_tables()
    requirements = {row.id for row in all_tables.requirements}
    thresholds = {row.id for row in all_tables.thresholds}
    terms = {row.id for row in related.terms}
    items = {row.id for row in related.determination}
    tests = {row.id for row in related.tests}
    parties = {row.id for row in all_tables.parties}
    evidence = {row.id for row in all_tables.evidence}
    measures = {row.id for row in all_tables.measures}
    for row in all_tables.requirements:
        assert set(row.thresholds) <= thresholds, row.id
        assert set(row.vocabulary) <= terms, row.id
        assert set(row.determination) <= items, row.id
        assert set(row.tests) <= tests, row.id
        assert set(row.parties) <= parties, row.id
        assert set(row.refute + row.prove) <= evidence, row.id
        assert row.measure is None or row.measure in measures, row.id
        assert row.parties, row.id
        assert row.level == "context" or (row.refute and row.prove), row.id
    for threshold in all_tables.thresholds:
        assert set(threshold.requirements) <= requirements, threshold.id
        assert threshold.source, threshold.id
    for term in related.terms:
        assert set(term.requirements) <= requirements, term.id
        assert set(term.determination) <= items, term.id
        assert set(term.tests) <= tests, term.id
    for item in related.determination:
        assert set(item.tests) <= tests, item.id
        assert set(item.evidence) <= evidence, item.id
    for test in related.tests:
        assert set(test.requirements) <= requirements, test.id
        assert set(test.thresholds) <= thresholds, test.id
        assert set(test.determination) <= items, test.id
        assert set(test.parties) <= parties, test.id
    for article in related.articles:
        assert article.under in measures | requirements, article.under


def test_ids_are_unique() -> None:
    homes = (law.all_tables(), law.related_tables())
    lists = [rows for home in homes for rows in msgspec.structs.astuple(home) if isinstance(rows, tuple)]
    named = [[row.id for row in rows] for rows in lists if hasattr(rows[0], "id")]
    assert len(named) == 10
    for ids in named:
        assert len(ids) == len(set(ids))


def test_project_thresholds_say_they_are_ours() -> None:
    for row in law.thresholds():
        assert (row.kind == "project") == row.id.startswith("TH-P"), row.id
        if row.kind == "project":
            assert row.operator, row.id


def test_a_requirement_and_its_thresholds_name_each_other() -> None:
    for row in law.requirements():
        for number in row.thresholds:
            assert row.id in law.threshold(number).requirements, (row.id, number)


def test_obliged() -> None:
    assert law.obliged("1.3") == ("app_operator", "terminal_vendor")
    assert law.obliged("2.4") == ("distribution_platform",)
    assert law.obliged("26号-3.3") == ("caict",)
    assert all(law.obliged(row.id) for row in law.measures())


def test_citations() -> None:
    assert law.citation("1.4") == ("工信部信管函〔2023〕26号 一（二）4", "Notice 26 (2023) I(2)4")
    assert law.citation("2.14") == ("工信部信管函〔2023〕26号 二（五）14", "Notice 26 (2023) II(5)14")
    assert law.citation("3.4") == ("工信部信管函〔2023〕26号 三（四）", "Notice 26 (2023) III(4)")


def test_lookups_accept_what_people_write() -> None:
    assert law.requirement("1.4.7") is law.requirement("26号-1.4.7")
    assert law.measure("26号-1.4") is law.measure("1.4")
    assert law.requirement("关联-1").measure == "1.8"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.4", "measure"), ("26号-1.4", "measure"), ("3.2", "measure"), ("26号-1.4.7", "requirement"),
        ("1.4.7", "requirement"), ("关联-1", "requirement"), ("解读-1", "requirement"),
        ("TH-05", "threshold"),
        ("TH-P01", "threshold"), ("RD-3.1", "determination"), ("V01", "term"), ("T/TAF078.7-8-d", "test"),
        ("1.6/boot-receiver", "rule"), (" 1.4 ", "measure"),
    ],
)  # fmt: skip
def test_explain(text: str, kind: str) -> None:
    found = law.explain(text)
    assert found.kind == kind
    assert found.title_zh
    assert found.title_en


def test_explain_gives_a_rule_its_place() -> None:
    found = law.explain("1.6/boot-receiver")
    assert found.rule_module == "m1_06_launch.boot_receiver"
    assert found.measure is law.measure("1.6")


def test_explain_everything() -> None:
    all_tables, related = law.all_tables(), law.related_tables()
    for rows in (
        all_tables.measures, all_tables.requirements, all_tables.thresholds,
        related.determination, related.terms, related.tests,
    ):  # fmt: skip
        for row in rows:
            assert law.explain(row.id).id == row.id


@pytest.mark.parametrize(
    "text", ["", "1.13", "4.1", "26号-1.4.99", "TH-999", "RD-9.9", "V99", "1.13/x", "nonsense"]
)
def test_unknown_ids_are_usage_errors(text: str) -> None:
    with pytest.raises(UsageError):
        law.explain(text)


def test_a_near_miss_is_named() -> None:
    with pytest.raises(UsageError, match="TH-85"):
        law.threshold("TH-855")


def test_context_has_no_clause() -> None:
    with pytest.raises(UsageError):
        law.clause("解读-1")


def test_compiled_equals_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "COMPILED", tmp_path)
    write(tmp_path / "law.json")

    def never() -> law.Tables:
        raise AssertionError("an up-to-date compiled file must be used")

    loaded, digest = tables.load("law", law.Tables, source.sources(), never)
    assert loaded == source.build()
    assert digest == law.sha256()


@pytest.mark.parametrize("content", [b"", b"0" * 64 + b"\n{}", b"garbage"])
def test_a_stale_or_broken_compiled_file_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(tables, "COMPILED", tmp_path)
    (tmp_path / "law.json").write_bytes(content)
    loaded, _ = tables.load("law", law.Tables, source.sources(), source.build)
    assert loaded == law.all_tables()


def test_a_torn_compiled_file_with_the_right_digest_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "COMPILED", tmp_path)
    write(tmp_path / "law.json")
    whole = (tmp_path / "law.json").read_bytes()
    (tmp_path / "law.json").write_bytes(whole[: len(whole) // 2])
    loaded, _ = tables.load("law", law.Tables, source.sources(), source.build)
    assert loaded == law.all_tables()


def test_a_wrong_source_names_file_and_place(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("- {id: TH-1, topic_zh: x}\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"wrong\.yaml.*\$\[0\]"):
        tables.read_yaml(wrong, tuple[law.Threshold, ...])


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        law.measure("1.4").id = "1.5"  # type: ignore[misc]
    assert msgspec.json.encode(law.measure("1.4"))
