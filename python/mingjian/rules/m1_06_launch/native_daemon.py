"""Leaves a process outside the app's life that starts it again.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a command line that starts services from a shell (`am startservice`, `am
    start-foreground-service`, `app_process`) is suspected.
Limits: guards written in native code without a command line in the app's code are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment, texts, told
from mingjian.rules._keep_alive import trick

RULE = Rule(requirements=("26号-1.6.1",), severity="high", needs=("manifest", "calls"), proves=False)
COMMAND = late(r"(^|\s|/)(am\s+start-?(foreground-?)?service|app_process(32|64)?)(\s|$)")


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for behaviour in ("keep_alive", "dynamic_code"):
        for hit in hits(facts, behaviour):
            line = " ".join((told(hit), *texts(hit)))
            found = COMMAND.search(line)
            if found is None or hit.caller in seen:
                continue
            seen.add(hit.caller)
            yield trick(
                facts,
                hit,
                moment(facts, hit).path,
                key=("command", found[2]),
                zh=f"用命令行在应用之外拉起服务：{found[2]}",
                en=f"a command line starts services from outside the app: {found[2]}",
            )
