"""Two versions of one app: what the later report says of the earlier one, and which pairs are refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mingjian.errors import ArtifactError, UsageError
from mingjian.facts.plain import as_dict
from mingjian.facts.stored import from_json
from mingjian.scan import examine
from tools.test_apps import BuiltApp

PAIR = "m2_05_patrol/permission_change"
UNTOLD = "m1_09_processing_rules/change_untold"
Apps = dict[tuple[str, str], BuiltApp]


def apk(apps: Apps, name: str) -> str:
    return str(apps[name, ""].apk)


def test_the_difference_names_permissions_and_collection(built_apps: Apps) -> None:
    done = examine(apk(built_apps, f"{UNTOLD}/violates"), against=apk(built_apps, f"{UNTOLD}/passes"))
    assert done.report.diff is not None
    assert done.report.diff.collection["removed"] == ()
    (taken,) = done.report.diff.collection["added"]
    assert "cn.qinghe.readers" in taken
    assert "when the app starts" in taken
    more = examine(apk(built_apps, f"{PAIR}/violates"), against=apk(built_apps, f"{PAIR}/passes")).report.diff
    assert more is not None
    assert more.permissions["added"] == (
        "android.permission.READ_CONTACTS",
        "android.permission.RECORD_AUDIO",
    )
    assert more.notes == ()


def test_stored_facts_stand_for_the_earlier_package(built_apps: Apps, tmp_path: Path) -> None:
    old, new = apk(built_apps, f"{PAIR}/passes"), apk(built_apps, f"{PAIR}/violates")
    stored = tmp_path / "old.json"
    stored.write_bytes(msgspec.json.encode(as_dict(examine(old).facts)))
    by_package, by_facts = examine(new, against=old).report, examine(new, against=str(stored)).report
    assert by_facts.outcomes == by_package.outcomes
    assert by_facts.diff == by_package.diff


def test_facts_printed_are_facts_read(built_apps: Apps) -> None:
    facts = examine(apk(built_apps, f"{PAIR}/violates")).facts
    assert from_json(msgspec.json.encode(as_dict(facts)), path="x.json") == facts


def test_another_package_is_refused(built_apps: Apps) -> None:
    with pytest.raises(UsageError, match="not versions of one app"):
        examine(apk(built_apps, f"{PAIR}/violates"), against=apk(built_apps, f"{UNTOLD}/passes"))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"subject": 1}', b"\xff{", b'{"dex": {}, "calls": []}'])
def test_what_is_not_facts_is_an_artifact_error(data: bytes, tmp_path: Path, built_apps: Apps) -> None:
    stored = tmp_path / "old.json"
    stored.write_bytes(data)
    with pytest.raises(ArtifactError):
        examine(apk(built_apps, f"{PAIR}/violates"), against=str(stored))
    with pytest.raises(ArtifactError):
        examine(apk(built_apps, f"{PAIR}/violates"), against=str(tmp_path / "none.json"))


def test_the_order_and_the_signer_are_told(built_apps: Apps) -> None:
    old, new = apk(built_apps, f"{PAIR}/passes"), apk(built_apps, f"{PAIR}/violates")
    back = examine(old, against=new).report.diff
    assert back is not None
    assert "lower version code (1 < 2)" in back.notes[0]
    same = examine(old, against=old).report.diff
    assert same is not None
    assert "both files are the same" in same.notes[0]
    signer = "m2_05_patrol/signer_change"
    other = examine(apk(built_apps, f"{signer}/violates"), against=apk(built_apps, f"{signer}/passes")).report
    assert other.diff is not None
    assert any("signing certificate was replaced" in note for note in other.diff.notes)


def test_without_an_earlier_version_nothing_is_said(built_apps: Apps) -> None:
    outcomes = {o.rule: o for o in examine(apk(built_apps, f"{PAIR}/violates")).report.outcomes}
    outcome = outcomes["2.5/permission-change"]
    assert (outcome.verdict, outcome.missing) == ("undetermined", ("version_diff",))
