"""The double is held against Debian's own adb: its client against our server, both servers' words."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.capture.adb_double import AdbDouble
from tests.capture.phone import FakePhone

RECORDING = Path(__file__).parent / "recordings" / "reader"


@pytest.fixture
def double() -> Iterator[AdbDouble]:
    if shutil.which("adb") is None:
        if os.environ.get("CI"):
            pytest.fail("no adb (Debian: apt install adb)")
        pytest.skip("no adb (Debian: apt install adb)")
    with AdbDouble(FakePhone(RECORDING, time.time_ns)) as started:
        yield started


def adb(double: AdbDouble, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = ["adb", "-P", str(double.port), *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith("A")}
    return subprocess.run(command, capture_output=True, timeout=60, check=False, env=env)


def test_the_real_client_lists_and_runs(double: AdbDouble) -> None:
    assert b"MJ0001                 device product:MJ0001" in adb(double, "devices", "-l").stdout
    asked = adb(double, "-s", "MJ0001", "shell", "getprop", "ro.product.model")
    assert (asked.returncode, asked.stdout) == (0, b"QH-14\n")
    assert adb(double, "shell", "nonsense").returncode == 127
    assert adb(double, "shell", "dumpsys", "appops").stdout == (RECORDING / "appops.txt").read_bytes()


def test_the_real_client_pushes_and_pulls(double: AdbDouble, tmp_path: Path) -> None:
    source, back = tmp_path / "a.bin", tmp_path / "b.bin"
    source.write_bytes(os.urandom(200_000))
    pushed = adb(double, "push", str(source), "/data/local/tmp/a.bin")
    assert (pushed.returncode, pushed.stderr) == (0, b"")
    assert double.phone.files["/data/local/tmp/a.bin"] == source.read_bytes()
    assert adb(double, "pull", "/data/local/tmp/a.bin", str(back)).returncode == 0
    assert back.read_bytes() == source.read_bytes()


@pytest.mark.parametrize(
    ("state", "words"), [("unauthorized", b"unauthorized"), ("offline", b"offline"), ("absent", b"not found")]
)
def test_the_real_client_understands_refusals(double: AdbDouble, state: str, words: bytes) -> None:
    double.state = state
    asked = adb(double, "-s", "MJ0001", "shell", "ls")
    assert asked.returncode == 1
    assert words in asked.stderr


def test_the_real_server_says_the_same(double: AdbDouble) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    started = subprocess.Popen(
        ["adb", "-P", str(port), "nodaemon", "server"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        double.state = "absent"
        for service in (
            "host:version",
            "host:devices-l",
            "host:tport:serial:NONE",
            "host:transport:NONE",
            "host-serial:NONE:features",
            "host:nonsense",
        ):
            assert said(double.port, service) == said(port, service), service
    finally:
        started.terminate()
        started.wait(timeout=30)


def said(port: int, service: str) -> bytes:
    """Everything a server answers to one service, which may take a moment to listen."""
    for _ in range(100):
        try:
            link = socket.create_connection(("127.0.0.1", port), timeout=10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    else:
        pytest.fail("the adb server did not come up")
    with link:
        link.sendall(f"{len(service):04x}{service}".encode())
        link.settimeout(10)
        answer = b""
        while len(answer) < 8 or len(answer) < 8 + int(answer[4:8], 16):
            chunk = link.recv(4096)
            if not chunk:
                break
            answer += chunk
        return answer
