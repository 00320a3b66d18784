"""The app asks its users how satisfied they are (encouraged): seen on screens.

Clause: 26号-1.12.6 鼓励在APP中设置用户满意度测评链接
Needs: screen.
Violates: never: encouraged. A control that by its words leads to a survey of satisfaction (满意度测评,
    评价本次服务 …) counts as met, unless it was touched and what came next is a page that does not work.
Limits: a survey that comes after a talk with the service is seen where the run had one. A run that opens
    neither help nor the user's own pages settles nothing. Rating the app in a store is no survey of
    satisfaction.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.screen.kinds import MINE
from mingjian.model import Measured
from mingjian.patterns import late
from mingjian.rules import Encouraged, Judgement, Rule
from mingjian.rules._shown import following, shown, uncovered, unread
from mingjian.rules._shown_pages import (
    BROKEN,
    HELP,
    SETTING,
    label,
    pages,
    read_to_the_end,
    spots,
    was_touched,
    whole,
)

RULE = Rule(requirements=("26号-1.12.6",), severity="low", needs=("screen",))
SURVEY = late(
    r"(为.{0,4}(客服|服务).{0,4}(打分|评分|评价)|满意度(调查|调研|测评|评价|问卷|反馈|打分)?|服务评价"
    r"|(评价|评分|打分).{0,6}(服务|客服|解答|回复)"
    r"|(服务|解答|回复).{0,8}(满意吗|满意么|评价|打分)|您对.{0,16}满意"
    r"|(对|是否).{0,8}(服务|客服|解决|结果).{0,6}满意|satisf(action|ied)|rate(our|this|the)?(service"
    r"|support|agent)|howdidwedo)",
    re.IGNORECASE,
)
UNIT = "满意度测评链接 · satisfaction survey"
LONGEST = 40


def check(facts: Facts) -> Judgement:
    for at, one in shown(facts):
        found = spots(one, SURVEY, LONGEST)
        if not found:
            continue
        then = following(facts, at)
        opened = then is not None and was_touched(facts, at, found)
        loads = not (opened and then is not None and BROKEN.search(whole(then)))
        return Encouraged(Measured(label(one.nodes[found[0]])[:LONGEST], UNIT, "有", loads))
    looked = [*pages(facts, HELP), *pages(facts, MINE), *pages(facts, SETTING)]
    if (
        not pages(facts, HELP)
        or unread(one for _, one in looked)
        or not all(read_to_the_end(facts, at) for at, _ in looked)
    ):
        return uncovered(facts, "help")
    return Encouraged(Measured("无", UNIT, "有", False))
