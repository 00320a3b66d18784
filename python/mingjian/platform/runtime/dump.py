"""The database to a file and back with PostgreSQL's own programs; what tables hold, in numbers."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any

import psycopg
from msgspec import Struct
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mingjian.errors import ServiceError
from mingjian.platform.runtime import embedded, reach
from mingjian.settings import data_folder

_SCOPE = "-c mingjian.scope=system -c lock_timeout=10s"
"""The dump must see every organisation's rows; a restore does not wait for who still works."""


class Table(Struct, frozen=True):
    """Rows of a table, and a sum over their content that does not depend on their order."""

    rows: int
    digest: str


def load(body: IO[bytes]) -> None:
    """Puts the database back from pg_dump's custom format, in one transaction: all of it or nothing.

    Raises:
        ServiceError: the database does not take it; it is as it was.
    """
    with reach.connected() as link:
        major = link.info.server_version // 10000
    with tempfile.NamedTemporaryFile(dir=data_folder(), prefix=".restore-") as dump:
        shutil.copyfileobj(body, dump)
        dump.flush()
        tools, environment = _tools(major), _environment()
        with tempfile.TemporaryFile() as words:
            read = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's
                [
                    tools / "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--file=-",
                    dump.name,
                ],
                stdout=subprocess.PIPE, stderr=words, env=environment,
            )  # fmt: skip
            write = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's
                [tools / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", _conninfo(), "--file=-"],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words, env=environment,
            )  # fmt: skip
            assert read.stdout is not None and write.stdin is not None  # noqa: S101, PT018 - pipes
            try:
                write.stdin.write(b"BEGIN;\nDROP OWNED BY CURRENT_USER CASCADE;\n")
                shutil.copyfileobj(read.stdout, write.stdin)
                # Without COMMIT the end of the input is a roll-back.
                write.stdin.write(b"\nCOMMIT;\n" if read.wait() == 0 else b"")
                write.stdin.close()
            except BrokenPipeError:
                read.kill()
            if write.wait() != 0 or read.wait() != 0:
                words.seek(0)
                raise ServiceError(f"the database does not take the backup: {_first(words.read())}")


def names(link: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    """The tables there are."""
    return [
        name
        for (name,) in link.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind = 'r' ORDER BY 1"
        )
    ]


def tables_of(link: psycopg.Connection[tuple[Any, ...]]) -> dict[str, Table]:
    """Rows and content of every table, as text in one and the same form on any server."""
    for name, value in (("timezone", "UTC"), ("datestyle", "ISO"), ("intervalstyle", "postgres")):
        link.execute("SELECT set_config(%s, %s, true)", [name, value])
    told: dict[str, Table] = {}
    for name in names(link):
        row = link.execute(
            sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {} t").format(
                sql.Identifier("public", name)
            )
        ).fetchone()
        assert row is not None  # noqa: S101 - an aggregate has a row
        told[name] = Table(row[0], row[1])
    return told


def save(file: Path, major: int, snapshot: str) -> None:
    """What a transaction that exported `snapshot` sees, in pg_dump's custom format.

    Raises:
        ServiceError: there is no pg_dump for the server, or it failed.
    """
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [
            _tools(major) / "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            "--enable-row-security", f"--snapshot={snapshot}", f"--file={file}", "--dbname", _conninfo(),
        ],
        check=False, capture_output=True, env=_environment(),
    )  # fmt: skip
    if done.returncode != 0:
        raise ServiceError(f"pg_dump failed: {_first(done.stderr)}")


def _first(words: bytes) -> str:
    lines = [line for line in words.decode("utf-8", "replace").splitlines() if line.strip()]
    told = next((line for line in lines if "error" in line.lower()), lines[0] if lines else "no reason given")
    return told[:300]


def _conninfo() -> str:
    """Without the password, which others could read in the list of processes."""
    parts = conninfo_to_dict(reach.url())
    return make_conninfo("", **{key: value for key, value in parts.items() if key != "password"})


def _environment() -> dict[str, str]:
    password = conninfo_to_dict(reach.url()).get("password")
    secret = {"PGPASSWORD": str(password)} if password else {}
    return {**os.environ, **secret, "PGOPTIONS": _SCOPE, "PGCLIENTENCODING": "UTF8"}


def _tools(major: int) -> Path:
    """A folder with pg_dump and the rest, of the server's version or the next later one.

    Raises:
        ServiceError: all that there are are older.
    """
    found: dict[int, Path] = {}
    for folder in _tool_folders():
        if (folder / "pg_dump").exists():
            said = subprocess.run(  # noqa: S603 - asks for its version
                [folder / "pg_dump", "--version"], check=True, capture_output=True, text=True
            )
            version = re.search(r"(\d+)(\.|devel|beta|rc)", said.stdout)
            if version:
                found.setdefault(int(version[1]), folder)
    fit = sorted(version for version in found if version >= major)
    if not fit:
        raise ServiceError(f"pg_dump {major} or later is needed: install PostgreSQL's client programs")
    return found[fit[0]]


def _tool_folders() -> list[Path]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if there := shutil.which("pg_dump"):
        folders.append(Path(there).resolve().parent)
    with contextlib.suppress(ServiceError):
        folders.append(embedded.wheel_binaries())
    return folders
