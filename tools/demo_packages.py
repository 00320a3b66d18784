"""What `mingjian up --demo` scans: test apps as they stand, later versions of some, policies of their own.

    python -m tools.demo_packages          # writes python/mingjian/platform/demo/files

Later versions are made from the sources of the version before by the edits below, so that anyone can see why
a finding came or went. The files are committed: a platform is filled without a compiler. Sources are our own.
"""

from __future__ import annotations

import shutil
from dataclasses import replace

from tools.policies.case import BASE as POLICY
from tools.test_apps.build import CACHE, BuiltApp, build
from tools.test_apps.case import ROOT, Case, Icon, cases, load

FILES = ROOT / "python" / "mingjian" / "platform" / "demo" / "files"
WORK = CACHE / "demo"
Edit = tuple[str, str, str]
"""File, words there (once), words instead."""

AS_THEY_STAND = {
    "readers-1": "m1_09_processing_rules/change_untold/passes",
    "readers-2": "m1_09_processing_rules/change_untold/violates",
    "tickets-1": "m2_03_sdk_use/sdk_list_change/passes",
    "tickets-2": "m2_03_sdk_use/sdk_list_change/violates",
    "theatre-1": "m2_05_patrol/code_change/passes",
    "theatre-2": "m2_05_patrol/code_change/violates",
    "runner-1": "m2_05_patrol/collection_scene_change/passes",
    "runner-2": "m2_05_patrol/collection_scene_change/violates",
    "recipes-1": "m2_05_patrol/collection_scope_change/passes",
    "recipes-2": "m2_05_patrol/collection_scope_change/violates",
    "weather-1": "m2_05_patrol/permission_change/passes",
    "weather-2": "m2_05_patrol/permission_change/violates",
    "photos-1": "m2_09_sdk_cooperation/sdk_collection_change/passes",
    "photos-2": "m2_09_sdk_cooperation/sdk_collection_change/violates",
    "shiguang-1": "sample-app",
}
_MANIFEST = "AndroidManifest.xml"
_SOURCES = "src/cn/shiguang/ledger"


def _version(package: str, code: int, name: str) -> tuple[Edit, ...]:
    """A version for a package whose manifest names none."""
    words = f'package="{package}"'
    return (
        (_MANIFEST, words, f'{words}\n    android:versionCode="{code}"\n    android:versionName="{name}"'),
    )


