"""The pages and the API: who may what, what is masked, what is told where a field is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mingjian.platform.accounts.access import Actor, Role
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation, User
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.notifications import outbox
from mingjian.platform.notifications.models import Message, Subscription
from tests.platform.notifications.conftest import Happen, Subscribe

Join = Callable[[Organisation, Role], Membership]


@pytest.fixture
def signed_in(manager: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=manager.user_id), "django.contrib.auth.backends.ModelBackend")
    return client


def test_from_an_empty_page_to_a_webhook_and_back(signed_in: Client, manager: Actor) -> None:
    page = signed_in.get("/notifications").content.decode()
    assert "还没有通知" in page and "MINGJIAN_MAIL_URL" in page
    given = {
        "address": "https://hooks.example.cn/mj?t=topsecret",
        "events": ["finding.new"],
        "rhythm": "instant",
    }
    page = signed_in.post("/notifications?way=webhook", given).content.decode()
    row = Subscription.objects.get()
    assert "whsec_" in page and "topsecret" not in page
    assert "whsec_" not in signed_in.get(f"/notifications/{row.id}").content.decode()
    assert signed_in.post(f"/notifications/{row.id}/act", {"do": "test"}).status_code == 302
    assert Message.objects.get().kind == "test"
    assert "待发送" in signed_in.get("/notifications/log").content.decode()
    assert signed_in.get(f"/notifications/messages/{Message.objects.get().id}").status_code == 200
    assert "whsec_" in signed_in.post(f"/notifications/{row.id}/act", {"do": "roll"}).content.decode()
    for do in ("disable", "enable", "remove"):
        assert signed_in.post(f"/notifications/{row.id}/act", {"do": do}).status_code == 302
    assert not Subscription.objects.exists()
    assert list(Entry.objects.order_by("number").values_list("action", flat=True)) == [
        f"subscription.{verb}"
        for verb in ("created", "tested", "secret_rolled", "disabled", "enabled", "removed")
    ]


@pytest.mark.parametrize(
    ("way", "given", "said"),
    [
        ("webhook", {"address": "http://hooks.example.cn", "events": "finding.new"}, "https://"),
        ("webhook", {"address": "https://192.168.1.1/", "events": "finding.new"}, "内部网络"),
        ("webhook", {"address": "https://hooks.example.cn"}, "至少选一种"),
        ("mail", {"address": "x", "events": "finding.new"}, "邮箱地址有误"),
        ("wecom", {"key": "https://evil.example.cn/?key=a", "events": "finding.new"}, "qyapi.weixin.qq.com"),
        ("dingtalk", {"key": "a b", "events": "finding.new"}, "密钥有误"),
        ("own", {"events": "search.matched"}, "已存的应用搜索"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    signed_in: Client, way: str, given: dict[str, Any], said: str
) -> None:
    answer = signed_in.post(f"/notifications?way={way}", {"rhythm": "instant", **given})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_member_keeps_their_own_e_mail_alone(
    organisation: Organisation, join: Join, manager: Actor, subscribe: Subscribe
) -> None:
    shared = subscribe().subscription
    membership = join(organisation, "member")
    client = Client()
    client.force_login(membership.user, "django.contrib.auth.backends.ModelBackend")
    given = {"events": ["finding.new"], "rhythm": "daily", "hour": "8"}
    assert client.post("/notifications?way=webhook", given).status_code == 302, "it is made their own mail"
    mine = Subscription.objects.get(user_id=membership.user_id)
    assert (mine.channel, mine.rhythm, mine.hour) == ("mail", "daily", 8)
    assert client.get(f"/notifications/{shared.id}").status_code == 404
    assert (
        client.post(f"/notifications/{mine.id}", {"events": ["finding.gone"], "rhythm": "weekly"}).status_code
        == 302
    )
    mine.refresh_from_db()
    assert (mine.events, mine.rhythm) == (["finding.gone"], "weekly")
    assert actor_of(membership).may("notifications:manage") is False


def test_a_digest_as_a_page(
    signed_in: Client, subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = subscribe(channel="mail", own=True, rhythm="daily").subscription
    happen()
    outbox.make(made, "digest", items=True)
    page = signed_in.get(f"/notifications/messages/{Message.objects.get().id}").content.decode()
    assert "每日摘要" in page and "拾光记账 5.8.2 新增 3 项发现" in page and "同意前读取 Android ID" in page


def test_the_api(bearer: Client, happen: Happen) -> None:
    asked = {"url": "https://hooks.example.cn/mj", "events": ["finding.new"]}
    made = bearer.post("/api/v1/webhooks", asked, content_type="application/json")
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    id_ = made.json()["webhook"]["id"]
    assert bearer.get(f"/api/v1/webhooks/{id_}").json()["address"] == asked["url"]
    assert "secret" not in bearer.get("/api/v1/webhooks").json()["items"][0]
    happen()
    (row,) = bearer.get("/api/v1/deliveries", {"subscription": id_}).json()["items"]
    assert (row["kind"], row["state"]) == ("event", "pending")
    assert bearer.post(f"/api/v1/deliveries/{row['id']}/replay").json()["code"] == "state"
    asked["events"] = ["scan.failed"]
    assert bearer.put(f"/api/v1/webhooks/{id_}", asked, content_type="application/json").status_code == 200
    assert bearer.post(f"/api/v1/subscriptions/{id_}/disable").json()["disabled_at"]
    assert bearer.post(f"/api/v1/subscriptions/{id_}/test").status_code == 409
    assert bearer.post(f"/api/v1/subscriptions/{id_}/enable").json()["disabled_at"] is None
    rolled = bearer.post(f"/api/v1/webhooks/{id_}/secret").json()["secret"]
    assert rolled.startswith("whsec_") and rolled != made.json()["secret"]
    own = {"channel": "mail", "own": True, "events": ["finding.new"], "rhythm": "weekly", "weekday": 4}
    made = bearer.post("/api/v1/subscriptions", own, content_type="application/json")
    assert made.status_code == 201 and made.json()["due_at"]
    assert bearer.get(f"/api/v1/webhooks/{made.json()['id']}").status_code == 404, "it is no webhook"
    assert bearer.delete(f"/api/v1/webhooks/{id_}").status_code == 204
    assert bearer.get(f"/api/v1/webhooks/{id_}").status_code == 404


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("webhooks", {"url": "https://[::1]/", "events": ["finding.new"]}),
        ("webhooks", {"url": "https://hooks.example.cn/", "events": ["x"]}),
        ("webhooks", {"url": "https://hooks.example.cn/", "events": []}),
        ("subscriptions", {"channel": "webhook", "events": ["finding.new"]}),
        ("subscriptions", {"channel": "feishu", "key": "x", "events": ["finding.new"]}),
        ("subscriptions", {"channel": "mail", "events": ["finding.new"], "hour": 24}),
    ],
)
def test_the_api_refuses(bearer: Client, path: str, asked: dict[str, Any]) -> None:
    answer = bearer.post(f"/api/v1/{path}", asked, content_type="application/json")
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"


def test_own_mail_of_another_is_nobodys_business(
    bearer: Client, organisation: Organisation, join: Join
) -> None:
    with scope(SYSTEM):
        row = Subscription.objects.create(
            organisation=organisation, user=join(organisation, "member").user, channel="mail",
            events=["finding.new"], created_by="x",
        )  # fmt: skip
    assert bearer.get(f"/api/v1/subscriptions/{row.id}").status_code == 404
    assert bearer.get("/api/v1/subscriptions").json()["items"] == []


def test_full(bearer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.platform.notifications.services.MOST", 1)
    asked = {"url": "https://hooks.example.cn/mj", "events": ["finding.new"]}
    answers = [bearer.post("/api/v1/webhooks", asked, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
