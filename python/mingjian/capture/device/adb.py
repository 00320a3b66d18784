"""The phone behind an adb server: shell, files, packages, screen and clock, every fault one plain sentence.

adbutils speaks the protocol; what is ours are bounds (a dump goes to a file and is cut at a size), the exit
code of every command (shell v2, or a marker where the device is too old for it) and words for what can be
wrong: no server, no device, a device that is offline or was not allowed.
"""

from __future__ import annotations

import os
import re
import shlex
import time
from collections.abc import Callable
from pathlib import Path

import adbutils
from adbutils.errors import AdbError
from msgspec import Struct

from mingjian.artifacts.device_log.event import Device
from mingjian.artifacts.device_log.session import Clock
from mingjian.capture.device.server import SILENCE_S, Client, said, server
from mingjian.errors import ServiceError, UsageError

MOST_ANSWER = 1 << 20
"""Bytes of an answer that is kept in memory; dumps go to files."""
MOST_DUMP = 512 << 20
"""Bytes of one dump; what is beyond is cut and said."""
PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+")
_NAMING = re.compile(rb"serial|imei|meid|iccid|mac_?addr|bdaddr|btaddr|wifimac|hostname", re.IGNORECASE)
_EXIT = b"MJEXIT:"
_STATES = {
    "unauthorized": "the device has not allowed this computer: confirm the dialog on its screen",
    "authorizing": "the device is asking its user to allow this computer: confirm the dialog on its screen",
    "offline": "the device is offline: unplug it, plug it in again",
    "no": "this computer may not open the USB device (udev rules, plugdev group)",
    "bootloader": "the device is in its bootloader: start it",
    "recovery": "the device is in recovery: start it",
    "sideload": "the device waits for a sideload: start it",
}


class Ran(Struct, frozen=True, kw_only=True):
    """One command and what came of it; `code` is None where the device did not tell."""

    code: int | None
    output: bytes
    cut: bool = False

    @property
    def text(self) -> str:
        """The output as text, line ends as on Unix."""
        return self.output.decode("utf-8", "replace").replace("\r\n", "\n").strip()

    @property
    def ok(self) -> bool:
        return self.code in (0, None)


def connect(serial: str | None = None, *, now_ns: Callable[[], int] = time.time_ns) -> Phone:
    """The device with that serial, else `ANDROID_SERIAL`, else the only one there is.

    Raises:
        ServiceError: no server, no such device, or one that cannot be used yet.
        UsageError: there are several and none was named.
    """
    client = server()
    with said("the adb server", client):
        listed = client.list(extended=True)
    wanted = serial or os.environ.get("ANDROID_SERIAL")
    if wanted is None:
        if not listed:
            raise ServiceError("no device is connected (USB debugging on? cable? `adb devices`)")
        if len(listed) > 1:
            names = ", ".join(one.serial for one in listed)
            raise UsageError(f"several devices are connected, name one with --serial: {names}")
        wanted = listed[0].serial
    state = next((one.state for one in listed if one.serial == wanted), None)
    if state is None:
        raise ServiceError(f"device {wanted} is not connected")
    if state != "device":
        raise ServiceError(f"device {wanted}: {_STATES.get(state, f'its state is {state!r}')}")
    return Phone(client, wanted, now_ns=now_ns)


