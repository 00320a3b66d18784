"""The terminal does not recognise an app named in a public notice.

Clause: 26号-2.12.5 违规等风险APP的识别能力
Needs: terminal.
Violates: a package that an authority named in a public notice, given by the tester, was laid before the
    installer; neither then nor after did the terminal speak of a risk.
Limits: one package shows that something is not recognised, never that everything is. The terminal's
    conduct settles it; which notices it looks up is its own affair.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import unrecognised

RULE = Rule(requirements=("26号-2.12.5",), severity="high", needs=("terminal",), prove_any=("device_test",))


def check(facts: Facts) -> Judgement:
    return unrecognised(facts, "listed", "被公开通报的应用", "An app named in a public notice")
