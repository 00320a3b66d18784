"""The bill of materials is CycloneDX by its own schema, and lists what the report and the facts list."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT7

from mingjian.facts import Facts
from mingjian.facts.hidden_code import HiddenCode, HiddenCodeFacts, NativeLibrary
from mingjian.facts.subject import SubjectFacts
from mingjian.report.cyclonedx import to_cyclonedx
from tests.report.hostile import hostile_report
from tests.report.sample import sample

SCHEMAS = files("cyclonedx.schema._res")
"""As published by the CycloneDX project, packaged with its Python library."""
HIDDEN = HiddenCodeFacts(
    hidden=(
        HiddenCode(entry="assets/a.bin", kind="dex", size_bytes=9, sha256="ab" * 32, reason="in_assets"),
    ),
    native=(
        NativeLibrary(entry="lib/arm64-v8a/libx.so", abi="arm64-v8a", name="libx.so", size_bytes=1),
        NativeLibrary(entry="lib/armeabi-v7a/libx.so", abi="armeabi-v7a", name="libx.so", size_bytes=1),
    ),
)
FACTS = Facts(
    subject=SubjectFacts(kind="apk", path="a.apk", sha256="0" * 64, size_bytes=1, entries=1),
    hidden_code=HIDDEN,
)


def _valid(bom: Any) -> None:
    def read(name: str) -> Any:
        return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))

    registry: Registry[Any] = Registry()
    for name in ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"):
        table = read(name)
        registry = registry.with_resource(table["$id"], DRAFT7.create_resource(table))
    schema = read("bom-1.6.SNAPSHOT.schema.json")
    jsonschema.Draft7Validator(schema, registry=registry).validate(bom)


def test_bill_of_materials_keeps_the_schema() -> None:
    for report in (sample(), hostile_report()):
        _valid(json.loads(to_cyclonedx([(report, FACTS)])))


def test_every_sdk_library_and_hidden_file_is_a_component_once() -> None:
    bom = json.loads(to_cyclonedx([(sample(), FACTS)]))
    refs = [part["bom-ref"] for part in bom["components"]]
    assert refs == [*(f"sdk:{sdk.id}" for sdk in sample().sdks), "native:libx.so", "file:assets/a.bin"]
    assert bom["dependencies"][0] == {"ref": "app", "dependsOn": refs}
    native = bom["components"][-2]
    assert [row["location"] for row in native["evidence"]["occurrences"]] == [
        "lib/arm64-v8a/libx.so",
        "lib/armeabi-v7a/libx.so",
    ]


def test_equal_packages_give_equal_bytes_and_several_an_array() -> None:
    assert to_cyclonedx([(sample(), FACTS)]) == to_cyclonedx([(sample(), FACTS)])
    assert len(json.loads(to_cyclonedx([(sample(), None), (sample(), None)]))) == 2
