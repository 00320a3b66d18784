"""Opens a screen of one pixel, or any screen, when the display goes dark, to count as being in use.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a screen opened by a receiver that is registered for SCREEN_OFF, and a window set
    to one by one (or zero by zero) pixels, are suspected.
Limits: a lock screen of its own (a music player's) opens a screen in the same way; a person must look.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, moment, registered
from mingjian.rules._keep_alive import trick
from mingjian.rules._self_start import watching

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
SCREEN_OFF = frozenset({"android.intent.action.SCREEN_OFF"})
ONE_PIXEL = frozenset({1, 0})


def check(facts: Facts) -> Iterator[Finding]:
    watchers = watching(facts, SCREEN_OFF)
    for hit in hits(facts, "cross_app_jump", "startActivity"):
        path = registered(facts, hit, watchers)
        if path is not None:
            yield trick(
                facts,
                hit,
                path,
                key=("screen-off",),
                zh="息屏时打开界面",
                en="a screen opened when the display goes dark",
            )
            break
    for hit in hits(facts, "keep_alive", "setLayout"):
        if arg(hit, 0) in ONE_PIXEL and arg(hit, 1) in ONE_PIXEL:
            yield trick(
                facts,
                hit,
                moment(facts, hit).path,
                key=("one-pixel",),
                zh="一像素界面",
                en="a one-pixel window",
            )
            break
