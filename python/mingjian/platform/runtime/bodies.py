"""Bodies that go from the connection to where they are wanted, past the parser.

uvicorn copies what it reads into h11, out of it, into a body and out of that: five times each byte of a
package. Here an application asks for what is still to come of a body of known length, and then the system
writes it where the application says, until the last byte; then h11 goes on as if it had read it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from mingjian.platform.runtime.answering import Receive, Send

BODY = "mingjian.body"
"""The extension of the scope by which a request's `Body` is found."""
_KEPT = (b"host", b"connection")
"""Heads that decide how h11 goes on after a body."""


class Sink(Protocol):
    """Where a body goes."""

    def room(self) -> memoryview:
        """Where the next bytes may be written, at least one."""
        ...

    def came(self, count: int, /) -> None:
        """So many were."""

    def feed(self, piece: bytes, /) -> None:
        """These came by another way."""


Into = Callable[[Sink], Awaitable[bool]]
"""`Body.into` with the patience of who stands between."""


class Body:
    """What is still to come of a request's body."""

    def __init__(self, line: Line, length: int) -> None:
        self._line = line
        self._length = length

    async def into(self, sink: Sink, seen: int, patience_s: float) -> bool:
        """All after the `seen` bytes the application received; False: the sender hung up, or paused so long.

        Raises what the sink raises; then, and where it is False, the connection is of no more use.
        """
        line = self._line
        cycle = line.cycle
        parsed, cycle.body = bytes(cycle.body), bytearray()
        sink.feed(parsed)
        left = self._length - seen - len(parsed)
        if left and (cycle.disconnected or not await _Direct(line, sink, left).read(patience_s)):
            return False
        line.go_on()
        return True


class Line(H11Protocol):
    """uvicorn's protocol, which offers `BODY` with each request whose length is told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inner = self.app
        self.app = cast("Any", self._offering)

    async def _offering(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        heads = dict(scope["headers"])
        # Of a body in chunks the length told is none: h11 reads it by its chunks.
        if b"content-length" in heads and b"transfer-encoding" not in heads:
            body = Body(self, int(heads[b"content-length"]))
            scope["extensions"] = {**scope.get("extensions", {}), BODY: body}
        await self._inner(cast("Any", scope), cast("Any", receive), cast("Any", send))

    def go_on(self) -> None:
        """The body came by another way: another h11 follows, to which the same request had none."""
        version, heads = self.scope["http_version"].encode(), self.scope["headers"]
        kept = [name + b": " + value + b"\r\n" for name, value in heads if name in _KEPT]
        self.conn = h11.Connection(h11.SERVER)
        self.conn.receive_data(b"POST / HTTP/%b\r\n%bcontent-length: 0\r\n\r\n" % (version, b"".join(kept)))
        self.conn.next_event()  # its head
        self.conn.next_event()  # its end
        self.cycle.conn = self.conn
        self.cycle.more_body = False
        self.cycle.message_event.clear()
        self.flow.resume_reading()


class _Direct(asyncio.BufferedProtocol):
    """Stands in for a line while a body comes."""

    def __init__(self, line: Line, sink: Sink, left: int) -> None:
        self._line = line
        self._sink = sink
        self._left = left
        self._loop = line.loop
        self._ended: asyncio.Future[bool] = line.loop.create_future()
        self._heard_s = line.loop.time()
        self._watch: asyncio.TimerHandle | None = None

    async def read(self, patience_s: float) -> bool:
        """Whether all came. Raises what the sink raises."""
        self._look(patience_s)
        self._line.transport.set_protocol(self)
        self._line.flow.resume_reading()
        try:
            return await self._ended
        finally:
            if self._watch is not None:
                self._watch.cancel()
            if self._left:  # nothing more of it is wanted
                self._line.flow.pause_reading()
            self._line.transport.set_protocol(self._line)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's form
        """Never past the body: what follows is the next request."""
        return self._sink.room()[: self._left]

    def buffer_updated(self, nbytes: int) -> None:
        """So much came."""
        self._left -= nbytes
        self._heard_s = self._loop.time()
        try:
            self._sink.came(nbytes)
        except Exception as error:  # noqa: BLE001 - who waits for the body has it
            self._line.flow.pause_reading()
            self._end(error)
        if not self._left:
            self._line.flow.pause_reading()  # until `read` gave the connection back
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The sender hung up."""
        self._line.connection_lost(exc)
        self._end(None)

    def pause_writing(self) -> None:
        """As the line does."""
        self._line.pause_writing()

    def resume_writing(self) -> None:
        """As the line does."""
        self._line.resume_writing()

    def _look(self, patience_s: float) -> None:
        if self._loop.time() - self._heard_s >= patience_s:
            self._end(None)
        else:
            self._watch = self._loop.call_later(patience_s, self._look, patience_s)

    def _end(self, error: Exception | None) -> None:
        if self._ended.done():
            return
        if error is not None:
            self._ended.set_exception(error)
        else:
            self._ended.set_result(not self._left)
