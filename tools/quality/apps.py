"""Test apps and their variants: what each expects against what is found, counted by measure.

An app expects findings of some measures and of no others. A lawful twin speaks for the measure of the rule
whose twin it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from mingjian.model import Outcome, Report
from tools.examined import examined
from tools.test_apps import BuiltApp

HITS = ("violates", "suspected")
BAR = 0.95
MOST_SUSPECTED = 0.1
"""Share of lawful twins that may carry `suspected` on their measure."""
SURE = 0.9
"""A rule less precise than this may say `suspected` at most (design/detection.md)."""


class Count(Struct):
    """Apps; and of the measures in them those rightly found, missed, and found where nothing was expected."""

    apps: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0
    clean: int = 0
    """Lawful twins."""
    doubted: int = 0
    """Lawful twins with a finding on their own measure."""

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def said(self) -> bool:
        return bool(self.right + self.missed + self.wrong)

    def add(self, other: Count) -> None:
        """Counts `other` in."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Judged(Struct, frozen=True):
    """One built app: what it says of each measure, and of its rules."""

    app: BuiltApp
    by_measure: dict[str, Count]
    violated: tuple[tuple[str, bool], ...]
    """Rules that said `violates`, and whether that was expected."""

    @property
    def total(self) -> Count:
        whole = Count()
        for one in self.by_measure.values():
            whole.add(one)
        whole.apps = 1
        return whole


def judge(app: BuiltApp, report: Report) -> Judged:
    """Measures expected against measures found; what the app may also break counts neither way."""
    expected = {measure_of(row.rule) for row in app.expect if row.verdict in HITS}
    twin = {measure_of(row.rule) for row in app.expect if row.verdict not in HITS}
    may = {measure_of(one) for one in (*app.case.may, *app.may)}
    found = {outcome.measure for outcome in report.outcomes if outcome.findings}
    slips = {outcome.measure for outcome in report.outcomes if _slipped(app, outcome)}
    by_measure: defaultdict[str, Count] = defaultdict(Count)
    for measure in expected | twin:
        by_measure[measure].apps = 1
    for measure in expected:
        by_measure[measure].right = int(measure in found)
        by_measure[measure].missed = int(measure not in found)
    for measure in (found - expected - may) | slips:
        by_measure[measure].wrong = 1
    for measure in twin - expected:
        by_measure[measure].clean = 1
        by_measure[measure].doubted = int(measure in slips)
    said = tuple(
        (outcome.rule, outcome.measure in expected | may and not _slipped(app, outcome))
        for outcome in report.outcomes
        if outcome.verdict == "violates"
    )
    return Judged(app, dict(by_measure), said)


def _slipped(app: BuiltApp, outcome: Outcome) -> bool:
    """A rule spoke that the app names as one that must not."""
    return bool(outcome.findings) and any(
        row.rule == outcome.rule and row.verdict not in HITS for row in app.expect
    )


def measure_of(rule: str) -> str:
    """`1.6/boot-receiver` → `1.6`."""
    return rule.partition("/")[0]


def judged(apps: Iterable[BuiltApp]) -> Iterator[Judged]:
    """Each app, scanned and judged."""
    for app in apps:
        yield judge(app, examined(app).report)


def failures(rows: Iterable[Judged]) -> Iterator[str]:
    """Measures below the bar, rules that say `violates` too lightly."""
    by_measure: defaultdict[str, Count] = defaultdict(Count)
    violated: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows:
        for measure, one in row.by_measure.items():
            by_measure[measure].add(one)
        for rule, right in row.violated:
            violated[rule].append(right)
    for measure, one in by_measure.items():
        if one.said and min(one.recall, one.precision) < BAR:
            yield f"{measure}: recall {one.recall:.3f}, precision {one.precision:.3f}, bar {BAR}"
        if one.doubted > MOST_SUSPECTED * one.clean:
            yield f"{measure}: {one.doubted} of {one.clean} lawful twins carry a finding"
    for rule, answers in violated.items():
        if sum(answers) < SURE * len(answers):
            yield f"{rule}: says `violates` and is right in {sum(answers)} of {len(answers)}"
