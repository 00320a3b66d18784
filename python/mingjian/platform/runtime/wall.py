"""What stands before Django: limits of a body, a number for each request, an answer when the disk is full.

Django reads a whole body before any view runs; what must not be read is turned away here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mingjian.platform.runtime.bodies import BODY, Body, Sink
from mingjian.platform.runtime.logs import request_id
from mingjian.storage.files import FULL

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

ANONYMOUS_BYTES = 1 << 20
"""Largest body of a request that carries neither a token nor a session."""
PATIENCE_S = 60.0
"""Longest silence of a sender in the middle of a body."""
_GIVEN = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_log = logging.getLogger(__name__)


class Wall:
    """An ASGI application around another."""

    def __init__(self, inner: App, *, limit_bytes: int) -> None:
        self._inner = inner
        self._limit = limit_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        number = given.decode("ascii") if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        answer = _Answer(send, number)
        allowed = self._limit if _known(headers) else min(self._limit, ANONYMOUS_BYTES)
        token = request_id.set(number)
        try:
            length = headers.get(b"content-length", b"0")
            if length.isdigit() and int(length) > allowed:
                await answer.problem(*self._refusal(int(length)))
                return
            body = _Body(receive, allowed, scope.get("extensions", {}).get(BODY))
            if body.rest is not None:
                scope["extensions"] = {**scope["extensions"], BODY: body.into}
            try:
                await self._inner(scope, body.receive, answer.send)
            except OSError as error:
                if error.errno not in FULL or answer.begun:
                    raise
                _log.error("the disk is full: a request was turned away")
                await answer.problem(507, "full", "磁盘已满，没有保存", "the disk is full; nothing was kept")
            if body.too_much and not answer.begun:
                await answer.problem(*self._refusal(body.seen))
            elif body.cut_short and not answer.begun:
                said = (
                    f"请求体中断：{PATIENCE_S:g} 秒内没有收到数据",
                    f"nothing more of the body came for {PATIENCE_S:g} s",
                )
                await answer.problem(408, "body_cut_short", *said)
        finally:
            request_id.reset(token)

    def _refusal(self, size: int) -> tuple[int, str, str, str]:
        if size > self._limit:
            most = self._limit
            return 413, "too_large", f"请求体超过上限 {most} 字节", f"the body is larger than {most} bytes"
        return (
            401, "unauthenticated", "上传需要令牌或登录会话",
            "an upload needs a token or a signed-in session",
        )  # fmt: skip


class _Answer:
    """Sends what the application says, with the request's number; knows whether it began."""

    def __init__(self, send: Send, number: str) -> None:
        self._send = send
        self._number = number.encode()
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message["headers"] = [*message.get("headers", []), (b"x-request-id", self._number)]
        await self._send(message)

    async def problem(self, status: int, code: str, zh: str, en: str) -> None:
        told = {
            "type": f"urn:mingjian:problem:{code}", "title": en, "title_zh": zh,
            "status": status, "code": code,
        }  # fmt: skip
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),  # the rest of the body is not read
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


class _Body:
    """Counts a body as it comes. Past the limit, or after a long silence, it is to those behind as if the
    sender hung up, and the wall answers."""

    def __init__(self, receive: Receive, limit: int, rest: Body | None) -> None:
        self._receive = receive
        self._limit = limit
        self.rest = rest
        self.seen = 0
        self._whole = False
        self.too_much = False
        self.cut_short = False

    async def into(self, sink: Sink) -> bool:
        """The rest past the parser; its length was told, and is allowed."""
        self._whole = True
        came = self.rest is not None and await self.rest.into(sink, self.seen, PATIENCE_S)
        self.cut_short = not came
        return came

    async def receive(self) -> Message:
        if self.too_much:
            return {"type": "http.disconnect"}
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(PATIENCE_S):
                message = await self._receive()
        except TimeoutError:
            self.cut_short = True
            return {"type": "http.disconnect"}
        self.seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self.seen > self._limit:
            self.too_much = True
            return {"type": "http.disconnect"}
        return message


def _known(headers: dict[bytes, bytes]) -> bool:
    return b"authorization" in headers or b"sessionid=" in headers.get(b"cookie", b"")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
