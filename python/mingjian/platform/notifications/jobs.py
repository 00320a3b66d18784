"""The background work of this noun: messages, digests, what comes due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

from asgiref.sync import sync_to_async
from procrastinate import RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy

from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.notifications import outbox, sending, watching
from mingjian.platform.notifications.outbox import QUEUE, TASK

MOST_TRIES = 20


class Again(BaseRetryStrategy):
    """A try that was interrupted: the message's lease says when it may be claimed again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": outbox.LEASE_S})
        if job.attempts >= MOST_TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(300, 2**job.attempts)})


@app.task(name=TASK, queue=QUEUE, retry=Again())
async def send(message_id: str, organisation_id: str) -> None:
    """One try of one message; the next is a job of its own."""
    await sending.send(UUID(organisation_id), UUID(message_id))


@app.periodic(cron="* * * * *")
@app.task(name="notifications.sweep", queue="care", queueing_lock="notifications.sweep")
async def sweep(timestamp: int) -> None:
    """Digests that are due, and messages whose job is gone."""
    await _everywhere(outbox.digests)
    await _everywhere(outbox.sweep)


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.watch", queue="care", queueing_lock="notifications.watch")
async def watch(timestamp: int) -> None:
    """New matches of searches, suppressions about to end."""
    await _everywhere(watching.searches)
    await _everywhere(watching.suppressions)


@app.periodic(cron="41 3 * * *")
@app.task(name="notifications.prune", queue="care", queueing_lock="notifications.prune")
async def prune(timestamp: int) -> None:
    """Drops what is older than the log is kept."""
    await _everywhere(watching.prune)


async def _everywhere(do: Callable[[], object]) -> None:
    def inside() -> None:
        with scope(SYSTEM):
            do()

    await sync_to_async(inside)()
