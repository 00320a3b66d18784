"""Messages as they arrive: webhooks signed and retried, mails and digests read, robots asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from apprise.plugins import wecombot
from django.core import mail as mailbox
from django.core.mail import EmailMultiAlternatives
from requests import RequestException
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from mingjian import clock
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import User
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.findings.models import Finding
from mingjian.platform.notifications import chats, outbox, seals, services, wall, watching
from mingjian.platform.notifications.models import Item, Message, Subscription
from mingjian.platform.notifications.rhythm import next_due
from mingjian.platform.notifications.state import State
from mingjian.platform.portfolio.models import SavedSearch
from tests.platform.notifications.conftest import Happen, Receiver, Send, Subscribe


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("MINGJIAN_NOW", moment.isoformat())


def only() -> Message:
    return Message.objects.get()


def test_a_webhook_is_signed_as_standard_webhooks_says(
    subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver
) -> None:
    made = subscribe(address=receiver.url)
    happen()
    send(only())
    headers, body = receiver.got[0]
    told = Webhook(made.secret).verify(body, headers)
    assert told["type"] == "finding.new" and told["data"]["count"] == 3
    assert told["data"]["url"].startswith("http://127.0.0.1:8026/apps/") or "findings" in told["data"]["url"]
    assert headers["webhook-id"] == str(only().id)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(body + b" ", headers)
    assert (only().state, only().tries[-1]["status"]) == (State.DONE, 204)
    assert made.secret not in Subscription.objects.get().sealed


def test_both_secrets_sign_for_a_day(
    manager: Actor, subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver
) -> None:
    made = subscribe(address=receiver.url)
    new = services.roll(manager, made.subscription.id).secret
    happen()
    send(only())
    headers, body = receiver.got[0]
    for secret in (made.secret, new):
        Webhook(secret).verify(body, headers)


@pytest.mark.parametrize("status", [500, 503, 404, 302])
def test_what_is_refused_is_tried_again_with_the_same_id(
    status: int, subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    subscribe(address=receiver.url)
    happen()
    receiver.answers = [status, status]
    for _ in range(3):
        monkeypatch.setenv("MINGJIAN_NOW", only().due_at.isoformat())
        send(only())
    assert [row["status"] for row in only().tries] == [status, status, 204]
    assert only().state == State.DONE
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1


def test_a_receiver_that_never_answers(
    subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def late(*_: object, **__: object) -> wall.Answer:
        raise wall.Refused("15 秒内没有答复", "no answer within 15 s")

    monkeypatch.setattr(wall, "post", late)
    subscribe(address=receiver.url)
    happen()
    send(only())
    assert (only().state, only().tries[-1]["en"]) == (State.PENDING, "no answer within 15 s")


def test_an_address_that_moved_inside_is_not_tried_for_ever(
    subscribe: Subscribe, happen: Happen, send: Send
) -> None:
    subscribe()
    Subscription.objects.update(address="https://10.0.0.1/")
    happen()
    send(only())
    assert only().state == State.FAILED and "private network" in str(only().tries[-1]["en"])


def test_killed_between_the_event_and_the_sending(
    subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claimed and then killed: sent again under the same id once the lease has run out."""
    subscribe(address=receiver.url)
    happen()
    assert outbox.claim(only().id) is not None
    send(only())
    assert receiver.got == [], "it may still be at it"
    at(monkeypatch, datetime.now(UTC) + timedelta(seconds=outbox.LEASE_S + 1))
    send(only())
    assert len(receiver.got) == 1 and only().state == State.DONE
    send(only())
    assert len(receiver.got) == 1


def test_replayed_under_its_id(
    manager: Actor, subscribe: Subscribe, happen: Happen, send: Send, receiver: Receiver
) -> None:
    subscribe(address=receiver.url)
    happen()
    receiver.answers = [410]
    send(only())
    services.enable(manager, Subscription.objects.get().id)
    services.replay(manager, only().id)
    send(only())
    first, second = receiver.got
    assert (first[0]["webhook-id"], first[1]) == (second[0]["webhook-id"], second[1])
    assert only().state == State.DONE


def test_a_secret_sealed_under_another_key(
    subscribe: Subscribe, happen: Happen, send: Send, settings: Any, receiver: Receiver
) -> None:
    subscribe(address=receiver.url)
    happen()
    settings.SECRET_KEY = "another" * 10
    send(only())
    assert only().state == State.FAILED and "enter it again" in str(only().tries[-1]["en"])
    assert receiver.got == []


