"""The cases, judged: what each test app's frozen facts, each test policy, test run and labelled page make of
every rule and requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from mingjian.model import Outcome
from mingjian.scan import gravest, run
from tools import pages, policies, runs
from tools.fixtures import stored


class Case(Struct, frozen=True):
    """A case and the outcomes of all rules on it."""

    name: str
    """`violates_2`."""
    violates: bool
    outcomes: dict[str, Outcome]
    kind: Literal["app", "policy", "run", "page"] = "app"

    def requirement(self, id_: str) -> str:
        """The requirement's own verdict: the gravest outcome that cites it; of an encouraged one, whether
        what was measured meets it."""
        citing = [one for one in self.outcomes.values() if id_ in one.requirements]
        for one in citing:
            if one.level == "encouraged" and one.measured is not None:
                return "met" if one.measured.met else "not met"
        return gravest(one.verdict for one in citing)


class Flip(Struct, frozen=True):
    """How one rule's cases answer one requirement."""

    violating: dict[str, str]
    lawful: dict[str, str]

    @property
    def answered(self) -> bool:
        """Some case turns the requirement's own verdict: no verdict stands on both sides. An encouraged
        requirement is never broken: it is turned where one case meets it and another does not."""
        there, clean = set(self.violating.values()), set(self.lawful.values())
        if "met" in clean:
            return len(clean) > 1
        return bool(there and clean) and not there & clean


class Cases:
    """All cases, judged once."""

    @cached_property
    def all(self) -> dict[str, list[Case]]:
        """Rule id → its cases, by name."""
        by_rule: dict[str, list[Case]] = {}
        for fixture in stored():
            name = fixture.name.rpartition("/")[2]
            by_rule.setdefault(fixture.rule, []).append(
                Case(name, fixture.violates, _by_rule(run(fixture.facts)))
            )
        for case in policies.cases():
            name = case.name.rpartition("/")[2]
            outcomes = _by_rule(policies.judged(case).outcomes)
            by_rule.setdefault(case.rule, []).append(Case(name, case.violates, outcomes, "policy"))
        for recorded in runs.cases():
            name = recorded.name.rpartition("/")[2]
            outcomes = _by_rule(runs.judged(recorded).outcomes)
            by_rule.setdefault(recorded.rule, []).append(Case(name, recorded.violates, outcomes, "run"))
        for page in pages.cases():
            outcomes = _by_rule(pages.judged(page))
            for rule, verdict in page.expect.items():
                by_rule.setdefault(rule, []).append(Case(page.name, verdict in pages.HITS, outcomes, "page"))
        return by_rule

    def of(self, rule: str) -> list[Case]:
        return self.all.get(rule, [])

    def flips(self, rule: str, requirement: str) -> Flip:
        """What the cases of `rule` make of `requirement`. A case that breaks another requirement of the same
        rule says nothing of this one."""
        violating: dict[str, str] = {}
        lawful: dict[str, str] = {}
        for case in self.of(rule):
            if requirement not in case.outcomes[rule].requirements:
                continue
            (violating if case.violates else lawful)[case.name] = case.requirement(requirement)
        return Flip(violating, lawful)

    def example(self, rule: str) -> Outcome | None:
        """The outcome on the rule's first violating case."""
        return next(self._found(rule), None)

    def _found(self, rule: str) -> Iterator[Outcome]:
        for case in self.of(rule):
            if case.violates and case.outcomes[rule].findings:
                yield case.outcomes[rule]


def _by_rule(outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    return {outcome.rule: outcome for outcome in outcomes}