class Phone:
    """One device; every method raises ServiceError when it is gone."""

    def __init__(self, client: Client, serial: str, *, now_ns: Callable[[], int] = time.time_ns) -> None:
        self.serial = serial
        self._now_ns = now_ns
        self._client = client
        self._device = client.device(serial)
        self._features: frozenset[str] | None = None

    def run(self, *words: str, silence_s: float = SILENCE_S) -> Ran:
        """A command of separate words, quoted for the device's shell; the answer is cut at MOST_ANSWER."""
        return self.shell(shlex.join(words), silence_s=silence_s)

    def shell(self, line: str, *, silence_s: float = SILENCE_S) -> Ran:
        """A line for the device's shell, as it stands."""
        kept = bytearray()
        size = 0

        def keep(chunk: bytes) -> None:
            nonlocal size
            size += len(chunk)
            kept.extend(chunk[: max(0, MOST_ANSWER - len(kept))])

        code = self._stream(line, keep, silence_s)
        return Ran(code=code, output=bytes(kept), cut=size > len(kept))

    def to_file(self, line: str, path: Path, *, most: int = MOST_DUMP, silence_s: float = SILENCE_S) -> Ran:
        """A line's output into a file, which appears under its name only when all of it is there."""
        part = path.with_name(path.name + ".part")
        size = 0
        head = b""
        try:
            with part.open("wb") as out:

                def keep(chunk: bytes) -> None:
                    nonlocal size, head
                    head = head or chunk[:4096]
                    out.write(chunk[: max(0, most - size)])
                    size += len(chunk)

                code = self._stream(line, keep, silence_s)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return Ran(code=code, output=head, cut=size > most)

    def _stream(self, line: str, keep: Callable[[bytes], None], silence_s: float) -> int | None:
        with said(f"device {self.serial}", self._client):
            link = self._device.open_transport(timeout=silence_s)
            try:
                if "shell_v2" in self._known_features():
                    link.send_command(f"shell,v2,raw:{line}")
                    link.check_okay()
                    return _read_v2(link, keep)
                link.send_command(f"shell:{line}; echo {_EXIT.decode()}$?")
                link.check_okay()
                return _read_v1(link, keep)
            finally:
                link.close()

    def _known_features(self) -> frozenset[str]:
        if self._features is None:
            self._features = frozenset(self._device.get_features().split(","))
        return self._features

    def push(self, source: Path, target: str) -> None:
        """A file to the device, its size checked there."""
        with said(f"device {self.serial}", self._client):
            self._device.sync.push(source, target, 0o644, check=True)

    def pull(self, source: str, path: Path, *, most: int = MOST_DUMP) -> int:
        """A file from the device, its size in bytes; under its name only when all of it is there."""
        part = path.with_name(path.name + ".part")
        size = 0
        try:
            with said(f"device {self.serial}", self._client), part.open("wb") as out:
                for chunk in self._device.sync.iter_content(source):
                    size += len(chunk)
                    if size > most:
                        raise ServiceError(f"device {self.serial}: {source} is larger than {most} bytes")
                    out.write(chunk)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return size

    def install(self, package: Path, *, grant: bool = False) -> Ran:
        """Pushes a package and installs it over what is there; the installer's own words are the output."""
        target = f"/data/local/tmp/mingjian-{package.stat().st_size}.apk"
        self.push(package, target)
        try:
            ran = self.run("pm", "install", "-r", "-t", *(["-g"] if grant else []), target, silence_s=300)
        finally:
            self.run("rm", "-f", target)
        failed = "Failure" in ran.text or "Success" not in ran.text
        return Ran(code=1 if failed else 0, output=ran.output, cut=ran.cut)

    def described(self) -> tuple[Device, str]:
        """What the device is, and its build's fingerprint."""
        level = self._property("ro.build.version.sdk")
        width, height = self._size()
        found = re.search(r"(\d+)\s*$", self.run("wm", "density").text)
        return (
            Device(
                maker=self._property("ro.product.manufacturer"),
                model=self._property("ro.product.model"),
                android=self._property("ro.build.version.release"),
                api_level=int(level) if level.isdecimal() else None,
                zone=self._property("persist.sys.timezone"),
                width_px=width,
                height_px=height,
                density_dpi=int(found[1]) if found else None,
            ),
            self._property("ro.build.fingerprint"),
        )

    def all_properties(self) -> bytes:
        """`getprop`, without the lines that name this one device (serial numbers, addresses)."""
        lines = self.run("getprop").output.splitlines(keepends=True)
        return b"".join(line for line in lines if not _NAMING.search(line))

    def _property(self, name: str) -> str:
        return self.run("getprop", name).text[:200]

    def _size(self) -> tuple[int | None, int | None]:
        found = re.findall(r"(\d+)x(\d+)", self.run("wm", "size").text)
        return (int(found[-1][0]), int(found[-1][1])) if found else (None, None)

    def clock(self) -> Clock | None:
        """The device's clock against the host's, the best of three; None when it does not tell the time."""
        return min(
            filter(None, (self._clock() for _ in range(3))), key=lambda one: one.error_ns, default=None
        )

    def _clock(self) -> Clock | None:
        before = self._now_ns()
        told = self.run("date", "+%s.%N").text
        after = self._now_ns()
        found = re.fullmatch(r"(\d{9,11})(?:\.(\d{9}))?\D*", told)
        if found is None:
            return None
        device = int(found[1]) * 10**9 + int(found[2] or 5 * 10**8)
        coarse = 0 if found[2] else 5 * 10**8  # an old `date` knows no %N: the middle of its second
        middle = (before + after) // 2
        return Clock(host_ns=middle, offset_ns=device - middle, error_ns=(after - before) // 2 + coarse)

    def screenshot(self, path: Path) -> Ran:
        """The screen as PNG."""
        ran = self.to_file("screencap -p", path, most=64 << 20)
        with path.open("rb") as shot:
            if shot.read(8) != b"\x89PNG\r\n\x1a\n":
                path.unlink()
                return Ran(code=1, output=ran.output[:300] or b"no picture came")
        return ran

    def dump_ui(self, path: Path, *, windows: bool = False) -> Ran:
        """The view tree as uiautomator writes it; with all windows where asked and the device can."""
        target = "/sdcard/mingjian-ui.xml"
        self.run("rm", "-f", target)
        more = ["--windows"] if windows else []
        said = self.run("uiautomator", "dump", *more, target, silence_s=60)
        if "dumped to" not in said.text:
            return Ran(code=1, output=said.output or b"uiautomator said nothing")
        self.pull(target, path, most=64 << 20)
        return said

    def reboot(self, *, wait_s: float = 300, poll_s: float = 2.0) -> None:
        """Restarts the device and waits until it has booted.

        Raises:
            ServiceError: it did not come back in `wait_s` seconds.
        """
        started = time.monotonic()
        with said(f"device {self.serial}", self._client):
            link = self._device.open_transport()
            try:
                link.send_command("reboot:")
                link.check_okay()
                link.read_until_close()
            finally:
                link.close()
        while time.monotonic() < started + wait_s:
            time.sleep(poll_s)
            try:
                # it may answer for a while before it goes down
                fresh = self._uptime_s() < time.monotonic() - started + 1
                if fresh and self._property("sys.boot_completed") == "1":
                    return
            except ServiceError:
                continue  # it is away while it restarts
        raise ServiceError(f"device {self.serial} did not come back within {wait_s:g} s of the reboot")

    def _uptime_s(self) -> float:
        found = re.match(r"[\d.]+", self.run("cat", "/proc/uptime").text)
        return float(found[0]) if found else 0.0

    def packages(self) -> frozenset[str]:
        """Names of what is installed."""
        lines = self.run("pm", "list", "packages").text.splitlines()
        return frozenset(
            line.removeprefix("package:").strip() for line in lines if line.startswith("package:")
        )


def _read_v2(link: adbutils.AdbConnection, keep: Callable[[bytes], None]) -> int:
    """Packets of the shell protocol: id, little-endian length, data (AOSP adb/shell_protocol.h)."""
    while True:
        head = link.read_exact(5)
        kind, left = head[0], int.from_bytes(head[1:5], "little")
        if kind == 3:
            code = link.read_exact(left)
            return code[0] if code else 255
        if kind not in (0, 1, 2, 4, 5):
            raise AdbError(f"a packet of unknown kind {kind}")
        while left > 0:
            chunk = link.read_exact(min(left, 1 << 16))
            left -= len(chunk)
            if kind in (1, 2):
                keep(chunk)


def _read_v1(link: adbutils.AdbConnection, keep: Callable[[bytes], None]) -> int:
    """Plain bytes until the end; the last line is our marker with the exit code."""
    tail = b""
    while chunk := link.recv(1 << 16):
        tail += chunk
        keep(tail[:-64])
        tail = tail[-64:]
    body, marker, code = tail.rpartition(_EXIT)
    number = code.strip()
    if not marker or not number.isdigit():
        raise AdbError("the connection was dropped before the command ended")
    keep(body)
    return int(number)
