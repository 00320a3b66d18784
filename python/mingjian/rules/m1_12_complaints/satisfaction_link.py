"""The app asks its users how satisfied they are (encouraged).

Clause: 26号-1.12.6 鼓励在APP中设置用户满意度测评链接
Needs: layout.
Violates: never: encouraged. A view that by its text leads to a satisfaction survey (满意度调查,
    评价本次服务 …) counts as met.
Limits: a survey that a server or a service window brings is not seen: without one in the layouts
    nothing is said; that the link loads is for a run.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.model import Finding, Measured
from mingjian.patterns import late
from mingjian.rules import Encouraged, Rule

RULE = Rule(requirements=("26号-1.12.6",), severity="low", needs=("layout",), proves=False)
SURVEY = late(
    r"(满意度(调查|测评|评价|问卷|反馈)|服务评价|评价(本次|此次|我们的|客服)服务"
    r"|satisfaction survey|rate our service)",
    re.IGNORECASE,
)


def check(facts: Facts) -> Encouraged | tuple[Finding, ...]:
    for layout in facts.layout.layouts if facts.layout else ():
        for view in layout.views:
            if view.text and SURVEY.search(view.text) and view.visibility == "visible":
                return Encouraged(
                    Measured(view.text[:40], "满意度测评链接 · satisfaction survey", "有", True)
                )
    return ()
