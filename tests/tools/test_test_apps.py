"""The test apps against oracles nobody here wrote: aapt, apksig and dexdump."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mingjian import law
from mingjian.rules import discover
from tools.test_apps import APPS, BuiltApp, build, cases
from tools.test_apps.build import CACHE
from tools.test_apps.case import SAMPLE, Case, package_of
from tools.test_apps.toolchain import Worker, missing

CASES = {case.name: case for case in cases()}
TRANSFORMED = (
    "m1_09_processing_rules/collect_before_consent/violates",
    "m1_06_launch/boot_receiver/violates",
)
"""Cases whose variants are built here; `make quality` judges the variants of all."""


@pytest.fixture(scope="module")
def built() -> dict[str, BuiltApp]:
    absent = missing()
    if absent and os.environ.get("CI"):
        pytest.fail("Debian packages are missing: " + " ".join(absent))
    if absent:
        pytest.skip("Debian packages are missing: " + " ".join(absent))
    apps = build()
    for name in TRANSFORMED:
        apps += [app for app in build([name], with_variants=True) if app.case.name == name]
    return {app.name: app for app in apps}


@pytest.fixture(scope="module")
def worker(built: dict[str, BuiltApp]) -> Iterator[Worker]:
    worker = Worker(CACHE)
    yield worker
    worker.close()


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def methods(dexdump: str) -> set[str]:
    """`Lcn/a/Main;->onCreate(Landroid/os/Bundle;)V` for every method defined."""
    found = re.findall(r"#\d+\s+: \(in (L[^;]+;)\)\n\s+name\s+: '([^']+)'\n\s+type\s+: '(\([^']*)'", dexdump)
    return {f"{owner}->{name}{descriptor}" for owner, name, descriptor in found}


def launcher_activities(manifest: str) -> list[str]:
    """Activities with a launcher filter as aapt lists them: no aliases, disabled ones too."""
    name = "{http://schemas.android.com/apk/res/android}name"
    return [
        activity.attrib[name]
        for activity in ElementTree.fromstring(manifest.encode()).iter("activity")
        if any(row.attrib[name] == "android.intent.category.LAUNCHER" for row in activity.iter("category"))
    ]


@pytest.mark.parametrize("name", CASES)
def test_manifest_reads_as_written(name: str, built: dict[str, BuiltApp]) -> None:
    case = CASES[name]
    badging = output("aapt", "dump", "badging", str(built[name].apk))
    manifest = (case.folder / "AndroidManifest.xml").read_text(encoding="utf-8")
    assert f"package: name='{package_of(case)}'" in badging
    assert f"sdkVersion:'{case.min_sdk}'" in badging
    assert f"targetSdkVersion:'{case.target_sdk}'" in badging
    declared = set(re.findall(r'<uses-permission android:name="([^"]+)"', manifest))
    printed = set(re.findall(r"^uses-permission: name='([^']+)'", badging, re.MULTILINE))
    implied = set(re.findall(r"^uses-implied-permission: name='([^']+)'", badging, re.MULTILINE))
    assert declared == printed - (implied - declared)
    assert bool(launcher_activities(manifest)) == ("launchable-activity" in badging)
    assert ("application-debuggable" in badging) == ('debuggable="true"' in manifest)


@pytest.mark.parametrize("name", CASES)
def test_signature_is_what_the_case_says(name: str, built: dict[str, BuiltApp], worker: Worker) -> None:
    case = CASES[name]
    verdict, schemes, expiry = worker.ask("verify", str(built[name].apk)).split(" ")
    assert verdict == ("refused" if case.signing.tamper else "verified")
    if verdict == "verified":
        newest = max(case.signing.schemes)
        assert str(newest) in schemes
        assert (expiry < "2020") == (case.signing.certificate == "testing_only_expired")


@pytest.mark.parametrize("name", CASES)
def test_code_holds_the_calls_and_methods(name: str, built: dict[str, BuiltApp]) -> None:
    dump = output("dexdump", "-d", str(built[name].apk))
    for call in CASES[name].calls:
        assert f"{call}:(" in dump, call
    there = methods(dump)
    for row in built[name].expect:
        assert row.method is None or row.method in there


def test_variants_put_the_call_where_they_say(built: dict[str, BuiltApp]) -> None:
    seen = set()
    for app in built.values():
        if not app.variant:
            continue
        seen.add(app.variant)
        dump = output("dexdump", "-d", str(app.apk))
        row = app.expect[0]
        assert row.method is None or row.method in methods(dump)
        for call in app.case.calls:
            assert f"{call}:(" in dump
        assert ("Relay3;" in dump) == (app.variant == "deep")
        assert ("'Lcom/umeng/commonsdk/relay/Relay;'" in dump) == (app.variant == "sdk")
        assert ("Ljava/lang/reflect/Method;.invoke" in dump) == (app.variant == "reflected")
        assert ("'Lcn/qinghe/common/PrivacyGate;'" in dump) == (app.variant != "minified")
    assert seen == {"minified", "deep", "reflected", "sdk", "gated"}


def test_moved_calls_carry_their_expectation(built: dict[str, BuiltApp]) -> None:
    name = "m1_09_processing_rules/collect_before_consent/violates"
    rows = {app.variant: app.expect[0] for app in built.values() if app.case.name == name}
    assert rows["deep"].method == "Lcn/qinghe/notes/Relay3;->step(Landroid/content/Context;)V"
    assert (rows[""].party, rows["sdk"].party) == ("app_operator", "sdk_provider")
    assert (rows[""].verdict, rows["gated"].verdict) == ("violates", "passes")
    stays = "m1_06_launch/boot_receiver/violates"
    receivers = {app.expect[0].method for app in built.values() if app.case.name == stays}
    assert len(receivers) == 1


def test_building_again_gives_the_same_bytes(tmp_path: Path, built: dict[str, BuiltApp]) -> None:
    name = "m2_06_distribution/signature/violates_3"
    for shared in ("jars", "worker"):
        (tmp_path / shared).symlink_to(CACHE / shared)
    (again,) = build([name], cache=tmp_path)
    assert again.apk.read_bytes() == built[name].apk.read_bytes()


def test_sample_app_is_the_one_built_from_its_source(built: dict[str, BuiltApp]) -> None:
    committed, fresh = SAMPLE / "sample.apk", built["sample-app"].apk
    assert committed.stat().st_size <= 60_000
    with zipfile.ZipFile(committed) as one, zipfile.ZipFile(fresh) as other:
        assert one.namelist() == other.namelist()
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def rule_folders() -> dict[Path, list[Case]]:
    folders: dict[Path, list[Case]] = {}
    for case in CASES.values():
        if case.folder.is_relative_to(APPS):
            folders.setdefault(case.folder.parent, []).append(case)
    return folders


@pytest.mark.parametrize(
    ("folder", "apps"), [pytest.param(path, apps, id=path.name) for path, apps in rule_folders().items()]
)
def test_each_rule_has_a_violating_app_and_a_lawful_twin(folder: Path, apps: list[Case]) -> None:
    numbers = re.match(r"m(\d)_(\d\d)_", folder.parent.name)
    assert numbers is not None
    rule = f"{numbers[1]}.{int(numbers[2])}/{folder.name.replace('_', '-')}"
    cited = next(loaded.rule.requirements for loaded in discover() if loaded.id == rule)
    encouraged = all(law.requirement(id_).level == "encouraged" for id_ in cited[:1])
    rows = [(case, row) for case in apps for row in case.expect]
    for case, row in rows:
        assert row.rule == rule
        assert case.folder.name.startswith("violates") == (row.verdict in ("violates", "suspected"))
        assert not row.requirements or set(row.requirements) & set(cited)
        assert bool(row.requirements) == (row.verdict in ("violates", "suspected"))
    wanted = {"passes"} if encouraged else {"violates", "passes"}
    if (Path("tests/policies") / folder.parent.name / folder.name).is_dir():
        wanted = {"undetermined"}  # the twins are policies beside these apps, judged in test_policies
    assert wanted <= {row.verdict for _, row in rows}
