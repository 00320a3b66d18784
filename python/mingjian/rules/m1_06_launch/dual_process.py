"""Two services in two processes watch each other and start each other again.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected where of two services that run in different processes each starts or
    binds the other, at once or when the connection breaks.
Limits: guards that find each other through a third component are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import entry_of
from mingjian.rules._keep_alive import names, service_frames, services, starting, trick

RULE = Rule(requirements=("26号-1.6.1",), severity="high", needs=("manifest", "calls"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    known = services(facts)
    if len({component.process for component in known.values()}) < 2:
        return
    calls: dict[tuple[str, str], tuple[Hit, Path]] = {}
    for hit in starting(facts, alarms=False, binds=True):
        targets = [name for name in known if names(facts, hit, name)]
        for path in hit.paths if targets else ():
            sources = {*service_frames(facts, hit, path), entry_of(facts, path).component} & known.keys()
            for source in sources:
                for target in targets:
                    calls.setdefault((source, target), (hit, path))
    for (one, other), (hit, path) in calls.items():
        back = calls.get((other, one))
        if back is None or one >= other or known[one].process == known[other].process:
            continue
        a, b = one.rpartition(".")[2], other.rpartition(".")[2]
        yield trick(
            facts,
            hit,
            path,
            key=("guards", one, other),
            zh=f"双进程互拉：服务 {a} 与 {b} 分处两个进程并互相启动",
            en=f"two processes, the services {a} and {b} start each other",
            also=(back[0],),
        )
