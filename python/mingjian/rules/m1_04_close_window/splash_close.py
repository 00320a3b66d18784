"""An opening information window, as shown, has no clear control to close or skip it.

Clause: 26号-1.4.1 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: screen.
Violates: an opening screen that advertises or offers something, and no control on it closes or skips by its
    words, description or id. Suspected: nothing but a picture was recorded; every such control has a side
    under 24 dp, less contrast than 3:1, lies mostly outside the screen or under another control (T/TAF
    078.7-2022 第6章 asks for a conspicuous mark and names no number: the numbers are this project's choice).
Limits: a run that shows no opening window settles nothing, since servers decide when one comes: undetermined.
    Sides in dp want the screen's density, contrast a screenshot, words in a picture the extra ocr.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._shown_close import judge_close

RULE = Rule(requirements=("26号-1.4.1",), severity="medium", needs=("screen",))


def check(facts: Facts) -> Judgement:
    return judge_close(facts, "splash")
