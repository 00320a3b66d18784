"""Keeps processes alive: starts them, starts again what dies, stops all cleanly; with us they die too."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from mingjian.errors import ServiceError
from mingjian.platform.runtime import bound, metrics
from mingjian.platform.runtime.embedded import Embedded

QUICK_SECONDS = 5.0
"""A life shorter than this counts towards giving up."""
MOST_QUICK = 6
_LONGEST_PAUSE_S = 10.0
_STOP_SECONDS = 15.0
_log = logging.getLogger(__name__)


class Child:
    """One process of ours: a module run by this interpreter."""

    def __init__(
        self,
        name: str,
        module: str,
        *arguments: str,
        environment: dict[str, str],
        descriptors: Sequence[int] = (),
        once: bool = False,
    ) -> None:
        """With `once` it is not started again when it ends."""
        self.name = name
        self.once = once
        self._program = [sys.executable, "-m", module, *arguments]
        self._environment = environment
        self._descriptors = descriptors
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._quick = 0
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        """Its process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Starts it; it dies by SIGKILL when we die."""
        self._since = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            bound.command(self._program, when_parent_dies=signal.SIGKILL),
            env=self._environment,
            pass_fds=self._descriptors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for us to pass on
        )

    def look(self) -> None:
        """Starts it again when it died, after a pause that grows with each quick death.

        Raises:
            ServiceError: it died too quickly too often.
        """
        if self._process is None:
            if not self.once and time.monotonic() >= self._again_at:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        metrics.forget(self._process.pid)
        self._process = None
        if self.once:
            if code:
                _log.error("%s ended with %s", self.name, how(code))
            return
        lived = time.monotonic() - self._since
        self._quick = self._quick + 1 if lived < QUICK_SECONDS else 0
        if self._quick >= MOST_QUICK:
            raise ServiceError(
                f"{self.name} ended {MOST_QUICK} times within {QUICK_SECONDS:.0f} s of its start, last with "
                f"{how(code)}; its own words are above"
            )
        pause = min(_LONGEST_PAUSE_S, 0.1 * 2**self._quick) if self._quick else 0.0
        _log.warning("%s ended with %s; it starts again", self.name, how(code))
        self._again_at = time.monotonic() + pause

    def ask(self, signal_: signal.Signals) -> None:
        """Sends a signal to it, when it runs."""
        if self.pid is not None and self._process is not None:
            self._process.send_signal(signal_)

    def wait(self, seconds: float) -> None:
        """Waits for its end, then ends it."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Supervisor:
    """The processes of one `mingjian up`."""

    def __init__(self, children: list[Child], database: Embedded | None) -> None:
        self.children = children
        self._database = database
        self._wake = threading.Event()
        self._asked = False
        self._deaths: list[float] = []

    def listen(self) -> None:
        """From now on SIGINT and SIGTERM ask for a clean stop."""
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._stop)
        signal.signal(signal.SIGCHLD, self._child)

    def run(self, ready: Callable[[], bool], announce: Callable[[], None], *, once: bool) -> None:
        """Watches until asked to stop; calls `announce` when `ready` says so.

        With `once` it then waits only for the children that end by themselves.

        Raises:
            ServiceError: something dies again and again.
        """
        told = False
        while not self._asked:
            self._look()
            if not told and ready():
                told = True
                announce()
            if told and once and not any(child.once and child.pid for child in self.children):
                return
            self._wake.wait(1.0 if told else 0.05)
            self._wake.clear()

    def stop(self) -> None:
        """Web and worker first, so that they end what they do; the database last."""
        for child in self.children:
            child.ask(signal.SIGTERM)
        until = time.monotonic() + _STOP_SECONDS
        for child in self.children:
            child.wait(until - time.monotonic())
        if self._database:
            self._database.stop()

    def _look(self) -> None:
        if self._database and self._database.pid is None:
            now = time.monotonic()
            self._deaths = [at for at in self._deaths if now - at < QUICK_SECONDS * MOST_QUICK] + [now]
            if len(self._deaths) > MOST_QUICK:
                raise ServiceError(f"the database ended {MOST_QUICK} times; see {self._database.log}")
            _log.warning("the database ended; it starts again")
            self._database.start()
        for child in self.children:
            child.look()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        self._wake.set()

    def _child(self, _number: int, _frame: FrameType | None) -> None:
        self._wake.set()


def how(code: int) -> str:
    """An exit code in words: `exit code 5`, `signal SIGKILL`."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def fresh_metrics(folder: Path) -> str:
    """An empty folder for what processes count, for PROMETHEUS_MULTIPROC_DIR."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return os.fspath(folder)
