"""Starts itself when the screen is unlocked.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for USER_PRESENT or USER_UNLOCKED is suspected, and so is a
    receiver registered at run time for them or for SCREEN_ON that opens a screen of the app unasked. Not
    applicable where every such receiver has a lawful reason (1.6/boot-receiver names them).
Limits: from Android 8 most manifest receivers of implicit broadcasts are not called; on older phones the
    app still supports they are. A run settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._calls import entry_of, hits, registered
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._self_start import (
    IMPLICIT_BROADCASTS_CUT,
    UNLOCK,
    watching,
    woken,
)

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))


def check(facts: Facts) -> Judgement:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    opened = list(_registered(facts))
    if min(manifest.min_sdk or 1, manifest.target_sdk or 1) >= IMPLICIT_BROADCASTS_CUT:
        return opened
    heard = woken(facts, UNLOCK, zh="解锁屏幕自启动", en="Starts itself at unlock")
    return [*heard, *opened] if isinstance(heard, list) else opened or heard


def _registered(facts: Facts) -> Iterator[Finding]:
    """An activity opened by a receiver whose registering method names SCREEN_ON or the like."""
    watchers = watching(facts, UNLOCK)
    for hit in hits(facts, "cross_app_jump", "startActivity"):
        path = registered(facts, hit, watchers)
        if path is None:
            continue
        yield finding(
            "亮屏或解锁时自行打开界面",
            "Opens a screen by itself when the screen lights up or is unlocked",
            key=("registered", hit.caller),
            party=owner(facts, frames(hit, path)),
            verdict="suspected",
            evidence=[
                call_chain(facts, hit, path),
                *(code(w) for m, w in watchers.items() if m == entry_of(facts, path).registered_by),
            ],
        )
