"""Where packages are handed in that come about the same time, each in a request of its own: taken together.

While one transaction of an asker's is written, more packages of that asker gather and go into the next one. A
request is answered once its package is committed; what is wrong with one is told to that one alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import BinaryIO

from django.db import DatabaseError, connection, transaction
from msgspec import Struct
from psycopg import Error as DriverError

from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.database import scope
from mingjian.platform.problems import Problem
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services.many import queue_each
from mingjian.platform.scans.services.uploads import receive_each

CLERKS = 8
"""Askers whose packages are taken at the same time."""
MOST = 50
"""Packages of one transaction."""
SOURCE = "api"
_log = logging.getLogger(__name__)


class Came(Struct, frozen=True, eq=False):
    """A package on its way in, and who waits for its scan."""

    name: str
    file: BinaryIO
    size_bytes: int
    answer: Future[Scan]


class Desk:
    """One of a process; threads and connections of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[Actor, list[Came]] = {}
        """Of askers who are served at this moment, what came meanwhile."""
        self._clerks = ThreadPoolExecutor(CLERKS, thread_name_prefix="desk")

    def hand_in(self, actor: Actor, name: str, file: BinaryIO, size_bytes: int) -> Scan:
        """The package's scan, committed. Raises: as `receive` and `queue`."""
        require(actor, "scans:write")
        came = Came(name, file, size_bytes, Future())
        with self._lock:
            served = actor in self._waiting
            self._waiting.setdefault(actor, []).append(came)
        if not served:
            self._clerks.submit(self._serve, actor)
        return came.answer.result()

    def _serve(self, actor: Actor) -> None:
        while True:
            with self._lock:
                waiting = self._waiting[actor]
                if not waiting:
                    del self._waiting[actor]
                    return
                self._waiting[actor] = waiting[MOST:]
            try:
                take(actor, waiting[:MOST])
            finally:
                _let_go()


def _let_go() -> None:
    """Gives the connection back to the pool, which looks whether it lives; the next are served anyway."""
    try:
        connection.close()
    except (DatabaseError, DriverError, OSError) as error:
        _log.warning("a connection could not be given back", exc_info=error)


def take(actor: Actor, some: Sequence[Came]) -> None:
    """Takes packages in one transaction; where that fails one by one, so that none fails for another."""
    try:
        with scope(actor.organisation_id, person=actor.user_id):
            answers = _taken(actor, some)
    except BaseException as error:  # noqa: BLE001 - each hears of its own
        if len(some) == 1:
            some[0].answer.set_exception(error)
        else:
            for one in some:
                take(actor, [one])
        return
    for one, answer in zip(some, answers, strict=True):
        if isinstance(answer, Problem):
            one.answer.set_exception(answer)
        else:
            one.answer.set_result(answer)


def _taken(actor: Actor, some: Sequence[Came]) -> list[Scan | Problem]:
    with transaction.atomic():
        taken = receive_each(actor, [(one.name, one.file, one.size_bytes) for one in some])
        given = [
            (brought, one.name)
            for brought, one in zip(taken, some, strict=True)
            if not isinstance(brought, Problem)
        ]
        queued = iter(queue_each(actor, given, source=SOURCE) if given else [])
        return [one if isinstance(one, Problem) else next(queued) for one in taken]


_desk: list[Desk] = []


def open_desk() -> None:
    """From now on this process has one; without, each request takes its package in its own transaction."""
    if not _desk:
        _desk.append(Desk())


def desk() -> Desk | None:
    """This process's, where it has one."""
    return _desk[0] if _desk else None
