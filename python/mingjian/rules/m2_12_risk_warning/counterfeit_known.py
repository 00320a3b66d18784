"""The terminal does not recognise a counterfeit app.

Clause: 26号-2.12.3 提高对仿冒
Needs: terminal.
Violates: a package with a known app's name and icon, another package name and another signer was laid
    before the installer; neither then nor after did the terminal speak of a risk.
Limits: one package shows that something is not recognised, never that everything is.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import unrecognised

RULE = Rule(requirements=("26号-2.12.3",), severity="high", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return unrecognised(
        facts, "counterfeit", "仿冒知名应用的安装包", "A package that counterfeits a known app"
    )
