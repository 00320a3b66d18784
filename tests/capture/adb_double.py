"""An adb server in the tests' own process: the host protocol spoken on a socket, a replayed phone behind it.

What is real is everything above the socket (adbutils, the recorder, the command); what is replayed is the
phone (`phone.py`). Faults are those of cables and servers: offline, unauthorized, a connection that drops in
the middle, slow output, garbage.

Source: AOSP packages/modules/adb (OVERVIEW, SERVICES, SYNC, shell_protocol.h).
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from tests.capture.phone import FakePhone

_MISSING = "device '{}' not found"
_UNAUTHORIZED = (
    "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\n"
    "Try 'adb kill-server' if that seems wrong.\nOtherwise check for a confirmation dialog on your device."
)


@dataclass
class Fault:
    """Something that goes wrong `times` times, on commands that contain `on`."""

    on: str
    what: Literal["drop", "offline", "slow", "garbage", "gone"]
    after: int = 0
    """Bytes of output before a connection drops."""
    times: int = 1


@dataclass
class AdbDouble:
    """`with AdbDouble(phone) as double:` listens on a port of its own, `double.port`."""

    phone: FakePhone
    state: str = "device"
    features: str = "shell_v2,cmd,fixed_push_mkdir"
    version: int = 41
    faults: list[Fault] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """Every service a device was asked for, in order."""
    before: Callable[[str], None] = lambda _: None

    def __enter__(self) -> AdbDouble:
        double = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    _Talk(double, self.request).serve()
                except (ConnectionError, EOFError):
                    return

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fault(self, command: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.on in command:
                fault.times -= 1
                return fault
        return None


class _Talk:
    """One connection."""

    def __init__(self, double: AdbDouble, link: Any) -> None:
        self.double = double
        self.link = cast(socket.socket, link)

    def serve(self) -> None:
        while True:
            head = self._read(4, eof=True)
            if not head:
                return
            service = self._read(int(head, 16)).decode()
            if not self._answer(service):
                return

    def _read(self, count: int, *, eof: bool = False) -> bytes:
        data = b""
        while len(data) < count:
            chunk = self.link.recv(count - len(data))
            if not chunk:
                if eof and not data:
                    return b""
                raise EOFError
            data += chunk
        return data

    def _okay(self, text: str | None = None) -> bool:
        self.link.sendall(b"OKAY" + (b"" if text is None else f"{len(text.encode()):04x}{text}".encode()))
        return False

    def _fail(self, text: str) -> bool:
        self.link.sendall(b"FAIL" + f"{len(text):04x}{text}".encode())
        return False

    def _answer(self, service: str) -> bool:
        """Answers one service; whether the connection stays open for another."""
        double, serial = self.double, self.double.phone.serial
        if fault := double.fault(service) if service.startswith("host") else None:
            if fault.what == "garbage":
                self.link.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return False
            if fault.what == "drop":
                return False
        if service == "host:version":
            return self._okay(f"{double.version:04x}")
        if service in ("host:devices", "host:devices-l"):
            there = double.state != "absent"
            more = f" product:{serial} model:MJ_1 device:mj transport_id:1" if service.endswith("-l") else ""
            return self._okay(f"{serial:<22} {double.state}{more}\n" if there else "")
        name = {
            f"host:tport:serial:{serial}": True,
            "host:tport:any": True,
            f"host:transport:{serial}": False,
        }.get(service)
        if name is not None:
            if not self._usable(service):
                return False
            self.link.sendall(b"OKAY" + (struct.pack("<Q", 1) if name else b""))
            return True
        if service.startswith("host:t"):
            return self._fail(_MISSING.format(service.rpartition(":")[2]))
        if service.startswith("host-serial:") and not service.startswith(f"host-serial:{serial}:"):
            return self._fail(_MISSING.format(service.split(":")[1]))
        if service.startswith("host-serial:") or service == "host:features":
            if not self._usable(service):
                return False
            wanted = service.rpartition(":")[2]
            told = {"features": double.features, "get-state": double.state, "get-serialno": serial}.get(
                wanted
            )
            return self._fail("unknown host service") if told is None else self._okay(told)
        return self._fail("unknown host service") if service.startswith("host:") else self._device(service)

    def _usable(self, service: str) -> bool:
        """False, and a refusal sent, where the device is not there or not allowed."""
        del service
        double = self.double
        if double.state == "absent" or double.phone.away():
            self._fail(_MISSING.format(double.phone.serial))
        elif double.state == "offline":
            self._fail("device offline")
        elif double.state == "unauthorized":
            self._fail(_UNAUTHORIZED)
        else:
            return True
        return False

    def _device(self, service: str) -> bool:
        double = self.double
        double.commands.append(service)
        double.before(service)
        if service == "sync:":
            self._okay()
            self._sync()
            return False
        if service.startswith("reboot:"):
            self._okay()
            double.phone.restart()
            return False
        kind, _, line = service.partition(":")
        if kind.split(",")[0] not in ("shell", "exec"):
            return self._fail("closed")
        self._okay()
        if "v2" in kind.split(","):
            self._shell_v2(line)
        else:
            self._shell_v1(line)
        return False

    def _shell_v1(self, line: str) -> None:
        body, mark, _ = line.rpartition("; echo ")
        code, output = self.double.phone.run(body or line)
        if mark:
            output += line.rpartition("; echo ")[2].replace("$?", str(code)).encode() + b"\n"
        self._send(line, output, lambda chunk: chunk)

    def _shell_v2(self, line: str) -> None:
        code, output = self.double.phone.run(line)
        if self._send(line, output, lambda chunk: struct.pack("<BI", 1, len(chunk)) + chunk):
            self.link.sendall(struct.pack("<BI", 3, 1) + bytes([code]))

    def _send(self, line: str, output: bytes, packed: Callable[[bytes], bytes]) -> bool:
        """Sends what a command printed; False where a fault cut it."""
        fault = self.double.fault(line)
        if fault is None:
            for at in range(0, len(output), 4096):
                self.link.sendall(packed(output[at : at + 4096]))
            return True
        if fault.what == "slow":
            for at in range(0, len(output), max(1, len(output) // 5)):
                self.link.sendall(packed(output[at : at + max(1, len(output) // 5)]))
                time.sleep(0.02)
            return True
        if fault.what == "garbage":
            self.link.sendall(b"\x99\xff\xff\xff\x7f" + b"\0garbage" * 4)
            return False
        if fault.after:
            self.link.sendall(packed(output[: fault.after]))
        if fault.what in ("gone", "offline"):
            self.double.state = "absent" if fault.what == "gone" else "offline"
        return False

    def _sync(self) -> None:
        files = self.double.phone.files
        while True:
            head = self._read(8, eof=True)
            if not head:
                return
            name, size = head[:4], struct.unpack("<I", head[4:])[0]
            path = self._read(size).decode()
            if name == b"STAT":
                data = files.get(path)
                told = (0, 0, 0) if data is None else (0o100644, len(data), 1_700_000_000)
                self.link.sendall(b"STAT" + struct.pack("<III", *told))
            elif name == b"RECV":
                self._receive(path, files.get(path))
            elif name == b"SEND":
                self._keep(path.rpartition(",")[0])
            else:
                return

    def _receive(self, path: str, data: bytes | None) -> None:
        if data is None:
            words = f"remote object '{path}' does not exist".encode()
            self.link.sendall(b"FAIL" + struct.pack("<I", len(words)) + words)
            return
        for at in range(0, len(data), 1 << 16):
            chunk = data[at : at + (1 << 16)]
            self.link.sendall(b"DATA" + struct.pack("<I", len(chunk)) + chunk)
        self.link.sendall(b"DONE" + struct.pack("<I", 0))

    def _keep(self, path: str) -> None:
        data = b""
        while True:
            name, size = struct.unpack("<4sI", self._read(8))
            if name == b"DONE":
                break
            data += self._read(size)
        self.double.phone.files[path] = data
        self.link.sendall(b"OKAY" + struct.pack("<I", 0))
