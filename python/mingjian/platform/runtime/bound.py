"""Starts a program that dies with us, and as whom PostgreSQL allows. Run as a file, without our packages.

`python -I -S bound.py SIGNAL PARENT IDENTITY PROGRAM ARGUMENT…`: asks the kernel (Linux) to send SIGNAL when
the parent ends, takes on IDENTITY, becomes PROGRAM. A file of its own because it runs between fork and exec,
where a process with threads may not run Python.

PostgreSQL refuses to run as root. IDENTITY `map:UID` enters a user namespace in which root's own rights go
by another number: no account is made, no file changes hands. `user:UID:GID` becomes an account; `-` changes
nothing.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


def command(program: list[str], *, when_parent_dies: signal.Signals, identity: str = "-") -> list[str]:
    """The command line that starts `program` bound to this process; call it from the main thread."""
    here = [sys.executable, "-I", "-S", __file__]
    return [*here, str(int(when_parent_dies)), str(os.getpid()), identity, *program]


def main(arguments: list[str]) -> None:
    """Never returns: becomes the program or exits with 126."""
    dies_with, parent, identity, *program = arguments
    try:
        _become(identity)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(dies_with), 0, 0, 0)
            if os.getppid() != int(parent):  # it died before the kernel knew our wish
                os._exit(126)
        os.execv(program[0], program)  # noqa: S606 - a path we were given by our own supervisor
    except OSError as error:
        os.write(2, f"{program[0]}: {error.strerror}\n".encode())
        os._exit(126)


def _become(identity: str) -> None:
    kind, *numbers = identity.split(":")
    if kind == "map":
        uid, gid, inside = os.geteuid(), os.getegid(), numbers[0]
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "no user namespace")
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{inside} {uid} 1"),
            ("gid_map", f"{inside} {gid} 1"),
        ):
            Path("/proc/self", name).write_text(text)
    elif kind == "user":
        uid, gid = map(int, numbers)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


if __name__ == "__main__":
    main(sys.argv[1:])
