"""Rules asked while a package's code is still being analysed.

A rule that needs only what is seen before that is asked then, and its answer kept until all rules are judged.
One that looks at more after all finds a field unset and is asked again in its turn, as if nothing had been.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.facts.coming import EARLY
from mingjian.rules import Judgement, LoadedRule, discover

COMING = EARLY | {"signature", "calls", "permissions", "packer", "sdk"}
"""What a package by itself will tell: rules that need no more than this are asked of every one."""


class Early:
    """The answers, by rule id, and the milliseconds they took."""

    def __init__(self) -> None:
        self.answers: dict[str, Judgement] = {}
        self.spent_ms: dict[str, float] = {}

    def ask(self, facts: Facts) -> None:
        """Asks what can be asked of facts of which `coming.EARLY` are set; loads the rules for later."""
        waiting: list[LoadedRule] = []
        for rule in discover():
            if EARLY.issuperset(rule.rule.needs):
                if all(facts.has(need) for need in rule.rule.needs):
                    self._ask(rule, facts)
            elif COMING.issuperset(rule.rule.needs):
                waiting.append(rule)
        for rule in waiting:
            rule.load()

    def _ask(self, rule: LoadedRule, facts: Facts) -> None:
        started = time.perf_counter()
        try:
            answer = rule.check(facts)
            self.answers[rule.id] = tuple(answer) if isinstance(answer, Iterable) else answer
        except AttributeError:  # what is not there yet, or a defect: that shows when the rule is asked again
            return
        self.spent_ms[rule.id] = (time.perf_counter() - started) * 1000
