"""The background work of this noun: files made, seals printed, old files forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.exports import making, services

_log = logging.getLogger(__name__)


@app.task(name=services.MAKE, queue=services.QUEUE)
def make(export_id: str, organisation_id: str) -> None:
    """One file: at least once, with effects that count once."""
    _alone(organisation_id, making.make, services.failed, UUID(export_id))


@app.task(name=services.SEAL, queue=services.QUEUE)
def print_seal(seal_id: str, organisation_id: str) -> None:
    """The PDF of a seal."""
    _alone(organisation_id, making.print_seal, services.seal_failed, UUID(seal_id))


@app.periodic(cron="17 * * * *")
@app.task(name="exports.expire", queue="care", queueing_lock="exports.expire")
def expire(timestamp: int) -> int:
    """Every hour; `timestamp` is the queue's, in s."""
    try:
        with scope(SYSTEM):
            return services.expire()
    finally:
        connection.close()


def _alone(organisation_id: str, do: Callable[[UUID], None], fail: Callable[[UUID], None], row: UUID) -> None:
    """In a thread of its own, with a connection that goes back to the pool."""
    try:
        with scope(UUID(organisation_id)):
            try:
                do(row)
            except Exception:  # noqa: BLE001 - whatever it was, the row says that it failed
                _log.exception("%s of %s failed", do.__name__, row)
                fail(row)
    finally:
        connection.close()
