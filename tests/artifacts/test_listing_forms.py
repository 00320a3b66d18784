"""Store pages saved as HTML and exports in CSV say the same as the record they stand for, and no more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mingjian.errors import ArtifactError
from mingjian.facts.collect import listing_for, read_listings
from mingjian.facts.listing import ListedPermission, ListingFacts
from mingjian.facts.manifest import ManifestFacts
from tests.running import mingjian
from tools.test_apps import BuiltApp

APP = ("m2_04_listing_review/listing_name/passes", "")
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>清河票夹 - 应用市场</title>
<script>var dev = "开发者：别的公司";</script></head><body><nav><a href="/">首页</a></nav>
<h1>清河票夹</h1><a class="download" href="/d/1.apk">下载</a>
<ul><li><span>版本：</span><span>V1.0.0</span></li><li>更新时间：2026-03-12</li><li>大小：12.5 MB</li></ul>
<dl><dt>开发者</dt><dd>青河软件（杭州）有限公司</dd><dt>包名</dt><dd>cn.qinghe.receipts</dd></dl>
<h2>应用介绍</h2><div><p>拍下购物小票，按月份和商家归类。</p></div>
<h3>应用权限</h3><ul><li>相机：拍摄小票时使用</li><li>位置</li></ul>
<a href="https://www.qinghe.example/privacy.html">隐私政策</a></body></html>"""


def one(folder: Path, name: str, text: str | bytes) -> ListingFacts:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (listing,) = read_listings(str(path))
    return listing


def refused(folder: Path, name: str, text: str | bytes) -> ArtifactError:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ArtifactError) as caught:
        read_listings(str(path))
    return caught.value


def test_a_saved_page_is_read_element_by_element(tmp_path: Path) -> None:
    listing = one(tmp_path, "page.html", PAGE)
    assert (listing.name, listing.version, listing.updated) == ("清河票夹", "V1.0.0", "2026-03-12")
    assert (listing.developer, listing.package) == ("青河软件（杭州）有限公司", "cn.qinghe.receipts")
    assert listing.function == "拍下购物小票，按月份和商家归类。"
    assert listing.permissions == (
        ListedPermission(name="相机", purpose="拍摄小票时使用"),
        ListedPermission(name="位置", purpose=""),
    )
    assert listing.privacy_policy_url == "https://www.qinghe.example/privacy.html"
    assert listing.size_bytes == 13_107_200
    assert listing.form == "html"


def test_gbk_page_reads_the_same(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "gbk")
    assert one(tmp_path, "a.html", page.encode("gb18030")) == one(tmp_path, "a.html", PAGE)


def test_what_search_engines_are_told_counts(tmp_path: Path) -> None:
    told = (
        '<script type="application/ld+json">{"@type": "MobileApplication", "name": "清河票夹", '
        '"softwareVersion": "1.0.0", "author": {"name": "青河软件"}}</script><p>正在加载</p>'
    )
    listing = one(tmp_path, "page.html", f"<html><body>{told}</body></html>")
    assert (listing.name, listing.version, listing.developer) == ("清河票夹", "1.0.0", "青河软件")
    assert listing.permissions is None  # a page drawn by a script: nothing follows from what is not there


def test_an_element_left_out_of_a_full_page_is_not_shown(tmp_path: Path) -> None:
    page = PAGE.replace('<a href="https://www.qinghe.example/privacy.html">隐私政策</a>', "")
    assert one(tmp_path, "page.html", page).privacy_policy_url == ""


def test_a_link_that_leads_nowhere_is_none(tmp_path: Path) -> None:
    page = PAGE.replace("https://www.qinghe.example/privacy.html", "javascript:;")
    assert one(tmp_path, "page.html", page).privacy_policy_url == ""


def test_permissions_behind_a_link_are_told_so_and_not_recorded(tmp_path: Path) -> None:
    page = PAGE.replace(
        "<h3>应用权限</h3><ul><li>相机：拍摄小票时使用</li><li>位置</li></ul>",
        '<p><a href="#p">权限详情</a></p>',
    )
    listing = one(tmp_path, "page.html", page)
    assert listing.permissions is None
    assert listing.placement["permissions"] == "linked"


