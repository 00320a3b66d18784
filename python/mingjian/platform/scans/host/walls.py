"""The walls around a scan: how the host is started behind them, and what a child puts up for itself.

The host as a whole stands in bubblewrap where that is installed and the kernel lets it work: no network, no
other processes, a system that can only be read, of which it sees what Python needs and no more. Without it, a
network namespace is tried by the host itself. Each child adds limits of resources and, where the kernel has
Landlock, is held to the folder of its own lot.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import mingjian
from mingjian.platform.scans.host import kernel

MOST_FILES = 256
MOST_FILE_BYTES = 256 << 20
"""Largest file a child may write."""
PASSED_ON = ("MAX_ENTRY_BYTES", "MAX_LIVE_BYTES", "MAX_WORK", "KNOWN_APPS", "KNOWLEDGE", "NOW")
"""MINGJIAN_ variables a scan may know: an allow-list, for the rest holds secrets."""
SYSTEM = (
    "/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/localtime",
    "/nix/store",
)  # fmt: skip
"""Where interpreters and their libraries lie."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def readable(more: Sequence[Path] = ()) -> tuple[str, ...]:
    """Places that a host must be able to read: the interpreter, Mingjian, and files that settings name."""
    places = [Path(place) for place in SYSTEM]
    for place in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix):
        places += (Path(place), Path(place).resolve())
    places.append(Path(sys.executable).resolve().parent.parent)
    places.append(Path(mingjian.__file__).parent.parent)
    places += (
        Path(value) for name in ("KNOWN_APPS", "KNOWLEDGE") if (value := environment().get(_env(name)))
    )
    places += more
    kept = dict.fromkeys(str(place.absolute()) for place in places if place.exists() and str(place) != "/")
    return tuple(kept)


def environment(more: Sequence[Path] = ()) -> dict[str, str]:
    """The host's environment: settings of scanning, where `more` modules lie, and nothing else of ours."""
    passed = {_env(name): os.environ[_env(name)] for name in PASSED_ON if _env(name) in os.environ}
    roots = [str(Path(mingjian.__file__).parent.parent), *map(str, more)]
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(roots),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "MALLOC_ARENA_MAX": "2",
        # KiB: the core's allocator else reserves 1 GiB at once, which limits of memory would count
        "MIMALLOC_ARENA_RESERVE": "65536",
        **passed,
    }


def _env(name: str) -> str:
    return f"MINGJIAN_{name}"


def find_bubblewrap() -> str | None:
    """The bwrap command, None where it is not installed."""
    return shutil.which("bwrap") if kernel.LINUX else None


def bubblewrap(command: str, read: Sequence[str], work: Path, inputs: Path) -> list[str]:
    """What comes before the host's own command: `work` can be written, `read` and `inputs` read, nothing else
    is there."""
    options = [
        command,
        "--unshare-user-try", "--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--proc", "/proc", "--dev", "/dev",
    ]  # fmt: skip
    for place in (*read, str(inputs)):
        options += ("--ro-bind", place, place)
    options += ("--bind", str(work), str(work), "--remount-ro", "/", "--chdir", str(work), "--")
    return options


def network_id() -> int:
    """Tells network namespaces apart; 0 where there are none to tell."""
    try:
        return Path("/proc/self/ns/net").stat().st_ino
    except OSError:
        return 0


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Limits this process for good: memory beyond what it starts with, processor time, files.

    Raises: OSError: a limit is refused.
    """
    whole, data = _memory()
    hard = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: MOST_FILE_BYTES,
        resource.RLIMIT_NOFILE: MOST_FILES,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_DATA: data + memory_bytes,
        # private memory is counted by RLIMIT_DATA; this bounds shared and mapped memory too
        resource.RLIMIT_AS: whole + 2 * memory_bytes,
    }
    for kind, most in hard.items():
        _, ceiling = resource.getrlimit(kind)
        most_allowed = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(kind, (most_allowed, most_allowed))


def _memory() -> tuple[int, int]:
    """Bytes of address space, and of private data in it, that this process has now."""
    try:
        counts = Path("/proc/self/statm").read_text("ascii").split()
        whole, data = int(counts[0]), int(counts[5])
    except (OSError, ValueError, IndexError):
        return 8 << 30, 1 << 30
    return whole * resource.getpagesize(), data * resource.getpagesize()


def enclose(read: Sequence[str], write: str, memory_bytes: int, cpu_seconds: int) -> None:
    """What a fresh child does before it looks at anything."""
    os.setsid()
    kernel.die_with_parent(signal.SIGKILL)
    kernel.no_new_privileges()
    kernel.drop_capabilities()
    limit(memory_bytes, cpu_seconds)
    kernel.landlock((*read, *DEVICES), (write, "/dev/null"))
