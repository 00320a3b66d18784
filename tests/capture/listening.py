"""What the tests of the way out share: the vectors, a listener that counts, a resolver told what to say."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

VECTORS = Path(__file__).with_name("ssrf_vectors.jsonl")
PUBLIC = "93.184.216.34"


class Vector(Struct, frozen=True):
    """A host as a page may write it; `dns`: what its name answers, None where no name is asked."""

    host: str
    dns: tuple[str, ...] | None
    way: str


def vectors() -> list[Vector]:
    """All of them, in the order of the file."""
    return [msgspec.json.decode(line, type=Vector) for line in VECTORS.read_bytes().splitlines()]


class Names:
    """A resolver that knows the names it was given, and counts how often each was asked."""

    def __init__(self, known: dict[str, list[list[str]]]) -> None:
        self._known = known
        self.asked: dict[str, int] = {}

    async def __call__(self, host: str, _port: int) -> list[str]:
        """The next answer for `host`; the last stays."""
        answers = self._known.get(host)
        if answers is None:
            raise OSError("no such name")
        nth = self.asked.get(host, 0)
        self.asked[host] = nth + 1
        return answers[min(nth, len(answers) - 1)]


class Listener:
    """A port on loopback, both families where there are two, TCP and UDP, that counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        self.port = 0


@contextmanager
def listener() -> Iterator[Listener]:
    """Counts every connection and every datagram to one loopback port until the block ends."""
    told, stop = Listener(), threading.Event()
    tcp = socket.create_server(("127.0.0.1", 0))
    told.port = tcp.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", told.port))
    sockets = [tcp, udp]
    for one in sockets:
        one.settimeout(0.05)

    def count(one: socket.socket) -> None:
        while not stop.is_set():
            try:
                if one is tcp:
                    one.accept()[0].close()
                else:
                    one.recvfrom(2048)
                told.came += 1
            except TimeoutError:
                continue
            except OSError:
                return

    threads = [threading.Thread(target=count, args=(one,), daemon=True) for one in sockets]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for one in sockets:
            one.close()


async def ask(address: str, request: bytes) -> bytes:
    """What a proxy at `http://127.0.0.1:PORT` answers to these bytes, until it ends or 64 KiB."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    try:
        writer.write(request)
        await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read(65536)
    except ConnectionError:
        return b""
    finally:
        writer.close()
