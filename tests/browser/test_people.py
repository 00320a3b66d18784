"""Journeys of people: first admin, signing in, inviting, tokens, audit log, second factors, passkeys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
import uuid

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import PASSWORD
from tests.browser.stage import Lang, Size, Stage, Visit


def test_1_the_first_admin_makes_an_account(stage: Stage, lang: Lang, size: Size) -> None:
    link = stage.backstage("first_link")
    with stage.visit("first-admin", lang, size) as visit:
        page, t = visit.go(link), visit.t
        visit.sound("form")
        field(visit, "单位名称", "Organisation").fill("北辰检测中心")
        field(visit, "姓名", "Name").fill("周禾")
        field(visit, "邮箱", "E-mail").fill(f"first-{uuid.uuid4().hex[:6]}@example.cn")
        field(visit, "口令", "Password").fill("short")
        press(visit, "建立账户", "Make the account")
        expect(page.locator(".field.wrong span.vio")).to_be_visible()
        visit.expected("422 POST")
        assert field(visit, "姓名", "Name").input_value() == "周禾", "what was typed stays"
        visit.sound("too-short")
        field(visit, "口令", "Password").fill(PASSWORD)
        press(visit, "建立账户", "Make the account")
        expect(page.get_by_role("heading", level=1)).to_have_text(t("应用总览", "Overview of apps"))
        page.locator("summary.person").click()
        expect(page.locator(".menu")).to_contain_text("周禾")
        expect(page.locator(".menu")).to_contain_text("北辰检测中心")
        visit.shot("home")
        page.goto(link)
        visit.expected("404 GET")
        visit.sound("link-used")


def test_2_signing_in_and_out(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("sign-in", lang, size) as visit:
        page = visit.go("/apps")
        page.wait_for_url("**/accounts/login/?next=/apps")
        visit.sound("form")
        field(visit, "邮箱", "E-mail").fill(who.email)
        field(visit, "口令", "Password").fill("wrong horse battery")
        press(visit, "登录", "Sign in")
        expect(page.get_by_role("alert").first).to_be_visible()
        visit.sound("wrong")
        field(visit, "口令", "Password").fill(PASSWORD)
        press(visit, "登录", "Sign in")
        page.wait_for_url("**/apps")
        page.locator("summary.person").click()
        visit.shot("menu")
        page.get_by_role("button", name=visit.t("退出", "Sign out")).click()
        expect(page.get_by_role("link", name=visit.t("登录", "Sign in")).first).to_be_visible()
        visit.go("/apps")
        page.wait_for_url("**/accounts/login/**")


def test_3_a_member_is_invited_and_joins(stage: Stage, lang: Lang, size: Size) -> None:
    who, address = stage.house("澄湖应用市场", lang), f"he-{uuid.uuid4().hex[:6]}@example.cn"
    with stage.visit("invite", lang, size, who) as visit:
        page = visit.go("/organisation/members")
        visit.sound("members")
        field(visit, "邮箱", "E-mail").fill(address)
        page.locator("#f-role").select_option("reviewer")
        press(visit, "邀请", "Invite")
        link = page.locator("code.secret").inner_text().strip()
        assert "/accounts/join/" in link
        expect(page.get_by_text(address).first).to_be_visible()
        visit.sound("link")
    with stage.visit("join", lang, size) as visit:
        page = visit.go("/accounts/join/" + link.split("/accounts/join/")[1])
        expect(page.locator("main")).to_contain_text("澄湖应用市场")
        visit.sound("form")
        field(visit, "姓名", "Name").fill("何屿")
        field(visit, "口令", "Password").fill(PASSWORD)
        press(visit, "加入", "Join")
        visit.go("/organisation/members")
        expect(page.get_by_role("row", name="何屿")).to_contain_text(visit.t("审核", "eviewer"))
        assert page.locator("select[name=role]").count() == 0, "a reviewer changes no roles"
        visit.sound("members")


def test_11_a_token_is_made_used_and_revoked(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("tokens", lang, size, who) as visit:
        page = visit.go("/organisation/tokens")
        visit.sound("before")
        field(visit, "名称", "Name").fill("发布流水线")
        press(visit, "创建", "Make")
        secret = page.locator("code.secret").inner_text().strip()
        visit.sound("made")

        def asked() -> int:
            headers = {"Authorization": f"Bearer {secret}"}
            return httpx.get(f"{stage.address}/api/v1/scans", headers=headers, trust_env=False).status_code

        assert asked() == 200
        visit.go("/organisation/tokens")
        expect(page.locator("main")).not_to_contain_text(secret)
        row = page.get_by_role("row", name="发布流水线")
        expect(row).not_to_contain_text(visit.t("从未", "never"))
        page.once("dialog", lambda dialog: dialog.dismiss())
        row.get_by_role("button", name=visit.t("撤销", "Revoke")).click()
        assert asked() == 200, "what one thinks better of is not done"
        page.once("dialog", lambda dialog: dialog.accept())
        row.get_by_role("button", name=visit.t("撤销", "Revoke")).click()
        expect(row.get_by_role("button")).to_have_count(0)
        assert asked() == 401
        visit.sound("revoked")


def test_12_the_audit_log_is_read_and_verified(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("audit", lang, size, who) as visit:
        page = visit.go("/organisation/members")
        for address in ("a@example.cn", "b@example.cn"):
            field(visit, "邮箱", "E-mail").fill(address)
            press(visit, "邀请", "Invite")
            expect(page.locator("code.secret")).to_be_visible()
        visit.go("/organisation/audit")
        assert page.get_by_text("invitation.sent").count() == 2
        visit.sound("log")
        page.get_by_role("link", name=visit.t("核验整条链", "Verify the chain")).click()
        said = page.get_by_role("status")
        expect(said).to_contain_text(visit.t("哈希链完整", "The chain holds"))
        visit.sound("holds")
        page.locator("#f-action").select_option("token.")
        press(visit, "筛选", "Filter")
        expect(page.locator("main")).not_to_contain_text("invitation.sent")
        visit.sound("nothing-fits")


def test_settings_take_effect(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("settings", lang, size, who) as visit:
        page = visit.go("/account")
        visit.sound("page")
        page.locator("#f-density").select_option("dense")
        page.get_by_role("checkbox", name=visit.t("单键快捷键", "Single-key shortcuts")).uncheck()
        press(visit, "保存", "Save")
        html = page.locator("html")
        expect(html).to_have_attribute("data-density", "dense")
        expect(html).to_have_attribute("data-keys", "off")
        for path in ("/organisation", "/organisation/new", "/accounts/password/change/", "/accounts/2fa/"):
            visit.go(path)
            visit.sound(path.strip("/").replace("/", "-"))


def test_a_second_step_guards_the_account(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("totp", lang, size) as visit:
        page = sign_in(visit, who.email)
        confirmed(visit, "/accounts/2fa/totp/activate/")
        visit.sound("activate")
        secret = page.locator(".scan-me code").inner_text().strip()
        page.locator("[name=code]").fill("000000")
        press(visit, "启用", "Turn on")
        expect(page.locator(".field.wrong span.vio")).to_be_visible()
        page.locator("[name=code]").fill(code(secret))
        press(visit, "启用", "Turn on")
        visit.go("/accounts/2fa/recovery-codes/")
        assert page.locator(".codes li").count() == 10
        kept = page.locator(".codes li").first.inner_text().strip()
        visit.sound("recovery-codes")
        visit.context.clear_cookies(name="sessionid")
        sign_in(visit, who.email)
        expect(page.locator("[name=code]")).to_be_visible()
        visit.sound("asked")
        page.locator("[name=code]").fill(kept)
        page.locator("main form").filter(has=page.locator("[name=code]")).locator("button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(visit.t("应用总览", "Overview of apps"))


def test_a_passkey_signs_in_alone(stage: Stage, lang: Lang, size: Size) -> None:
    who = stage.house("拾光云", lang)
    with stage.visit("passkey", lang, size) as visit:
        page = sign_in(visit, who.email)
        device = visit.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }})  # fmt: skip
        visit.go("/accounts/2fa/webauthn/")
        visit.sound("none")
        confirmed(visit, "/accounts/2fa/webauthn/add/")
        visit.sound("add")
        page.locator("[name=name]").fill("我的手机")
        page.locator("[name=passwordless]").check()
        press(visit, "添加", "Add")
        page.wait_for_url(lambda url: "/webauthn/add/" not in url)
        visit.go("/accounts/2fa/webauthn/")
        expect(page.locator("main")).to_contain_text("我的手机")
        visit.sound("list")
        visit.context.clear_cookies(name="sessionid")
        visit.go("/accounts/login/")
        press(visit, "用通行密钥登录", "Sign in with a passkey")
        expect(page.get_by_role("heading", level=1)).to_have_text(visit.t("应用总览", "Overview of apps"))


def field(visit: Visit, zh: str, en: str) -> Locator:
    return visit.page.locator("main").get_by_label(visit.t(zh, en))


def press(visit: Visit, zh: str, en: str) -> None:
    visit.page.locator("main").get_by_role("button", name=visit.t(zh, en), exact=True).click()


def sign_in(visit: Visit, address: str) -> Page:
    page = visit.go("/accounts/login/")
    field(visit, "邮箱", "E-mail").fill(address)
    field(visit, "口令", "Password").fill(PASSWORD)
    press(visit, "登录", "Sign in")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def confirmed(visit: Visit, path: str) -> None:
    """Opens a page that may ask once more who one is."""
    page = visit.go(path)
    if "/reauthenticate/" in page.url:
        field(visit, "口令", "Password").fill(PASSWORD)
        press(visit, "确认", "Confirm")
        page.wait_for_url(f"**{path}")


def code(secret: str) -> str:
    """A one-time code of six digits of this half minute. Source: RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
