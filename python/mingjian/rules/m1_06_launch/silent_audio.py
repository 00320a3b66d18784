"""Plays silence in a loop to count as a music player.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected where code that runs without a screen and without a human action
    (process start, service, receiver, job) loops a sound and sets its volume to zero in the same class.
Limits: a sound file that is itself silent is not heard; a muted video on a screen is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Path
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, entry_of, hits, method_name, outer
from mingjian.rules._keep_alive import trick

RULE = Rule(requirements=("26号-1.6.1",), severity="high", needs=("manifest", "calls"), proves=False)
UNSEEN = frozenset({"process_start", "service", "receiver", "job", "push", "system"})
SILENT = (0, 0.0)


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for hit in hits(facts, "keep_alive", "setVolume"):
        place = outer(hit.caller)
        if arg(hit, 0) not in SILENT or arg(hit, 1) not in SILENT or place in seen:
            continue
        loops = next(
            (
                near
                for near in beside(facts, hit.caller)
                if near.reachable and method_name(near) == "setLooping" and arg(near, 0) in (1, True)
            ),
            None,
        )
        path = next((path for path in hit.paths if _unseen(facts, path)), None)
        if loops is not None and path is not None:
            seen.add(place)
            yield trick(
                facts,
                hit,
                path,
                key=("silence", place),
                zh="循环播放无声音频",
                en="a sound played silently in a loop",
                also=(loops,),
            )


def _unseen(facts: Facts, path: Path) -> bool:
    return entry_of(facts, path).kind in UNSEEN and path.gesture_step is None
