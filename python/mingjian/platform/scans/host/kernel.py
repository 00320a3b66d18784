"""The few calls of Linux that the standard library of Python 3.11 lacks: namespaces, Landlock, prctl, capset.

Everything here says whether it worked and raises nothing: a wall that cannot be had is told, not fatal.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

LINUX = sys.platform == "linux"

_NEWIPC, _NEWUSER, _NEWNET = 0x08000000, 0x10000000, 0x40000000
"""linux/sched.h"""
_PDEATHSIG, _NO_NEW_PRIVS = 1, 38
"""linux/prctl.h"""
_CAPABILITY_VERSION_3 = 0x20080522
"""linux/capability.h"""
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls of Landlock, the same numbers on every architecture."""
_RULE_PATH_BENEATH = 1

# linux/landlock.h: what may be done to files, by bit
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(6))
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
"""Rights that a rule on a file, not a folder, may give."""
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many of the rights on files each version of Landlock knows."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(signal_number: int) -> bool:
    """This process gets the signal when the thread that started it ends."""
    return LINUX and bool(_libc().prctl(_PDEATHSIG, signal_number, 0, 0, 0) == 0)


def no_new_privileges() -> bool:
    """No program started from here gains rights by set-user-id or capabilities of files."""
    return LINUX and bool(_libc().prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)


def drop_capabilities() -> bool:
    """Gives up every capability, root's and those that a new user namespace gave."""
    if not LINUX:
        return False
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    return bool(_libc().capset(header, bytes(24)) == 0)


def leave_network() -> bool:
    """Moves this process, which must have one thread, to a network (and IPC) namespace of its own.

    Without root this takes a user namespace, where the kernel lets anyone make one.
    """
    if not LINUX:
        return False
    libc, uid, gid = _libc(), os.geteuid(), os.getegid()
    if libc.unshare(_NEWUSER | _NEWNET | _NEWIPC) == 0:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            try:
                Path("/proc/self", name).write_text(text, "ascii")
            except OSError:
                continue  # the namespace stands all the same; files are then read as nobody
        return True
    return bool(libc.unshare(_NEWNET | _NEWIPC) == 0)


def landlock_abi() -> int:
    """The version of Landlock the kernel speaks, 0 for none."""
    if not LINUX:
        return 0
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def landlock(readable: Iterable[str], writable: Iterable[str]) -> bool:
    """From now on only `readable` can be read and run, only `writable` written; no symbolic links are made.

    Where the kernel is new enough it also forbids TCP, and signals to processes outside. Paths that are not
    there are left out.
    """
    abi = landlock_abi()
    if abi == 0:
        return False
    libc = _libc()
    files = (1 << _RIGHTS_BY_ABI.get(abi, 16)) - 1
    attributes = struct.pack("=Q", files)
    if abi >= 4:
        attributes += struct.pack("=Q", 0b11)  # bind and connect of TCP
    if abi >= 6:
        attributes += struct.pack("=Q", 0b11)  # abstract Unix sockets, signals
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for paths, rights in ((readable, _READ), (writable, _WRITE | _REFER | _TRUNCATE)):
            for path in paths:
                _allow(libc, ruleset, path, rights & files)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - strings all the way to the kernel
            rights &= _OF_FILES
        beneath = struct.pack("=Qi", rights, place)
        libc.syscall(_ADD_RULE, ruleset, ctypes.c_int(_RULE_PATH_BENEATH), beneath, ctypes.c_uint32(0))
    finally:
        os.close(place)
