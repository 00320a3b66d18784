"""Switches its own notification listener or accessibility service, so that the system starts it again.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected where code that runs without a human action switches a component of the
    app that the system binds as notification listener or accessibility service.
Limits: a switch set by the user's own choice on a screen is left out; a run shows what starts.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment
from mingjian.rules._keep_alive import names, services, trick

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
BOUND = frozenset({
    "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE",
    "android.permission.BIND_ACCESSIBILITY_SERVICE",
})  # fmt: skip


def check(facts: Facts) -> Iterator[Finding]:
    bound = [name for name, component in services(facts).items() if component.permission in BOUND]
    seen: set[str] = set()
    for hit in hits(facts, "hide_icon", "setComponentEnabledSetting") if bound else ():
        when = moment(facts, hit)
        if when.path is None or not when.by_itself:
            continue
        for service in bound:
            if service not in seen and names(facts, hit, service):
                seen.add(service)
                short = service.rpartition(".")[2]
                yield trick(
                    facts,
                    hit,
                    when.path,
                    key=("revival", service),
                    zh=f"自行开关 {short} 使系统重新拉起",
                    en=f"switches {short} off and on to be started again by the system",
                )
