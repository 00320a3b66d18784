"""Downloads or installs a package nobody touched anything for: seen in a run.

Clause: 26号-1.1.8 经用户确认同意后方可下载安装; 26号-1.1.11 “静默下载”
Needs: behaviour.
Violates: the app downloads a package (by its name or type), or installs another app, and the user
    touched nothing in the ten seconds before. Suspected where the run records no touches and the app was
    before the user.
Limits: a download that a touch set off longer before (a queue, a metered network) looks the same;
    traffic and the browser show downloads that the system's manager does not make.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import TOUCHES, behaviour_of, record

RULE = Rule(requirements=("26号-1.1.8", "26号-1.1.11"), severity="high", needs=("behaviour",))
PACKAGES = (".apk", ".apks", ".xapk", "vnd.android.package-archive")


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    acts = [act for act in behaviour.acts if act.touched is not True and _package(act, behaviour.package)]
    if not acts and not behaviour.coverage.inputs:
        return NotCovered((TOUCHES,))
    return list(_found(facts, acts))


def _package(act: Act, own: str) -> bool:
    event = act.event
    if event.kind == "download":
        return any(
            part in text.lower().partition("?")[0] for part in PACKAGES for text in (event.what, *event.args)
        )
    return event.kind == "install" and event.caller == own and event.what not in ("", own)


def _found(facts: Facts, acts: list[Act]) -> Iterator[Finding]:
    for kind, zh, en in (
        ("download", "下载安装包", "Downloads a package"),
        ("install", "安装其他应用", "Installs another app"),
    ):
        own = [act for act in acts if act.event.kind == kind]
        if not own:
            continue
        sure = any(act.touched is False or act.foreground is False for act in own)
        yield finding(
            f"未经用户操作{zh} {len(own)} 次：{own[0].event.what}",
            f"{en} {times_en(len(own))} with no touch of the user: {own[0].event.what}",
            key=(kind,),
            party=app(facts),
            verdict="violates" if sure else "suspected",
            consent=own[0].timeline,
            evidence=[record(act.event) for act in own[:3]],
        )
