"""What is fetched: only public places unless allowed, never too much and never for too long."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from mingjian.addresses import is_public
from mingjian.artifacts.policy import fetch as module
from mingjian.artifacts.policy.caps import MAX_BYTES
from mingjian.artifacts.policy.fetch import fetch
from mingjian.errors import ArtifactError

PAGE = "<html><body><h1>隐私政策</h1><p>我们收集您的手机号。</p></body></html>"
HERE = ("127.0.0.1",)


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        where = self.path.partition("?")[0]
        if where == "/slow":
            time.sleep(1)
            return
        body, headers, status = PAGE.encode("gbk"), {"Content-Type": "text/html; charset=gbk"}, 200
        if where == "/moved":
            headers, status = {"Location": "/%E6%94%BF?a=1"}, 302
        elif where == "/round":
            headers, status = {"Location": "/round"}, 301
        elif where == "/inside":
            headers, status = {"Location": "http://localhost:1/"}, 302
        elif where == "/file":
            headers, status = {"Location": "file:///etc/passwd"}, 302
        elif where == "/gzip":
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        elif where == "/bomb":
            body, headers["Content-Encoding"] = gzip.compress(b" " * (MAX_BYTES + 9)), "gzip"
        elif where == "/brotli":
            headers["Content-Encoding"] = "br"
        elif where == "/large":
            headers["Content-Length"] = str(MAX_BYTES + 1)
        elif where == "/missing":
            status = 404
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def refused(url: str, allow: tuple[str, ...] = HERE) -> str:
    with pytest.raises(ArtifactError) as caught:
        fetch(url, allow=allow, patience_s=5)
    return caught.value.code


@pytest.mark.parametrize("path", ["/", "/moved", "/gzip", "/政策?q=隐私"])
def test_page(site: str, path: str) -> None:
    document = fetch(site + path, allow=HERE)
    assert [p.text for p in document.passages] == ["隐私政策", "我们收集您的手机号。"]
    assert document.encoding == "gb18030"
    assert document.source == (site + "/%E6%94%BF?a=1" if path == "/moved" else site + path)


def test_a_private_address_is_refused_unless_allowed(site: str) -> None:
    assert refused(site, ()) == "url_refused"
    assert refused(site + "/inside") == "url_refused"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/round", "url_refused"),
        ("/file", "url_refused"),
        ("/brotli", "url_refused"),
        ("/missing", "http_status"),
        ("/large", "url_too_large"),
        ("/bomb", "url_too_large"),
    ],
)
def test_answers_that_are_not_read(site: str, path: str, code: str) -> None:
    assert refused(site + path) == code


def test_no_answer_in_time(site: str) -> None:
    with pytest.raises(ArtifactError) as caught:
        fetch(site + "/slow", allow=HERE, patience_s=0.2)
    assert caught.value.code == "url_unreachable"


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert refused(f"http://127.0.0.1:{taken.getsockname()[1]}/") == "url_unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://",
        "http://u:p@127.0.0.1/",
        "http://[::1",
        "http://a:99999/",
        "政策",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    assert refused(url) == "url_refused"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1", "nonsense",
    ],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_every_address_of_a_name_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(module.socket, "getaddrinfo", both)
    assert refused("http://policy.example/") == "url_refused"
