"""One page of the web as a policy. Nothing here runs unless a caller asks for an address by name.

Names are resolved first and every address checked; the connection then goes to a checked address, at each
redirect anew, so that neither a redirect nor a name that changes its mind leads into the
caller's own network. Proxies of the environment are not used, since what they connect to cannot be checked.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from msgspec import Struct

from mingjian.addresses import is_public
from mingjian.artifacts.policy.caps import MAX_BYTES
from mingjian.artifacts.policy.document import Document
from mingjian.artifacts.policy.reading import read_bytes
from mingjian.errors import ArtifactError

MAX_REDIRECTS = 5
PATIENCE_S = 30.0
"""Seconds for the whole of it, redirects too."""
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; mingjian)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class Answer(Struct, frozen=True):
    url: str
    """Where it came from, after redirects."""
    data: bytes
    content_type: str


def fetch(url: str, *, allow: Collection[str] = (), patience_s: float = PATIENCE_S) -> Document:
    """The policy at `url`.

    `allow`: hosts that may stand in a private network, as written in the address.

    Raises:
        ArtifactError: `url_refused` (not http or https, a private address, too many redirects, a coding
            that was not asked for), `url_unreachable`, `http_status`, `url_too_large`, or as `read_bytes`.
    """
    answer = get(url, allow=allow, patience_s=patience_s)
    return read_bytes(answer.data, source=answer.url, hint=answer.content_type)


def get(url: str, *, allow: Collection[str] = (), patience_s: float = PATIENCE_S) -> Answer:
    """The bytes at `url`; raises as `fetch` does but for what reading them may raise."""
    until = time.monotonic() + patience_s
    at = url
    for _ in range(MAX_REDIRECTS + 1):
        moved = _one(at, allow, until)
        if isinstance(moved, Answer):
            return moved
        at = urljoin(at, moved)
    raise ArtifactError("url_refused", f"more than {MAX_REDIRECTS} redirects", path=url)


def _one(url: str, allow: Collection[str], until: float) -> Answer | str:
    """The answer, or where it has moved to."""
    parts, host, port = _split(url)
    address = _address(url, host, port, allow)
    connection = _Connection(host, port, address, max(until - time.monotonic(), 0.1), parts.scheme == "https")
    guard = threading.Timer(max(until - time.monotonic(), 0.1), connection.cut)
    guard.daemon = True
    guard.start()
    try:
        target = quote(parts.path or "/", "/:@!$&'()*+,;=%~-._")
        if parts.query:
            target += "?" + quote(parts.query, "/?:@!$&'()*+,;=%~-._")
        connection.request("GET", target, headers=_HEADERS)
        with connection.getresponse() as response:
            where = response.getheader("Location")
            if response.status in {301, 302, 303, 307, 308} and where:
                return where
            if response.status != 200:
                raise ArtifactError("http_status", f"the server answers {response.status}", path=url)
            return Answer(url, _body(response, url), response.getheader("Content-Type") or "")
    except TimeoutError:
        raise ArtifactError("url_unreachable", "no answer in time", path=url) from None
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as wrong:
        told = "no answer in time" if time.monotonic() >= until else str(wrong) or type(wrong).__name__
        raise ArtifactError("url_unreachable", told, path=url) from None
    finally:
        guard.cancel()
        connection.close()


def _split(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:
        raise ArtifactError("url_refused", "is no address of the web", path=url) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ArtifactError("url_refused", "only http and https are fetched", path=url)
    if parts.username is not None or any(c <= " " or c == "\x7f" for c in host):
        raise ArtifactError("url_refused", "an address with a name or password", path=url)
    return parts, host, port or (443 if parts.scheme == "https" else 80)


def _address(url: str, host: str, port: int, allow: Collection[str]) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ArtifactError("url_unreachable", f"no address is known for {host}", path=url) from None
    addresses = [str(info[4][0]) for info in found]
    if host in allow:
        return addresses[0]
    for address in addresses:
        if not is_public(address):
            raise ArtifactError("url_refused", f"{host} is at {address}, inside a private network", path=url)
    return addresses[0]


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, which speaks to `host`."""

    def __init__(self, host: str, port: int, address: str, timeout: float, secure: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._secure = address, secure
        if secure:
            self.default_port = 443

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        if not self._secure:
            self.sock = plain
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        """End it, from another thread: whoever reads is told so."""
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _body(response: http.client.HTTPResponse, url: str) -> bytes:
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    length = response.getheader("Content-Length") or ""
    if length.isascii() and length.isdecimal() and int(length[:20]) > MAX_BYTES:
        raise _too_large(url)
    data = response.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large(url)
    if coding in {"identity", ""}:
        return data
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise ArtifactError("url_refused", f"sent as {coding[:20]}, which was not asked for", path=url)
    try:
        inflate = zlib.decompressobj(47 if coding != "deflate" or data[:1] == b"\x78" else -15)
        plain = inflate.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        raise ArtifactError("url_unreachable", "what is sent is broken", path=url) from None
    if len(plain) > MAX_BYTES:
        raise _too_large(url)
    return plain


def _too_large(url: str) -> ArtifactError:
    return ArtifactError("url_too_large", f"more than {MAX_BYTES} bytes", path=url, offset=MAX_BYTES)
