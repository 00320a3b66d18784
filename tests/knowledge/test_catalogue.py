"""The knowledge tables against the specification they were carried from, and against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mingjian import knowledge, tables
from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import source
from mingjian.knowledge.check import check
from mingjian.knowledge.compile_tables import write
from mingjian.knowledge.types import Catalogue, Sdk

HERE = source.HERE


def spec(shared: Path, name: str) -> Any:
    text = (shared / "spec" / name).read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


def test_personal_information_is_complete(shared: Path) -> None:
    theirs = spec(shared, "pi_taxonomy.yaml")["types"]
    assert len(theirs) == 123
    ours = {row.id: row for row in knowledge.personal_info()}
    assert list(ours) == [row["id"] for row in theirs]
    for row in theirs:
        mine = ours[row["id"]]
        assert (mine.name_zh, mine.name_en, mine.sensitive) == (row["zh"], row["en"], row["sensitive"])
        assert {*mine.synonyms, *mine.weak_synonyms} == {*row["policy_keywords_zh"], *row["weak_keywords"]}


def test_app_categories_are_complete(shared: Path) -> None:
    theirs = spec(shared, "necessary_info_39.yaml")["categories"]
    assert len(theirs) == 39
    for row, mine in zip(theirs, knowledge.categories(), strict=True):
        assert (mine.number, mine.id, mine.name_zh) == (row["no"], row["key"], row["name"])
        assert list(mine.necessary_zh) == row["necessary_personal_info"]
        assert mine.no_personal_info == row["no_personal_info_needed"]
    assert sum(row.no_personal_info for row in knowledge.categories()) == 13


def test_permissions_are_complete(shared: Path) -> None:
    theirs = spec(shared, "android_permissions.yaml")
    for kind, name in (("dangerous", "dangerous"), ("special_or_lead", "special")):
        for row in theirs[kind]:
            mine = knowledge.permission(row["permission"])
            assert mine is not None, row["permission"]
            assert (mine.kind, mine.name_zh, mine.protection) == (name, row["name_zh"], row["protection"])


def test_permissions_name_the_rows_that_need_them(shared: Path) -> None:
    rows = next(value for value in spec(shared, "sensitive_apis.yaml").values() if isinstance(value, list))
    needs = {(name, row["id"]) for row in rows for name in row.get("permission_needed") or []}
    ours = {(row.name, api) for row in knowledge.permissions() for api in row.apis}
    assert ours <= needs
    known = {row.name for row in knowledge.permissions()}
    assert {pair for pair in needs if pair[0] in known} == ours


def test_cross_references() -> None:
    types = {row.id for row in knowledge.personal_info()}
    categories = {row.id for row in knowledge.categories()}
    for permission in knowledge.permissions():
        assert permission.personal_info in types | {""}, permission.name
        assert set(permission.discouraged) <= categories, permission.name
        assert permission.name_en, permission.name
    for category in knowledge.categories():
        assert set(category.personal_info) <= types, category.id
        assert category.no_personal_info == (not category.personal_info), category.id


def test_ids_are_unique() -> None:
    for rows in (
        knowledge.personal_info(), knowledge.categories(), knowledge.packers(), knowledge.lexicon(),
        knowledge.sdks(), knowledge.sdk_categories(),
    ):  # fmt: skip
        assert len({row.id for row in rows}) == len(rows)
    assert len({row.name for row in knowledge.permissions()}) == len(knowledge.permissions())


def test_packers_have_a_seen_marker() -> None:
    for row in knowledge.packers():
        assert row.seen, row.id
        assert set(row.seen) <= {*row.native, *row.files, *row.classes}, row.id


def test_words() -> None:
    agree = knowledge.words("agree")
    assert "同意" in agree
    assert "不同意" not in agree
    assert {"不同意", "decline"} <= set(knowledge.words("refuse"))
    assert set(knowledge.words("agree", "refuse")) == {*agree, *knowledge.words("refuse")}
    assert len(knowledge.words()) == len(set(knowledge.words()))
    with pytest.raises(UsageError, match="no group"):
        knowledge.words("nothing")
    assert {row.id for row in knowledge.lexicon("shake")} == {"shake"}
    for row in knowledge.lexicon():
        assert all(len(word) >= 2 for word in row.en), row.id
        assert all(word == word.lower() for word in row.en), row.id


def test_basic_functions_are_the_notices_list() -> None:
    names = {row.name_zh for row in knowledge.basic_function().functions}
    assert names == {
        "系统设置",
        "文件管理",
        "多媒体摄录",
        "接打电话",
        "收发短信",
        "通讯录",
        "浏览器",
        "应用商店",
    }
    kinds = {row.id: row for row in knowledge.basic_function().without_entry}
    assert {"input_method", "home"} <= set(kinds)
    for row in kinds.values():
        assert row.permissions or row.categories or row.actions or row.features or row.markers, row.id


def test_lookups() -> None:
    assert knowledge.personal_info_type("imei").name_zh == "IMEI/MEID"
    assert knowledge.permission("app.own.PERMISSION") is None
    assert knowledge.category("input_method").number == 33
    assert knowledge.sdk("jpush").vendor_zh == "深圳市和讯华谷信息技术有限公司"
    for call in (knowledge.personal_info_type, knowledge.category, knowledge.sdk):
        with pytest.raises(UsageError):
            call("nothing")


def test_compiled_equals_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "COMPILED", tmp_path)
    write(tmp_path)

    def never() -> Any:
        raise AssertionError("an up-to-date compiled file must be used")

    catalogue, _ = tables.load("catalogue", Catalogue, source.catalogue_sources(), never)
    sdks, _ = tables.load("sdks", tuple[Sdk, ...], source.sdk_sources(), never)
    assert catalogue == source.build_catalogue()
    assert sdks == source.build_sdks()


def test_our_own_sdk_files_are_sound() -> None:
    assert check(HERE) == []


def test_enough_sdks_most_of_them_chinese() -> None:
    rows = knowledge.sdks()
    processors = [row for row in rows if row.processor]
    assert len(processors) >= 150
    assert sum(row.chinese for row in processors) > len(processors) / 2


def test_libraries_are_recognised_but_not_processors() -> None:
    for name in ("okhttp", "glide", "gson", "rxjava", "retrofit", "androidx", "mmkv", "walle", "ijkplayer"):
        assert not knowledge.sdk(name).processor, name
    for name in ("agora", "amap", "umeng-common", "jpush", "gdt", "pangle"):
        assert knowledge.sdk(name).processor, name


def test_files_are_in_their_one_written_form() -> None:
    from mingjian.knowledge import form  # noqa: PLC0415

    for path in sorted((HERE / "sdks").glob("*.toml")):
        assert path.read_text("utf-8") == form.write(source.read_sdk(path)), path.name


def test_a_wrong_sdk_file_names_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('id = "x"\nprefixes = "com.x"\n', "utf-8")
    with pytest.raises(KnowledgeError, match=r"x\.toml"):
        source.read_sdk(path)
