"""The host's own process: every table loaded, behind the walls, one thread; it forks a child for the work.

It reads tasks on its standard input and writes what becomes of them on its standard output. It never looks at
anything a stranger wrote: of its children it reads short lines of a known form. When its input ends, because
the client closed it or died, it kills its children and goes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import selectors
import signal
import socket
import sys
import time
from typing import NoReturn

import msgspec
from msgspec import Struct

from mingjian.platform.scans.host import child as child_side
from mingjian.platform.scans.host import kernel, probe, walls
from mingjian.platform.scans.host.messages import (
    MOST_LINE_BYTES,
    Answer,
    Cancel,
    Ended,
    OutcomeName,
    Ready,
    Said,
    Stage,
    Start,
    Task,
    from_child,
    line,
    to_zygote,
)
from mingjian.platform.scans.host.warm import warm

MOST_TASKS = 64
"""Tasks of one lot that one child does; then a new one is forked."""
IDLE_S = 2.0
"""How long a child waits for the next of its lot."""
MOST_MESSAGES = 20_000
"""Lines a child may say of one task."""
CLEAN = ("done", "incomplete", "unreadable")
"""Ends after which a child may go on."""
RUST_OUT_OF_MEMORY = b"memory allocation of"
"""What Rust's allocator says before it aborts."""


class Child:
    """One forked process and the task it is at."""

    def __init__(self, pid: int, talk: socket.socket, errors: int, lot: str) -> None:
        self.pid = pid
        self.talk = talk
        self.errors = errors
        self.lot = lot
        self.task: Task | None = None
        self.heard = b""
        self.messages = 0
        self.tasks = 0
        self.until = 0.0
        """Monotonic time at which it is killed: its task's deadline, or the end of its waiting."""
        self.killed: OutcomeName | None = None
        """Why it was killed, where it was."""

    def begin(self, task: Task) -> None:
        self.task, self.tasks, self.messages = task, self.tasks + 1, 0
        self.until = time.monotonic() + task.seconds

    def kill(self, why: OutcomeName) -> None:
        self.killed = self.killed or why
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Zygote:
    """The loop over the client, the children and the clock."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.children: dict[int, Child] = {}
        self.by_task: dict[str, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.heard = b""
        self.out = os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        self.wake, wake = socket.socketpair()
        self.wake.setblocking(False)
        wake.setblocking(False)
        self._wake_keeper = wake
        signal.signal(signal.SIGCHLD, _woken)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)

    def tell(self, message: Struct) -> None:
        data = line(message)
        while data:
            data = data[os.write(self.out, data) :]

    def run(self) -> None:
        """Until the client is gone."""
        self.selector.register(0, selectors.EVENT_READ, None)
        self.selector.register(self.wake, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select(self._patience()):
                if key.fileobj == 0:
                    if not self._client():
                        return
                elif key.fileobj is self.wake:
                    with contextlib.suppress(BlockingIOError):
                        self.wake.recv(4096)
                    self._reap()
                elif isinstance(key.data, Child) and key.data.pid in self.children:
                    self._hear(key.data)
            now = time.monotonic()
            for one in [one for one in self.children.values() if one.until <= now]:
                one.until = now + 60.0
                one.kill("timed_out")

    def _patience(self) -> float | None:
        if not self.children:
            return None
        return max(0.0, min(one.until for one in self.children.values()) - time.monotonic())

    def _client(self) -> bool:
        data = os.read(0, 1 << 16)
        if not data:
            return False
        *lines, self.heard = (self.heard + data).split(b"\n")
        for one in lines:
            message = to_zygote(one)
            if isinstance(message, Cancel):
                at_it = self.by_task.get(message.id)
                if at_it is not None:
                    at_it.kill("cancelled")
            else:
                self._begin(message)
        return True

    def _begin(self, task: Task) -> None:
        """To a child of the same lot that waits, else to a new one."""
        if task.keep:
            for one in self.children.values():
                if one.lot == task.lot and one.task is None and one.killed is None:
                    try:
                        one.talk.sendall(line(task))
                    except OSError:
                        one.kill("crashed")
                        continue
                    one.begin(task)
                    self.by_task[task.id] = one
                    return
        try:
            one = self._fork(task)
        except OSError as error:
            detail = error.strerror or "fork"
            answer = Answer(outcome="crashed", code="no_process", detail=detail)
            self.tell(Ended(task.id, answer, again=True))
            return
        one.begin(task)
        self.children[one.pid] = one
        self.by_task[task.id] = one
        self.selector.register(one.talk, selectors.EVENT_READ, one)

    def _fork(self, task: Task) -> Child:
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.set_blocking(read, False)
        os.set_blocking(write, False)
        try:
            pid = os.fork()
        except OSError:
            for handle in (read, write):
                os.close(handle)
            ours.close()
            theirs.close()
            raise
        if pid == 0:
            self._as_child(task, theirs, write)
        theirs.close()
        os.close(write)
        ours.setblocking(False)
        return Child(pid, ours, read, task.lot)

    def _as_child(self, task: Task, talk: socket.socket, errors: int) -> NoReturn:
        """In the child: no handle but its socket, its walls up, then the work."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(talk.fileno(), 3, inheritable=True)
            os.dup2(errors, 2) if errors != 2 else None
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            os.closerange(4, 1 << 10)
            talk.detach()
            own = socket.socket(fileno=3)
            lot = os.path.dirname(task.folder)  # noqa: PTH120 - no objects the fork must pay for
            cpu = int(2 * task.seconds + 1) * (MOST_TASKS if task.keep else 1)
            inputs = f"{self.start.inputs}/{task.lot}"
            walls.enclose((*self.start.readable, inputs), lot, task.memory_bytes, cpu)
            if task.knowledge is not None:
                os.environ["TMPDIR"] = lot
                anew = [sys.executable, "-P", "-m", child_side.__name__, "3", line(task).decode()]
                os.execv(sys.executable, anew)  # noqa: S606 - ourselves, with knowledge of someone's own
            os.environ["TMPDIR"] = lot
            child_side.serve(own, task)
            code = 0
        except MemoryError:
            code = child_side.OUT_OF_MEMORY
        finally:
            os._exit(code)

    def _hear(self, one: Child) -> None:
        """Lines of a child; what is no line of ours ends it."""
        while True:
            try:
                data = one.talk.recv(MOST_LINE_BYTES)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                with contextlib.suppress(KeyError, ValueError):
                    self.selector.unregister(one.talk)
                return
            *lines, one.heard = (one.heard + data).split(b"\n")
            one.messages += len(lines)
            if len(one.heard) > MOST_LINE_BYTES or one.messages > MOST_MESSAGES:
                one.kill("crashed")
                return
            for said in lines:
                try:
                    message = from_child(said)
                except msgspec.DecodeError:
                    one.kill("crashed")
                    return
                self._said(one, message)

    def _said(self, one: Child, message: Stage | Answer) -> None:
        task = one.task
        if task is None or one.killed is not None:
            return
        if isinstance(message, Stage):
            self.tell(Said(task.id, message))
            return
        one.task = None
        del self.by_task[task.id]
        more = task.keep and one.tasks < MOST_TASKS and message.outcome in CLEAN
        one.until = time.monotonic() + IDLE_S
        if not more:
            one.killed = "done"
            with contextlib.suppress(OSError):
                one.talk.shutdown(socket.SHUT_WR)
        again = message.code in AGAIN
        self.tell(Ended(task.id, message, again=again))

    def _reap(self) -> None:
        for one in list(self.children.values()):
            pid, status, used = os.wait4(one.pid, os.WNOHANG)
            if pid == 0:
                continue
            self._hear(one)  # its last word may still lie in the socket
            del self.children[one.pid]
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(one.talk)
            one.talk.close()
            errors = b""
            with contextlib.suppress(OSError):
                errors = os.read(one.errors, 1 << 16)
            os.close(one.errors)
            task = one.task
            if task is None:
                continue
            del self.by_task[task.id]
            answer = ending(os.waitstatus_to_exitcode(status), errors, one.killed)
            answer = msgspec.structs.replace(
                answer,
                cpu_ms=round((used.ru_utime + used.ru_stime) * 1000, 3),
                peak_bytes=used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            )
            self.tell(Ended(task.id, answer))

    def stop(self) -> None:
        for one in self.children.values():
            one.kill("cancelled")
        for one in self.children.values():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(one.pid, 0)


