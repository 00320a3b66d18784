"""One running host: its process, started behind what walls there are, and the line to it.

It ends once, and whoever waits then hears `host_lost`; `client` starts the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from mingjian.errors import ServiceError
from mingjian.platform.scans.host import walls
from mingjian.platform.scans.host.folders import Home
from mingjian.platform.scans.host.messages import (
    MOST_LINE_BYTES,
    Answer,
    Cancel,
    Ended,
    Ready,
    Said,
    Stage,
    Start,
    Task,
    Walls,
    line,
    to_client,
)

OnStage = Callable[[Stage], None]
READY_S = 60.0
"""Longest the host may take to load."""
GRACE_S = 10.0
"""How much later than the host's own clock the client gives up on it."""
LOST = Ended("", Answer(outcome="crashed", code="host_lost"), again=True)
_log = logging.getLogger(__name__)


class _Waiting:
    """A task the host has been given."""

    def __init__(self, on_stage: OnStage | None) -> None:
        self.ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self.on_stage = on_stage


class HostProcess:
    """A host that is ready, until `ended`."""

    def __init__(self, process: asyncio.subprocess.Process, stands: Walls) -> None:
        self.walls = stands
        self.pid = process.pid
        self.ended = False
        self._process = process
        self._waiting: dict[str, _Waiting] = {}
        self._reader = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls, home: Home, *, memory_bytes: int, bubblewrap: str | None, readable: Sequence[Path], entry: str
    ) -> HostProcess:
        """Starts one and waits until it has loaded.

        Raises:
            ServiceError: it ends, or says nothing, before it is ready.
        """
        read = walls.readable(readable)
        start = Start(
            work=str(home.work),
            readable=read,
            memory_bytes=memory_bytes,
            bubblewrap=bubblewrap is not None,
            client=os.getpid(),
            network=walls.network_id(),
            outside=str(home.outside),
            inputs=str(home.inputs),
        )
        command = [] if bubblewrap is None else walls.bubblewrap(bubblewrap, read, home.work, home.inputs)
        command += [sys.executable, "-P", "-m", entry, msgspec.json.encode(start).decode()]
        with home.log.open("wb") as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    env=walls.environment(readable),
                    cwd=home.work,
                    start_new_session=True,
                    limit=2 * MOST_LINE_BYTES,
                )
            except OSError as error:
                raise ServiceError(f"{command[0]}: {error.strerror}") from error
        ready = await _first(process)
        if ready is None:
            _kill(process)
            await process.communicate()
            said = home.log.read_text("utf-8", "replace").strip().splitlines()
            raise ServiceError(said[-1] if said else f"it ended with {process.returncode}")
        return cls(process, ready.walls)

    async def give(self, task: Task, on_stage: OnStage | None) -> Ended:
        """Gives it a task and waits for the task's end, or for the host's."""
        to_host = self._process.stdin
        if self.ended or to_host is None:
            return LOST
        waiting = self._waiting[task.id] = _Waiting(on_stage)
        try:
            to_host.write(line(task))
            if task.quiet_s:  # where it begins is known
                self._tell(Said(task.id, Stage("open")))
            async with asyncio.timeout(task.seconds + GRACE_S):
                return await asyncio.shield(waiting.ended)
        except TimeoutError:
            _kill(self._process)  # it has stopped minding the clock
            return LOST
        except asyncio.CancelledError:
            with contextlib.suppress(ConnectionError, RuntimeError):
                to_host.write(line(Cancel(task.id)))
            await asyncio.wait((waiting.ended,), timeout=GRACE_S)
            raise
        except (ConnectionError, RuntimeError):
            return LOST
        finally:
            self._waiting.pop(task.id, None)

    async def stop(self) -> None:
        """Ends it and whatever it is at; those who wait hear `cancelled`."""
        self._end_all(Ended("", Answer(outcome="cancelled", code="cancelled"), again=True))
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), GRACE_S)
        except TimeoutError:
            _kill(self._process)
        await self._reader

    async def _listen(self) -> None:
        """Hears the host until it ends; what it was at then is lost."""
        process = self._process
        try:
            while process.stdout is not None and (said := await process.stdout.readline()):
                message = to_client(said)
                if isinstance(message, Ended):
                    self._end(message.id, message)
                elif isinstance(message, Said):
                    self._tell(message)
        except (ValueError, ConnectionError):
            _log.exception("the scan host said what it never says")
            _kill(process)
        self.ended = True
        self._end_all(LOST)
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()

    def _tell(self, message: Said) -> None:
        waiting = self._waiting.get(message.id)
        if waiting is None or waiting.on_stage is None:
            return
        try:
            waiting.on_stage(message.stage)
        except Exception:  # noqa: BLE001 - who listens must not end who tells
            _log.exception("who was told of a stage failed")

    def _end(self, id_: str, ended: Ended) -> None:
        waiting = self._waiting.get(id_)
        if waiting is not None and not waiting.ended.done():
            waiting.ended.set_result(ended)

    def _end_all(self, ended: Ended) -> None:
        for id_ in list(self._waiting):
            self._end(id_, ended)


async def _first(process: asyncio.subprocess.Process) -> Ready | None:
    """Its first word, None where that is not that it is ready."""
    if process.stdout is None:
        return None
    try:
        async with asyncio.timeout(READY_S):
            message = to_client(await process.stdout.readline())
    except (TimeoutError, ValueError):
        return None
    return message if isinstance(message, Ready) else None


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        # not process.kill(), which may reap it before the loop does
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
