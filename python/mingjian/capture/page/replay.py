"""A recording in place of the network: a proxy that answers from a HAR, WACZ or WARC and connects to nobody.

Where the recording was made over TLS it ends the tunnel itself, with a certificate made for the purpose; the
browser of a replay trusts any. So redirects, downloads, workers and frames take their usual way.
"""

from __future__ import annotations

import asyncio
import datetime
import re
import ssl
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mingjian.artifacts.page_visit import Refused
from mingjian.artifacts.page_visit.har import Entry, Recording, body, body_file

_LEFT_OUT = frozenset({
    "content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "alt-svc",
    "strict-transport-security", "public-key-pins", "trailer", "upgrade",
})  # fmt: skip
_OF_A_PAGE = re.compile(r"^(text|image)/|javascript|json|xml$|xml;")
"""Media types of what a page is made of."""
_MOST_HEAD = 64 << 10
_MOST_BODY = 64 << 20
_PIECE = 1 << 18
_PATIENCE_S = 30.0


class Replayer:
    """Answers as the recording did; what it does not hold is told to `missed`."""

    def __init__(self, recording: Recording, folder: Path, missed: Callable[[str], None]) -> None:
        self._folder, self._missed = folder, missed
        self._own = recording.log.own is not None
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        self._by_path: dict[tuple[str, str], list[Entry]] = {}
        self._given: Counter[tuple[str, str]] = Counter()
        for entry in recording.log.entries:
            url = entry.request.url.partition("#")[0]
            self._entries.setdefault((entry.request.method, url), []).append(entry)
            self._by_path.setdefault((entry.request.method, url.partition("?")[0]), []).append(entry)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._tls: ssl.SSLContext | None = None
        self.refused: tuple[Refused, ...] = ()
        self.sent_bytes = self.received_bytes = self.connections = 0
        self.full = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_MOST_HEAD)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`."""
        if self._server is None:
            raise RuntimeError("the replay has not been started")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        except asyncio.CancelledError:
            pass  # the visit is over; nobody waits for this task
        finally:
            if task is not None:
                self._open.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target = await self._head(reader)
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self._context())
            method, target = await self._head(reader)
            shown = host if port == "443" else f"{host}:{port}"
            target = f"https://{shown}{target}"
        await self._answer(method, target, writer)

    async def _head(self, reader: asyncio.StreamReader) -> tuple[str, str]:
        """Method and target of a request; its body is read and left alone."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.split("\r\n")
        method, target, _ = line.split(" ")
        for one in rest:
            name, _, value = one.partition(":")
            if name.lower() == "content-length" and 0 <= int(value) <= _MOST_BODY:
                await reader.readexactly(int(value))
        return method, target

    async def _answer(self, method: str, url: str, writer: asyncio.StreamWriter) -> None:
        entry = self.find(method, url)
        if entry is None:
            if not url.partition("?")[0].endswith("/favicon.ico"):
                self._missed(url)
            writer.write(b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        if entry.response.status < 100:
            return  # it gave no answer then either
        content = entry.response.content
        file = body_file(content, self._folder)
        kept = b"" if file is not None else body(content, self._folder)
        if (kept is None and not self._own and _lacks_body(method, entry)) or _undecodable(
            url, content.coding
        ):
            self._missed(url)  # its head is given all the same: what it leads to is seen
        data = kept or b""
        size = len(data) if file is None else file.stat().st_size
        lines = [f"HTTP/1.1 {entry.response.status} {_line(entry.response.status_text) or 'OK'}"]
        lines += [
            f"{_line(one.name)}: {_line(value)}"
            for one in entry.response.headers
            if one.name.lower() not in _LEFT_OUT and not one.name.startswith(":")
            for value in (one.value.split("\n") if one.name.lower() == "set-cookie" else [one.value])
        ]
        if content.coding:
            lines.append(f"Content-Encoding: {_line(content.coding)}")
        lines += [f"Content-Length: {size}", "Connection: close", "", ""]
        writer.write("\r\n".join(lines).encode("utf-8"))
        if method != "HEAD":
            writer.write(data)
            if file is not None:
                await _send_file(file, writer)
        await writer.drain()

    def find(self, method: str, url: str) -> Entry | None:
        """The recorded answer: of the same address in the order recorded, the last again and again; else of
        the same path with the most query values in common."""
        url = url.partition("#")[0]
        same = self._entries.get((method, url))
        if same:
            nth = self._given[method, url]
            self._given[method, url] += 1
            return same[min(nth, len(same) - 1)]
        near = self._by_path.get((method, url.partition("?")[0]))
        if not near:
            return None
        wanted = set(parse_qsl(urlsplit(url).query))
        return max(near, key=lambda one: len(wanted & set(parse_qsl(urlsplit(one.request.url).query))))

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = _any_name()
        return self._tls


def _lacks_body(method: str, entry: Entry) -> bool:
    """The recorder left out something the page is made of. Of downloads, which browsers leave out of their
    HARs, the head is enough for all but what came."""
    answer = entry.response
    if method == "HEAD" or answer.status in {204, 205} or 300 <= answer.status < 400:
        return False
    told = next((one.value for one in answer.headers if one.name.lower() == "content-length"), "")
    came = answer.content.size > 0 or (told.strip() != "0" and answer.content.size < 0)
    return came and _OF_A_PAGE.search(answer.content.mime) is not None


def _undecodable(url: str, coding: str) -> bool:
    """In a coding that the browser unpacks over TLS and from the machine itself alone."""
    if coding not in {"br", "zstd"} or not url.startswith("http://"):
        return False
    host = urlsplit(url).hostname or ""
    return host not in {"127.0.0.1", "::1", "localhost"} and not host.endswith(".localhost")


async def _send_file(file: Path, writer: asyncio.StreamWriter) -> None:
    """A large body in pieces, so that it is never held whole."""
    with file.open("rb") as opened:
        while data := opened.read(_PIECE):
            writer.write(data)
            await writer.drain()


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _any_name() -> ssl.SSLContext:
    """TLS with a certificate nobody signed, for a browser that asks for none."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "replay.invalid")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("replay.invalid")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.flush()
        context.load_cert_chain(file.name)
    return context
