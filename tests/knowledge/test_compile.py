"""The compiled table: same bytes from the same sources, every row usable by the core."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mingjian.knowledge import compile as knowledge_compile


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(knowledge_compile.compiled())
    return loaded


def test_same_sources_give_the_same_bytes() -> None:
    first, second = knowledge_compile.compiled(), knowledge_compile.compiled()
    assert first == second
    assert knowledge_compile.sha256(first) == knowledge_compile.sha256(second)


def test_row_ids_are_unique(table: dict[str, Any]) -> None:
    ids = [row["id"] for row in table["rows"]]
    assert len(ids) > 3000
    repeated = {name for name in ids if ids.count(name) > 1}
    assert not repeated


def test_members_have_class_name_and_descriptor(table: dict[str, Any]) -> None:
    for row in table["rows"]:
        if row["kind"] == "method":
            assert re.fullmatch(r"L[^;]+;", row["class"]), row
            assert row["desc"] == "" or re.fullmatch(r"\(.*\).+", row["desc"]), row
        elif row["kind"] == "field":
            assert re.fullmatch(r"L[^;]+;", row["class"]), row
        else:
            assert row["key"], row


def test_filters_name_an_argument_the_method_has(table: dict[str, Any]) -> None:
    for row in table["rows"]:
        for entry in row.get("args", ()):
            types = re.findall(r"\[*(?:L[^;]+;|[ZBCSIJFD])", row["desc"].rpartition(")")[0])
            assert -1 <= entry["arg"] < len(types), row


def test_low_confidence_marks_what_no_argument_shows(table: dict[str, Any]) -> None:
    unresolved = [row for row in table["rows"] if row.get("unresolved")]
    assert unresolved
    assert all(row["confidence"] == "low" for row in unresolved)


def test_hierarchy_is_sorted_for_the_core(table: dict[str, Any]) -> None:
    names = [row.split(" ")[0].encode() for row in table["hierarchy"].split("|")]
    assert names == sorted(names)
    assert b"Landroid/app/Activity;" in names


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown argument filter"):
        knowledge_compile._filter("a.row", {"arg": 0, "resembles": ["x"]})
