"""Logs: one JSON object a line on stderr, without personal data.

Our own loggers say what they were asked to say. Of other libraries' records only the fixed words are kept,
never the values put into them; of an exception its type and place, and its words where they speak of code.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from mingjian.errors import MingjianError, UsageError
from mingjian.settings import settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request this thread or task works for."""
LEVELS = ("debug", "info", "warning", "error")
_FRAMES = 12
_PLAIN = (MingjianError, ImportError, TypeError, AttributeError, NameError, SyntaxError, AssertionError)
"""Exceptions whose words speak of code, not of people."""


def set_up(process: str) -> None:
    """Sends every record of this process to stderr; `process` is its name there.

    Raises:
        UsageError: `MINGJIAN_LOG_LEVEL` is none of `LEVELS`.
    """
    level = settings().log_level or ("warning" if sys.stderr.isatty() else "info")
    if level not in LEVELS:
        raise UsageError(f"MINGJIAN_LOG_LEVEL is one of {', '.join(LEVELS)}, not {level!r}")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(process))
    handler.addFilter(_no_routine)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for loud in ("uvicorn.access", "procrastinate.periodic", "procrastinate.blueprints", "httpx", "httpcore"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a 404 has its line already
    logging.captureWarnings(capture=True)


def _no_routine(record: logging.LogRecord) -> bool:
    """False for what the worker says of its own housekeeping every few seconds, unless it goes wrong."""
    job: Any = getattr(record, "job", None)
    routine = False
    if isinstance(job, dict):
        routine = job.get("queue") == "care"  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return record.levelno >= logging.WARNING or not routine


class Lines(logging.Formatter):
    """One record, one line. `extra={"told": {...}}` adds fields: ids, counts, durations."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "event": _event(record),
        }
        if number := request_id.get():
            line["request"] = number
        line.update(_fields(record))
        if record.exc_info and record.exc_info[0] is not None:
            _, error, trace = record.exc_info
            line["error"] = _error(error)
            line["trace"] = _trace(trace)
        return json.dumps(line, ensure_ascii=False, default=str)


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith("mingjian"):
        return record.getMessage()
    action = getattr(record, "action", None)  # procrastinate's; its message holds the job's arguments
    if isinstance(action, str):
        return action
    if record.name.startswith("uvicorn"):
        return record.getMessage()
    if record.name == "django.request":  # its words are made of the address, which may hold a person's data
        return "request failed"
    return str(record.msg)[:200] if record.args or record.name != "py.warnings" else "warning"


def _fields(record: logging.LogRecord) -> dict[str, object]:
    told: dict[str, object] = {}
    ours: Any = getattr(record, "told", None)
    if isinstance(ours, dict):
        told.update(ours)  # pyright: ignore[reportUnknownArgumentType] - ours, json takes it or its str()
    job: Any = getattr(record, "job", None)
    if isinstance(job, dict):
        told["job"] = job.get("id")  # pyright: ignore[reportUnknownMemberType]
        told["task"] = job.get("task_name")  # pyright: ignore[reportUnknownMemberType]
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        told["status"] = status
    return told


def _error(error: BaseException | None) -> str:
    """Types from the outermost to the cause; words where they hold no person's data."""
    told: list[str] = []
    while error is not None and len(told) < 5:
        name = type(error).__qualname__
        code = getattr(error, "sqlstate", None)
        words = f": {error}" if isinstance(error, _PLAIN) else f" {code}" if code else ""
        told.append(name + words)
        error = error.__cause__ or error.__context__
    return " ← ".join(told)


def _trace(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
