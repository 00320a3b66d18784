"""The way out of the browser: a proxy on loopback that connects to public addresses only.

Each request and each tunnel passes here, redirects, sockets and workers included. The name is resolved by
the proxy, every address it has is checked, and the connection goes to one of those very addresses, so that a
name that changes its mind leads nowhere. What was asked for and not done is kept in `refused`. Nothing is
decrypted: of HTTPS only names and amounts are known.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Collection
from types import TracebackType
from typing import Literal, Protocol, Self
from urllib.parse import urlsplit

from msgspec import Struct

from mingjian.addresses import allowed, canonical_host, is_public, is_web_port
from mingjian.artifacts.page_visit import Refused

Code = Literal["private", "port", "unknown_name", "malformed", "caps", "unreachable"]
_CHUNK = 64 << 10
_MOST_HEAD = 64 << 10
_HOP_BY_HOP = frozenset(
    {"connection", "proxy-connection", "proxy-authorization", "proxy-authenticate", "keep-alive", "te"}
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Resolver(Protocol):
    """What knows the addresses of a name."""

    async def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of `host`; raises OSError when it has none."""
        ...


class Caps(Struct, frozen=True, kw_only=True):
    """How much one visit may take."""

    bytes_both_ways: int = 400 << 20
    connections: int = 4_000
    at_once: int = 128
    connect_s: float = 10.0
    idle_s: float = 60.0
    addresses: int = 3
    """Of one name that are tried, one after another."""


class _Stop(Exception):  # noqa: N818 - it ends one connection, and nobody above hears of it
    def __init__(self, code: Code, host: str = "", port: int = 0) -> None:
        self.code: Code = code
        self.host, self.port = host, port
        super().__init__(code)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the machine resolves it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


class Proxy:
    """One proxy, from `async with Proxy() as proxy` to its end; `address` is what a browser is told."""

    def __init__(
        self, *, allow: Collection[str] = (), caps: Caps | None = None, resolver: Resolver = resolve
    ) -> None:
        self._allow, self._caps, self._resolve = tuple(allow), caps or Caps(), resolver
        self._told: Counter[tuple[str, int, Code]] = Counter()
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.sent_bytes = 0
        self.received_bytes = 0
        self.connections = 0

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
            raise RuntimeError("the proxy has not been started")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Connections that were not made, by place and reason, in that order."""
        return tuple(
            Refused(host=host, port=port, code=code, count=count)
            for (host, port, code), count in sorted(self._told.items())
        )

    @property
    def full(self) -> bool:
        """The bytes or connections of the visit are used up."""
        return (
            self.sent_bytes + self.received_bytes >= self._caps.bytes_both_ways
            or self.connections > self._caps.connections
        )

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
        try:
            await self._serve(reader, writer)
        except _Stop as stop:
            self._told[stop.host[:253], stop.port, stop.code] += 1
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        except asyncio.CancelledError:
            pass  # the visit is over; nobody waits for this task
        finally:
            if task is not None:
                self._open.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self._caps.idle_s):
            head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        words = line.decode("latin-1").split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise _Stop("malformed")
        method, target = words[0], words[1]
        tunnel = method == "CONNECT"
        host, port, path = _authority(target) if tunnel else _absolute(method, target)
        try:
            out = await self._connect(host, port)
        except _Stop:
            if (
                tunnel
            ):  # of an absolute address nothing is answered: no page must be mistaken for the server's
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
            raise
        there_reader, there_writer = out
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await writer.drain()
            else:
                there_writer.write(_forward(method, path, rest))
                await there_writer.drain()
            await self._relay((reader, writer), (there_reader, there_writer))
        finally:
            there_writer.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to a checked address of `host`."""
        self.connections += 1
        if self.full or len(self._open) > self._caps.at_once:
            raise _Stop("caps", host, port)
        for address in (await self._checked(host, port))[: self._caps.addresses]:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(self._caps.connect_s):
                    return await asyncio.open_connection(address, port)
        raise _Stop("unreachable", host, port)

    async def _checked(self, host: str, port: int) -> list[str]:
        """The addresses of a name, all of them public or the name allowed."""
        if not 0 < port <= 65535:
            raise _Stop("malformed", host, port)
        try:
            host = canonical_host(host)
        except ValueError:
            raise _Stop("malformed", host, port) from None
        free = allowed(host, port, self._allow)
        if not free and not is_web_port(port):
            raise _Stop("port", host, port)
        try:
            async with asyncio.timeout(self._caps.connect_s):
                found = [host] if _literal(host) else await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError):
            raise _Stop("unknown_name", host, port) from None
        if not found:
            raise _Stop("unknown_name", host, port)
        if not free and not all(is_public(address) for address in found):
            raise _Stop("private", host, port)
        return found

    async def _relay(
        self,
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        """Both ways, until both are done or the visit's bytes are used up."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass(here[0], there[1], sent=True))
            both.create_task(self._pass(there[0], here[1], sent=False))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, sent: bool) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            while not self.full:
                async with asyncio.timeout(self._caps.idle_s):
                    data = await reader.read(_CHUNK)
                    if not data:
                        break
                    writer.write(data)
                    await writer.drain()
                if sent:
                    self.sent_bytes += len(data)
                else:
                    self.received_bytes += len(data)
        with contextlib.suppress(OSError):
            if self.full or not sent or not writer.can_write_eof():
                writer.close()
            else:
                writer.write_eof()


def _literal(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return False
    return True


def _authority(target: str) -> tuple[str, int, str]:
    host, colon, port = target.rpartition(":")
    if not colon or not (port.isascii() and port.isdecimal()) or len(port) > 5:
        raise _Stop("malformed", target[:253])
    return host, int(port), ""


def _absolute(method: str, target: str) -> tuple[str, int, str]:
    """Host, port and what stands after them in an absolute address."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", 80 if parts.port is None else parts.port
    except ValueError:
        raise _Stop("malformed", target[:253]) from None
    if method not in _METHODS or parts.scheme != "http" or not host or parts.username is not None:
        raise _Stop("malformed", host[:253])
    path = target.partition("://")[2]
    start = min((at for at in (path.find("/"), path.find("?")) if at >= 0), default=len(path))
    path = path[start:]
    return host, port, path if path.startswith("/") else f"/{path}"


def _forward(method: str, path: str, rest: bytes) -> bytes:
    """The head of a request for the server itself; the connection ends with its answer."""
    lines = [f"{method} {path} HTTP/1.1".encode("latin-1")]
    for line in rest.split(b"\r\n"):
        name = line.partition(b":")[0].strip().lower().decode("latin-1")
        if name and name not in _HOP_BY_HOP:
            lines.append(line)
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])
