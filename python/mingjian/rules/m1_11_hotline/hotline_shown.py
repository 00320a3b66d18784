"""The hotline cannot be found where an app helps its users, lies deep, or is no number: seen on screens.

Clause: 26号-1.11.3 在网站、APP显著位置公示客服热线电话号码
Needs: screen.
Violates: never by itself, for code cannot tell who is a major internet company; suspected where the number
    stands more than three touches deep (this project's number), where a placeholder stands in its place, or
    where the help pages and the user's own were opened, speak of a hotline and no screen shows a number.
Limits: whether an app without any hotline must have one hangs on who runs it, which a list of major companies
    would tell: such a run settles nothing. A number that only a telephone's dial page shows counts; those of
    authorities and for reports alone do not. Entries not opened and pages not scrolled settle nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import MINE
from mingjian.patterns import late
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._contacts import NOTHING, PHONE, idle_hotline
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, depth, screens_of, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import HELP, SETTING, bare, label, pages, read_to_the_end, spots, unopened

RULE = Rule(requirements=("26号-1.11.3",), severity="low", needs=("screen",))
MOST_TOUCHES = 3
SERVICE = late(
    r"(客服|人工|热线|客户服务|服务电话|联系(我们|电话|客服)|电话|致电|拨打|咨询|投诉|hotline|callus"
    r"|customerservice|contactus|support)",
    re.IGNORECASE,
)
"""Words by which a number is the hotline's."""
NAMED = late(r"(热线|客服电话|电话客服|服务电话|人工电话|hotline|callus|phonesupport)", re.IGNORECASE)
"""Words by which a help page says that there is a hotline."""
MAJOR = "是否属于主要互联网企业 · whether the operator is a major internet company"
WHERE = late(r"(客服|联系|帮助|热线|反馈|关于|contact|support|help|about)", re.IGNORECASE)
"""Entries behind which a hotline may stand."""
OTHERS = late(r"(举报|违法|不良信息|监督|反诈|12321|12377|96110|12381|12315|12318|火警|急救)")
"""Numbers of authorities, and those for reports alone."""


def check(facts: Facts) -> Judgement:
    found = [(depth(facts, at), one, index) for at, one in _screens(facts) for index in _numbers(one)]
    if found:
        touches, one, index = min(found, key=lambda way: way[0])
        if touches <= MOST_TOUCHES:
            return ()
        return [
            finding(
                f"客服热线要点击 {touches} 次才能看到",
                f"The hotline lies {touches} touches deep",
                key=("deep",),
                party=app(facts),
                verdict="suspected",
                evidence=[seen(one, [index])],
            )
        ]
    idle = next(
        (
            (one, at, told)
            for _, one in shown(facts)
            for at, node in controls(one)
            if (told := idle_hotline(node.text))
        ),
        None,
    )
    if idle is not None:
        one, at, told = idle
        return [
            finding(
                f"客服热线处没有可拨打的号码：“{told}”",
                f"Where the hotline should stand there is no number to call: “{told}”",
                key=("idle",),
                party=app(facts),
                verdict="suspected",
                evidence=[seen(one, [at])],
            )
        ]
    help_, own = pages(facts, HELP), [*pages(facts, MINE), *pages(facts, SETTING)]
    ended = all(read_to_the_end(facts, at) for at, _ in help_)
    unseen = not help_ or not own or not ended or unopened(facts, WHERE)
    if unseen or unread(one for _, one in (*help_, *own)):
        return uncovered(facts, "help")
    if not any(spots(one, NAMED, 20) for _, one in help_):
        return NotCovered((MAJOR,))
    return [
        finding(
            "帮助与客服页面提到客服热线，却没有号码",
            "The help pages speak of a hotline and show no number",
            key=("missing",),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one) for _, one in help_[:2]],
        )
    ]


def _screens(facts: Facts) -> list[tuple[int, Screen]]:
    """The app's screens, and the telephone's that it opened with a number."""
    screens = screens_of(facts)
    dialled = [
        (at, one)
        for at, one in enumerate(screens)
        if at
        and "app" in screens[at - 1].kinds
        and ("dialer" in one.package or "contacts" in one.package or "incallui" in one.package)
    ]
    return [*shown(facts), *dialled]


def _numbers(one: Screen) -> list[int]:
    """Views that hold a number to call and are named as the hotline by their words or those next to them."""
    found: list[int] = []
    for at in spots(one, PHONE):
        said = label(one.nodes[at])
        if "*" in said or OTHERS.search(said) or not PHONE.search(NOTHING.sub(" ", said)):
            continue
        if SERVICE.search(said) or "app" not in one.kinds or _beside(one, at):
            found.append(at)
    return found


def _beside(one: Screen, at: int) -> bool:
    """The words next to it, on its line or the one above, speak of the hotline."""
    node = one.nodes[at]
    return any(
        SERVICE.search(label(other)) and not OTHERS.search(label(other))
        for index, other in controls(one)
        if index != at
        and len(bare(other.text or other.description)) <= 40
        and -1.5 * max(node.h, 1) <= other.y - node.y <= max(node.h, 1)
    )
