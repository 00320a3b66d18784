"""Journeys of what ran: evidence handed in beside a package, runs and visits read, a page asked for."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.stage import SAMPLE, Lang, Size, Stage
from tests.platform.scans.test_evidence import run


def test_evidence_is_handed_in_where_it_is_missing(
    stage: Stage, lang: Lang, size: Size, tmp_path: Path
) -> None:
    who = stage.house("拾光云", lang)
    (scan,) = stage.scan(who, SAMPLE)
    record = tmp_path / "first-launch.jsonl"
    record.write_bytes(run())
    with stage.visit("evidence", lang, size, who) as visit:
        page, t = visit.go(f"/scans/{scan['id']}/report"), visit.t
        page.locator(".tail").get_by_role("link", name=t("上传运行记录", "Upload records")).first.click()
        page.wait_for_url("**/evidence#f-evidence")
        visit.sound("form")
        page.locator("#f-evidence").set_input_files(record)
        page.get_by_label(t("自全新安装后首次启动开始记录", "Recorded from the first start")).check()
        page.get_by_role("button", name=t("补充并重新判定", "Add and judge again")).click()
        page.wait_for_url("**/report")
        heading = page.get_by_role("heading", name=t("时间线", "Timeline"))
        stage.over(who, page.url.split("/")[-2])
        page.reload()
        expect(heading).to_be_visible()
        expect(page.locator(".lanes .strip")).to_be_visible()
        visit.shot("report")
        visit.go("/scans/run")
        visit.sound("run")
        visit.go("/scans/page")
        page.get_by_label(t("网址", "Address")).fill("https://user:secret@a.example/")
        page.get_by_role("button", name=t("访问并判定", "Visit and judge")).click()
        expect(page.get_by_role("alert")).to_contain_text(t("完整网址", "whole address"))
        visit.expected("422 POST")
        visit.shot("page")


def test_runs_and_visits_are_read(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    ran = stage.backstage("ran", organisation=who.organisation)
    with stage.visit("run", lang, size, who) as visit:
        page, t = visit.go(f"/scans/{ran['run']}/report"), visit.t
        visit.sound("report")
        expect(page.locator(".lane-names .whose").first).to_be_visible()
        assert page.locator(".symbols image").count() > 0
        assert page.locator(".symbols image[href^='data:']").count() == 0
        picture = page.locator(".gallery .render").first.bounding_box()
        assert picture is not None
        assert picture["height"] > picture["width"] * 0.2
        row = page.locator(".findings li[data-mark]", has_text="1.4/close-small")
        row.locator(".finding-row").click()
        expect(page.locator("#pane .keyed")).to_contain_text(t("关闭过小", "close too small"))
        visit.shot("pane")
        visit.go(f"/scans/{ran['page']}/report")
        expect(page.get_by_role("heading", name=t("页面访问", "Page visit"))).to_be_visible()
        visit.sound("visit")
