"""The way to the database for commands that run beside `up` or without it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import django
import psycopg

from mingjian.errors import ServiceError, UsageError
from mingjian.platform.runtime.embedded import Embedded, address_of
from mingjian.platform.runtime.folder import Folder
from mingjian.settings import data_folder, settings

SKEW_REFUSED_S = 300.0
SKEW_WARNED_S = 5.0
STANDS_ABOVE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_log = logging.getLogger(__name__)


def set_up() -> None:
    """Django, as every process of ours has it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
    django.setup()


def url() -> str:
    """The database's address: yours, or the embedded one of the data folder, running or not."""
    return settings().database_url or address_of(Folder(data_folder()).database)


@contextmanager
def database() -> Generator[bool]:
    """Inside, the database answers; True when the embedded one was started for it, so nobody else is there.

    Raises:
        UsageError: there is no platform in the data folder yet.
        ServiceError: the database cannot be reached.
    """
    set_up()
    folder = Folder(data_folder())
    if settings().database_url:
        check()
        yield False
    elif _answers():
        yield False
    elif not (folder.database / "PG_VERSION").exists():
        raise UsageError(f"there is no platform in {folder.path} yet: mingjian up makes one")
    else:
        with folder:
            server = Embedded(folder.database)
            try:
                yield True
            finally:
                close()
                server.stop()


def check() -> None:
    """The database is there and its clock is ours.

    Raises:
        ServiceError: it is not, or the clocks are minutes apart.
    """
    set_up()
    try:
        with connected() as link:
            skew = clock_skew_s(link)
            above = link.execute(STANDS_ABOVE).fetchone()
    except psycopg.Error as error:
        raise ServiceError(f"the database cannot be reached: {reason(error)}") from None
    if abs(skew) > SKEW_REFUSED_S:
        raise ServiceError(
            f"this machine's clock and the database's are {abs(skew):.0f} s apart: set them right first"
        )
    if abs(skew) > SKEW_WARNED_S:
        _log.warning("this machine's clock and the database's are %.0f s apart", abs(skew))
    if above and above[0]:
        _log.warning("the database's role stands above row security; give Mingjian one that does not")


def connected() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection beside Django's, which sees every organisation's rows.

    Raises:
        psycopg.Error: the database is not there.
    """
    link = psycopg.connect(url(), connect_timeout=5, autocommit=True)
    link.execute("SELECT set_config('mingjian.scope', 'system', false)")
    return link


def close() -> None:
    """Ends Django's connections in this process, so that a database may stop."""
    from django.db import connection

    connection.close()
    cast("Any", connection).close_pool()


def _answers() -> bool:
    try:
        connected().close()
    except psycopg.Error:
        return False
    return True


def clock_skew_s(link: psycopg.Connection[tuple[Any, ...]]) -> float:
    """Seconds the database's clock is ahead of this machine's."""
    before = time.time()
    row = link.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    return float(row[0]) - (before + time.time()) / 2


def reason(error: BaseException) -> str:
    """The first line of what PostgreSQL's client says, which never holds the password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
