"""A store listing is read whole or refused with the file and the place; nothing in between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mingjian.artifacts.listing import MAX_BYTES
from mingjian.errors import ArtifactError
from mingjian.facts.collect import read_listings
from mingjian.facts.listing import ListedPermission
from tests.running import mingjian
from tools.test_apps import APPS

GOOD = APPS / "m2_04_listing_review" / "listing_name" / "passes" / "listing.json"


def written(folder: Path, text: str | bytes) -> str:
    path = folder / "page.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def refused(path: str) -> ArtifactError:
    with pytest.raises(ArtifactError) as caught:
        read_listings(path)
    assert caught.value.path == path
    return caught.value


def test_a_page_is_read_as_written() -> None:
    (listing,) = read_listings(str(GOOD))
    assert (listing.source, listing.package, listing.version_code) == (
        "listing.json",
        "cn.qinghe.receipts",
        1,
    )
    assert listing.permissions == (
        ListedPermission(name="相机", purpose="拍摄小票时使用，可拒绝后从相册选图"),
    )


def test_absent_is_not_recorded_and_empty_is_not_shown(tmp_path: Path) -> None:
    (listing,) = read_listings(written(tmp_path, '\ufeff{"developer": "", "permissions": []}'))
    assert (listing.developer, listing.permissions, listing.name) == ("", (), None)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"name": 5}', "listing_malformed", "$.name"),
        ('{"permissions": [{"name": "a"}, {"name": []}]}', "listing_malformed", "$.permissions[1].name"),
        ('{"permissions": [{"purpose": "a"}]}', "listing_malformed", "$.permissions[0]"),
        ('{"nmae": "a"}', "listing_malformed", "$"),
        ("[1]", "listing_malformed", "$"),
        ('{"signer_sha256": "abcd"}', "listing_malformed", "$.signer_sha256"),
        ('{"size_bytes": -1}', "listing_malformed", "$.size_bytes"),
        (json.dumps({"name": "长" * 501}), "listing_malformed", "$.name"),
        (json.dumps({"permissions": [{"name": "a"}] * 1001}), "listing_malformed", "$.permissions"),
        ('{"name": "a"', "listing_not_json", "$"),
        ("", "listing_not_json", "$"),
        (b'{"name": "\xff\xfe"}', "listing_not_json", "$"),
        ("[" * 200_000, "listing_malformed", "$"),
        ('{"store": "' + "a" * MAX_BYTES + '"}', "listing_too_large", ""),
    ],
)
def test_a_bad_page_is_refused_with_its_place(
    tmp_path: Path, text: str | bytes, code: str, place: str
) -> None:
    wrong = refused(written(tmp_path, text))
    assert (wrong.code, wrong.entry) == (code, place)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(str(tmp_path)).code == "file_unreadable"
    assert refused(str(tmp_path / "absent.json")).code == "file_unreadable"


def test_the_command_says_where_a_page_is_wrong(tmp_path: Path) -> None:
    sample = APPS.parents[1] / "examples" / "sample-app" / "sample.apk"
    page = written(tmp_path, '{"permissions": [{"name": 1}]}')
    ran = mingjian("scan", sample, "--listing", page)
    assert (ran.code, f"{page}:$.permissions[0].name" in ran.stderr) == (3, True)
    assert mingjian("scan", sample, sample, "--listing", page).code == 2


def test_without_a_page_the_rules_name_it_as_missing() -> None:
    sample = APPS.parents[1] / "examples" / "sample-app" / "sample.apk"
    report = json.loads(mingjian("scan", sample, "--format", "json").stdout)
    outcomes = {one["rule"]: one for one in report["outcomes"]}
    differs = outcomes["1.1/listing-differs"]
    assert (differs["verdict"], differs["missing"]) == ("undetermined", ["store_listing"])


def test_a_report_names_the_page_as_evidence_and_points_into_it() -> None:
    sample = APPS.parents[1] / "examples" / "sample-app" / "sample.apk"
    ran = mingjian("scan", sample, "--listing", GOOD, "--format", "table", "--fail-on", "never")
    used = next(line for line in ran.stdout.splitlines() if line.startswith("已用证据"))
    assert "上架信息" in used and "推荐页面" not in used.partition("缺")[0]
    assert "listing.json#/package" in ran.stdout
