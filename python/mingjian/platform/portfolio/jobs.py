"""The day's figures of every overview, kept so that it can show how they moved."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from mingjian.platform.portfolio.tallies import keep_all


@app.periodic(cron="50 15 * * *")
@app.task(name="portfolio.tally", queue="care", queueing_lock="portfolio.tally")
def tally_the_day(timestamp: int) -> int:
    """Shortly before midnight in Asia/Shanghai; `timestamp` is the queue's, in s."""
    try:
        return keep_all()
    finally:
        connection.close()
