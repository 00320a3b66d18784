"""A run beside its package: what the code suspects is proven, stays suspected, or is settled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian.errors import ArtifactError, UsageError
from mingjian.model import JOINED, Finding, Outcome, Report
from mingjian.report.reading import excused
from mingjian.scan import examine
from mingjian.scan.device_run import Asking, evidence
from tests.running import mingjian
from tools.test_apps import BuiltApp

Built = dict[tuple[str, str], BuiltApp]
COLLECTS = "m1_09_processing_rules/collect_before_consent"
BEGAN_NS = 1_772_330_400_000_000_000
"""2026-03-01 10:00:00 in Asia/Shanghai."""
CONSENT = "2026-03-01T10:00:05"
ANDROID_ID = "android.provider.Settings$Secure.getString"


def at(seconds: float) -> int:
    return BEGAN_NS + round(seconds * 1e9)


def run_of(folder: Path, *events: dict[str, object], package: str) -> str:
    """A folder with the run of `package`: launched, watched for a minute."""
    marks = [
        {"at_ns": at(0), "kind": "mark", "package": "", "what": "launch"},
        {"at_ns": at(60), "kind": "mark", "package": "", "what": "end"},
    ]
    rows = [*marks, *({"package": package, **event} for event in events)]
    folder.mkdir(exist_ok=True)
    (folder / "events.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(folder)


def reads(seconds: float, *frames: str) -> dict[str, object]:
    stack = [f"{ANDROID_ID}(Settings.java:1)", *frames]
    return {
        "at_ns": at(seconds),
        "kind": "api_call",
        "what": ANDROID_ID,
        "args": ["android_id"],
        "stack": stack,
    }


def report_of(app: BuiltApp, run: str) -> Report:
    told = Asking(consent_at=CONSENT, first_run=True)
    return examine(str(app.apk), evidence=evidence([run], told)).report


def outcome(report: Report, rule: str) -> Outcome:
    return next(one for one in report.outcomes if one.rule == rule)


def only(report: Report, rule: str) -> Finding:
    (found,) = outcome(report, rule).findings
    return found


def test_a_read_in_the_run_proves_what_the_code_suspects(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    before = examine(str(app.apk)).report
    run = run_of(tmp_path / "run", reads(4.999), package="cn.qinghe.recipes")
    report = report_of(app, run)
    suspected, proven = (only(one, "1.9/collect-before-consent") for one in (before, report))
    assert (suspected.verdict, proven.verdict) == ("suspected", "violates")
    assert suspected.fingerprint == proven.fingerprint
    assert {one.kind for one in proven.evidence} >= {"call_chain", "runtime"}
    joined = outcome(report, "1.9/seen-before-consent")
    assert (joined.verdict, joined.findings) == ("not_applicable", ())
    assert any(row.consent == "before" and row.what == ANDROID_ID for row in report.timeline)


def test_what_the_code_shows_and_the_run_too_is_one_finding(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates", ""]
    shown = only(examine(str(app.apk)).report, "1.9/collect-before-consent")
    package = examine(str(app.apk)).report.subject.package or ""
    sent = {"at_ns": at(3), "kind": "api_call", "what": "android.telephony.TelephonyManager.getDeviceId"}
    report = report_of(app, run_of(tmp_path / "run", reads(2.0), sent, package=package))
    both = only(report, "1.9/collect-before-consent")
    assert (shown.verdict, both.verdict, both.fingerprint) == ("violates", "violates", shown.fingerprint)
    assert both.message_zh == f"{shown.message_zh}（运行中已证实）"
    of_run = [one for one in both.evidence if one.kind == "runtime"]
    assert ANDROID_ID in of_run[0].excerpt
    strip = of_run[0].series
    assert strip is not None and strip.points[0] == (2.0, 0.0) and (5.0, "consent") in strip.marks
    assert strip.left == 0 and any(label.startswith("IMEI") for _, label in strip.marks)
    assert not any("getDeviceId" in one.excerpt for one in of_run), "a record of other information"
    beyond = only(report, "1.9/seen-before-consent")
    assert "imei" in beyond.personal_info, "what the code does not show stays a finding of the run"


def test_a_reason_that_points_elsewhere_is_no_lawful_reason(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates", ""]
    package = examine(str(app.apk)).report.subject.package or ""
    report = report_of(app, run_of(tmp_path / "run", reads(2.0), package=package))
    joined = outcome(report, "1.9/seen-before-consent")
    assert (joined.reason or "").startswith(JOINED) and not joined.findings
    assert joined not in excused(report)


def test_a_read_after_consent_leaves_the_suspicion_and_says_how_far_the_run_saw(
    built_apps: Built, tmp_path: Path
) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    report = report_of(app, run_of(tmp_path / "run", reads(5.001), package="cn.qinghe.recipes"))
    found = only(report, "1.9/collect-before-consent")
    assert found.verdict == "suspected"
    assert "before 5 s" in found.evidence[-1].excerpt
    assert outcome(report, "1.9/seen-before-consent").verdict == "passes"


def test_a_covering_run_settles_the_silence_of_the_code(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/passes", ""]
    alone = examine(str(app.apk)).report
    package = alone.subject.package or ""
    report = report_of(app, run_of(tmp_path / "run", reads(5.001), package=package))
    assert outcome(alone, "1.9/collect-before-consent").verdict == "undetermined"
    assert outcome(report, "1.9/collect-before-consent").verdict == "passes"


def test_an_app_that_starts_itself_is_proven_by_its_receiver(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps["m1_06_launch/boot_receiver/violates", ""]
    package = "cn.qinghe.lifenotes"
    start = {
        "at_ns": at(40), "kind": "process_start", "what": "broadcast", "process": package,
        "cause": f"{package}/{package}.BootReceiver",
    }  # fmt: skip
    report = report_of(app, run_of(tmp_path / "run", start, package=package))
    found = only(report, "1.6/boot-receiver")
    assert found.verdict == "violates"
    assert {one.kind for one in found.evidence} >= {"manifest", "runtime"}


def test_a_run_of_another_app_is_refused(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    run = run_of(tmp_path / "run", {**reads(4), "stack": []}, package="com.other.app")
    with pytest.raises(UsageError, match=r"nothing of cn\.qinghe\.recipes; it is of com\.other\.app"):
        examine(str(app.apk), evidence=evidence([run], Asking()))


def test_what_is_no_evidence_is_an_unreadable_input(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    (tmp_path / "note.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(ArtifactError):
        examine(str(app.apk), evidence=evidence([str(tmp_path / "note.txt")], Asking()))


def test_a_run_of_another_version_proves_nothing_of_this_one(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    package = "cn.qinghe.recipes"
    run = run_of(tmp_path / "run", reads(4.999), package=package)
    (tmp_path / "run" / "package.txt").write_text(
        f"Packages:\n  Package [{package}] (1a2b3c):\n    userId=10123\n"
        "    versionCode=77 minSdk=21 targetSdk=30\n    versionName=7.7\n",
        encoding="utf-8",
    )
    report = report_of(app, run)
    assert only(report, "1.9/collect-before-consent").verdict == "suspected"
    assert only(report, "1.9/seen-before-consent").verdict == "violates"
    assert any("77" in spot for spot in report.subject.blind_spots)


def test_the_command_takes_evidence_beside_one_package(built_apps: Built, tmp_path: Path) -> None:
    app = built_apps[f"{COLLECTS}/violates_10", ""]
    run = run_of(tmp_path / "run", reads(4.999), package="cn.qinghe.recipes")
    ran = mingjian("scan", app.apk, "--evidence", run, "--consent-at", CONSENT, "--format", "json")
    assert ran.code == 1, ran.stderr
    assert "运行中已证实" in ran.stdout
    assert mingjian("scan", app.apk, app.apk, "--evidence", run).code == 2
    assert mingjian("scan", app.apk, "--consent-at", CONSENT).code == 2
    assert mingjian("scan", app.apk, "--evidence", run, "--consent-at", "yesterday").code == 2
