"""A service starts itself again from its own end.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a service that, in onDestroy or onTaskRemoved or what these call, starts itself
    at once or by an alarm is suspected.
Limits: a service the system restarts (START_STICKY) is ordinary and left out; whether the function the user
    chose needs it (a running navigation) is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import class_of, frames
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import passing
from mingjian.rules._keep_alive import ENDS, names, services, starting, trick

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    known = services(facts)
    seen: set[str] = set()
    for hit in starting(facts):
        path = passing(hit, ENDS)
        if path is None:
            continue
        for method in frames(hit, path):
            service = class_of(method)
            if (
                method.endswith(ENDS)
                and service in known
                and service not in seen
                and names(facts, hit, service)
            ):
                seen.add(service)
                short = service.rpartition(".")[2]
                yield trick(
                    facts,
                    hit,
                    path,
                    key=("restart", service),
                    zh=f"服务 {short} 结束时重启自身",
                    en=f"the service {short} starts itself again from its own end",
                )
