"""Which walls stand: tried by a child that encloses itself as every child does, and then tries to get out."""

from __future__ import annotations

import mmap
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from mingjian.platform.scans.host import kernel, walls
from mingjian.platform.scans.host.messages import Start, Wall, Walls

CPU_S = 60
SECRET = "secret"  # noqa: S105 - the name of a file to try
"""The file in the client's folder that a child should be unable to read."""
PROBE = "probe"
"""The lot of the child that tries the walls, and the file it is given to read."""


def which(start: Start) -> Walls:
    """The walls that stand around a child of this host; called in the host, before any task."""
    lot = Path(start.work, PROBE)
    lot.mkdir(mode=0o700, exist_ok=True)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            walls.enclose((*start.readable, f"{start.inputs}/{PROBE}"), str(lot), start.memory_bytes, CPU_S)
            os.write(write, msgspec.json.encode(_try(start)))
        finally:
            os._exit(0)
    os.close(write)
    said = b""
    while more := os.read(read, 4096):
        said += more
    os.close(read)
    os.waitpid(pid, 0)
    lot.rmdir()
    try:
        return msgspec.json.decode(said, type=Walls)
    except msgspec.DecodeError:
        return Walls()


def _try(start: Start) -> Walls:
    return Walls(
        network=_network(start), filesystem=_files(start), memory=_memory(start), cpu=_cpu(),
        sealed=_sealed(start),
    )  # fmt: skip


def _network(start: Start) -> Wall:
    if start.network and start.own_network != start.network:
        return Wall("whole", "bubblewrap" if start.bubblewrap else "namespace")
    if kernel.landlock_abi() >= 4:
        return Wall("part", "landlock")  # TCP only
    return Wall()


def _files(start: Start) -> Wall:
    outside = Path(start.outside)
    wrote = read = True
    try:
        (outside / "written").write_bytes(b"")
    except OSError:
        wrote = False
    try:
        (outside / SECRET).read_bytes()
    except OSError:
        read = False
    made = [
        name for name, there in (("bubblewrap", start.bubblewrap), ("landlock", _landlocked(start))) if there
    ]
    stands: Literal["whole", "part", "none"] = "none" if wrote else "part" if read else "whole"
    return Wall(stands, " + ".join(made) if stands != "none" else "")


def _landlocked(start: Start) -> bool:
    """A sibling of the child's own folder is out of its reach: bubblewrap alone would let it write there."""
    try:
        os.listdir(start.work)  # noqa: PTH208 - the call that is tried
    except OSError:
        return True
    return False


def _sealed(start: Start) -> bool:
    """What is given to read can be read, and not be changed, whichever way: Landlock alone leaves its rights
    and times to its owner, a mount that can only be read leaves nothing."""
    given = Path(start.inputs, PROBE, PROBE)
    try:
        handle = os.open(given, os.O_RDONLY)
    except OSError:
        return False
    try:
        ways: tuple[Callable[[], object], ...] = (
            lambda: os.close(os.open(given, os.O_WRONLY)),
            lambda: os.close(os.open(f"/proc/self/fd/{handle}", os.O_WRONLY)),
            lambda: os.truncate(given, 0),
            lambda: os.chmod(given, 0o600),  # noqa: PTH101 - as it is
            lambda: os.fchmod(handle, 0o600),
            lambda: os.utime(handle),
            lambda: os.setxattr(handle, "user.mingjian", b""),
            lambda: (given.parent / SECRET).write_bytes(b""),
            lambda: given.rename(given.parent / SECRET),
            given.unlink,
        )
        return not any(_works(way) for way in ways)
    finally:
        os.close(handle)


def _works(way: Callable[[], object]) -> bool:
    try:
        way()
    except OSError:
        return False
    return True


def _memory(start: Start) -> Wall:
    try:
        with mmap.mmap(-1, start.memory_bytes + (64 << 20), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
            return Wall()
    except OSError:
        return Wall("whole", "rlimit")


def _cpu() -> Wall:
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    return Wall("whole", "rlimit") if soft != resource.RLIM_INFINITY and soft <= CPU_S else Wall()
