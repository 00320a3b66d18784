"""`mingjian disclose` and `--format marked`: every form to its place, the policy's own words taken over."""

from __future__ import annotations

import json
from pathlib import Path

from tests.running import mingjian

SAMPLE = Path(__file__).parents[2] / "examples" / "sample-app" / "sample.apk"
POLICY = """隐私政策

一、我们如何收集和使用个人信息
当您记录消费地点时，我们会收集您的精确位置信息，用于在账单上显示地点。
"""


def test_forms_go_to_a_folder(tmp_path: Path) -> None:
    forms = [word for form in ("html", "docx", "xlsx", "json") for word in ("--format", form)]
    ran = mingjian("disclose", SAMPLE, *forms, "-o", tmp_path / "out")
    assert ran.code == 0, ran.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "disclosure.docx", "disclosure.html", "disclosure.json", "disclosure.xlsx",
    ]  # fmt: skip


def test_purposes_come_from_the_policy(tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text(POLICY, encoding="utf-8")
    ran = mingjian("disclose", SAMPLE, "--policy", policy, "--format", "json")
    assert ran.code == 0, ran.stderr
    rows = json.loads(ran.stdout)["tables"][0]["rows"]
    purposes = {row[1]["zh"]: row[3] for row in rows}
    assert purposes["精确位置"]["from_policy"] and "显示地点" in purposes["精确位置"]["zh"]
    assert purposes["通讯录"]["open"]


def test_several_forms_want_a_folder() -> None:
    ran = mingjian("disclose", SAMPLE, "--format", "json", "--format", "html")
    assert ran.code == 2 and "-o FOLDER" in ran.stderr


def test_what_is_no_package_is_unreadable(tmp_path: Path) -> None:
    broken = tmp_path / "a.apk"
    broken.write_bytes(b"PK")
    ran = mingjian("disclose", broken)
    assert ran.code == 3 and "a.apk" in ran.stderr


def test_marked_wants_a_policy(tmp_path: Path) -> None:
    ran = mingjian("scan", SAMPLE, "--format", "marked", "-o", tmp_path / "m.html")
    assert ran.code == 2 and "needs a policy" in ran.stderr


def test_marked_policy_is_written(tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text(POLICY, encoding="utf-8")
    ran = mingjian(
        "scan-policy", policy, "--format", "marked", "-o", tmp_path / "m.html", "--fail-on", "never"
    )
    assert ran.code == 0, ran.stderr
    assert "显示地点" in (tmp_path / "m.html").read_text(encoding="utf-8")