_SECOND: tuple[Edit, ...] = (
    *_version("cn.shiguang.ledger", 2, "1.1.0"),
    (_MANIFEST, '    <uses-permission android:name="android.permission.RECEIVE_BOOT_COMPLETED" />\n', ""),
    (_MANIFEST, '<action android:name="android.intent.action.BOOT_COMPLETED" />',
     '<action android:name="cn.shiguang.ledger.SYNC" />'),
    (_MANIFEST, 'usesCleartextTraffic="true"', 'usesCleartextTraffic="false"'),
    (f"{_SOURCES}/Uploader.java", "http://api", "https://api"),
)  # fmt: skip
_THIRD: tuple[Edit, ...] = (
    (_MANIFEST, 'versionCode="2"', 'versionCode="3"'),
    (_MANIFEST, 'versionName="1.1.0"', 'versionName="1.2.0"'),
    (f"{_SOURCES}/ShakeListener.java", "8.0d", "16.0d"),
    ("res/layout/activity_splash.xml", 'layout_width="18dp"', 'layout_width="44dp"'),
    ("res/layout/activity_splash.xml", 'layout_height="18dp"', 'layout_height="44dp"'),
    ("res/layout/activity_main.xml", 'checked="true"', 'checked="false"'),
)
_READERS: tuple[Edit, ...] = (
    (_MANIFEST, 'versionCode="2"', 'versionCode="3"'),
    (_MANIFEST, 'versionName="1.1.0"', 'versionName="1.2.0"'),
)
EDITED: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "shiguang-2": ("sample-app", _SECOND),
    "shiguang-3": ("sample-app", (*_SECOND, *_THIRD)),
    "fitness-1": ("m2_03_sdk_use/sdk_before_consent/passes", _version("cn.qinghe.fitness", 1, "1.0.0")),
    "fitness-2": ("m2_03_sdk_use/sdk_before_consent/violates", _version("cn.qinghe.fitness", 2, "1.1.0")),
    "hiking-1": ("m2_03_sdk_use/sdk_before_consent/violates_3", _version("cn.qinghe.hiking", 1, "1.0.0")),
    "readers-3": ("m1_09_processing_rules/change_untold/passes_2", _READERS),
}
COLOURS = {
    "shiguang": "2e7d5b", "readers": "7a4b2a", "tickets": "b3541e", "theatre": "8c2f4b", "runner": "1f6f8b",
    "recipes": "a67c00", "weather": "3567b0", "photos": "5d4b8c",
    "fitness": "4a6b2a", "hiking": "2f5d62",
}  # fmt: skip
"""Of the icons, so that lists can be told apart at a glance."""
POLICIES: dict[str, tuple[tuple[str, str], ...]] = {
    "shiguang": (
        ("清河手账", "拾光记账"), ("青河软件（杭州）有限公司", "拾光软件（杭州）有限公司"), ("手账", "账本"),
        ("qinghe-shouzhang.cn", "shiguang.example"),
    ),
    "shiguang-brief": (
        ("清河手账", "拾光记账"), ("青河软件（杭州）有限公司", "拾光软件（杭州）有限公司"), ("手账", "账本"),
        ("qinghe-shouzhang.cn", "shiguang.example"),
        ("注销后15个工作日内删除", "长期保存"),
        ("<p>客服热线：0571-86910327（工作日9:00—18:00）。</p>\n", ""),
        ("在“我的—设置—隐私—个性化推荐”中关闭；关闭后，我们按模板的热度排序，不再使用您的记录",
         "致电客服了解推荐的规则"),
        ("。我们不向境外提供您的个人信息", ""),
    ),
    "readers": (
        ("清河手账", "青禾阅读"), ("青河软件（杭州）有限公司", "青禾文化（成都）有限公司"), ("手账", "书架"),
        ("qinghe-shouzhang.cn", "qinghe-reader.example"),
    ),
    "tickets": (
        ("清河手账", "青禾购票"), ("青河软件（杭州）有限公司", "青禾票务（武汉）有限公司"), ("手账", "行程"),
        ("qinghe-shouzhang.cn", "qinghe-tickets.example"),
        ("<p>发布日期：2025年6月20日</p>\n", ""), ("<p>更新日期：2025年6月20日</p>\n", ""),
        ("<p>生效日期：2025年7月1日</p>\n", ""),
    ),
}  # fmt: skip
"""Replacements in the lawful policy of tests/policies, everywhere, in order."""


def built() -> dict[str, BuiltApp]:
    """Every package by its name here; only what changed is built."""
    chosen = {name: _case(of) for name, of in AS_THEY_STAND.items()}
    chosen |= {name: _edited(name, of, edits) for name, (of, edits) in EDITED.items()}
    named = [
        replace(case, name=f"demo/{name}", icon=Icon(colour=COLOURS[name.partition("-")[0]]))
        for name, case in chosen.items()
    ]
    return dict(zip(chosen, build(chosen=named), strict=True))


def policies() -> dict[str, str]:
    """Each policy's text by its name."""
    told: dict[str, str] = {}
    for name, edits in POLICIES.items():
        text = POLICY.read_text(encoding="utf-8")
        for words, instead in edits:
            if words not in text:
                raise ValueError(f"{name}: {words} does not stand in the base policy")
            text = text.replace(words, instead)
        told[name] = text
    return told


def main() -> None:
    """Writes everything."""
    FILES.mkdir(parents=True, exist_ok=True)
    for name, app in built().items():
        shutil.copyfile(app.apk, FILES / f"{name}.apk")
    for name, text in policies().items():
        (FILES / f"{name}.html").write_text(text, encoding="utf-8")


def _case(name: str) -> Case:
    return next(case for case in cases([name]) if case.name == name)


def _edited(name: str, of: str, edits: tuple[Edit, ...]) -> Case:
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_case(of).folder, folder, ignore=shutil.ignore_patterns("*.apk"))
    for file, words, instead in edits:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        if text.count(words) != 1:
            raise ValueError(f"{name}: {words!r} stands {text.count(words)} times in {file}")
        path.write_text(text.replace(words, instead), encoding="utf-8")
    return load(folder)


if __name__ == "__main__":
    main()
