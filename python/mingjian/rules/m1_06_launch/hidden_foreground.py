"""Runs a service in the foreground and hides the notification that must tell of it.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected where two services enter the foreground under the same notification
    number and one of them leaves it again (which takes the notification away from both), and where a class
    that enters the foreground makes its notification channel with importance NONE (0).
Limits: numbers and importances that are not constant are not compared; a low importance (LOW, MIN) still
    shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, called_class, hits, method_name, moment
from mingjian.rules._keep_alive import services, trick

RULE = Rule(requirements=("26号-1.6.1",), severity="high", needs=("manifest", "calls"), proves=False)
CHANNEL = "android.app.NotificationChannel"
IMPORTANCE_NONE = 0
"""NotificationManager.IMPORTANCE_NONE: does not show (documentation of android.app.NotificationManager)."""


def check(facts: Facts) -> Iterator[Finding]:
    known = services(facts)
    by_number: dict[int, dict[str, Hit]] = {}
    for hit in hits(facts, "keep_alive", "startForeground"):
        number, holder = arg(hit, 0), class_of(hit.caller)
        if isinstance(number, int) and holder in known:
            by_number.setdefault(number, {}).setdefault(holder, hit)
        channel = _hidden_channel(facts, hit)
        if channel is not None:
            yield trick(
                facts,
                hit,
                moment(facts, hit).path,
                key=("channel", holder),
                zh="前台服务的通知渠道设为不显示（IMPORTANCE_NONE）",
                en="a foreground service whose notification channel shows nothing (IMPORTANCE_NONE)",
                also=(channel,),
            )
    leaving = {hit.caller: hit for hit in hits(facts, "keep_alive", "stopForeground")}
    for number, holders in by_number.items():
        left = next((name for name, entered in holders.items() if entered.caller in leaving), None)
        stays = next((name for name in holders if name != left), None)
        if left is None or stays is None:
            continue
        yield trick(
            facts,
            holders[stays],
            moment(facts, holders[stays]).path,
            key=("number", stays, left),
            zh=f"两个服务共用前台通知号 {number}，其一随即撤下通知",
            en=f"two services share the foreground notification {number}, and one takes it away",
            also=(holders[left], leaving[holders[left].caller]),
        )


def _hidden_channel(facts: Facts, hit: Hit) -> Hit | None:
    for near in beside(facts, hit.caller):
        if called_class(near) != CHANNEL or not near.reachable:
            continue
        if method_name(near) == "<init>" and arg(near, 2) == IMPORTANCE_NONE:
            return near
        if method_name(near) == "setImportance" and arg(near, 0) == IMPORTANCE_NONE:
            return near
    return None
