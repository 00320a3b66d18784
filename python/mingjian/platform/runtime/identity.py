"""As whom PostgreSQL runs when we are root: root by another number where that can be, else an account."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from mingjian.errors import ServiceError
from mingjian.platform.runtime import bound

_log = logging.getLogger(__name__)
ACCOUNTS = ("mingjian", "postgres")


def prepare(folder: Path, *programs: Path) -> str:
    """The identity for `bound.command`; `folder` then belongs to it and it can reach folder and programs.

    Raises:
        ServiceError: we are root, and there is neither a namespace nor an account to be had.
    """
    if os.geteuid() != 0:
        return "-"
    nobody = _mapped()
    if nobody is not None:
        _own(folder, 0, 0)
        return f"map:{nobody}"
    account = _account()
    _own(folder, account.pw_uid, account.pw_gid)
    for path in (folder, *programs):
        _open_way(path)
    return f"user:{account.pw_uid}:{account.pw_gid}"


@cache
def _mapped() -> int | None:
    """The number root may go by inside a user namespace, or None where there is none."""
    try:
        inside = pwd.getpwnam("nobody").pw_uid  # initdb wants a number that has a name
    except KeyError:
        return None
    true = shutil.which("true")
    if true is None:
        return None
    trial = bound.command([true], when_parent_dies=signal.SIGKILL, identity=f"map:{inside}")
    done = subprocess.run(trial, check=False, capture_output=True)  # noqa: S603 - our own launcher
    return inside if done.returncode == 0 else None


def _account() -> pwd.struct_passwd:
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    try:
        subprocess.run(  # noqa: S603 - fixed arguments
            ["/usr/sbin/useradd", "--system", "--shell", "/bin/false", ACCOUNTS[0]],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(ACCOUNTS[0])
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise ServiceError(
            "PostgreSQL does not run as root, and no account could be made for it: "
            "start Mingjian as another user, or name a database with MINGJIAN_DATABASE_URL"
        ) from None


def _own(folder: Path, uid: int, gid: int) -> None:
    if folder.stat().st_uid == uid:
        return
    for at, _, names in os.walk(folder):
        for path in (Path(at), *(Path(at, name) for name in names)):
            os.chown(path, uid, gid, follow_symlinks=False)


def _open_way(path: Path) -> None:
    """Lets others pass through (not list) the folders above, where they may not yet."""
    for above in path.resolve().parents:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)
            _log.warning("others may now pass through %s, so that PostgreSQL can", above)
