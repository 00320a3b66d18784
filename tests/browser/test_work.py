"""Journeys of an analyst's day: comparing versions, the inbox, saved searches, exports and seals."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.stage import CHANGE, SAMPLE, Lang, Size, Stage, built


@pytest.fixture(scope="session")
def versions() -> tuple[Path, Path]:
    """An app and its next version, which names another set of SDKs."""
    before, after = built(f"{CHANGE}/passes", f"{CHANGE}/violates")
    return before, after


def test_what_was_typed_outlives_the_sign_in(stage: Stage) -> None:
    who = stage.house("拾光云", "zh")
    (scan,) = stage.scan(who, SAMPLE)
    words = "推送 SDK 改为同意后初始化。"
    with stage.visit("draft", "zh", "desktop", who) as visit:
        page = visit.go(f"/scans/{scan['id']}/report")
        page.locator("#reply details", has_text="申诉或说明").locator("summary").click()
        page.locator("#a-text").fill(words)
        visit.context.clear_cookies(name="sessionid")
        page.locator("button[value=reply]").click()
        page.wait_for_url(re.compile(r"/accounts/login/"))
        visit.sign_in(who)
        page.goto(f"/scans/{scan['id']}/report")
        expect(page.locator("#a-text")).to_have_value(words)
        expect(page.locator(".kept-words")).to_be_visible()
        visit.sound("back")
        page.locator("button[value=reply]").click()
        expect(page.locator("#pane .said-by")).to_contain_text("改为同意后初始化")
        visit.go(f"/scans/{scan['id']}/report")
        expect(page.locator("#a-text")).to_have_value("")


def test_7_two_versions_are_compared(
    stage: Stage, lang: Lang, size: Size, versions: tuple[Path, Path]
) -> None:
    who = stage.house("拾光云", lang)
    scans = [stage.scan(who, package)[0] for package in versions]
    assert scans[0]["app"]["id"] == scans[1]["app"]["id"], "two versions of one app"
    with stage.visit("compare", lang, size, who) as visit:
        page, t = visit.go(f"/scans/{scans[1]['id']}/report"), visit.t
        page.keyboard.press("d")
        page.wait_for_url("**/compare?*")
        expect(page.locator(".statement .sentence")).to_contain_text(
            t("两个版本的发现相同", "Both versions have the same")
        )
        expect(page.locator(".change .new").first).to_be_visible()
        expect(page.locator("#c-old")).to_have_value(scans[0]["version_id"])
        visit.sound("page")
        before = page.locator(".badge").first.inner_text()
        page.get_by_role("link", name=t("互换", "Swap")).click()
        expect(page.locator("#c-old")).to_have_value(scans[1]["version_id"])
        visit.shot("swapped")
        page.get_by_role("button", name=t("对比", "Compare"), exact=True).click()
        expect(page.locator("#c-new")).to_have_value(scans[0]["version_id"])
        assert before


def test_9_the_inbox_is_narrowed_and_kept(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("inbox", lang, size, who) as visit:
        page, t = visit.go("/findings"), visit.t
        visit.sound("empty")
        stage.scan(who, SAMPLE)
        visit.go("/findings")
        rows = page.locator("tr[data-row]")
        everything = rows.count()
        assert everything >= 9
        visit.sound("list")
        page.locator("#w-verdict").select_option("violates")
        page.get_by_role("button", name=t("筛选", "Filter"), exact=True).click()
        page.wait_for_url("**verdict=violates**")
        found = rows.count()
        assert 0 < found < everything
        rows.first.locator("input[type=checkbox]").check()
        page.locator("#d-kind").select_option("confirm")
        page.locator("#d-text").fill("复核无误")
        page.get_by_role("button", name=t("处理", "Decide"), exact=True).click()
        expect(page.locator("tr[data-row] .chip.accent")).to_have_count(1)
        assert "verdict=violates" in page.url, "the filter stays"
        visit.sound("decided")
        page.locator("#w-q").fill("没有这样的发现")
        page.get_by_role("button", name=t("筛选", "Filter"), exact=True).click()
        expect(page.locator(".state")).to_contain_text(t("这不等于没有发现", "does not mean there is none"))
        visit.sound("nothing-fits")
        visit.go("/apps?verdict=violates")
        page.locator(".saved input[name=name]").fill("有违规的")
        page.locator(".saved form").filter(has=page.locator("[name=name]")).get_by_role("button").click()
        visit.go("/apps")
        page.locator(".saved").get_by_role("link", name="有违规的").click()
        page.wait_for_url("**verdict=violates**")
        expect(page.locator("tr[data-row]")).to_have_count(1)
        visit.sound("saved-search")


def test_10_a_report_is_exported_and_sealed(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    (scan,) = stage.scan(who, SAMPLE)
    with stage.visit("export", lang, size, who) as visit:
        page, t = visit.go("/exports"), visit.t
        visit.sound("none")
        visit.go(f"/scans/{scan['id']}/report")
        page.locator("summary", has_text=t("导出", "Export")).click()
        visit.shot("menu")
        page.locator("button[name=form][value=xlsx]").click()
        link = page.get_by_role("link", name=t("下载", "Download"))
        expect(link).to_be_visible(timeout=60_000)
        visit.sound("ready")
        with page.expect_download() as waiting:
            link.click()
        kept = waiting.value.path().read_bytes()
        assert kept[:2] == b"PK"
        assert hashlib.sha256(kept).hexdigest() in page.locator(".digest").first.inner_text()
        visit.go("/exports")
        assert page.locator("tr[data-row]").count() == 1
        visit.sound("list")
        visit.go(f"/scans/{scan['id']}/report")
        page.get_by_role("button", name=t("封存报告", "Seal report")).click()
        page.wait_for_url("**/seals/*")
        answer = page.locator(".seal-answer")
        expect(answer).to_have_text(t("与封存时一致", "It is what was sealed"))
        visit.sound("seal")
        page.locator("#v-sha256").fill(scan["sha256"])
        page.locator("#compare-form button").click()
        expect(page.get_by_role("status").last).to_contain_text(
            t("正是被检测的安装包", "It is the package that was examined")
        )
        address = page.url
    with stage.visit("seal-stranger", lang, size) as visit:
        visit.page.goto(address)
        expect(visit.page.locator(".seal-answer")).to_have_text(t("与封存时一致", "It is what was sealed"))
        visit.sound("seal")
