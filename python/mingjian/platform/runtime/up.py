"""`mingjian up`: from nothing to a served platform, and down again without loss."""

from __future__ import annotations

import http.client
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from mingjian.errors import ServiceError, UsageError
from mingjian.platform.runtime import logs, reach
from mingjian.platform.runtime.embedded import Embedded
from mingjian.platform.runtime.folder import Folder
from mingjian.platform.runtime.supervisor import Child, Supervisor, fresh_metrics
from mingjian.settings import data_folder, settings

DEFAULT_PORT = 8026
_HERE = "mingjian.platform.runtime"


class Ready(Struct, frozen=True, kw_only=True):
    """What `up` has to say once it serves."""

    address: str
    first_link: str
    """One-time address for the first administrator; empty when there is one."""
    data: Path
    token: Path
    seconds: float
    demo: str = ""
    """The password of the demonstration's people, who are listed in `demo-accounts` of the folder."""


def up(*, port: int, demo: bool, say: Callable[[Ready], None], once: bool = False) -> None:
    """Serves until asked to stop; with `once` until it is ready.

    Raises:
        UsageError: the data folder, the port or the database's address cannot be used.
        ServiceError: the database is not there, or something of ours does not stay up.
    """
    begun = time.monotonic()
    logs.set_up("supervisor")
    with Folder(data_folder()) as folder:
        listener = _bind(settings().listen, port)
        folder.note(f"http://{_host()}:{port}")
        database = None if settings().database_url else Embedded(folder.database)
        supervisor = Supervisor([], database)
        try:
            supervisor.listen()
            reach.check()
            folder.secret_key()
            environment = _environment(folder)
            supervisor.children += _children(listener.fileno(), environment)
            for child in supervisor.children:
                child.start()
            link = _prepare(folder)
            address = f"http://{_host()}:{port}"

            def announce() -> None:
                say(
                    Ready(
                        address=address,
                        first_link=link and address + link,
                        data=folder.path,
                        token=folder.token,
                        seconds=time.monotonic() - begun,
                        demo=_doors(folder.path) if demo else "",
                    )
                )
                if demo:
                    filler = Child("demo", f"{_HERE}.fill", environment=environment, once=True)
                    filler.start()
                    supervisor.children.append(filler)

            supervisor.run(lambda: _answers(port), announce, once=once)
        finally:
            supervisor.stop()
            listener.close()


def _doors(data: Path) -> str:
    """The password of the demonstration, made and written down the first time."""
    from mingjian.platform.demo.doors import password

    return password(data)


def _children(descriptor: int, environment: dict[str, str]) -> list[Child]:
    web = [
        Child(
            f"web {number}", f"{_HERE}.web", str(descriptor),
            environment=environment, descriptors=[descriptor],
        )
        for number in range(1, settings().web + 1)
    ]  # fmt: skip
    workers = [
        Child(f"worker {number}", f"{_HERE}.worker", environment=environment)
        for number in range(1, settings().workers + 1)
    ]
    return [*web, *workers]


def _environment(folder: Folder) -> dict[str, str]:
    """What the command line said reaches the children as variables."""
    return {
        **os.environ,
        "MINGJIAN_DATA": str(folder.path),
        "PROMETHEUS_MULTIPROC_DIR": fresh_metrics(folder.path / "metrics"),
    }


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"port {port} on {host} cannot be had: {error.strerror}. Choose another with --port"
        ) from None
    listener.set_inheritable(True)
    return listener


def _host() -> str:
    """How a browser on this machine reaches us."""
    listen = settings().listen
    if listen in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{listen}]" if ":" in listen else listen


def _prepare(folder: Folder) -> str:
    """Tables, the first administrator's link, the token; the link, or nothing when it was used."""
    from django.db import DatabaseError

    from mingjian.platform.accounts import people
    from mingjian.platform.runtime import schema

    try:
        schema.migrate()
        known = folder.token.read_text().strip() if folder.token.exists() else ""
        token = people.admin_token(known)
        if token != known:
            folder.keep(folder.token, token)
        return people.first_link() or ""
    except DatabaseError as error:
        raise ServiceError(f"the database cannot be prepared: {reach.reason(error)}") from error
    finally:
        reach.close()


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection(settings().listen, port, timeout=2)
    try:
        asked.request("GET", "/readyz", headers={"Host": "localhost"})
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()
