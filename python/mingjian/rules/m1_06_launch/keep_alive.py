"""Runs a library made to keep the app from being stopped.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; reachable code of a known keep-alive library (MarsDaemon, KeepLive, HelloDaemon
    …), or the loading of one's native guard, is suspected. Each trick of the app's own has a rule of its
    own.
Limits: libraries without a known name are seen by what they do; whether the function the user chose needs
    it is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment, texts
from mingjian.rules._keep_alive import trick

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
LIBRARIES = (
    "com.marswin89.marsdaemon", "com.fanjun.keeplive", "com.xdandroid.hellodaemon", "com.shihoo.daemon",
    "com.boolbird.keepalive", "com.sdk.daemon", "com.gotokeep.keeplive", "com.baweigame.daemon",
)  # fmt: skip
NATIVE = frozenset({"daemon_api20", "daemon_api21", "leoric", "keeplive", "hellodaemon"})
"""Names of the native guards that such libraries load."""


def check(facts: Facts) -> Iterator[Finding]:
    found: dict[str, Hit] = {}
    for behaviour in ("keep_alive", "linked_start"):
        for hit in hits(facts, behaviour):
            holder = class_of(hit.caller)
            library = next((name for name in LIBRARIES if holder.startswith(f"{name}.")), None)
            if library:
                found.setdefault(library, hit)
    for hit in hits(facts, "dynamic_code", "loadLibrary"):
        for name in NATIVE.intersection(texts(hit)):
            found.setdefault(f"lib{name}.so", hit)
    for library, hit in found.items():
        yield trick(
            facts,
            hit,
            moment(facts, hit).path,
            key=("library", library),
            zh=f"保活库 {library}",
            en=f"the keep-alive library {library}",
        )
