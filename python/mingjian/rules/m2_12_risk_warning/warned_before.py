"""The terminal lets a risky app be installed without a word before.

Clause: 26号-2.12.2 并向用户进行预警提示
Needs: terminal.
Violates: a package that bears a risk (tampered, counterfeit, harmful, or named in a public notice) was
    laid before the installer, and what the terminal showed before the installation has no word of risk
    that a lawful package does not get too.
Limits: words drawn as a picture are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Trial
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import RISKY, answer, found, said, trial, warned

RULE = Rule(requirements=("26号-2.12.2",), severity="high", needs=("terminal",))
NAMES = {
    "offer_tampered": ("签名被破坏的应用", "An app with a broken signature"),
    "offer_counterfeit": ("仿冒应用", "A counterfeit app"),
    "offer_harmful": ("有害应用", "A harmful app"),
    "offer_listed": ("被通报的应用", "An app named in a public notice"),
}


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _tried(facts: Facts) -> list[Trial]:
    trials = [trial(facts, step) for step in RISKY]
    return [one for one in trials if one is not None and one.looked]


def _found(facts: Facts) -> Iterator[Finding]:
    for tried in _tried(facts):
        if not warned(facts, tried.id):
            zh, en = NAMES[tried.id]
            yield found(
                facts,
                f"{zh}安装前没有预警提示",
                f"{en} could be installed without a warning before",
                f"warning_{tried.id}",
                [said(tried)],
            )


def _missing(facts: Facts) -> Iterator[str]:
    if not _tried(facts):
        yield "terminal_offer"