def _woken(_number: int, _frame: object) -> None:
    """A child ended: the loop hears of it through its wake-up socket."""


AGAIN = ("disk_full", "no_process")
"""Ends that are none of the package's doing."""


def ending(code: int, errors: bytes, killed: OutcomeName | None) -> Answer:
    """What the end of a process that gave no answer means; `code` is negative for a signal."""
    if killed == "cancelled":
        return Answer(outcome="cancelled", code="cancelled")
    if killed == "timed_out":
        return Answer(outcome="timed_out", code="wall_clock")
    if killed is not None:
        return Answer(outcome="crashed", code="garbled")
    if code == child_side.OUT_OF_MEMORY or RUST_OUT_OF_MEMORY in errors:
        return Answer(outcome="out_of_memory", code="memory_limit")
    if code == -signal.SIGXCPU:
        return Answer(outcome="timed_out", code="cpu")
    if code == -signal.SIGKILL:
        # not by us: the kernel kills so where memory is short
        return Answer(outcome="out_of_memory", code="killed")
    if code < 0:
        return Answer(outcome="crashed", code=signal.Signals(-code).name.lower())
    return Answer(outcome="crashed", code=f"exit_{code}")


def main() -> None:
    """Behind its walls: loads, says which stand, and serves until its input ends."""
    start = msgspec.json.decode(sys.argv[1], type=Start)
    if not start.bubblewrap:
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() != start.client:
            return
        kernel.leave_network()
    kernel.no_new_privileges()
    kernel.drop_capabilities()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm()
    gc.collect()
    gc.freeze()
    host = Zygote(start)
    start = msgspec.structs.replace(start, own_network=walls.network_id())
    host.tell(Ready(probe.which(start)))
    try:
        host.run()
    finally:
        host.stop()


if __name__ == "__main__":
    main()
