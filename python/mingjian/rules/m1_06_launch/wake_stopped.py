"""Sends broadcasts that wake apps which their user has stopped.

Clause: 26号-1.6.3 唤醒
Needs: calls, manifest.
Violates: never by itself; suspected where an intent is flagged FLAG_INCLUDE_STOPPED_PACKAGES (32) and sent
    as a broadcast without a human action by a method that neither keeps it to a package or component nor
    names the app itself.
Limits: which apps answer is not in the code; a run settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import class_of, frames, is_library, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, hits, method_name, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.6.3",), severity="high", needs=("calls", "manifest"), proves=False)
INCLUDE_STOPPED = 32
"""Intent.FLAG_INCLUDE_STOPPED_PACKAGES (documentation of android.content.Intent)."""
SENDS = ("sendBroadcast", "sendOrderedBroadcast", "sendStickyBroadcast")
KEEPS = frozenset({"setPackage", "setComponent", "setClass", "setClassName"})


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for send in hits(facts, "linked_start", *SENDS):
        if send.caller in seen or is_library(class_of(send.caller)):
            continue
        here = [near for near in beside(facts, send.caller) if near.caller == send.caller]
        flag = next(
            (
                near
                for near in here
                if method_name(near) in ("addFlags", "setFlags") and _stopped(arg(near, 0))
            ),
            None,
        )
        if flag is None or any(method_name(near) in KEEPS for near in here):
            continue
        when = moment(facts, send)
        if when.path is None or not when.by_itself:
            continue
        seen.add(send.caller)
        yield finding(
            "未经用户操作即向所有应用发送可唤醒已停止应用的广播",
            "Broadcasts to every app, those stopped by the user included, without a human action",
            key=("stopped", send.caller),
            party=owner(facts, frames(send, when.path)),
            verdict="suspected",
            evidence=[call_chain(facts, send, when.path), code(flag)],
        )


def _stopped(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & INCLUDE_STOPPED)
