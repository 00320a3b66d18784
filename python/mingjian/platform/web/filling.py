"""Whether a demonstration is being filled just now: a mark in the data folder that ages within seconds."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

_FRESH_S = 20.0


def beat() -> None:
    """Says that it goes on."""
    _mark().touch(mode=0o600)


def over() -> None:
    """Says that it has ended."""
    _mark().unlink(missing_ok=True)


def filling() -> bool:
    """True while it goes on; a filler that died is not heard of for long."""
    try:
        return time.time() - _mark().stat().st_mtime < _FRESH_S
    except OSError:
        return False


def _mark() -> Path:
    return Path(settings.DATA_DIR) / "demo-filling"
