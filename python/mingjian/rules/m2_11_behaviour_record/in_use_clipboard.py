"""The terminal does not show that the clipboard is in use.

Clause: 26号-2.11.7 建立通讯录、麦克风、相机、位置、剪切板等权限在用状态的明显提示机制
Needs: terminal.
Violates: while the probe used the clipboard on a screen that was looked at, neither status bar nor toast
    nor notification of the system spoke of it.
Limits: view trees are taken a second or two apart: how soon and for how long a sign shows is not judged,
    and a sign drawn without words or a known id is not seen.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import in_use

RULE = Rule(requirements=("26号-2.11.7",), severity="medium", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return in_use(facts, "clipboard", "clipboard")
