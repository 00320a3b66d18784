"""The law's tables against the specification they were taken from, and the seeds of the notice itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mingjian import law
from mingjian.law.load import HERE

FULL_WIDTH = str.maketrans(",():;", "，（）：；")


def spec(shared: Path, name: str) -> Any:
    text = (shared / "spec" / name).read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


def squeeze(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_notice_is_the_seed_without_its_noise_marks(shared: Path) -> None:
    seed = next((shared / "spec" / "seeds").glob("000_*.txt")).read_text("utf-8")
    assert squeeze(law_text("notice.txt")) == squeeze(seed.replace("@@", "").translate(FULL_WIDTH))


def test_interpretation_is_its_seed(shared: Path) -> None:
    seed = next((shared / "spec" / "seeds").glob("003_*.txt")).read_text("utf-8")
    assert squeeze(law_text("interpretation.txt")) == squeeze(seed)


def law_text(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def test_every_requirement_is_there_and_equal(shared: Path) -> None:
    theirs = spec(shared, "requirements.yaml")["requirements"]
    assert len(theirs) == 262
    assert [row["id"] for row in theirs] == [row.id for row in law.requirements()]
    for row, ours in zip(theirs, law.requirements(), strict=True):
        measure = row["measure"].removeprefix("26号-").split()[0]
        assert ours.measure == (row.get("reports_under") if measure in {"关联", "解读"} else measure), row[
            "id"
        ]
        assert ours.level == row["level"], row["id"]
        assert list(ours.parties) == row["party"], row["id"]
        assert ours.clause_zh == row["clause_zh"], row["id"]
        assert ours.requirement_en == row["requirement_en"], row["id"]
        assert list(ours.refute) == row["evidence"]["refute"], row["id"]
        assert list(ours.prove) == row["evidence"]["prove"], row["id"]
        assert ours.automation == row["automation"], row["id"]
        assert ours.criterion == (row["threshold"] or ""), row["id"]
        assert list(ours.thresholds) == row.get("thresholds", []), row["id"]
        assert list(ours.vocabulary) == row.get("issue_vocabulary", []), row["id"]
        assert list(ours.determination) == row.get("rendings", []), row["id"]
        assert list(ours.tests) == row.get("tests", []), row["id"]
        assert list(ours.systems) == row.get("named_system", []), row["id"]


def test_every_threshold_is_there_and_equal(shared: Path) -> None:
    theirs = spec(shared, "thresholds.yaml")["thresholds"]
    assert [row["id"] for row in theirs] == [row.id for row in law.thresholds()]
    for row, ours in zip(theirs, law.thresholds(), strict=True):
        value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
        assert ours.value == value, row["id"]
        assert ours.unit == row["unit"], row["id"]
        assert ours.topic_zh == row["topic"], row["id"]
        assert ours.text_zh == row["text_zh"], row["id"]
        assert list(ours.requirements) == row["requirement_ids"], row["id"]
        # A scale figure limits nothing; it is practice, marked `sizing`.
        assert (ours.kind, ours.sizing) == (
            ("practice", True) if row["kind"] == "sizing" else (row["kind"], False)
        ), row["id"]
        if row["operator"]:
            assert ours.operator == row["operator"], row["id"]


@pytest.mark.parametrize(
    ("name", "key", "ours", "text"),
    [
        ("determination_2019.yaml", "items", "determination", ("text_zh", "text_zh")),
        ("issue_vocabulary.yaml", "terms", "terms", ("term", "term_zh")),
        ("test_specs.yaml", "tests", "tests", ("what_en", "what_en")),
    ],
)
def test_related_tables_are_complete(
    shared: Path, name: str, key: str, ours: str, text: tuple[str, str]
) -> None:
    theirs = [(row["id"], row[text[0]]) for row in spec(shared, name)[key]]
    assert theirs
    assert theirs == [(row.id, getattr(row, text[1])) for row in getattr(law.related_tables(), ours)]


def test_law_map_is_complete(shared: Path) -> None:
    theirs = spec(shared, "law_map.yaml")
    for measure, rows in theirs["measure_articles"].items():
        ours = [(row.law, row.article) for row in law.articles(measure.removeprefix("26号-"))]
        assert ours == [(row["law"], row.get("article", "")) for row in rows], measure
    assert len(law.related_tables().standards) == len(theirs["standards"])


def test_codes_are_those_of_the_specification(shared: Path) -> None:
    meta = spec(shared, "requirements.yaml")["meta"]
    assert {code.id: code.name_zh for code in law.all_tables().parties} == meta["party_codes"]
    assert [code.id for code in law.all_tables().evidence] == meta["evidence_codes"]
