"""The commands as the contract describes them: formats, languages, exit codes, and each command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import mingjian
from tools.test_apps import BuiltApp

BAD = ("m1_10_permissions/target_sdk/violates", "")
GOOD = ("m1_10_permissions/target_sdk/passes", "")


@pytest.fixture
def bad(built_apps: dict[tuple[str, str], BuiltApp]) -> Path:
    return built_apps[BAD].apk


@pytest.fixture
def good(built_apps: dict[tuple[str, str], BuiltApp]) -> Path:
    return built_apps[GOOD].apk


def test_exit_code_follows_fail_on(bad: Path, good: Path) -> None:
    assert mingjian("scan", bad, "--format", "json").code == 1
    assert mingjian("scan", bad, "--format", "json", "--fail-on", "never").code == 0
    assert mingjian("scan", good, "--format", "json").code == 0


def test_a_declared_category_is_what_rules_go_by(good: Path) -> None:
    verdicts: list[str] = []
    for category in ("ebook", "other"):
        told = mingjian("scan", good, "--format", "json", "--category", category).stdout
        by_rule = {outcome["rule"]: outcome["verdict"] for outcome in json.loads(told)["outcomes"]}
        verdicts.append(by_rule["1.8/beyond-category"])
    assert verdicts == ["undetermined", "not_applicable"]
    wrong = mingjian("scan", good, "--category", "ebooks")
    assert wrong.code == 2
    assert "ebook," in wrong.stderr


def test_report_has_all_thirty_measures(bad: Path) -> None:
    report = json.loads(mingjian("scan", bad, "--format", "json").stdout)
    assert report["schema"] == "mingjian.report/1"
    ids = [m["id"] for m in report["measures"]]
    assert ids == [f"1.{n}" for n in range(1, 13)] + [f"2.{n}" for n in range(1, 15)] + [
        f"3.{n}" for n in range(1, 5)
    ]
    verdicts = {m["id"]: m["verdict"] for m in report["measures"]}
    assert verdicts["1.10"] == "violates"
    assert verdicts["2.9"] == verdicts["3.2"] == "not_applicable"
    undetermined = [m for m in report["measures"] if m["verdict"] == "undetermined"]
    assert undetermined
    assert all(m["missing"] for m in undetermined)


def test_same_input_gives_the_same_bytes(bad: Path) -> None:
    def once() -> dict[str, object]:
        report: dict[str, object] = json.loads(mingjian("scan", bad, "--format", "json").stdout)
        report.pop("timings_ms")
        return report

    assert json.dumps(once()) == json.dumps(once())


def test_jsonl_is_one_object_a_line(bad: Path, good: Path) -> None:
    ran = mingjian("scan", bad, good, "--format", "jsonl")
    assert [json.loads(line)["schema"] for line in ran.stdout.splitlines()] == ["mingjian.report/1"] * 2


def test_several_formats_go_to_a_folder(bad: Path, tmp_path: Path) -> None:
    formats = [part for name in ("json", "html", "sarif") for part in ("--format", name)]
    ran = mingjian("scan", bad, *formats, "-o", tmp_path / "out")
    assert ran.code == 1
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.json",
        "report.sarif",
    ]


def test_table_names_the_finding_in_both_languages(bad: Path) -> None:
    assert "目标 API 级别为 22" in mingjian("scan", bad, "--format", "table").stdout
    assert "Targets API level 22" in mingjian("scan", bad, "--format", "table", "--lang", "en").stdout


def test_facts_only_what_was_asked(good: Path) -> None:
    ran = mingjian("facts", good, "--only", "manifest,dex")
    assert ran.code == 0
    assert sorted(json.loads(ran.stdout)) == ["dex", "manifest"]
    assert mingjian("facts", good, "--only", "nonsense").code == 2


def test_verify_tells_by_exit_code(good: Path, tmp_path: Path) -> None:
    ran = mingjian("verify", good, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.stdout)["verified"] is True
    body = bytearray(good.read_bytes())
    body[body.find(b"AndroidManifest.xml") + 40] ^= 1
    broken = tmp_path / "tampered.apk"
    broken.write_bytes(body)
    assert mingjian("verify", broken).code in (1, 3)
    text = tmp_path / "text.apk"
    text.write_text("no")
    assert mingjian("verify", text).code == 3


def test_diff_finds_what_was_fixed(bad: Path, good: Path) -> None:
    ran = mingjian("diff", bad, good, "--format", "json")
    diff = json.loads(ran.stdout)["diff"]
    assert ran.code == 0
    assert len(diff["fixed"]) >= 1
    back = json.loads(mingjian("diff", good, bad, "--format", "json").stdout)["diff"]
    # The way back also breaks rules on changes, which the way there does not.
    assert set(diff["fixed"]) <= set(back["new"])


@pytest.mark.parametrize("what", ["1.4", "26号-1.4.7", "TH-05", "1.6/boot-receiver"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain(what: str, lang: str) -> None:
    ran = mingjian("explain", what, "--lang", lang)
    assert ran.code == 0
    assert what in ran.stdout


def test_explain_unknown_suggests() -> None:
    ran = mingjian("explain", "1.6/boot-reciever")
    assert ran.code == 2
    assert "1.6/boot-receiver" in ran.stderr


def test_version_is_told() -> None:
    assert mingjian("--version").stdout.startswith("mingjian, version ")


def test_sbom_lists_what_a_package_is_made_of(bad: Path, tmp_path: Path) -> None:
    bom = json.loads(mingjian("sbom", bad).stdout)
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    package = json.loads(mingjian("scan", bad, "--format", "json").stdout)["subject"]["package"]
    assert bom["metadata"]["component"]["purl"].startswith(f"pkg:generic/{package}@")
    broken = tmp_path / "x.apk"
    broken.write_bytes(b"PK\x03\x04")
    assert mingjian("sbom", bad, broken).code == 3


def test_profile_tells_the_time_of_each_rule(bad: Path) -> None:
    told = mingjian("scan", bad, "--profile", "--format", "json").stderr
    stages = {line.split()[-1] for line in told.splitlines() if " ms " in line and " rule " not in line}
    assert {"inflate", "sweep", "graph", "hits", "flows", "signature", "facts", "rules"} <= stages
    assert "calls" not in stages
    assert "rule 1.10/target-sdk" in told
