"""`mingjian up` as a real process on a free port, to be asked and to be killed: for drills and tests."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg

from mingjian.platform.runtime.embedded import address_of

SECONDS = 300.0
"""The longest anything may take on a machine that does much else; nothing waits that long by itself."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(what: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """The first true answer of `what`, asked again and again."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of ours that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "mingjian", *arguments], check=False, capture_output=True, text=True,
        timeout=SECONDS, env={**os.environ, **environment},
    )  # fmt: skip


class Platform:
    """A running `mingjian up`."""

    def __init__(self, data: Path, *, port: int | None = None, **environment: str) -> None:
        self.data = data
        self.port = port or free_port()
        self.log = data.with_name(f"{data.name}-up.log")
        self._environment = {**os.environ, "MINGJIAN_LOG_LEVEL": "info", **environment}
        self._out = data.with_name(f"{data.name}-up.out")
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log, self._out.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "mingjian", "up", "--data", str(self.data), "--port", str(self.port)],
                stdout=out, stderr=log, env=self._environment,
            )  # fmt: skip

    @property
    def said(self) -> str:
        """What it told the person at the terminal."""
        return self._out.read_text("utf-8")

    def ready(self) -> Platform:
        def told() -> bool:
            assert self.process.poll() is None, self.log.read_text("utf-8")[-3000:]
            return "Ctrl-C" in self.said

        until(told)
        return self

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)

    def again(self) -> Platform:
        self.process = self._start()
        return self.ready()

    def client(self) -> httpx.Client:
        """Asks as the machine does, by `DIR/admin-token`; a web process that is away is asked again."""
        token = (self.data / "admin-token").read_text().strip()
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False,
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    def pids(self, kind: str) -> list[int]:
        """Processes of ours: `web`, `worker` or `postgres`."""
        word = {"web": "runtime.web", "worker": "runtime.worker", "postgres": str(self.data / "postgres")}[
            kind
        ]
        return [pid for pid, parent, line in _processes() if parent == self.process.pid and word in line]

    def kill(self, kind: str) -> None:
        """kill -9, as soon as there is one."""
        pid = until(lambda: self.pids(kind))[0]
        os.kill(pid, signal.SIGKILL)
        until(lambda: pid not in self.pids(kind))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the platform's database gives, every organisation's rows among it."""
        url = self._environment.get("MINGJIAN_DATABASE_URL") or address_of(self.data / "postgres")
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("SELECT set_config('mingjian.scope', 'system', false)")
            cursor = link.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def records(self) -> list[dict[str, Any]]:
        """Its log lines; each must be JSON."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line]


def _processes() -> Iterator[tuple[int, int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                stat = folder.joinpath("stat").read_text("utf-8", "replace")
            except OSError:
                continue
            state, parent = re.sub(r"^.*\) ", "", stat).split(" ")[:2]
            if state != "Z":
                yield int(folder.name), int(parent), line


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[Platform]:
    """A platform that is ready, and gone afterwards."""
    platform = Platform(data, **environment)
    try:
        yield platform.ready()
    finally:
        platform.stop()
