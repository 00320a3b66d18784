"""The pages of accounts as a person goes through them, and allauth's in our clothes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjian.platform import limits
from mingjian.platform.accounts import people, services, staying
from mingjian.platform.accounts.access import Role
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, Token, User
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope

Join = Callable[[Organisation, Role], Membership]
PASSWORD = "correct horse battery"  # noqa: S105 - of the fixtures


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    limits.forget()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def admin(organisation: Organisation, join: Join) -> Membership:
    return join(organisation, "admin")


@pytest.fixture
def signed_in(admin: Membership) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": admin.user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.fixture
def confirmed(signed_in: Client) -> Client:
    """Signed in, and asked for the password again, as every change of keys wants."""
    assert signed_in.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    assert signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return signed_in


def page(client: Client, path: str, status: int = 200) -> str:
    """A page of ours: in the frame, nothing inline, no leftover of allauth's or of an undefined word."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
    text = answer.content.decode()
    assert 'class="top"' in text and 'id="main"' in text, path
    assert not re.search(r"<script(?! src=)|\sstyle=|\son\w+=|<style", text), path
    assert "{{" not in text and "{%" not in text
    return text


OUTSIDE = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/", "/accounts/password/reset/key/done/", "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
]  # fmt: skip
INSIDE = [
    "/account", "/organisation", "/organisation/new", "/organisation/members", "/organisation/tokens",
    "/organisation/audit", "/organisation/audit?verify=1", "/organisation/audit?action=scan.",
    "/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/",
    "/accounts/3rdparty/",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_outside_are_ours(language: str) -> None:
    client = Client()
    client.cookies["mj-lang"] = language
    for path in [*OUTSIDE, "/accounts/3rdparty/login/error/"]:
        text = page(client, path, 401 if path.endswith("error/") else 200)
        if language == "en":
            main = text.partition('id="main"')[2].partition("</main>")[0]
            assert not re.search(r"[\u4e00-\u9fff]", main), (path, main)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_inside_are_ours(confirmed: Client, language: str) -> None:
    confirmed.cookies["mj-lang"] = language
    for path in INSIDE:
        page(confirmed, path)


def test_sign_in_fails_in_words_and_is_slowed(admin: Membership) -> None:
    client = Client()
    told = [
        client.post("/accounts/login/", {"login": admin.user.email, "password": f"wrong {n}"})
        for n in range(6)
    ]
    assert {answer.status_code for answer in told} == {200}
    assert "邮箱或口令有误" in told[0].content.decode()
    assert "五分钟后再试" in told[5].content.decode()
    right = client.post("/accounts/login/", {"login": admin.user.email, "password": PASSWORD})
    assert "五分钟后再试" in right.content.decode(), "even the right one waits"


@pytest.mark.django_db
def test_sign_in_does_not_tell_who_has_an_account() -> None:
    answer = Client().post("/accounts/login/", {"login": "nobody@example.cn", "password": "x"})
    assert "邮箱或口令有误" in answer.content.decode()


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves() -> None:
    answer = Client().post(
        "/accounts/signup/",
        {"email": "a@example.cn", "password1": "a long phrase 12", "password2": "a long phrase 12"},
    )
    assert "注册需要邀请" in answer.content.decode()
    assert not User.objects.filter(email="a@example.cn").exists()


@pytest.mark.django_db
def test_the_first_administrator() -> None:
    link = people.first_link()
    assert link
    client = Client()
    assert "第一位管理员" in page(client, link)
    form = {"organisation": "杭州检测", "name": "何屿", "email": "he@example.cn", "password": "short"}
    answer = client.post(link, form)
    assert answer.status_code == 422 and "何屿" in answer.content.decode()
    assert client.post(link, {**form, "password": "a long enough phrase"})["Location"] == "/"
    assert "杭州检测" in page(client, "/account")
    page(client, "/organisations")
    assert "链接已失效" in page(Client(), link, 404)


def test_an_invitation_from_end_to_end(signed_in: Client, organisation: Organisation) -> None:
    answer = signed_in.post("/organisation/invitations", {"email": "zhou@example.cn", "role": "reviewer"})
    link = re.search(r"http://testserver(/accounts/join/[\w-]+)", answer.content.decode())
    assert link, "no mail is set up, so the link is shown"
    guest = Client()
    assert organisation.name in page(guest, link[1])
    answer = guest.post(link[1], {"name": "周禾", "password": "a long enough phrase"})
    assert answer["Location"] == "/"
    assert "周禾" in page(signed_in, "/organisation/members")
    again = signed_in.post("/organisation/invitations", {"email": "zhou@example.cn", "role": "member"})
    assert again.status_code == 409 and "已是成员" in again.content.decode()


def test_an_invitation_by_mail(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.platform.accounts.post.mail_configured", lambda: True)
    answer = signed_in.post("/organisation/invitations", {"email": "zhou@example.cn", "role": "reviewer"})
    assert answer.status_code == 302
    assert mail.outbox[0].to == ["zhou@example.cn"] and "/accounts/join/" in mail.outbox[0].body


def test_members_change_and_the_last_admin_stays(
    signed_in: Client, admin: Membership, organisation: Organisation, join: Join
) -> None:
    other = join(organisation, "member").user
    assert signed_in.post(f"/organisation/members/{other.id}", {"role": "auditor"}).status_code == 302
    answer = signed_in.post(f"/organisation/members/{admin.user_id}", {"role": "member"})
    assert answer.status_code == 409 and "最后一名管理员" in answer.content.decode()
    assert signed_in.post(f"/organisation/members/{other.id}", {"remove": "1"}).status_code == 302
    with scope(SYSTEM):
        assert [row.user_id for row in Membership.objects.all()] == [admin.user_id]


def test_a_token_is_shown_once(signed_in: Client) -> None:
    answer = signed_in.post(
        "/organisation/tokens", {"name": "流水线", "scopes": ["scans:write"], "days": "30"}
    )
    secret = re.search(r"mj_[\w-]{40,}", answer.content.decode())
    assert secret
    assert secret[0] not in page(signed_in, "/organisation/tokens")
    api = Client(headers={"Authorization": f"Bearer {secret[0]}"})
    assert api.get("/api/v1/me").json()["scopes"] == ["scans:write"]
    with scope(SYSTEM):
        token = Token.objects.get()
    signed_in.post(f"/organisation/tokens/{token.id}")
    assert api.get("/api/v1/me").status_code == 401
    bad = signed_in.post("/organisation/tokens", {"name": "", "days": "x"})
    assert bad.status_code == 422 and "须有名称" in bad.content.decode()


def test_the_audit_log_tells_who_and_whether_it_holds(signed_in: Client, admin: Membership) -> None:
    signed_in.post("/organisation/invitations", {"email": "zhou@example.cn", "role": "reviewer"})
    text = page(signed_in, "/organisation/audit?verify=1")
    assert "哈希链完整，共 1 条" in text and "invitation.sent" in text and "role=reviewer" in text
    assert "没有符合筛选" in page(signed_in, "/organisation/audit?action=scan.")
    with scope(SYSTEM):
        Entry.objects.bulk_create([Entry(
            organisation_id=admin.organisation_id, number=3, at=Entry.objects.get().at, actor="user:1",
            action="x", target="y", before="0" * 64, digest="0" * 64,
        )])  # fmt: skip
    assert "哈希链在以下位置断开" in page(signed_in, "/organisation/audit?verify=1")


def test_one_time_codes_and_recovery_codes(
    confirmed: Client, admin: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    text = page(confirmed, "/accounts/2fa/totp/activate/")
    found = re.search(r'class="mono">([A-Z2-7]{32})<', text)
    assert found
    code = format_hotp_value(hotp_value(found[1], int(time.time()) // 30))
    wrong = confirmed.post(
        "/accounts/2fa/totp/activate/", {"code": "000000" if code != "000000" else "111111"}
    )
    assert "验证码有误" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert confirmed.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    text = page(confirmed, "/accounts/2fa/recovery-codes/")
    recovery = re.findall(r"<li>(\w{6,})</li>", text)
    assert len(recovery) == 10
    for path in (
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/generate/",
    ):
        page(confirmed, path)
    with scope(SYSTEM):
        kept = str([row.data for row in admin.user.authenticator_set.all()])  # type: ignore[attr-defined]
    assert found[1] not in kept, "enciphered"
    with scope(SYSTEM):
        told = Entry.objects.filter(organisation_id=admin.organisation_id, action__startswith="key.")
        assert [(row.action, row.detail["kind"]) for row in told.order_by("number")] == [
            ("key.added", "totp"), ("key.added", "recovery_codes"),
        ]  # fmt: skip
        assert not {found[1], *recovery} & set(str([row.detail for row in told]).split("'"))
    fresh = Client()
    answer = fresh.post("/accounts/login/", {"login": admin.user.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert "/accounts/login/" in fresh.get("/account")["Location"], "not signed in yet"
    assert "两步验证" in page(fresh, "/accounts/2fa/authenticate/")
    assert fresh.post("/accounts/2fa/authenticate/", {"code": recovery[0]}).status_code == 302
    page(fresh, "/account")


def test_a_passkey_is_asked_for_by_our_script(confirmed: Client) -> None:
    text = page(confirmed, "/accounts/2fa/webauthn/add/")
    assert 'data-passkey="create"' in text and "creation_options" in text and "accounts/passkey.js" in text
    options = Client().get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]


def test_habits_are_kept(signed_in: Client, admin: Membership) -> None:
    signed_in.post("/account", {"name": "何屿", "language": "en", "density": "dense"})
    text = page(signed_in, "/account")
    assert 'data-density="dense"' in text and 'data-keys="off"' in text and 'lang="en"' in text


def test_a_sign_in_that_is_used_goes_on(signed_in: Client) -> None:
    half = settings.SESSION_COOKIE_AGE // 2
    page = signed_in.get("/account").content.decode()
    told = re.search(r'data-left="(\d+)"', page)
    assert told and half < int(told[1]) <= 2 * half
    session = signed_in.session
    session[staying.UNTIL] = int(time.time()) + half - 9
    session.save()
    signed_in.get("/account")
    assert signed_in.session[staying.UNTIL] - time.time() > half
    session[staying.UNTIL] = int(time.time()) + 300
    session.save()
    assert signed_in.post("/account/stay").json() == {"left_s": 2 * half}


def test_a_form_sent_too_late_leads_back_to_its_page(client: Client, db: None) -> None:
    at = {"Referer": "http://testserver/findings?state=open"}
    answer = client.post("/organisation/describe", {"name": "x"}, headers=at)
    assert answer["Location"] == "/accounts/login/?next=/findings%3Fstate%3Dopen"
    away = client.post("/organisation/describe", headers={"Referer": "https://evil.example/x"})
    assert away["Location"] == "/accounts/login/?next=/"
    some = client.get(
        "/scans/rows?ids=", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/scans"}
    )
    assert (some.status_code, some["HX-Redirect"]) == (200, "/accounts/login/?next=/scans")


def test_switch_and_leave(signed_in: Client, admin: Membership, other: Organisation) -> None:
    with scope(SYSTEM):
        Membership.objects.create(organisation=other, user=admin.user, role="member")
    signed_in.post("/account/switch", {"organisation": str(other.id)})
    assert signed_in.get("/api/v1/me").json()["organisation_id"] == str(other.id)
    stranger = Organisation.objects.create(party="lab", name="别家")
    signed_in.post("/account/switch", {"organisation": str(stranger.id)})
    assert signed_in.get("/api/v1/me").json()["organisation_id"] == str(other.id)
    signed_in.post("/account/leave", {"organisation": str(other.id)})
    assert signed_in.get("/api/v1/me").json()["organisation_id"] == str(admin.organisation_id)


def test_own_data_and_deletion(signed_in: Client, admin: Membership) -> None:
    assert signed_in.get("/account/data").json()["email"] == admin.user.email
    assert signed_in.post("/account/delete", {"proof": "wrong"}).status_code == 422
    assert signed_in.post("/account/delete", {"proof": PASSWORD})["Location"] == "/"
    assert not User.objects.filter(id=admin.user_id).exists()
    assert "/accounts/login/" in signed_in.get("/account")["Location"]


def test_register_and_documents(signed_in: Client) -> None:
    form = {
        "party": "sdk_provider",
        "name": "优讯",
        "credit_code": "91440300708461136T",
        "province": "440000",
    }
    bad = signed_in.post("/organisation/new", {**form, "credit_code": "91440300708461136X"})
    assert bad.status_code == 422 and "校验码" in bad.content.decode()
    assert signed_in.post("/organisation/new", form).status_code == 302
    sent: Any = {"kind": "business_licence", "file": SimpleUploadedFile("照.pdf", b"scan")}
    assert signed_in.post("/organisation/describe", sent).status_code == 302
    text = page(signed_in, "/organisation")
    assert "未核验" in text and "营业执照" in text
    assert signed_in.post("/organisation/new", {**form, "party": "miit"}).status_code == 403


def test_staff_verifies(signed_in: Client, admin: Membership, other: Organisation) -> None:
    User.objects.filter(id=admin.user_id).update(is_staff=True)
    assert other.name in page(signed_in, "/organisations")
    assert signed_in.post(f"/organisations/{other.id}/verification", {"verdict": "bad"}).status_code == 422
    assert signed_in.post(f"/organisations/{other.id}/verification", {"verdict": "good"}).status_code == 302
    other.refresh_from_db()
    assert services.verified(other)
    assert actor_of(admin)
