"""A permission for location (位置) is asked for, and the purpose is not told at the same time.

Clause: 26号-1.10.5 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
Needs: screen.
Violates: the system's dialog asks for it, and neither the app's screen right before nor words beside the
    dialog (蒙层、顶栏浮窗) name the permission and what it is for.
Limits: words beside the dialog stand in the screenshot alone: without it, or without the extra ocr, a dialog
    that was not explained before is undetermined. A run that shows no such dialog settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._shown_purpose import judge_purpose

RULE = Rule(requirements=("26号-1.10.5",), severity="medium", needs=("screen",))


def check(facts: Facts) -> Judgement:
    return judge_purpose(facts, only=("location",))
