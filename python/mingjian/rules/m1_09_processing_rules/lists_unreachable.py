"""The list of collected personal information is not where the second-level menu should show it.

Clause: 26号-1.9.9 建立已收集个人信息清单，在APP二级菜单中展示 (工信部信管函〔2021〕292号)
Needs: screen.
Violates: never; settings pages were gone through and none names 已收集个人信息清单 or the like, or it is
    first named more than two touches from the main page: suspected, for what counts as a menu is open.
Limits: an entry (隐私, 关于 …) the run did not open settles nothing; the columns of the list are for a
    person or the policy.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import depth, first, seen, shown, uncovered
from mingjian.rules._shown_pages import unopened

RULE = Rule(requirements=("26号-1.9.9",), severity="medium", needs=("screen",))
THRESHOLD = "TH-18"
LIST = late(r"(已?收集(的)?(个人)?信息(的)?(清单|明细)|个人信息(收集|采集)?(清单|明细)|(信息|数据)收集清单)")

WHERE = late(r"(隐私|个人信息|信息保护|权限|关于|更多|privacy|personal|about)", re.IGNORECASE)
"""Entries behind which the list may stand."""


def check(facts: Facts) -> Judgement:
    named = [(depth(facts, at), one, i) for at, one in shown(facts) if (i := first(one, LIST)) is not None]
    if not named:
        settings = [one for _, one in shown(facts, "settings")]
        if not settings or unopened(facts, WHERE):
            return uncovered(facts, "settings")
        return [
            finding(
                "设置页面没有已收集个人信息清单",
                "No settings page names a list of collected personal information",
                key=("none",),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD,
                evidence=[seen(one) for one in settings[:2]],
            )
        ]
    touches, one, index = min(named, key=lambda found: found[0])
    if touches <= int(float(cite(THRESHOLD).value)):
        return ()
    return [
        finding(
            f"已收集个人信息清单要点击 {touches} 次才能看到",
            f"The list of collected personal information lies {touches} touches deep",
            key=("deep",),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[seen(one, [index])],
        )
    ]
