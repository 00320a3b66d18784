"""Starts itself when the screen is unlocked.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for USER_PRESENT or USER_UNLOCKED is suspected, and so is a
    receiver registered at run time for them or for SCREEN_ON that opens a screen of the app unasked.
Limits: from Android 8 most manifest receivers of implicit broadcasts are not called; on older phones the
    app still supports they are. A run settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, texts
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding
from mingjian.rules._self_start import UNLOCK, receivers, runs_code, self_start

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))
IMPLICIT_BROADCASTS_CUT = 26
"""API level from which the platform stops calling most of these (Android 8 behaviour changes)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if (manifest.min_sdk or 1) < IMPLICIT_BROADCASTS_CUT:
        for component, actions, line in receivers(facts, UNLOCK):
            if runs_code(facts, component):
                yield self_start(facts, component, actions, line, "解锁屏幕自启动", "Starts itself at unlock")
    yield from _registered(facts)


def _registered(facts: Facts) -> Iterator[Finding]:
    """SCREEN_ON and the like used in code, with an activity started from the receiver of that class."""
    watchers = {
        hit.caller.partition(";->")[0]: hit for hit in hits(facts, "self_start") if UNLOCK & set(texts(hit))
    }
    for hit in hits(facts, "cross_app_jump", "startActivity"):
        holder = hit.caller.partition(";->")[0]
        watcher = watchers.get(holder) or watchers.get(holder.partition("$")[0])
        if watcher is None or ";->onReceive(" not in hit.caller:
            continue
        yield finding(
            "亮屏或解锁时自行打开界面",
            "Opens a screen by itself when the screen lights up or is unlocked",
            key=("registered", holder),
            party=owner(facts, frames(hit, None)),
            verdict="suspected",
            evidence=[code(watcher), code(hit)],
        )
