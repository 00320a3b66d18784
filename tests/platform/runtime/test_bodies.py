"""Bodies past the parser, over a real connection: every byte, and the connection goes on as it would have."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any, NamedTuple

import pytest
import uvicorn

from mingjian.platform.runtime import wall
from mingjian.platform.runtime.bodies import BODY, Line
from mingjian.platform.runtime.wall import Receive, Send, Wall

BODY_BYTES = random.Random(5).randbytes(3_000_017)  # noqa: S311 - the same each time
LIMIT = 4 << 20
SOON_S = 10


class Kept:
    """A sink with as little room as it is told."""

    def __init__(self, room: int) -> None:
        self._room = bytearray(room)
        self.all = bytearray()
        self.reads = 0

    def room(self) -> memoryview:
        return memoryview(self._room)

    def came(self, count: int, /) -> None:
        self.reads += 1
        self.all += self._room[:count]
        if self.all.startswith(b"FULL") and len(self.all) > 500_000:
            raise OSError(errno.ENOSPC, "no space")

    def feed(self, piece: bytes, /) -> None:
        self.all += piece


class Server:
    """An application on a port of this machine, and what it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self.room = 4096
        self._server = uvicorn.Server(
            uvicorn.Config(
                Wall(self.application, limit_bytes=LIMIT), http=Line, log_config=None, ws="none",
                timeout_graceful_shutdown=1,
            )
        )  # fmt: skip
        held = socket.socket()
        held.bind(("127.0.0.1", 0))
        self.port: int = held.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [held]})
        self._thread.start()
        until(lambda: self._server.started)

    async def application(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answers with the digest of the body, and tells whether it came past the parser."""
        sink, direct, more = Kept(self.room), scope.get("extensions", {}).get(BODY), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.seen.append(("left", len(sink.all)))
                return
            sink.feed(message.get("body", b""))
            more = message.get("more_body", False)
            if more and direct is not None:
                if not await direct(sink):
                    self.seen.append(("left past the parser", len(sink.all)))
                    return
                more = False
        self.seen.append(("past the parser" if sink.reads else "parsed", len(sink.all)))
        if scope["path"] == "/wait":  # who listens for the client to leave hears it
            await asyncio.wait_for(gone(receive), SOON_S)
            self.seen.append(("heard", 0))
            return
        body = hashlib.sha256(sink.all).hexdigest().encode()
        headers = [(b"content-length", b"64"), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def link(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SOON_S)

    def line(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=SOON_S)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(SOON_S)
        assert not self._thread.is_alive()


async def gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def head(body: bytes, more: str = "", *, path: str = "/", version: str = "1.1") -> bytes:
    """The head of a request of somebody the wall knows."""
    told = f"Host: localhost\r\nAuthorization: Bearer x\r\nContent-Length: {len(body)}\r\n{more}"
    return f"POST {path} HTTP/{version}\r\n{told}\r\n".encode()


class Answer(NamedTuple):
    status: int
    heads: bytes
    body: bytes


def answers(link: socket.socket, count: int) -> list[Answer]:
    """So many, one behind the other."""
    with link.makefile("rb") as came:
        told: list[Answer] = []
        for _ in range(count):
            status = int(came.readline().split()[1])
            heads = b"".join(iter(came.readline, b"\r\n")).lower()
            told.append(Answer(status, heads, came.read(int(heads.split(b"content-length: ")[1].split()[0]))))
        return told


def answered(link: socket.socket) -> Answer:
    return answers(link, 1)[0]


def digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def take(link: socket.socket, count: int) -> bytes:
    came = b""
    while len(came) < count and (piece := link.recv(count - len(came))):
        came += piece
    return came


@pytest.mark.parametrize("room", [1 << 10, 4097, 1 << 20])
def test_every_byte_comes_and_the_connection_goes_on(server: Server, room: int) -> None:
    server.room = room
    with closing(server.line()) as line:
        line.connect()
        link = line.sock
        for body in (BODY_BYTES, b"", b"small", BODY_BYTES[7:], BODY_BYTES[:70_000]):
            line.request("POST", "/", body, {"Authorization": "Bearer x"})
            assert line.getresponse().read() == digest(body)
            assert line.sock is link  # the same connection
    assert [size for _, size in server.seen] == [len(BODY_BYTES), 0, 5, len(BODY_BYTES) - 7, 70_000]
    assert server.seen[0][0] == server.seen[3][0] == "past the parser"
    assert server.seen[1][0] == "parsed"


def test_the_next_request_behind_a_body_is_none_of_it(server: Server) -> None:
    other = BODY_BYTES[: 1 << 20]
    with server.link() as link:
        sender = threading.Thread(
            target=link.sendall,
            args=(head(BODY_BYTES) + BODY_BYTES + head(other) + other + head(b"x") + b"x",),
        )
        sender.start()
        assert [each.body for each in answers(link, 3)] == [
            digest(each) for each in (BODY_BYTES, other, b"x")
        ]
        sender.join()


def test_a_body_in_small_pieces(server: Server) -> None:
    body = BODY_BYTES[:20_000]
    with server.link() as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        whole = head(body) + body
        for at in range(0, len(whole), 97):
            link.sendall(whole[at : at + 97])
            time.sleep(0.0005)
        assert answered(link).body == digest(body)
    assert server.seen == [("past the parser", len(body))]


def test_who_waits_for_leave_to_send_gets_it(server: Server) -> None:
    with server.link() as link:
        link.sendall(head(BODY_BYTES, "Expect: 100-continue\r\n"))
        leave = b"HTTP/1.1 100 Continue\r\n\r\n"
        assert take(link, len(leave)).lower().startswith(b"http/1.1 100")
        link.sendall(BODY_BYTES)
        assert answered(link).body == digest(BODY_BYTES)


@pytest.mark.parametrize(("version", "more"), [("1.1", "Connection: close\r\n"), ("1.0", "")])
def test_a_connection_that_was_to_close_closes(server: Server, version: str, more: str) -> None:
    with server.link() as link:
        link.sendall(head(BODY_BYTES, more, version=version) + BODY_BYTES)
        assert answered(link).body == digest(BODY_BYTES)
        assert link.recv(1) == b""


def test_a_body_of_no_told_length_is_parsed(server: Server) -> None:
    pieces = [BODY_BYTES[at : at + 9999] for at in range(0, len(BODY_BYTES), 9999)]
    with closing(server.line()) as line:
        line.request("POST", "/", iter(pieces), {"Authorization": "Bearer x"}, encode_chunked=True)
        assert line.getresponse().read() == digest(BODY_BYTES)
    assert server.seen == [("parsed", len(BODY_BYTES))]


def test_chunks_go_before_a_length(server: Server) -> None:
    """Who reads by another of the two would take a part of a body for a request."""
    with server.link() as link:
        told = head(BODY_BYTES[:100], "Transfer-Encoding: chunked\r\n")
        chunk = b"186a0\r\n" + BODY_BYTES[:100_000] + b"\r\n"
        link.sendall(told + chunk)
        time.sleep(0.1)
        link.sendall(chunk + b"0\r\n\r\n" + head(b"next") + b"next")
        seen = answers(link, 2)
    assert [each.body for each in seen] == [digest(BODY_BYTES[:100_000] * 2), digest(b"next")]
    assert server.seen[0] == ("parsed", 200_000)


def test_what_is_too_much_is_refused_before_it_is_read(server: Server) -> None:
    with server.link() as link:
        link.sendall(head(b"").replace(b"Content-Length: 0", b"Content-Length: %d" % (LIMIT + 1)) + b"x")
        assert answered(link).status == 413
    assert not server.seen


def test_who_hangs_up_is_told(server: Server) -> None:
    with server.link() as link:
        link.sendall(head(BODY_BYTES) + BODY_BYTES[:1_000_000])
        time.sleep(0.2)
    until(lambda: bool(server.seen))
    assert server.seen == [("left past the parser", 1_000_000)]
    with server.link() as link:
        link.sendall(head(b"") + head(BODY_BYTES, path="/wait") + BODY_BYTES)
        assert answered(link).body == digest(b"")
        until(lambda: server.seen[-1] == ("past the parser", len(BODY_BYTES)))
    until(lambda: server.seen[-1] == ("heard", 0))


def test_silence_ends_it_and_slowness_does_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "PATIENCE_S", 0.4)
    body = BODY_BYTES[:100_000]
    with server.link() as link:
        link.sendall(head(body))
        for at in range(0, len(body), 10_000):
            link.sendall(body[at : at + 10_000])
            time.sleep(0.1)
        assert answered(link).body == digest(body)
    with server.link() as link:
        link.sendall(head(body) + body[:50_000])
        answer = answered(link)
        assert answer.status == 408
        assert json.loads(answer.body)["code"] == "body_cut_short"
    with server.link() as link:
        link.sendall(head(b"", "Transfer-Encoding: chunked\r\n") + b"3\r\nabc\r\n")
        assert answered(link).status == 408
    assert server.seen == [("past the parser", 100_000), ("left past the parser", 50_000), ("left", 3)]


def test_a_full_disk_is_told_and_the_next_is_served(server: Server) -> None:
    with server.link() as link:
        body = b"FULL" + BODY_BYTES
        link.sendall(head(body) + body[:600_000])
        answer = answered(link)
        assert answer.status == 507
        assert b"connection: close" in answer.heads
    with server.link() as link:
        link.sendall(head(BODY_BYTES) + BODY_BYTES)
        assert answered(link).body == digest(BODY_BYTES)


def test_some_at_once(server: Server) -> None:
    told: list[bytes] = []

    def send(number: int) -> None:
        with server.link() as link:
            body = BODY_BYTES[number:]
            link.sendall(head(body) + body)
            told.append(answered(link).body)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(SOON_S)
    assert sorted(told) == sorted(digest(BODY_BYTES[number:]) for number in range(6))


def test_the_server_stops_in_the_middle_of_a_body(server: Server) -> None:
    with server.link() as link:
        link.sendall(head(BODY_BYTES) + BODY_BYTES[:1_000_000])
        time.sleep(0.2)
        server.stop()
        with pytest.raises(ConnectionError):
            link.sendall(BODY_BYTES * 9)
    assert server.seen == []
