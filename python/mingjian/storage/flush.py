"""Many small files made durable together: one flush of their disk instead of one of each file and folder.

A flush of a whole disk (Linux's `syncfs`) also writes what others left to be written there; for a wave of
small files that is still many times less than a journal commit a file. Where it cannot be trusted (another
system, a kernel that hides write errors from it, another kind of file system), all are flushed one by one.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_TRUSTED = {0xEF53, 0x58465342, 0x9123683E}
"""ext2 to ext4, XFS, Btrfs (statfs(2))."""
_KERNEL = (5, 8)
"""Since then `syncfs` reports errors of writing back (syncfs(2))."""


class Disk:
    """The disk a folder lies on, open: a flush tells every error since it was opened."""

    def __init__(self, folder: Path) -> None:
        """Raises: OSError."""
        self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.whole = _can_flush(self._handle)
        """One flush takes all."""

    def flush(self, paths: Iterable[str | Path]) -> None:
        """These files and folders are on the disk when it returns. Raises: OSError."""
        if self.whole:
            if _libc().syncfs(self._handle):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
            return
        for path in paths:
            flush(path)

    def close(self) -> None:
        os.close(self._handle)


def flush(path: str | Path) -> None:
    """One file or folder. Raises: OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _can_flush(handle: int) -> bool:
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32 or _kernel() < _KERNEL:
        return False
    told = ctypes.create_string_buffer(256)  # struct statfs: f_type is its first long
    try:
        if _libc().fstatfs(handle, told):
            return False
    except AttributeError:
        return False
    return ctypes.c_long.from_buffer(told).value in _TRUSTED and hasattr(_libc(), "syncfs")


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def _kernel() -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", platform.release())
    return (int(found[1]), int(found[2])) if found else (0, 0)
