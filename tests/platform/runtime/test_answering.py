"""A request's one way into a thread: the same answers as by Django's own way, closed where they were made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.urls import path

from mingjian.platform.runtime.answering import Handler
from mingjian.platform.runtime.wall import Message

SEEN: dict[str, Any] = {}
MEET = threading.Barrier(2)


def plain(request: HttpRequest) -> HttpResponse:
    SEEN["view"] = threading.get_ident()
    response = HttpResponse(request.body * 40_000, headers={"X-Query": request.GET.get("q", "")})
    response.set_cookie("a", "1")
    return response


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def pieces(request: HttpRequest) -> HttpResponseBase:
    def parts() -> Iterator[bytes]:
        yield from (b"one", b"two", b"")

    response = StreamingHttpResponse(parts())
    response.is_async = False
    return response


def flowing(request: HttpRequest) -> HttpResponseBase:
    async def parts() -> AsyncIterator[bytes]:
        try:
            for number in range(3):
                yield b"%d" % number
                if request.GET.get("stay"):
                    await asyncio.sleep(60)
        finally:
            SEEN["over"] = True

    return StreamingHttpResponse(parts())


def file(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(open(__file__, "rb"))  # noqa: PTH123 - the response closes it


def meeting(request: HttpRequest) -> HttpResponse:
    MEET.wait(20)
    return HttpResponse(b"met")


MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "mingjian.platform.web.middleware.security"]
VIEWS = (plain, broken, pieces, flowing, file, meeting)
urlpatterns = [path(view.__name__, transaction.non_atomic_requests(view)) for view in VIEWS]
ours = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE, ALLOWED_HOSTS=["here"])


def scope(view: str, query: str = "", host: str = "here") -> dict[str, Any]:
    return {
        "type": "http", "method": "POST", "path": f"/{view}", "query_string": query.encode(),
        "headers": [(b"host", host.encode()), (b"content-length", b"2")],
    }  # fmt: skip


async def asked(handler: ASGIHandler, what: dict[str, Any], *, leave: bool = False) -> list[Message]:
    """What the handler sends; `leave`: the client hangs up after the first piece."""
    came: list[Message] = [{"type": "http.request", "body": b"hi", "more_body": False}]
    over = asyncio.Event()
    sent: list[Message] = []

    async def receive() -> Message:
        if came:
            return came.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if leave and message["type"] == "http.response.body":
            over.set()

    async with asyncio.timeout(30):
        await handler(what, receive, send)
    return sent


@ours
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators")
@pytest.mark.parametrize(
    ("status", "what"),
    [
        (200, scope("plain", "q=1")), (500, scope("broken")), (200, scope("pieces")), (200, scope("flowing")),
        (200, scope("file")), (404, scope("nowhere")), (400, scope("plain", host="elsewhere")),
    ],
)  # fmt: skip
def test_the_answer_is_djangos(status: int, what: dict[str, Any]) -> None:
    def whole(sent: list[Message]) -> tuple[Any, ...]:
        return (
            sent[0]["status"], sorted(sent[0]["headers"]),
            b"".join(message.get("body", b"") for message in sent[1:]), sent[-1].get("more_body", False),
        )  # fmt: skip

    told = whole(asyncio.run(asked(ASGIHandler(), what)))
    assert whole(asyncio.run(asked(Handler(), what))) == told
    assert told[0] == status


@ours
def test_one_thread_begins_answers_and_ends_a_request() -> None:
    def began(**_: object) -> None:
        SEEN["began"] = threading.get_ident()

    def ended(**_: object) -> None:
        SEEN["ended"] = threading.get_ident()

    signals.request_started.connect(began)
    signals.request_finished.connect(ended)
    try:
        asyncio.run(asked(Handler(), scope("plain")))
    finally:
        signals.request_started.disconnect(began)
        signals.request_finished.disconnect(ended)
    assert SEEN["began"] == SEEN["view"] == SEEN["ended"] != threading.get_ident()


@ours
def test_two_requests_are_at_work_at_the_same_time() -> None:
    async def both() -> list[list[Message]]:
        handler = Handler()
        return await asyncio.gather(asked(handler, scope("meeting")), asked(handler, scope("meeting")))

    assert [sent[1]["body"] for sent in asyncio.run(both())] == [b"met", b"met"]


@ours
def test_a_stream_ends_when_the_client_hangs_up() -> None:
    SEEN["over"] = False
    sent = asyncio.run(asked(Handler(), scope("flowing", "stay=1"), leave=True))
    assert [message.get("body") for message in sent[1:]] == [b"0"]
    assert SEEN["over"]