def test_seals_hold() -> None:
    sealed = seals.seal({"key": "whsec_secret"})
    assert "secret" not in sealed and seals.unseal(sealed) == {"key": "whsec_secret"}
    with pytest.raises(seals.Unreadable):
        seals.unseal(sealed[:-4] + "AAAA")
    assert seals.masked("abcdefghijkl") == "••••ijkl" and seals.masked("short") == "••••"


def test_a_test_message(manager: Actor, subscribe: Subscribe, send: Send, receiver: Receiver) -> None:
    made = subscribe(address=receiver.url)
    services.test(manager, made.subscription.id)
    send(only())
    headers, body = receiver.got[0]
    assert Webhook(made.secret).verify(body, headers)["type"] == "test"


def test_a_mail_to_oneself(
    smtp: None, manager: Actor, subscribe: Subscribe, happen: Happen, send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    subscribe(channel="mail", own=True)
    happen()
    at(monkeypatch, only().due_at)
    send(only())
    (mail,) = cast("list[EmailMultiAlternatives]", mailbox.outbox)
    assert mail.to == [User.objects.get(id=manager.user_id).email]
    assert mail.subject == "明鉴 · 拾光记账 5.8.2 新增 3 项发现"
    assert str(only().id) in mail.extra_headers["Message-ID"]
    assert only().state == State.DONE


def test_without_a_mail_server_the_log_says_so(
    subscribe: Subscribe, happen: Happen, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(channel="mail", own=True)
    happen()
    at(monkeypatch, only().due_at)
    send(only())
    assert only().state == State.FAILED and "MINGJIAN_MAIL_URL" in str(only().tries[-1]["zh"])


MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


@pytest.mark.parametrize(
    ("rhythm", "hour", "weekday", "now", "due"),
    [
        ("instant", 9, 0, MONDAY_9, None),
        ("daily", 9, 0, MONDAY_9 - timedelta(seconds=1), MONDAY_9),
        ("daily", 9, 0, MONDAY_9, MONDAY_9 + timedelta(days=1)),
        ("weekly", 9, 0, MONDAY_9, MONDAY_9 + timedelta(days=7)),
        ("weekly", 9, 0, MONDAY_9 - timedelta(hours=2), MONDAY_9),
        ("weekly", 0, 6, MONDAY_9, datetime(2026, 11, 28, 16, 0, tzinfo=UTC)),
    ],
)
def test_when_digests_are_due(
    rhythm: str, hour: int, weekday: int, now: datetime, due: datetime | None
) -> None:
    assert next_due(rhythm, hour, weekday, now) == due


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_digest_is_read(
    language: str, smtp: None, manager: Actor, subscribe: Subscribe, happen: Happen, send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    User.objects.filter(id=manager.user_id).update(language=language)
    at(monkeypatch, MONDAY_9 - timedelta(hours=20))
    subscribe(channel="mail", own=True, rhythm="daily", events=["finding.new", "scan.violations"])
    happen()
    app = {"name": "<b>拾光</b>\u202e", "package": "a.b", "version": "1.0"}
    happen("scan.violations", app=app, violates=4, suspected=6)
    assert not Message.objects.exists() and Item.objects.filter(message=None).count() == 2
    assert outbox.digests() == 0, "not due yet"
    at(monkeypatch, MONDAY_9)
    assert outbox.digests() == 1
    assert outbox.digests() == 0, "once"
    assert Subscription.objects.get().due_at == MONDAY_9 + timedelta(days=1)
    send(only())
    (mail,) = cast("list[EmailMultiAlternatives]", mailbox.outbox)
    html = str(mail.alternatives[0][0])
    text = str(mail.body)
    wanted = {
        "zh-hans": (
            "明鉴 · 每日摘要 11 月 23 日", "检测完成：违规 4 项，疑似 6 项", "新增 3 项发现", "更改或停用"
        ),
        "en": (
            "明鉴 · Daily digest, 23 Nov 2026", "4 violations, 6 suspicions", "3 new findings",
            "Change or stop",
        ),
    }[language]  # fmt: skip
    assert mail.subject == wanted[0]
    assert all(words in html for words in wanted[1:]) and wanted[1] in text
    assert "<b>拾光" not in html and "\u202e" not in html + text
    assert "https://mj.example.cn/findings/" in html and "https://mj.example.cn/notifications" in text
    assert f"https://mj.example.cn/notifications/messages/{only().id}" in text


def test_an_empty_digest_is_not_sent(
    subscribe: Subscribe, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MONDAY_9 - timedelta(hours=1))
    subscribe(channel="mail", own=True, rhythm="daily")
    at(monkeypatch, MONDAY_9)
    assert outbox.digests() == 0 and not Message.objects.exists()
    assert Subscription.objects.get().due_at == MONDAY_9 + timedelta(days=1)


@pytest.mark.parametrize(
    ("channel", "given", "url", "answer", "ok"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
         "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4", b'{"errcode":0}', True),
        ("wecom", "693a91f6-7xxx-4bc4",
         "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4", b'{"errcode":45009}',
         False),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef",
         "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", b'{"errcode":0}', True),
        ("dingtalk", "0123456789abcdef",
         "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", b'{"errcode":310000}', False),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f",
         "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f/", b'{"code":0}', True),
        ("feishu", "0a1b2c3d-4e5f",
         "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f/", b"<html>", False),
    ],
)  # fmt: skip
def test_robots(
    channel: str, given: str, url: str, answer: bytes, ok: bool, subscribe: Subscribe, happen: Happen,
    send: Send, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    asked: list[tuple[str, Any]] = []

    async def post(to: str, body: bytes, headers: object, **_: object) -> wall.Answer:
        asked.append((to, json.loads(body)))
        return wall.Answer(200, answer, 5)

    monkeypatch.setattr(wall, "post", post)
    made = subscribe(channel=channel, key=given).subscription
    assert given not in made.sealed and services.shown_address(made) == f"••••{given[-4:]}"
    happen()
    at(monkeypatch, only().due_at)
    send(only())
    ((to, body),) = asked
    assert to == url
    said = body["text"]["content"] if "text" in body else body["content"]["text"]
    assert "拾光记账 5.8.2 新增 3 项发现" in said
    assert (only().state == State.DONE) is ok
    assert given[-12:] not in caplog.text


def test_a_dingtalk_robot_that_wants_signatures(
    subscribe: Subscribe, happen: Happen, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def post(to: str, *_: object, **__: object) -> wall.Answer:
        asked.append(to)
        return wall.Answer(200, b'{"errcode":0}', 5)

    monkeypatch.setattr(wall, "post", post)
    subscribe(channel="dingtalk", key="0123456789abcdef", signing="SEC0123456789")
    happen()
    at(monkeypatch, only().due_at)
    send(only())
    assert "&timestamp=" in asked[0] and "&sign=" in asked[0] and "%25" not in asked[0]


def test_apprise_reaches_nobody_else() -> None:
    with pytest.raises(RequestException, match="not one of the services"):
        wecombot.requests.post("https://example.cn/", data="{}")
    robots = [row.robot({"key": "0123456789abcdef"}) for row in chats.SERVICES.values()]
    assert [row.secure_protocol for row in robots] == ["wecombot", "dingtalk", "feishu"]


def test_a_suppression_about_to_end_is_told_once(
    manager: Actor, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(events=["suppression.ending"])
    now = clock.now()
    app = App.objects.create(organisation_id=manager.organisation_id, package="a.b", name="拾光记账")
    for number, days in enumerate((1, 2, 30)):
        Finding.objects.create(
            organisation_id=manager.organisation_id, app=app, fingerprint=str(number), rule="1.9/x",
            measure="1.9", verdict="violates", severity="high", party="app", message_zh="甲", message_en="A",
            state="suppressed", state_until=now + timedelta(days=days),
        )  # fmt: skip
    with scope(SYSTEM):
        assert watching.suppressions() == 2
        assert watching.suppressions() == 0
    assert Message.objects.count() == 2


def test_a_search_that_finds_more(
    manager: Actor, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = App.objects.create(organisation_id=manager.organisation_id, package="a.b", category="ledger")
    search = SavedSearch.objects.create(
        organisation_id=manager.organisation_id, user_id=manager.user_id, name="记账", page="apps",
        query="category=ledger",
    )  # fmt: skip
    subscribe(events=["search.matched"], search=search.id)
    with scope(SYSTEM):
        assert watching.searches() == 0, "what it found already is not new"
    there.save()
    new = App.objects.create(organisation_id=manager.organisation_id, package="c.d", category="ledger")
    App.objects.create(organisation_id=manager.organisation_id, package="e.f", category="map")
    with scope(SYSTEM):
        assert watching.searches() == 1
        assert watching.searches() == 0
    detail = Item.objects.select_related("event").get().event.detail
    assert [row["id"] for row in cast("list[dict[str, str]]", detail["apps"])] == [str(new.id)]


def test_old_rows_go(subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch) -> None:
    subscribe()
    happen()
    outbox.claim(only().id)
    outbox.finish(only().id, 1, outbox.Outcome(ok=True))
    with scope(SYSTEM):
        watching.prune()
        assert Message.objects.exists()
        at(monkeypatch, datetime.now(UTC) + watching.KEPT + timedelta(days=1))
        watching.prune()
        assert not Message.objects.exists() and not Item.objects.exists()
