"""A host whose children misbehave as the name of the package says: what a parser taken over might try.

Started in place of the zygote's own module; everything around the work is the product's.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from mingjian.facts.collect import Told
from mingjian.platform.scans.host import child, zygote
from mingjian.platform.scans.host.folders import OUT, PART
from mingjian.platform.scans.host.messages import Answer, Task, pack

_examining = child.work
_WHOLE = {"report.json": b"{}", "facts.bin": b"x"}
_PACKED: dict[str, object] = {
    "odd": {**_WHOLE, "../surprise": b"?"},
    "picture": {**_WHOLE, "media/../../a.png": b"?"},
    "half": {"report.json": b"{}"},
    "large": {**_WHOLE, "page.bin": bytes(2 << 20)},
    "none": 7,
}
"""What a child may claim its results to be."""


def misbehave(task: Task, told: Told) -> Answer:
    act, _, argument = task.package.removesuffix(".apk").partition("=")
    if act == "abort":
        os.abort()
    if act == "segfault":
        ctypes.string_at(0)
    if act == "loop":
        told("parse", 0, 1)
        while True:
            pass
    if act == "sleep":
        told("parse", 0, 1)
        time.sleep(60)
    if act == "half":
        Path(PART).mkdir()
        Path(PART, "report.json").write_text("half")
        told("write", 0, 1)
        time.sleep(60)
    if act == "eat":
        return Answer(outcome="unreadable", code=str(len(bytearray(4 << 30))))
    if act == "exit":
        os._exit(3)
    if act == "raise":
        raise KeyError("a name from the package")
    if act == "garble":
        os.write(3, b"{not ours\n")
        time.sleep(60)
    if act == "flood":
        while True:
            told("parse", 0, 1)
    if act == "link":
        Path(OUT).mkdir()
        Path(OUT, "stages.json").write_text("{}")
        os.link(Path(OUT, "stages.json"), Path(OUT, "facts.bin"))
        return _tried(lambda: Path(OUT, "report.json").symlink_to("/etc/passwd"))
    if act == "odd":
        Path(OUT).mkdir()
        Path(OUT, "surprise").write_text("?")
        return Answer(outcome="done")
    if act == "pack" and task.inline:
        Path(OUT).write_bytes(pack(_PACKED[argument]))
        return Answer(outcome="done")
    if act == "fifo":
        Path(OUT).mkdir()
        os.mkfifo(Path(OUT, "report.json"))
        return Answer(outcome="done")
    if act == "connect":
        return _tried(lambda: socket.create_connection(("127.0.0.1", int(argument)), timeout=5).close())
    if act == "write":
        return _tried(lambda: _outside(task, argument).write_text("was here"))
    if act == "read":
        return _tried(lambda: _outside(task, argument).read_text())
    if act == "change":
        return Answer(outcome="unreadable", code="changed", detail=",".join(_changed(Path(task.package))))
    if act == "kill":
        return _tried(lambda: os.kill(os.getppid(), signal.SIGTERM))
    if act == "secrets":
        return Answer(outcome="unreadable", code="seen", detail=",".join(sorted(os.environ)))
    return _examining(task, told)


def _tried(attempt: Callable[[], object]) -> Answer:
    try:
        attempt()
    except OSError as error:
        return Answer(outcome="unreadable", code="refused", detail=type(error).__name__)
    return Answer(outcome="unreadable", code="succeeded")


def _changed(package: Path) -> list[str]:
    """The ways in which the file of the package itself could be changed, wherever it lies."""
    place = package.resolve()
    handle = os.open(place, os.O_RDONLY)
    ways: dict[str, Callable[[], object]] = {
        "write": lambda: os.write(os.open(place, os.O_WRONLY), b"??"),
        "reopen": lambda: os.write(os.open(f"/proc/self/fd/{handle}", os.O_RDWR), b"??"),
        "truncate": lambda: os.truncate(place, 4),
        "rights": lambda: place.chmod(0o640),
        "handle": lambda: os.fchmod(handle, 0o640),
        "beside": lambda: (place.parent / "beside").write_bytes(b"?"),
        "list": lambda: list(place.parent.parent.iterdir()),
        "remove": place.unlink,
    }
    return [name for name, way in ways.items() if _tried(way).code == "succeeded"]


def _outside(task: Task, name: str) -> Path:
    """A file beside the work folder of the client."""
    return Path(task.folder).parents[3] / name


if __name__ == "__main__":
    child.work = misbehave
    zygote.main()
