"""Recorded visits read as facts: what was touched, what windows do, how text unfolds, what a page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from mingjian.artifacts.page_visit import Visit, write
from mingjian.facts.web_page import WebPageFacts
from mingjian.facts.web_page.build import alone, from_folder
from mingjian.facts.web_page.words import pushes, says
from tools.test_apps import BuiltApp

URL = "http://pages.invalid/a"
OTHER = "云岭气象服务（昆明）有限公司（以下简称“我们”）是“云岭天气”的运营者。"
POLICY = "清河票夹隐私政策。" + "我们收集个人信息，保护您的隐私，处理个人信息。" * 8


def node(selector: str, text: str, **more: Any) -> dict[str, Any]:
    return {"selector": selector, "tag": "button", "text": text, "box": [10, 10, 120, 44]} | more


def words(selector: str, text: str, y: int = 10, **more: Any) -> dict[str, Any]:
    return {
        "selector": selector,
        "text": text,
        "box": [0, y, 390, 40],
        "font_px": 16.0,
        "contrast": 12.0,
        **more,
    }


def view(step: int = 0, moment: str = "loaded", **more: Any) -> dict[str, Any]:
    return {"moment": moment, "at_ms": 100.0 * step, "step": step, "opening": 0, "url": URL, **more}


def step(cause: str, purpose: str, before: int = -1, after: int = -1, **more: Any) -> dict[str, Any]:
    return {
        "cause": cause, "opening": 0, "at_ms": 0.0, "until_ms": 1.0, "purpose": purpose, "before": before,
        "after": after, **more,
    }  # fmt: skip


def act(kind: str, target: str, at_step: int, **more: Any) -> dict[str, Any]:
    return {"at_ms": 5.0, "kind": kind, "target": target, "step": at_step, "opening": 0, **more}


def seen(folder: Path, **parts: Any) -> WebPageFacts:
    told = {
        "url": URL, "final_url": URL, "title": "页面", "started": "2026-03-18T00:00:00Z",
        "phone": {"user_agent": "x"}, **parts,
    }  # fmt: skip
    write(folder, msgspec.convert(told, Visit))
    return from_folder(folder)


def layer(text: str, **more: Any) -> dict[str, Any]:
    return {
        "selector": "body > div", "how": "fixed", "text": text, "box": [0, 0, 390, 844],
        "panel": [32, 240, 326, 200], "covers": 1.0, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("打开APP阅读全文", {"open_app", "unfold"}),
        ("去应用商店下载", {"download", "store"}),
        ("下载附件", set[str]()),
        ("展开全文", {"unfold"}),
        ("继续阅读网页版", {"close"}),
        ("同时安装清河阅读", {"download", "extra_app"}),
        ("下载" * 30, set[str]()),
    ],
)
def test_words_of_controls(text: str, told: set[str]) -> None:
    assert told <= set(says(text))
    assert told or not says(text)


def test_a_window_about_cookies_pushes_nothing() -> None:
    assert pushes("本站使用 Cookie 统计访问量，是否同意？") == ()
    assert pushes("清河日报APP，阅读更流畅 打开APP") == ("open_app",)


def test_a_warning_of_downloads_pushes_nothing() -> None:
    assert pushes("谨防诈骗：本行不会以短信链接要求下载应用。 我知道了") == ()
    assert pushes("请勿从不明链接安装应用") == ()
    assert pushes("谨防诈骗！请下载官方应用") == ("download",)
    assert pushes("请勿下载来路不明的应用，打开APP查看") == ("open_app",)


def test_acts_know_what_was_touched(tmp_path: Path) -> None:
    page = seen(
        tmp_path,
        steps=[step("none", "open", after=0), step("text", "text", 0, 0, node=node("p", "正文"))],
        views=[view()],
        acts=[
            act("download", "http://x/a.apk", 0),
            act("scheme", "qinghe://a", 1, gesture=True),
            act("download", "http://x/a.pdf", 1),
            act("redirect", "http://x/b", 1, how="http 302"),
            act("redirect", "http://x/c", 1, how="link"),
        ],
    )
    assert [(one.kind, one.cause, one.package) for one in page.acts] == [
        ("download", "none", True),
        ("scheme", "text", False),
        ("download", "text", False),
        ("redirect", "text", False),
        ("navigate", "text", False),
    ]
    assert page.acts[0].control is None
    assert page.acts[1].control is not None


def closed_window(folder: Path, *, after: list[dict[str, Any]], later: list[dict[str, Any]]) -> WebPageFacts:
    shut = node("body > div > button", "×", layer=0)
    window = layer("清河日报APP 打开APP")
    return seen(
        folder,
        steps=[
            step("none", "open", after=0),
            step("close", "close", 0, 1, node=shut),
            step("scroll", "scroll", 1, 2),
        ],
        views=[
            view(0, layers=[window], nodes=[shut]),
            view(1, "touched", layers=after, nodes=[shut] if after else []),
            view(2, "scrolled", layers=later, nodes=[shut] if later else []),
        ],
    )


def test_windows_close_stay_or_come_back(tmp_path: Path) -> None:
    window = layer("清河日报APP 打开APP")
    (gone,) = closed_window(tmp_path, after=[], later=[]).overlays
    assert (gone.close_works, gone.came_back, gone.asked, gone.pushes) == (True, 0, False, ("open_app",))
    (back,) = closed_window(tmp_path, after=[], later=[window]).overlays
    assert (back.close_works, back.came_back) == (True, 1)
    (stays,) = closed_window(tmp_path, after=[window], later=[window]).overlays
    assert (stays.close_works, stays.came_back) == (False, 0)


def test_a_window_the_reader_asked_for_is_a_confirmation(tmp_path: Path) -> None:
    get = node("body > button", "下载客户端")
    window = layer("下载清河票夹？ 取消 确认下载 同时安装清河阅读")
    inside = [
        node("body > div > a", "确认下载", layer=0),
        node("body > div > button", "取消", layer=0),
        node("body > div > input", "同时安装清河阅读", layer=0, checked=True),
    ]
    page = seen(
        tmp_path,
        steps=[step("none", "open", after=0), step("control", "download", 0, 1, node=get)],
        views=[view(nodes=[get]), view(1, "touched", layers=[window], nodes=inside)],
    )
    assert page.overlays[0].asked
    (confirmation,) = page.confirmations
    assert confirmation.confirm.text == "确认下载"
    assert [one.text for one in confirmation.cancels] == ["取消"]
    assert [one.ticked for one in confirmation.extras] == [True]


@pytest.mark.parametrize(
    ("text", "after", "acts", "way"),
    [
        ("展开全文", {"folds": [], "text_characters": 900}, [], "here"),
        ("打开APP阅读全文", {}, [act("scheme", "qinghe://a", 1)], "open_app"),
        ("展开全文", {}, [act("download", "http://x/a.apk", 1)], "download"),
        ("开通会员阅读全文", {}, [act("redirect", "http://x/pay", 1, how="link")], "pay"),
        ("登录后阅读全文", {}, [], "login"),
        ("展开全文", {"layers": [layer("请在APP中阅读 打开APP")]}, [], "open_app"),
        ("展开全文", {}, [], "nothing"),
    ],
)
def test_folds(
    tmp_path: Path, text: str, after: dict[str, Any], acts: list[dict[str, Any]], way: str
) -> None:
    fold = {
        "selector": "main > div", "how": "clipped", "shown_characters": 200, "hidden_characters": 700,
        "box": [0, 0, 390, 360], "controls": [0],
    }  # fmt: skip
    more = node("main > button", text)
    page = seen(
        tmp_path,
        steps=[step("none", "open", after=0), step("unfold", "unfold", 0, 1, node=more)],
        views=[
            view(nodes=[more], folds=[fold], text_characters=200),
            view(1, "touched", **{"nodes": [more], "folds": [fold], "text_characters": 200, **after}),
        ],
        acts=acts,
    )
    assert [one.unfolds for one in page.folds] == [way]


@pytest.mark.parametrize("late", [False, True])
def test_a_part_the_page_leaves_to_the_app_is_a_fold_however_late_it_is_written(
    tmp_path: Path, late: bool
) -> None:
    go = node("main > a", "打开APP阅读全文")
    whole: dict[str, Any] = {
        "nodes": [go],
        "passages": [words("main > p", "剩余 80% 内容，请打开APP继续阅读")],
    }
    page = seen(
        tmp_path,
        steps=[step("none", "open", after=0), step("none", "wait", 0, 1)],
        views=[view() if late else view(**whole), view(1, "waited", **whole)],
    )
    assert [one.unfolds for one in page.folds] == ["open_app"]


def test_elements_where_they_stand(tmp_path: Path) -> None:
    page = seen(
        tmp_path,
        views=[
            view(
                nodes=[
                    node("main > a", "下载安装包", href="http://x/a.apk"),
                    node("main > p:nth-of-type(4) > a", "隐私政策", href="http://x/policy", tag="a"),
                ],
                passages=[
                    words("main > h1", "清河票夹"),
                    words("main > p:nth-of-type(1)", "开发者：清河科技（杭州）有限公司", 2600),
                    words("main > p:nth-of-type(2)", "版本号：V1.0.0"),
                    words("main > h2:nth-of-type(1)", "功能介绍"),
                    words("main > p:nth-of-type(3)", "拍下票据，月底导出报销清单。", contrast=1.0),
                    words("main > h2:nth-of-type(2)", "应用权限"),
                    words("main > ul > li", "相机：拍摄票据"),
                    words("main > p:nth-of-type(4)", "隐私政策"),
                ],
            )
        ],
        steps=[step("none", "open", after=0)],
        links=[
            {"href": "http://x/policy", "text": "隐私政策", "status": 200, "characters": 200}
            | {"excerpt": POLICY}
        ],
    )
    by_name = {one.name: one for one in page.elements}
    assert by_name["operator"].screens_down == pytest.approx(2600 / 844)
    assert by_name["version"].text == "V1.0.0"
    assert by_name["functions"].state == "hidden"
    assert by_name["permissions"].state == "shown"
    assert (by_name["policy"].works, by_name["policy"].of_app) == (True, True)
    assert page.promise is not None
    assert page.promise.name == "清河票夹"
    assert [(one.name, one.purpose) for one in page.promise.permissions or ()] == [("相机", "拍摄票据")]
    assert page.offers[0].leads == "package"


@pytest.mark.parametrize(
    ("link", "works", "of_app"),
    [
        ({"status": 404}, False, None),
        ({"status": 200, "characters": 20, "excerpt": "首页"}, False, None),
        (
            {"status": 200, "characters": 300, "excerpt": OTHER + POLICY.replace("清河票夹", "云岭天气")},
            True,
            False,
        ),
    ],
)
def test_policies_behind_links(
    tmp_path: Path, link: dict[str, Any], works: bool, of_app: bool | None
) -> None:
    page = seen(
        tmp_path,
        views=[
            view(
                nodes=[node("a", "隐私政策", href="http://x/p")],
                passages=[words("h1", "清河票夹"), words("p", "版本：1.0")],
            )
        ],
        steps=[step("none", "open", after=0)],
        links=[{"href": "http://x/p", "text": "隐私政策", **link}],
    )
    policy = next(one for one in page.elements if one.name == "policy")
    assert (policy.works, policy.of_app) == (works, of_app)


def test_a_delivered_package_is_read(tmp_path: Path, built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    app = built_apps["m1_01_install/listing_swapped/passes", ""]
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "1.apk").write_bytes(app.apk.read_bytes())
    get = node("main > a", "下载安装包")
    page = seen(
        tmp_path,
        steps=[step("none", "open", after=0), step("control", "download", 0, 0, node=get)],
        views=[view(nodes=[get])],
        acts=[act("download", "http://x/get", 1, delivery=0), act("download", "http://x/b", 1, delivery=1)],
        deliveries=[
            {"url": "http://x/get", "file": "downloads/1.apk", "name": "a.apk", "sha256": "0"},
            {"url": "http://x/b", "file": "", "name": "b.apk", "cut_short": True},
        ],
    )
    whole, cut = page.delivered
    assert (whole.package, whole.label, whole.version_name) == ("cn.qinghe.receipts", "清河票夹", "1.0.0")
    assert whole.permissions == ("android.permission.CAMERA",)
    assert whole.control is not None
    assert (cut.readable, cut.cut_short) == (False, True)
    assert alone(tmp_path).subject.kind == "web_page"
