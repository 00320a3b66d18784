"""How a command sets up its process before the core is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mingjian.cli._start import PURGE

ASKED = f"""
import os, sys
import mingjian.cli
assert "mingjian._core" not in sys.modules  # it reads the environment when it is loaded
mingjian.cli.group.get_command(None, sys.argv[1])
print(os.environ.get({PURGE!r}))
"""


@pytest.mark.parametrize(
    ("command", "users", "told"),
    [("scan", None, "-1"), ("scan", "100", "100"), ("worker", None, "None"), ("up", "5", "5")],
)
def test_a_command_that_ends_keeps_memory(command: str, users: str | None, told: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != PURGE}
    env |= {} if users is None else {PURGE: users}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, command], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == told
