"""The adb server: where it is, started where none runs, and every fault of it as one plain sentence."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

import adbutils
from adbutils.errors import AdbError

from mingjian.errors import ServiceError, UsageError

DEFAULT_PORT = 5037
SILENCE_S = 120.0
"""Seconds without a byte after which a command is given up."""


class Client(adbutils.AdbClient):  # type: ignore[misc] # adbutils ships no types
    """adbutils' client without its habits of starting the server it carries along and of leaving connections
    open when the server says no."""

    def make_connection(self, timeout: float | None = None) -> adbutils.AdbConnection:
        if not listening(self.host, self.port):
            raise AdbError(f"the adb server at {self.host}:{self.port} is gone")
        link = super().make_connection(timeout)
        self.opened = [*getattr(self, "opened", ()), link]
        return link

    def tidy(self) -> None:
        """Closes what is still open; nothing of ours outlives the call it was made for."""
        for link in getattr(self, "opened", ()):
            link.close()
        self.opened = []


def address() -> tuple[str, int]:
    """Where the adb server is: `ANDROID_ADB_SERVER_ADDRESS` (or `_HOST`), `_PORT`, else 127.0.0.1:5037.

    Raises:
        UsageError: the port is not one.
    """
    host = os.environ.get("ANDROID_ADB_SERVER_ADDRESS") or os.environ.get("ANDROID_ADB_SERVER_HOST")
    port = os.environ.get("ANDROID_ADB_SERVER_PORT", str(DEFAULT_PORT))
    if not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise UsageError(f"ANDROID_ADB_SERVER_PORT is no port: {port!r}")
    return host or "127.0.0.1", int(port)


def listening(host: str, port: int) -> bool:
    """Whether something answers at the address."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def server() -> Client:
    """The adb server; started with the system's `adb` where none runs on this machine.

    Raises:
        ServiceError: none runs and none could be started.
    """
    host, port = address()
    if not listening(host, port):
        _start(host, port)
    return Client(host, port, socket_timeout=SILENCE_S)


def _start(host: str, port: int) -> None:
    where = f"{host}:{port}"
    program = shutil.which("adb")
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise ServiceError(
            f"no adb server answers at {where}; start one there: adb -a -P {port} nodaemon server"
        )
    if program is None:
        raise ServiceError(
            f"no adb server answers at {where} and there is no `adb` here (Debian: apt install adb)"
        )
    done = subprocess.run(  # noqa: S603 - the program found on PATH, with fixed words
        [program, "-P", str(port), "start-server"], capture_output=True, timeout=30, check=False
    )
    if done.returncode != 0 or not listening(host, port):
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()[:200]
        raise ServiceError(f"`adb start-server` brought no server up at {where}: {said}")


@contextmanager
def said(whose: str, client: Client) -> Generator[None]:
    """Turns what adbutils and sockets raise into one sentence.

    Raises:
        ServiceError: always in place of those.
    """
    try:
        yield
    except (AdbError, EOFError) as error:
        words = " ".join(str(part) for part in error.args) or type(error).__name__
        raise ServiceError(f"{whose}: {words[:300]}") from None
    except (OSError, ValueError, AssertionError) as error:
        # adbutils reads lengths with int(…, 16) and struct: garbage shows as these
        raise ServiceError(f"{whose}: the answer was not adb's ({str(error)[:200]})") from None
    finally:
        client.tidy()
