"""Starts itself when the phone starts.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a receiver for BOOT_COMPLETED (or a vendor's like) whose class is in the loaded
    code is suspected. Not applicable where every such receiver has a lawful reason: it only sets the user's
    alarms again, updates a widget, or the app is an input method, launcher, VPN, wallpaper or accessibility
    service, phone or SMS app, or device owner's app. An SDK's receiver has none of these.
Limits: receivers registered while running do not start an app and are left out. Whether the user was told
    and may switch it off is not in the code; a run that shows the process starting settles it.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._self_start import BOOT, woken

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))


def check(facts: Facts) -> Judgement:
    return woken(facts, BOOT, zh="开机自启动", en="Starts itself at boot")
