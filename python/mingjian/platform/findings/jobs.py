"""The sweep that ends decisions whose day has passed."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from mingjian import clock
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.findings.services import expire


@app.periodic(cron="*/10 * * * *")
@app.task(name="findings.expire", queue="care", queueing_lock="findings.expire")
def expire_decisions(timestamp: int) -> int:
    """Every ten minutes; `timestamp` is the queue's, in s."""
    try:
        with scope(SYSTEM):
            return expire(clock.now())
    finally:
        connection.close()
