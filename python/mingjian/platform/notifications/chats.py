"""Robots of WeCom, DingTalk and Feishu: Apprise forms and signs the message, our own way out carries it.

Apprise takes HTTP 200 for success; these three answer 200 with an error code inside. So its calls of
`requests.post` are answered here: to the service's own host alone, through the wall, its code read.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import apprise
import requests
from apprise.plugins import dingtalk, feishu, wecombot
from msgspec import Struct

from mingjian.platform.notifications import wall
from mingjian.platform.notifications.models import Channel
from mingjian.platform.notifications.outbox import Outcome
from mingjian.platform.problems import wrong


class Service(Struct, frozen=True, kw_only=True):
    """One of the three."""

    host: str
    path: str
    parameter: str
    """Where the key stands in the robot's address; empty: it is the path's end."""
    robot: Callable[[dict[str, str]], Any]
    """Apprise's own of it, by its secrets; no other of its plugins is ever loaded."""
    key: re.Pattern[str]
    code: str
    """Member of the answer that says how it went; 0 is well."""


def _wecom(secrets: dict[str, str]) -> Any:
    return cast("Any", wecombot).NotifyWeComBot(key=secrets.get("key", ""), overflow="truncate")


def _dingtalk(secrets: dict[str, str]) -> Any:
    return cast("Any", dingtalk).NotifyDingTalk(
        token=secrets.get("key", ""), secret=secrets.get("signing") or None, overflow="truncate"
    )


def _feishu(secrets: dict[str, str]) -> Any:
    return cast("Any", feishu).NotifyFeishu(token=secrets.get("key", ""), overflow="truncate")


SERVICES: Mapping[str, Service] = {
    Channel.WECOM: Service(
        host="qyapi.weixin.qq.com", path="/cgi-bin/webhook/send", parameter="key", robot=_wecom,
        key=re.compile(r"[A-Za-z0-9_-]{8,80}"), code="errcode",
    ),
    Channel.DINGTALK: Service(
        host="oapi.dingtalk.com", path="/robot/send", parameter="access_token", robot=_dingtalk,
        key=re.compile(r"[A-Za-z0-9]{8,128}"), code="errcode",
    ),
    Channel.FEISHU: Service(
        host="open.feishu.cn", path="/open-apis/bot/v2/hook/", parameter="", robot=_feishu,
        key=re.compile(r"[A-Za-z0-9_-]{8,80}"), code="code",
    ),
}  # fmt: skip
_SIGNING = re.compile(r"[A-Za-z0-9]{8,128}")
_outcome: ContextVar[list[Outcome] | None] = ContextVar("outcome", default=None)


def key_of(channel: str, given: str) -> str:
    """The key of a robot, given bare or as the address the service shows.

    Raises:
        Problem: 422, it is neither.
    """
    service = SERVICES[channel]
    given = given.strip()
    if "://" in given:
        parts = urlsplit(given)
        if parts.scheme != "https" or parts.netloc != service.host or not parts.path.startswith(service.path):
            raise wrong("key", f"地址须以 https://{service.host}{service.path} 开头",
                        f"the address begins with https://{service.host}{service.path}")  # fmt: skip
        named = parse_qs(parts.query).get(service.parameter, [""])[0]
        given = named if service.parameter else parts.path.removeprefix(service.path).strip("/")
    if not service.key.fullmatch(given):
        raise wrong("key", "机器人的密钥有误：粘贴整个 Webhook 地址即可",
                    "this is no key of a robot; paste its whole webhook address")  # fmt: skip
    return given


def signing_of(channel: str, given: str) -> str:
    """The signing secret of a DingTalk robot (`SEC…`); none elsewhere. Raises: Problem: 422."""
    given = given.strip()
    if given and (channel != Channel.DINGTALK or not _SIGNING.fullmatch(given)):
        raise wrong("signing", "只有钉钉机器人有加签密钥，以 SEC 开头",
                    "only DingTalk robots have a signing secret; it begins with SEC")  # fmt: skip
    return given


async def send(channel: str, secrets: dict[str, str], text: str) -> Outcome:
    """One message to a robot; how it went."""
    return await asyncio.to_thread(_notify, channel, secrets, text)


def _notify(channel: str, secrets: dict[str, str], text: str) -> Outcome:
    service = SERVICES[channel]
    robot = service.robot(secrets)
    heard: list[Outcome] = []
    token = _outcome.set(heard)
    try:
        robot.request_rate_per_sec = 0
        robot.notify(body=text, body_format=apprise.NotifyFormat.TEXT)
    finally:
        _outcome.reset(token)
    return heard[-1] if heard else Outcome(ok=False, zh="消息没有发出", en="nothing was sent")


def _post(url: str, *, data: str | bytes, params: Mapping[str, str] | None = None, **_: object) -> Any:
    """What Apprise calls in the place of `requests.post`."""
    heard = _outcome.get()
    parts = urlsplit(url)
    service = next((row for row in SERVICES.values() if row.host == parts.netloc), None)
    if heard is None or service is None or parts.scheme != "https":
        raise requests.RequestException("not one of the services")
    if params:
        # DingTalk's signature comes quoted already.
        quoted = "&".join(f"{name}={value}" for name, value in params.items())
        url += ("&" if parts.query else "?") + (quoted if "%" in quoted else urlencode(params))
    body = data.encode() if isinstance(data, str) else data
    try:
        answer = asyncio.run(wall.post(url, body, {"content-type": "application/json; charset=utf-8"}))
    except wall.Refused as why:
        heard.append(Outcome(ok=False, zh=why.zh, en=why.en))
        raise requests.RequestException(why.en) from None
    heard.append(_read(service, answer))
    return SimpleNamespace(status_code=answer.status, content=answer.body, text="")


def _read(service: Service, answer: wall.Answer) -> Outcome:
    status = answer.status
    try:
        told = json.loads(answer.body)
        code = int(told.get(service.code, -1))
    except (ValueError, TypeError, AttributeError):
        code = -1
    if status == 200 and code == 0:
        return Outcome(ok=True, status=status, zh="机器人已收下", en="taken by the robot")
    return Outcome(
        ok=False, status=status, zh=f"机器人没有收下（{status}，代码 {code}）",
        en=f"the robot did not take it ({status}, code {code})",
    )  # fmt: skip


# It logs keys and messages; how it went is in the message's own log.
logging.getLogger("apprise").setLevel(logging.CRITICAL)
_CALLS: Any = SimpleNamespace(post=_post, codes=requests.codes, RequestException=requests.RequestException)
for _module in (wecombot, dingtalk, feishu):
    _module.requests = _CALLS  # type: ignore[attr-defined]
