"""Figures of overviews: the day's, which show how they moved, and those of large shelves."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from mingjian.platform.portfolio.counted import count_wanted
from mingjian.platform.portfolio.tallies import keep_all


@app.periodic(cron="50 15 * * *")
@app.task(name="portfolio.tally", queue="care", queueing_lock="portfolio.tally")
def tally_the_day(timestamp: int) -> int:
    """Shortly before midnight in Asia/Shanghai; `timestamp` is the queue's, in s."""
    try:
        return keep_all()
    finally:
        connection.close()


@app.periodic(cron="* * * * *")
@app.task(name="portfolio.count", queue="care", queueing_lock="portfolio.count")
def count(timestamp: int) -> int:
    """Where a page found the kept count old."""
    try:
        return count_wanted()
    finally:
        connection.close()
