"""Journeys of packages: uploading, watching, reading a report, deciding, finding apps and SDKs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mingjian import clock
from tests.browser.stage import CHANGE, SAMPLE, Lang, Member, Size, Stage, Visit, built, wait_for


@pytest.fixture(scope="session")
def packages() -> list[Path]:
    """Two versions of one app, the second with SDKs the first has not, then an app of another kind."""
    return built(f"{CHANGE}/passes", f"{CHANGE}/violates", "m1_03_uninstall/transparent_icon/violates")


def test_4_packages_are_uploaded_and_watched(
    stage: Stage, lang: Lang, size: Size, packages: list[Path], tmp_path: Path
) -> None:
    who = stage.house("拾光云", lang)
    broken = tmp_path / "坏包.apk"
    broken.write_bytes(packages[2].read_bytes()[:900])
    notes = tmp_path / "notes.apk"
    notes.write_text("no package at all\n" * 40)
    with stage.visit("upload", lang, size, who) as visit:
        page, t = visit.go("/upload"), visit.t
        visit.sound("empty")
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        page.locator("#f-file").set_input_files([*packages[1:], broken, notes])
        told = page.locator("#files li")
        expect(told).to_have_count(4)
        expect(told.nth(0)).to_contain_text(t("已排队", "Queued"))
        expect(told.nth(1)).to_contain_text(t("已排队", "Queued"))
        expect(told.nth(2)).to_contain_text(t("已排队", "Queued"))
        expect(told.nth(3).locator("span.vio")).to_contain_text(t("不是安装包", "not a package"))
        page.locator("#f-file").set_input_files(packages[1])
        expect(told.nth(4)).to_contain_text(
            re.compile(t("已在队列中|此前已检测", "In the queue already|Scanned before"))
        )
        assert [url.partition("/api/v1")[2] for url in sent] == ["/scans/many", "/scans"], (
            "four in one request"
        )
        visit.shot("sent")
        rows = visit.go("/scans").locator("tr[data-scan]")
        expect(rows).to_have_count(3)
        page.reload()
        expect(rows).to_have_count(3)
        expect(page.locator("tr[data-state=done]")).to_have_count(2)
        expect(page.locator("tr[data-state=failed]")).to_have_count(1)
        expect(page.locator("tr[data-state=failed]")).to_contain_text("坏包")
        expect(page.locator("tr[data-state=failed]").get_by_role("button")).to_contain_text(
            t("重试", "Retry")
        )
        visit.sound("queue")
        page.locator("tr[data-state=done]").first.get_by_role("link").first.click()
        page.wait_for_url("**/report")
        visit.sound("report")


def test_5_a_report_is_read(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("read", lang, size, who) as visit:
        page, t = opened(stage, visit, who), visit.t
        visit.sound("report")
        expect(page.get_by_role("heading", level=1)).to_have_text("拾光记账")
        assert page.locator("a.cell, .cell").count() >= 30, "all thirty measures are drawn"
        rows = page.locator(".findings li[data-mark]")
        everything = rows.count()
        page.locator(".filters a.chip", has_text=t("违规", "Violates")).click()
        expect(page.locator(".filters a.chip[aria-current]")).to_contain_text(t("违规", "Violates"))
        assert "verdict=violates" in page.url
        assert 0 < rows.count() < everything
        visit.go(page.url.split("?", maxsplit=1)[0])
        second = rows.nth(1).locator(".said").inner_text()
        rows.nth(1).locator(".finding-row").click()
        expect(page.locator("#pane h3").first).to_contain_text(second)
        assert rows.nth(1).get_attribute("data-mark") in page.url
        page.keyboard.press("j")
        third = rows.nth(2).locator(".said").inner_text()
        expect(page.locator("#pane h3").first).to_contain_text(third)
        page.keyboard.press("k")
        expect(page.locator("#pane h3").first).to_contain_text(second)
        page.keyboard.press("e")
        wait_for(lambda: page.evaluate("!!document.activeElement.closest('.evidence')"))
        expect(page.locator("#pane .clause").first).to_be_visible()
        visit.sound("finding")
        kept = page.url.split("finding=")[1].split("&")[0].split("#")[0]
        page.locator("form.language button").click()
        expect(page.locator("html")).to_have_attribute("lang", "en" if lang == "zh" else "zh-CN")
        assert f"finding={kept}" in page.url
        assert page.locator("li.chosen").get_attribute("data-mark") == kept


def test_6_a_finding_is_decided_upon(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("decide", lang, size, who) as visit:
        page, t = opened(stage, visit, who), visit.t
        mark = page.locator("li.chosen").get_attribute("data-mark")
        act(page, t("申诉或说明", "Reply or contest"))
        page.locator("#a-text").fill("推送 SDK 改为同意后初始化，5.8.3 起生效。")
        page.locator("button[value=reply]").click()
        expect(page.locator("#pane .said-by")).to_contain_text("改为同意后初始化")
        act(page, t("申诉或说明", "Reply or contest"))
        page.locator("#a-text").fill("请核对 5.8.3 的时序。")
        page.locator("button[value=comment]").click()
        expect(page.locator("#pane .acts")).to_contain_text("请核对")
        act(page, t("处理", "Decide"))
        page.locator("#a-reason").fill("仅内测包")
        page.locator("button[value=suppress]").click()
        refused = page.locator(".toast.error")
        expect(refused).to_contain_text(t("抑制须有到期日", "a suppression needs an expiry"))
        expect(refused).to_be_in_viewport()
        visit.shot("no-expiry")
        refused.get_by_role("button").click()
        expect(refused).to_have_count(0)
        act(page, t("处理", "Decide"))
        page.locator("#a-reason").fill("仅内测包")
        page.locator("#a-until").fill((clock.now() + timedelta(days=30)).date().isoformat())
        page.locator("button[value=suppress]").click()
        expect(page.locator(".suppressed")).to_contain_text("仅内测包")
        visit.sound("suppressed")
        page.locator(".suppressed a", has_text=t("查看", "See")).click()
        expect(page.locator("li.chosen")).to_have_attribute("data-mark", mark or "")
        expect(page.locator("#pane .decided")).to_contain_text(
            t("检测结论不变", "The verdict of the scan stays")
        )
        act(page, t("处理", "Decide"))
        page.locator("#a-reason").fill("已到期，重新看")
        page.locator("button[value=reopen]").click()
        expect(page.locator(".suppressed")).to_have_count(0)
        visit.go(f"{page.url.split('?')[0]}?finding={mark}")
        expect(page.locator("#pane .acts")).to_contain_text("已到期，重新看")
        visit.sound("reopened")


def test_8_from_search_to_app_to_sdk(stage: Stage, lang: Lang, size: Size, packages: list[Path]) -> None:
    who = stage.house("拾光云", lang)
    stage.scan(who, packages[1])
    with stage.visit("search", lang, size, who) as visit:
        page, t = visit.go("/apps"), visit.t
        visit.sound("apps")
        name = page.locator("tr[data-row] .app-cell bdi").first.inner_text()
        page.locator("#q").click()
        page.keyboard.type(name[-2:])
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        visit.sound("found")
        page.locator("main").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        visit.sound("app")
        link = page.locator("main a[href^='/sdks/']").first
        sdk = link.inner_text()
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(sdk)
        expect(page.locator("main")).to_contain_text(name)
        visit.sound("sdk")
        visit.go("/sdks")
        visit.sound("sdks")
        visit.go("/search?q=没有这个应用的")
        expect(page.locator("main")).to_contain_text(t("没有找到", "No match"))
        visit.sound("nothing")
        visit.go("/")
        visit.sound("overview")


def opened(stage: Stage, visit: Visit, who: Member) -> Page:
    """The report of the sample app, which has findings of both verdicts."""
    (scan,) = stage.scan(who, SAMPLE)
    page = visit.go(f"/scans/{scan['id']}/report")
    expect(page.locator("li.chosen")).to_be_visible()
    return page


def act(page: Page, words: str) -> None:
    """Unfolds one of the forms under the chosen finding."""
    page.locator("#pane .doing summary", has_text=words).click()
