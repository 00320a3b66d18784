"""The proxy connects to public addresses and to what was allowed; 200 ways in are no way in."""

from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Iterator

import pytest

from mingjian.addresses import allowed, canonical_host, is_public, is_web_port
from mingjian.capture import proxy as module
from mingjian.capture.proxy import Caps, Proxy
from tests.capture.listening import PUBLIC, Names, Vector, ask, listener, vectors


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (
            f"{self.path} {self.headers['Host']} {self.headers['X-Own']} {self.headers['Proxy-X']}".encode()
        )
        if self.path == "/large":
            body = b"x" * 500_000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
        return


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def asked(vector: Vector, port: int) -> list[bytes]:
    host = vector.host.encode("utf-8", "surrogateescape")
    bare = b"%s:%d" % (host, port)
    return [
        b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (bare, bare),
        b"GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n" % (bare, bare),
        b"GET http://%s/ HTTP/1.1\r\nHost: public.example\r\n\r\n" % bare,
    ]


def test_there_are_200_vectors() -> None:
    ways = vectors()
    assert len({(one.host, one.dns) for one in ways}) >= 200
    assert {one.way for one in ways} >= {"decimal", "octal", "hex", "name", "IPv6", "final dot", "malformed"}


def test_no_vector_makes_a_private_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[str] = []
    real = asyncio.open_connection

    async def dial(host: str, port: int, **rest: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        dialled.append(host)
        raise OSError("nothing is dialled in a test")

    async def run(port: int) -> int:
        answered = 0
        for vector in vectors():
            known = {} if vector.dns is None else {name: [list(vector.dns)] for name in _names(vector.host)}
            async with Proxy(resolver=Names(known)) as proxy:
                for request in asked(vector, port):
                    monkeypatch.setattr(module.asyncio, "open_connection", real)
                    reader, writer = await asyncio.open_connection(
                        "127.0.0.1", int(proxy.address.rpartition(":")[2])
                    )
                    monkeypatch.setattr(module.asyncio, "open_connection", dial)
                    writer.write(request)
                    try:
                        async with asyncio.timeout(10):
                            answered += b" 200 " in await reader.read(4096)
                    except ConnectionError:
                        pass
                    writer.close()
                assert proxy.refused, vector
                assert {one.code for one in proxy.refused} <= {"private", "malformed", "unknown_name"}, vector
        return answered

    with listener() as there:
        assert asyncio.run(run(there.port)) == 0
        assert dialled == []
        assert there.came == 0


def _names(host: str) -> set[str]:
    """What a resolver may be asked for: the host as it stands, and as it is resolved."""
    try:
        return {host, canonical_host(host)}
    except ValueError:
        return {host}


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says something else when asked again is asked once."""
    names = Names({"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
    dialled: list[str] = []
    real = asyncio.open_connection

    async def dial(host: str, port: int, **rest: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if port != 80:
            return await real(host, port)
        dialled.append(host)
        raise OSError("nothing is dialled in a test")

    async def run() -> bytes:
        async with Proxy(resolver=names) as proxy:
            return await ask(proxy.address, b"CONNECT rebind.example:80 HTTP/1.1\r\n\r\n")

    monkeypatch.setattr(module.asyncio, "open_connection", dial)
    assert b" 403 " in asyncio.run(run())
    assert dialled == [PUBLIC]
    assert names.asked == {"rebind.example": 1}


def get(port: int, target: str, *, allow: tuple[str, ...], caps: Caps | None = None) -> tuple[bytes, Proxy]:
    async def run() -> tuple[bytes, Proxy]:
        async with Proxy(allow=allow, caps=caps) as proxy:
            request = f"GET {target} HTTP/1.1\r\nHost: h\r\nX-Own: 1\r\nProxy-Connection: keep-alive\r\n\r\n"
            answer = b""
            reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
            writer.write(request.encode())
            while data := await reader.read(65536):
                answer += data
            writer.close()
            return answer, proxy

    return asyncio.run(run())


@pytest.mark.parametrize("allow", ["127.0.0.1", "127.0.0.1:PORT", "0x7f.1", "127.0.0.1."])
def test_what_is_allowed_is_reached(port: int, allow: str) -> None:
    answer, proxy = get(port, f"http://127.0.0.1:{port}/a?b", allow=(allow.replace("PORT", str(port)),))
    assert answer.endswith(b"/a?b h 1 None")
    assert proxy.refused == ()
    assert proxy.received_bytes == len(answer)


@pytest.mark.parametrize("allow", ["127.0.0.2", "127.0.0.1:1", "localhost", "", "127.0.0.1:PORT.example"])
def test_what_is_not_allowed_is_not(port: int, allow: str) -> None:
    answer, proxy = get(port, f"http://127.0.0.1:{port}/", allow=(allow.replace("PORT", str(port)),))
    assert answer == b""
    assert [one.code for one in proxy.refused] == ["private"]


def test_a_tunnel(port: int) -> None:
    async def run() -> bytes:
        async with Proxy(allow=("localhost",)) as proxy:
            request = b"CONNECT localhost:%d HTTP/1.1\r\n\r\nGET /t HTTP/1.0\r\nHost: h\r\n\r\n" % port
            reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
            writer.write(request)
            answer = await reader.read(-1)
            writer.close()
            return answer

    answer = asyncio.run(run())
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.0 200")
    assert answer.endswith(b"/t h None None")


def test_the_bytes_of_a_visit_end(port: int) -> None:
    answer, proxy = get(
        port, f"http://127.0.0.1:{port}/large", allow=("127.0.0.1",), caps=Caps(bytes_both_ways=100_000)
    )
    assert len(answer) < 300_000
    assert proxy.full


def test_the_connections_of_a_visit_end(port: int) -> None:
    answer, proxy = get(port, f"http://127.0.0.1:{port}/", allow=("127.0.0.1",), caps=Caps(connections=0))
    assert answer == b""
    assert [one.code for one in proxy.refused] == ["caps"]


@pytest.mark.parametrize("number", [22, 25, 81, 6379, 9200, 27017, 0])
def test_ports_where_no_page_is(number: int) -> None:
    _, proxy = get(number, f"http://{PUBLIC}:{number}/", allow=())
    assert [one.code for one in proxy.refused] == ["port" if number else "malformed"]


@pytest.mark.parametrize(
    "request_", [b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
                 b"GET https://a.example/ HTTP/1.1\r\n\r\n", b"TRACE http://a.example/ HTTP/1.1\r\n\r\n",
                 b"CONNECT a.example HTTP/1.1\r\n\r\n", b"\xff\xfe\r\n\r\n",
                 b"GET http://u@a.example/ HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_requests_that_are_none(request_: bytes) -> None:
    async def run() -> tuple[bytes, Proxy]:
        async with Proxy(resolver=Names({})) as proxy:
            return await ask(proxy.address, request_), proxy

    answer, proxy = asyncio.run(run())
    assert b"200" not in answer
    assert [one.code for one in proxy.refused] == ["malformed"]


def test_hosts_in_every_form_are_one_host() -> None:
    assert (
        canonical_host("127.0.0.1.")
        == canonical_host("0x7f.1")
        == canonical_host("2130706433")
        == "127.0.0.1"
    )
    assert canonical_host("[0:0:0:0:0:0:0:1]") == canonical_host("::1") == "::1"
    assert canonical_host("EXAMPLE.com.") == "example.com"
    assert canonical_host("中国。example") == "xn--fiqs8s.example"
    assert (
        allowed("::1", 80, ["[::1]:80"])
        and allowed("::1", 80, ["::1"])
        and not allowed("::1", 81, ["[::1]:80"])
    )
    assert is_public("2400:3200::1") and not is_public("2001:0:4136:e378:8000:63bf:80ff:fffe")
    assert is_web_port(8443) and not is_web_port(65536)