def test_hidden_elements_are_told_so(tmp_path: Path) -> None:
    page = PAGE.replace("<dl>", '<dl style="display: none">')
    assert one(tmp_path, "page.html", page).placement["developer"] == "hidden"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_export_is_read_by_its_header(tmp_path: Path, encoding: str) -> None:
    text = (
        "应用名称,开发者,版本号,包名,权限列表,大小,序号\r\n"
        '清河票夹,青河软件（杭州）有限公司,1.0.0,cn.qinghe.receipts,"相机：拍小票；位置：标出商家",12.5MB,7\r\n'
    )
    listing = one(tmp_path, "page.csv", text.encode(encoding))
    assert listing.name == "清河票夹" and listing.size_bytes == 13_107_200 and listing.form == "csv"
    assert listing.permissions == (
        ListedPermission(name="相机", purpose="拍小票"),
        ListedPermission(name="位置", purpose="标出商家"),
    )
    assert listing.privacy_policy_url is None


def test_an_empty_cell_is_not_shown(tmp_path: Path) -> None:
    listing = one(tmp_path, "page.csv", "name,developer,permissions\nA,,\n")
    assert (listing.developer, listing.permissions) == ("", ())


def test_of_many_rows_the_packages_own_counts(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("name,package\nA,cn.a\nB,cn.b\nC,cn.b\n", encoding="utf-8")
    listings = read_listings(str(path))
    assert listing_for(listings, ManifestFacts(package="cn.a"), str(path)).name == "A"
    for package in ("cn.b", "cn.c"):
        with pytest.raises(ArtifactError, match="3 rows"):
            listing_for(listings, ManifestFacts(package=package), str(path))


@pytest.mark.parametrize(
    ("name", "text", "code", "place"),
    [
        ("a.csv", "a,b\n1,2\n", "listing_not_csv", "line 1"),
        ("a.csv", "name,developer\n", "listing_not_csv", "line 2"),
        ("a.csv", b"name\n\xff\xff\xff", "listing_not_csv", "line 1"),
        ("a.csv", "name,size\nA,large\n", "listing_malformed", "line 2 $.size_bytes"),
        ("a.csv", "name,sha\n" + "A" * 600 + ",b\n", "listing_malformed", "line 2 $.name"),
        ("a.html", "<p>404</p>", "listing_no_fields", "$"),
        ("a.html", "<", "listing_no_fields", "$"),
        ("a.html", "<p>" + " " * (8 << 20), "listing_too_large", ""),
    ],
)
def test_bad_files_name_the_place(
    tmp_path: Path, name: str, text: str | bytes, code: str, place: str
) -> None:
    wrong = refused(tmp_path, name, text)
    assert (wrong.code, wrong.entry) == (code, place)


def test_damaged_pages_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(26)  # noqa: S311 - repeatable damage, no secret
    data = PAGE.encode()
    path = tmp_path / "page.html"
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged[: chance.randint(1, len(damaged))]))
        try:
            assert read_listings(str(path))
        except ArtifactError as wrong:
            assert wrong.code in ("listing_no_fields", "listing_not_json", "listing_malformed")  # noqa: PT017


def test_deep_nesting_is_read(tmp_path: Path) -> None:
    listing = one(tmp_path, "page.html", "<div>" * 20_000 + "<h1>A</h1>")
    assert listing.name == "A"


def test_scan_holds_a_saved_page_against_the_package(
    built_apps: dict[tuple[str, str], BuiltApp], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("V1.0.0", "V2.7"), encoding="utf-8")
    ran = mingjian("scan", built_apps[APP].apk, "--listing", page, "--format", "table", "--fail-on", "never")
    assert ran.code == 0, ran.stderr
    assert "V2.7" in ran.stdout and "page.html#/version" in ran.stdout
