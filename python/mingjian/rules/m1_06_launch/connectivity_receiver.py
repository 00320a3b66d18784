"""Starts itself when the network, power or storage changes.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for these events is suspected.
Limits: from target API level 24 the platform no longer calls manifest receivers of CONNECTIVITY_CHANGE, and
    from Android 8 most implicit broadcasts; only what some supported phone delivers is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._self_start import CONNECTIVITY, receivers, runs_code, self_start

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))
CONNECTIVITY_CUT_TARGET = 24
"""Target API level from which CONNECTIVITY_CHANGE is not delivered (Android 7 behaviour changes)."""
IMPLICIT_BROADCASTS_CUT = 26
"""API level from which most implicit broadcasts are not delivered (Android 8 behaviour changes)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if (manifest.min_sdk or 1) >= IMPLICIT_BROADCASTS_CUT:
        return
    events = CONNECTIVITY
    if (manifest.target_sdk or 1) >= CONNECTIVITY_CUT_TARGET:
        events -= {"android.net.conn.CONNECTIVITY_CHANGE"}
    for component, actions, line in receivers(facts, events):
        if runs_code(facts, component):
            yield self_start(
                facts, component, actions, line, "网络或电源变化时自启动", "Starts itself on network or power changes"
            )
