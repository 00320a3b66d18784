"""The worker: does jobs, hands back those of workers that died, gives its own back when it must stop.

A worker holds an advisory lock of PostgreSQL as long as its connection lives. Whoever finds the lock of a
registered worker free knows at once that it is gone, on whichever machine, and returns its jobs to the queue.
A worker that loses its lock stops: two never do one job knowingly.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import django
import psycopg
from procrastinate import App
from procrastinate.job_context import JobContext
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from mingjian.errors import ServiceError
from mingjian.platform.runtime import logs, traces
from mingjian.platform.runtime.metrics import JOBS
from mingjian.settings import settings

_LOCKS = 0x6D6A
"""Class of the advisory locks; the second number is the worker's id."""
SWEEP_SECONDS = 3.0
_YOUNG = "3 seconds"
"""A worker registers, then locks; meanwhile it is not taken for dead."""
GRACE_SECONDS = 8.0
"""How long jobs may take to end once the worker was asked to stop."""
_FORCE_SECONDS = 12.0
_SCHEMA_SECONDS = 120.0
_COLLECT_AFTER = 20_000
"""Objects made and not gone after which the youngest are looked through for cycles."""
MOST_TRIES = 20
"""A job that outlived so many workers is given up."""
_log = logging.getLogger(__name__)


def run(concurrency: int = 0) -> None:
    """Works until SIGTERM or SIGINT; `concurrency` 0: as many jobs at once as there are cores.

    Raises:
        ServiceError: the database is not there or not of this version.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.platform.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    _await_schema()
    parameters = connector_params()
    at_once = concurrency or settings().concurrency or os.cpu_count() or 1
    connector = PsycopgConnector(kwargs=parameters, min_size=1, max_size=at_once + 4)
    gc.collect()
    gc.freeze()  # what is loaded stays; the collector need not walk it again and again
    gc.set_threshold(_COLLECT_AFTER)  # a report is thousands of objects, and next to none are cycles
    with app.replace_connector(connector):
        code = asyncio.run(_Working(app, parameters, at_once).work())
    if code:
        sys.exit(code)


class _Working:
    def __init__(self, app: App, parameters: dict[str, Any], at_once: int) -> None:
        self._app = app
        self._parameters = parameters
        self._at_once = at_once
        self._worker: Worker | None = None
        self._held: psycopg.AsyncConnection[Any] | None = None
        self._code = 0

    async def work(self) -> int:
        """The exit code: 0 asked to stop, 5 the database went away."""
        from mingjian.platform.scans import working

        loop = asyncio.get_running_loop()
        for asked in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(asked, self._stop, 0)
        self._held = await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)
        async with self._held, self._app.open_async():
            self._app.perform_import_paths()  # type: ignore[no-untyped-call]
            register = self._app.job_manager.register_worker
            self._worker = Worker(
                self._app, concurrency=self._at_once, install_signal_handlers=False, listen_notify=True,
                shutdown_graceful_timeout=GRACE_SECONDS, fetch_job_polling_interval=5.0,
                update_heartbeat_interval=5.0, stalled_worker_timeout=86400.0, worker_middleware=[_measured],
                delete_jobs="successful",  # failed ones stay to be looked at
                task_middleware=(self._app.worker_defaults or {}).get("task_middleware"),
            )  # fmt: skip

            async def registered() -> int:
                number = await register()
                await self._held_execute("SELECT pg_advisory_lock(%s, %s)", _LOCKS, _short(number))
                return number

            self._app.job_manager.register_worker = registered  # type: ignore[method-assign]
            care = asyncio.create_task(self._care())
            try:
                await self._worker.run()  # type: ignore[no-untyped-call]
            finally:
                self._app.job_manager.register_worker = register  # type: ignore[method-assign]
                await working.stop()
                care.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await care
        return self._code

    def _stop(self, code: int) -> None:
        """No new jobs; those that run may end, then go back to the queue, then we are gone."""
        if self._worker is None:
            os._exit(code)
        self._code = self._code or code
        self._worker.stop()  # type: ignore[no-untyped-call]
        asyncio.get_running_loop().call_later(_FORCE_SECONDS, self._force)

    def _force(self) -> None:
        """A job in a thread cannot be ended: the process goes, whoever lives returns the job."""
        _log.warning("jobs did not end in time; they go back to the queue")
        os._exit(self._code)

    async def _care(self) -> None:
        """Sees that our lock still holds and that nobody's jobs lie forgotten."""
        while True:
            try:
                await self._return_abandoned()
            except psycopg.OperationalError:
                _log.error("the connection to the database is gone; the worker starts again")
                self._stop(5)
                return
            await asyncio.sleep(SWEEP_SECONDS)

    async def _return_abandoned(self) -> None:
        rows = await self._held_execute(
            "SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - %s::interval", _YOUNG
        )
        mine = self._worker.worker_id if self._worker else None
        for (number,) in rows:
            if number != mine:
                await self._bury(number)
        for job, tries in await self._held_execute(
            "SELECT id, attempts FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL"
        ):
            await self._give_back(job, tries)

    async def _bury(self, number: int) -> None:
        """Returns the jobs of a worker whose lock nobody holds, and forgets it."""
        assert self._held is not None  # noqa: S101 - `work` made it
        async with self._held.transaction():
            (free,) = (
                await self._held_execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCKS, _short(number))
            )[0]
            if not free:
                return
            jobs = await self._held_execute(
                "SELECT id, attempts FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s",
                number,
            )
            for job, tries in jobs:
                await self._give_back(job, tries)
            await self._held_execute("DELETE FROM procrastinate_workers WHERE id = %s", number)

    async def _give_back(self, job: int, tries: int) -> None:
        if tries >= MOST_TRIES:
            _log.error("a job is given up: its workers died", extra={"told": {"job": job, "tries": tries}})
            await self._held_execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", job)
            return
        _log.warning("a job goes back to the queue: its worker died", extra={"told": {"job": job}})
        await self._held_execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", job)

    async def _held_execute(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        assert self._held is not None  # noqa: S101 - `work` made it
        cursor = await self._held.execute(query.encode(), values)
        return await cursor.fetchall() if cursor.description else []


async def _measured(next_: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
    begun = time.perf_counter()
    outcome = "failed"
    try:
        with traces.span(context.job.task_name):
            result = await next_()
        outcome = "done"
        return result
    except asyncio.CancelledError:
        outcome = "returned"
        raise
    finally:
        JOBS.labels(context.job.task_name, outcome).observe(time.perf_counter() - begun)


def _short(number: int) -> int:
    return number % 0x7FFF_FFFF


def _await_schema() -> None:
    """`up` may be at it at this moment."""
    from django.db import DatabaseError, connection

    from mingjian.platform.runtime import schema

    until = time.monotonic() + _SCHEMA_SECONDS
    while True:
        try:
            if not schema.missing():
                return
        except DatabaseError as error:
            raise ServiceError(f"the database cannot be reached: {str(error).splitlines()[0]}") from None
        finally:
            connection.close()
        if time.monotonic() > until:
            raise ServiceError("the database's tables are older than this Mingjian: run mingjian up once")
        time.sleep(0.1)


if __name__ == "__main__":
    logs.set_up("worker")
    run()
