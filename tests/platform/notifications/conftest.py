"""A receiver that answers as told, subscriptions, events."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from mingjian.platform import limits
from mingjian.platform.accounts.access import SCOPES, Actor
from mingjian.platform.accounts.models import Token
from mingjian.platform.accounts.tokens import digest
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.events import Happened, emit
from mingjian.platform.notifications import sending, services
from mingjian.platform.notifications.models import Message
from mingjian.platform.notifications.services import Made, Wish
from mingjian.settings import override

Happen = Callable[..., Happened]
Subscribe = Callable[..., Made]
Send = Callable[..., None]


class Receiver:
    """A real HTTP server on loopback; `answers` are given in turn, then 204."""

    def __init__(self) -> None:
        self.answers: list[int | Callable[[Any], None]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        there = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                there.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                answer = there.answers.pop(0) if there.answers else 204
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("Location", f"{there.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return None

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def receiver(loopback: None) -> Iterator[Receiver]:
    there = Receiver()
    yield there
    there.stop()


@pytest.fixture
def loopback() -> Iterator[None]:
    """Webhooks may reach this machine."""
    override("webhook_loopback", "true")
    yield
    override("webhook_loopback", "false")


@pytest.fixture
def smtp() -> Iterator[None]:
    """A mail server is named; Django's test backend takes what goes there."""
    override("mail_url", "smtp://notice%40example.cn:secret@mail.example.cn")
    override("public_url", "https://mj.example.cn/")
    yield
    override("mail_url", "")
    override("public_url", "")


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def subscribe(manager: Actor) -> Subscribe:
    """Makes a subscription of the manager's organisation; a webhook unless told otherwise."""

    def make(actor: Actor | None = None, **wish: Any) -> Made:
        given = {"channel": "webhook", "events": ["finding.new"], **wish}
        if given["channel"] == "webhook":
            given.setdefault("address", "https://hooks.example.cn/mj")
        return services.create(actor or manager, Wish(**given))

    return make


@pytest.fixture
def happen(manager: Actor) -> Happen:
    """Emits an event of the manager's organisation."""

    def make(kind: str = "finding.new", key: str = "", by: Any = None, **detail: object) -> Happened:
        app = {"id": str(uuid4()), "name": "拾光记账", "package": "cn.shiguang.ledger", "version": "5.8.2"}
        finding = {
            "id": str(uuid4()), "measure": "1.9", "verdict": "violates", "severity": "high",
            "zh": "同意前读取 Android ID", "en": "Reads the Android ID before consent",
        }  # fmt: skip
        told = detail or {"app": app, "count": 3, "findings": [finding]}
        one = Happened(
            organisation_id=manager.organisation_id, kind=kind, key=key or str(uuid4()),  # type: ignore[arg-type]
            subject="version:x", detail=told, by=by,
        )  # fmt: skip
        emit(one)
        return one

    return make


@pytest.fixture
def send() -> Send:
    """Tries messages as a worker does, in the test's own transaction."""

    async def all_of(messages: tuple[Message, ...]) -> None:
        for message in messages:
            await sending.send(message.organisation_id, message.id)

    return lambda *messages: async_to_sync(all_of)(messages)


@pytest.fixture
def bearer(manager: Actor) -> Client:
    """A client with a token of the manager's."""
    with scope(SYSTEM):
        Token.objects.create(
            organisation_id=manager.organisation_id, user_id=manager.user_id, name="CI",
            secret_sha256=digest("mj_test"), scopes=list(SCOPES),
        )  # fmt: skip
    return Client(headers={"Authorization": "Bearer mj_test"})
