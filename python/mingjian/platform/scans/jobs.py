"""The background work of this noun: one job a scan, and what looks after them."""

from __future__ import annotations

import asyncio
from uuid import UUID

from procrastinate import JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy

from mingjian.platform.database import SYSTEM
from mingjian.platform.scans import several, working
from mingjian.platform.scans.services import care, renew, uploads, watch
from mingjian.platform.scans.services.queue import QUEUE, TASK
from mingjian.settings import settings

MOST_TRIES = 20
FIRST = 100
"""Priority of what looks after the rest."""


class Again(BaseRetryStrategy):
    """An interrupted job begins again at once, a failed one after a while; the row says what is left."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts >= MOST_TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(300, 2**job.attempts)})


@app.task(name=TASK, queue=QUEUE, retry=Again(), pass_context=True)
async def scan(context: JobContext, scan_id: str, organisation_id: str, small: bool = False) -> None:
    """One package: at least once, with effects that count once. Small ones take others with them."""
    if small and context.job.id is not None:
        await several.work(UUID(organisation_id), UUID(scan_id), context.job.id)
    else:
        await working.work(UUID(organisation_id), UUID(scan_id))


@app.task(name=renew.TASK, queue=QUEUE, retry=Again())
async def renew_some(organisation_id: str, scan_ids: list[str]) -> None:
    """Some stored facts under the rules of today."""
    await working.renew(UUID(organisation_id), [UUID(each) for each in scan_ids])


@app.task(name=renew.AGAIN, queue=QUEUE, retry=Again())
async def look_again(organisation_id: str, scan_ids: list[str], since: str, last: bool) -> None:
    """What some scans left, held against the rules that changed since."""
    await working.look_again(UUID(organisation_id), [UUID(each) for each in scan_ids], since, last=last)


@app.periodic(cron="* * * * *")
@app.task(name="scans.recover", queue="care", priority=FIRST, queueing_lock="scans.recover")
async def recover(timestamp: int) -> None:
    """Gives scans whose job is gone a new one; jobs of dead workers `runtime` gives back."""
    await working.database(SYSTEM, care.without_job)


@app.task(name="scans.look", queue="care", priority=FIRST, queueing_lock="scans.look")
async def look(timestamp: int) -> None:
    """Looks into the watched folders."""
    await working.database(SYSTEM, watch.look)


if settings().watch:
    app.periodic(cron="* * * * * */10")(look)


@app.periodic(cron="*/5 * * * *")
@app.task(name="scans.renew", queue="care", priority=FIRST, queueing_lock="scans.renew")
async def start_renewing(timestamp: int) -> None:
    """Queues what was judged by other rules than today's, some at a time."""
    await working.database(SYSTEM, renew.plan)


@app.periodic(cron="17 * * * *")
@app.task(name="scans.sweep", queue="care", priority=FIRST, queueing_lock="scans.sweep")
async def sweep(timestamp: int) -> None:
    """Drops uploads given up."""
    await working.database(SYSTEM, uploads.sweep)
