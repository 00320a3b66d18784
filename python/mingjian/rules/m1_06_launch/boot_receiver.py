"""Starts itself when the phone starts.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a receiver for BOOT_COMPLETED (or a vendor's like) whose class is in the loaded
    code is suspected. Whether the service needs it (an alarm clock does) and whether the user was told is
    not in the code; a run that shows the process starting settles it.
Limits: receivers registered while running do not start an app and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._self_start import BOOT, receivers, runs_code, self_start

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))


def check(facts: Facts) -> Iterator[Finding]:
    for component, actions, line in receivers(facts, BOOT):
        if runs_code(facts, component):
            yield self_start(facts, component, actions, line, zh="开机自启动", en="Starts itself at boot")
