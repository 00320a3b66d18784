"""The category is inferred where a package says it clearly, and not where it does not."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from mingjian.errors import UsageError
from mingjian.facts.category import SURE, declared, infer
from mingjian.facts.hidden_code import HiddenCodeFacts, NativeLibrary
from mingjian.facts.manifest import Component, ManifestFacts


def inferred(label: str, package: str) -> str | None:
    found = infer(ManifestFacts(package=package, label=label), None)
    return None if found is None else found.id


@pytest.mark.parametrize(
    ("label", "package", "category"),
    [
        ("清河地图", "cn.qinghe.a", "map_navigation"),
        ("清河天气-15天预报", "cn.qinghe.a", "utility"),
        ("清河短视频", "cn.qinghe.a", "short_video"),
        ("清河浏览器极速版", "cn.qinghe.a", "browser"),
        ("地图壁纸", "cn.qinghe.a", "utility"),
        ("清河游戏助手", "cn.qinghe.game", None),
        ("清河社区医院", "cn.qinghe.a", "medical"),
        ("天气小说", "cn.qinghe.weather", None),
        ("清河", "cn.qinghe.map", None),
        ("我的新闻联播回放工具", "cn.qinghe.a", None),
    ],
)
def test_name_and_package(label: str, package: str, category: str | None) -> None:
    assert inferred(label, package) == category


def test_a_keyboard_service_beside_the_name_is_surer() -> None:
    service = Component(
        kind="service", name="cn.qinghe.a.Keys", permission="android.permission.BIND_INPUT_METHOD"
    )
    alone = infer(ManifestFacts(package="cn.qinghe.a", label="清河", components=(service,)), None)
    both = infer(ManifestFacts(package="cn.qinghe.a", label="清河输入法", components=(service,)), None)
    assert alone is None
    assert both is not None
    assert (both.id, both.confidence > SURE) == ("input_method", True)
    assert [reason.partition(":")[0] for reason in both.reasons] == ["name", "service"]


def test_the_authors_own_word_and_the_engine() -> None:
    game = ManifestFacts(package="cn.qinghe.a", label="清河", application_attributes={"appCategory": "0"})
    unity = NativeLibrary(
        entry="lib/arm64-v8a/libunity.so", name="libunity.so", abi="arm64-v8a", size_bytes=1
    )
    engine = HiddenCodeFacts(native=(unity,))
    assert (infer(game, None) or declared("other")).id == "online_game"
    found = infer(game, engine)
    assert found is not None
    assert found.confidence == 0.8


def test_declared() -> None:
    assert declared("browser").source == "declared"
    assert declared("other").id == "other"
    with pytest.raises(UsageError, match="one of: map_navigation"):
        declared("browsers")


GAMES = frozenset({"tmgp", "aligames"})
NOT_GAMES = frozenset({
    "华为钱包", "华为商城", "来疯直播", "对啊课堂", "易录屏", "抱抱直播", "战旗直播", "虎牙直播",
    "王者荣耀录屏", "王者商城", "看点视频", "迅捷录屏大师", "NOW直播", "拉勾招聘",
})  # fmt: skip
"""Of 259 listings found by searching for games those of another category; all were read and are right."""


def test_store_listings(shared: Path) -> None:
    seen: dict[tuple[str, str], str | None] = {}
    for table in sorted((shared / "data" / "store").rglob("*.xlsx")):
        for label, package in listings(table):
            seen[label, package] = inferred(label, package)
    told = {key: category for key, category in seen.items() if category is not None}
    others = {label for (label, _), category in told.items() if category != "online_game"}
    channels = [key for key in seen if GAMES & set(key[1].split("."))]
    assert others == NOT_GAMES
    assert len(seen) == 259
    assert sum(told.get(key) == "online_game" for key in channels) / len(channels) > 0.9


def listings(table: Path) -> list[tuple[str, str]]:
    """Name and package of each row of the sheet."""
    with zipfile.ZipFile(table) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    items = re.findall(r"<si>(.*?)</si>", strings, re.DOTALL)
    texts = ["".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)) for item in items]
    found = re.findall(r'<c r="([CD]\d+)"[^>]*t="s"[^>]*><v>(\d+)</v>', sheet)
    cells = {name: texts[int(number)] for name, number in found}
    rows = sorted({int(name[1:]) for name in cells} - {1})
    return [(cells[f"C{row}"], cells[f"D{row}"]) for row in rows]
