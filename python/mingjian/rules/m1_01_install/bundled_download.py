"""One act downloads several packages.

Clause: 26号-1.1.10 “强制捆绑”
Needs: calls.
Violates: one method hands two or more requests to the download manager, and the code around it names
    two or more different APK files. Suspected: whether a person asked for both is told by the
    screen.
Limits: downloads in a loop over a list, or by an HTTP client of the app's own, are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import all_hits, hits, moment, texts
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.10",), severity="medium", needs=("calls",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    by_method: dict[str, list[Hit]] = {}
    for hit in hits(facts, "silent_download", "enqueue"):
        by_method.setdefault(hit.caller, []).append(hit)
    several = {caller: found for caller, found in by_method.items() if len(found) > 1}
    packages: dict[str, set[str]] = {}
    for hit in all_hits(facts, "silent_download") if several else ():
        if hit.caller in several:
            packages.setdefault(hit.caller, set()).update(t for t in texts(hit) if t.endswith(".apk"))
    for caller, found in several.items():
        named = sorted(packages.get(caller, ()))
        if len(named) < 2:
            continue
        when = moment(facts, found[0])
        yield finding(
            f"一次操作下载 {len(named)} 个安装包：{'、'.join(named[:4])}",
            f"One act downloads {len(named)} packages: {', '.join(named[:4])}",
            key=("bundle", caller),
            party=owner(facts, frames(found[0], when.path)),
            verdict="suspected",
            evidence=[
                *([call_chain(facts, found[0], when.path)] if when.path else []),
                *(code(hit) for hit in found[:3]),
            ],
        )
