"""The care of the kept figures: folded as they gather, checked against the rows each night."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from mingjian.platform.catalogue import counting


@app.periodic(cron="*/5 * * * *")
@app.task(name="catalogue.fold", queue="care", queueing_lock="catalogue.fold")
def fold(timestamp: int) -> int:
    """Sums what gathered; `timestamp` is the queue's, in s."""
    try:
        return counting.fold_all()
    finally:
        connection.close()


@app.periodic(cron="43 18 * * *")
@app.task(name="catalogue.mend", queue="care", queueing_lock="catalogue.mend")
def mend(timestamp: int) -> int:
    """Deep in the night of Asia/Shanghai."""
    try:
        return counting.mend_all()
    finally:
        connection.close()
