"""The JSON contract: stable bytes, one object or an array, and a schema that follows the model."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

import mingjian.report
from mingjian.model import SCHEMA, Report, Timings
from mingjian.report.json import from_json, json_schema, json_schema_bytes, to_json, to_jsonl
from tests.report.sample import sample

ASSETS = Path(mingjian.report.__path__[0]) / "assets"


def test_one_subject_is_one_object_and_several_are_an_array() -> None:
    one = json.loads(to_json(sample()))
    assert one["schema"] == SCHEMA
    assert [row["id"] for row in one["measures"]][:2] == ["1.1", "1.2"]
    several = json.loads(to_json([sample(), sample()]))
    assert several == [one, one]
    assert json.loads(to_json([sample()])) == [one]


def test_lines_are_always_objects() -> None:
    for reports, count in ((sample(), 1), ([sample()] * 3, 3)):
        lines = to_jsonl(reports).splitlines()
        assert len(lines) == count
        assert all(json.loads(line)["schema"] == SCHEMA for line in lines)


def test_equal_reports_are_equal_bytes_apart_from_timings() -> None:
    later = msgspec.structs.replace(sample(), timings_ms=Timings(open=9, parse=9, facts=9, rules=9, total=36))
    first, second = to_json(sample()), to_json(later)
    assert first == to_json(sample())
    assert first != second
    assert first.split(b'"timings_ms"')[0] == second.split(b'"timings_ms"')[0]


def test_maps_do_not_depend_on_insertion_order() -> None:
    report = sample()
    assert report.diff is not None
    turned = dict(reversed(list(report.diff.sdks.items())))
    assert list(turned) != list(report.diff.sdks)
    again = msgspec.structs.replace(report, diff=msgspec.structs.replace(report.diff, sdks=turned))
    assert to_json(again) == to_json(report)


@pytest.mark.parametrize("write", [to_json, to_jsonl])
def test_what_is_written_reads_back(write: object) -> None:
    assert callable(write)
    assert from_json(write([sample(), sample()])) == (sample(), sample())
    assert from_json(to_json(sample(), indent=2).replace(b"\n", b" ")) == (sample(),)


def test_reports_keep_the_schema_and_strangers_do_not() -> None:
    Draft202012Validator.check_schema(json_schema())
    validator = Draft202012Validator(json_schema())
    body = json.loads(to_json(sample()))
    assert list(validator.iter_errors(body)) == []
    body["measures"][0]["verdict"] = "compliant"
    assert list(validator.iter_errors(body))


def test_the_committed_schema_follows_the_model() -> None:
    path = ASSETS / "report-1.schema.json"
    assert path.read_bytes() == json_schema_bytes(), f"python -m mingjian.report.json > {path.name}"


def test_every_field_of_the_contract_is_in_the_schema() -> None:
    defined = json_schema()["$defs"]["Report"]["properties"]
    assert set(defined) == set(Report.__struct_fields__)
