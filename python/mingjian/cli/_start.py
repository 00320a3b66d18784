"""Loaded before anything else by a command, so that loading the rest costs less."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from types import ModuleType
from typing import cast

COLLECT_AFTER = 200_000
"""Objects after which a command that ends looks for garbage in cycles: modules, tables and facts are made by
the ten thousand and stay, and at Python's own 700 they are all walked dozens of times in one scan."""
OWN = gc.get_threshold()
"""Python's own, for commands that run on."""
PURGE = "MIMALLOC_PURGE_DELAY"
"""What the core's allocator reads when the core is loaded: milliseconds until memory that was freed is given
back to the system; below zero, never."""
NEVER = "-1"


def keep_memory() -> None:
    """A command that ends keeps what the core frees, for the next package: giving it back and having it
    cleared anew is a tenth of a scan of many. What the user set stands. Only before the core is loaded."""
    os.environ.setdefault(PURGE, NEVER)


def _load_msgspec() -> None:
    """msgspec takes three names from typing_extensions where that is installed, and loading it takes longer
    than loading msgspec; from Python 3.11 on `typing` has the same three, which it takes otherwise."""
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = cast("ModuleType", None)  # how Python is told that there is none
    importlib.import_module("msgspec")
    del sys.modules["typing_extensions"]


gc.set_threshold(COLLECT_AFTER)
_load_msgspec()
