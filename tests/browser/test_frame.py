"""The frame of every page: languages, themes, keys, menus; each page sound in itself."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.stage import Lang, Size, Stage, wait_for

PAGES = ("/", "/apps", "/sdks", "/rules", "/search?q=x", "/nowhere")


def test_pages_are_sound_while_there_is_nothing(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("empty", lang, size, who) as visit:
        for path in PAGES:
            visit.page.goto(path)
            visit.sound(re.sub(r"\W+", "", path) or "home")
        visit.expected("404 GET")


def test_a_stranger_is_told_what_this_is(stage: Stage, lang: Lang, size: Size) -> None:
    with stage.visit("welcome", lang, size) as visit:
        visit.go("/")
        visit.sound("page")
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text(
            visit.t("用户权益检测与认证", "Detection and certification")
        )


def test_keys_lead_about_and_can_be_switched_off(stage: Stage) -> None:
    who = stage.house("拾光云", "zh")
    with stage.visit("keys", "zh", "desktop", who) as visit:
        page = visit.go("/rules")
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="按键")
        expect(dialog).to_be_visible()
        visit.sound("help")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        for letter, path in (("a", "/apps"), ("q", "/scans"), ("s", "/sdks"), ("o", "/")):
            page.keyboard.press("g")
            page.keyboard.press(letter)
            page.wait_for_url(f"{stage.address}{path}")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="搜索")).to_be_focused()
        page.keyboard.type("?gа")
        expect(dialog).to_be_hidden()
        stage.backstage("habits", user=who.user, density="dense", shortcuts=False)
        visit.go("/apps")
        assert page.locator("html").get_attribute("data-density") == "dense"
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("searchbox", name="搜索")).not_to_be_focused()


def test_language_and_theme_keep_the_place(stage: Stage, size: Size, lang: Lang) -> None:
    with stage.visit("switch", lang, size, stage.house("拾光云", lang)) as visit:
        page = visit.go("/rules?x=1#m-1.9")
        place = page.evaluate("scrollY")
        assert place > 100
        page.locator("form.language button").click()
        other = "en" if lang == "zh" else "zh-CN"
        expect(page.locator("html")).to_have_attribute("lang", other)
        assert page.url.endswith("/rules?x=1#m-1.9")
        wait_for(lambda: page.evaluate("scrollY") > 100)
        assert page.locator("html").get_attribute("data-theme") is None
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator("form.theme button").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_the_top_bar_fits_the_narrowest_phone(stage: Stage) -> None:
    with stage.visit("narrow", "zh", "phone", stage.house("杭州拾光云科技有限公司", "zh")) as visit:
        visit.page.set_viewport_size({"width": 320, "height": 640})
        page = visit.go("/")
        bar = page.locator("header.top")
        for each in (".brand", ".search", ".language button", ".theme button", "summary.person"):
            box = bar.locator(each).bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 320, (each, box)
            assert box["height"] >= 44 and box["width"] >= 44, (each, box)
        page.get_by_role("searchbox", name="搜索").click()
        box = bar.locator(".search").bounding_box()
        assert box is not None and box["width"] > 260
        page.keyboard.type("拾光")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        page.locator("summary.person").click()
        page.locator(".menu .fold").get_by_role("link", name="应用").click()
        page.wait_for_url("**/apps")
