"""The terminal does not recognise a harmful app.

Clause: 26号-2.12.4 不良
Needs: terminal.
Violates: a package with the EICAR test file, which every scanner of malware knows as a test, was laid
    before the installer; neither then nor after did the terminal speak of a risk.
Limits: one package shows that something is not recognised, never that everything is.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import unrecognised

RULE = Rule(requirements=("26号-2.12.4",), severity="high", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return unrecognised(
        facts, "harmful", "带有 EICAR 反病毒测试文件的安装包", "A package with the EICAR anti-virus test file"
    )
