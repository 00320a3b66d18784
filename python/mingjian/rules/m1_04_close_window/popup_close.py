"""A pop-up information window, as shown, has no clear control to close it.

Clause: 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: screen.
Violates: a window over a page offers or advertises something, and no control on it closes by its words,
    description or id. Suspected: nothing but a picture was recorded; every such control has a side under
    24 dp, less contrast than 3:1, lies mostly outside the screen or under another control (the numbers are
    this project's choice).
Limits: windows that ask for agreement, a permission, an update, sign-in or payment are no information
    windows. A run that shows none settles nothing: undetermined. Closing by touching beside the window or by
    the back key does not count, for nothing on the screen tells it.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._shown_close import judge_close

RULE = Rule(requirements=("26号-1.4.2",), severity="medium", needs=("screen",))


def check(facts: Facts) -> Judgement:
    return judge_close(facts, "popup")
