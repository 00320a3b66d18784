"""What `mingjian explain` says about an id of the law; rules add their own docstring on top."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from mingjian.law import load
from mingjian.law import types as t
from mingjian.patterns import late

Subject = Literal["measure", "requirement", "threshold", "determination", "term", "test", "rule"]


class Explanation(Struct, frozen=True, kw_only=True):
    """One id with all that hangs on it. Empty where nothing does."""

    kind: Subject
    id: str
    title_zh: str
    title_en: str
    clause: t.Clause | None = None
    measure: t.Measure | None = None
    obliged: tuple[t.Code, ...] = ()
    requirements: tuple[t.Requirement, ...] = ()
    thresholds: tuple[t.Threshold, ...] = ()
    terms: tuple[t.Term, ...] = ()
    determination: tuple[t.Determination, ...] = ()
    tests: tuple[t.TestItem, ...] = ()
    articles: tuple[t.Article, ...] = ()
    rule_module: str | None = None
    """For a rule: where it lives under mingjian.rules (`m1_06_launch.boot_receiver`)."""


def explain(text: str) -> Explanation:
    """Explain a measure, requirement, threshold, term, item or test of the law, or place a rule.

    Takes `1.4`, `26号-1.4.7` (or `1.4.7`), `TH-05`, `RD-3.1`, `V01`, a test id, `1.6/boot-receiver`.

    Raises:
        UsageError: nothing has that id.
    """
    name = text.strip()
    for shape, tell in _SHAPES:
        if shape.match(name):
            return tell(name)
    return _requirement(name)


def _rule(name: str) -> Explanation:
    measure, _, rule = name.partition("/")
    row = load.measure(measure)
    return Explanation(
        kind="rule",
        id=name,
        title_zh=row.title_zh,
        title_en=row.title_en,
        clause=load.clause(row.id),
        measure=row,
        obliged=_codes(load.obliged(row.id)),
        articles=load.articles(row.id),
        rule_module=f"{row.folder}.{rule.replace('-', '_')}",
    )


def _determination(name: str) -> Explanation:
    item = load.determination(name)
    return Explanation(
        kind="determination",
        id=name,
        title_zh=item.text_zh,
        title_en=item.text_en,
        requirements=tuple(row for row in load.requirements() if name in row.determination),
        determination=(item,),
        tests=tuple(map(load.test_item, item.tests)),
    )


def _term(name: str) -> Explanation:
    term = load.term(name)
    return Explanation(
        kind="term",
        id=name,
        title_zh=term.term_zh,
        title_en=term.term_en,
        requirements=tuple(map(load.requirement, term.requirements)),
        terms=(term,),
        determination=tuple(map(load.determination, term.determination)),
        tests=tuple(map(load.test_item, term.tests)),
    )


def _test(name: str) -> Explanation:
    test = load.test_item(name)
    return Explanation(
        kind="test",
        id=name,
        title_zh=f"{test.document} {test.clause}",
        title_en=test.what_en,
        requirements=tuple(map(load.requirement, test.requirements)),
        thresholds=tuple(map(load.threshold, test.thresholds)),
        determination=tuple(map(load.determination, test.determination)),
        tests=(test,),
    )


def _codes(ids: tuple[str, ...]) -> tuple[t.Code, ...]:
    return tuple(map(load.party, ids))


def _measure(name: str) -> Explanation:
    row = load.measure(name)
    own = load.requirements(row.id)
    numbers = dict.fromkeys(code for requirement in own for code in requirement.thresholds)
    terms = dict.fromkeys(code for requirement in own for code in requirement.vocabulary)
    return Explanation(
        kind="measure",
        id=row.id,
        title_zh=row.title_zh,
        title_en=row.title_en,
        clause=load.clause(row.id),
        measure=row,
        obliged=_codes(load.obliged(row.id)),
        requirements=own,
        thresholds=tuple(map(load.threshold, numbers)),
        terms=tuple(map(load.term, terms)),
        articles=load.articles(row.id),
    )


def _requirement(name: str) -> Explanation:
    row = load.requirement(name)
    return Explanation(
        kind="requirement",
        id=row.id,
        title_zh=row.clause_zh,
        title_en=row.requirement_en,
        clause=load.clause(row.id) if row.measure else None,
        measure=load.measure(row.measure) if row.measure else None,
        obliged=_codes(row.parties),
        requirements=(row,),
        thresholds=tuple(map(load.threshold, row.thresholds)),
        terms=tuple(map(load.term, row.vocabulary)),
        determination=tuple(map(load.determination, row.determination)),
        tests=tuple(map(load.test_item, row.tests)),
        articles=load.articles(row.id if row.related else row.measure or row.id),
    )


def _threshold(name: str) -> Explanation:
    row = load.threshold(name)
    return Explanation(
        kind="threshold",
        id=row.id,
        title_zh=row.topic_zh,
        title_en=row.topic_en,
        thresholds=(row,),
        requirements=tuple(map(load.requirement, row.requirements)),
    )


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[str], Explanation]], ...] = (
    (late(r"[123]\.\d{1,2}/[a-z0-9]+(?:-[a-z0-9]+)*\Z"), _rule),
    (late(r"TH-"), _threshold),
    (late(r"RD-"), _determination),
    (late(r"V\d\d\Z"), _term),
    (late(r"T/TAF|TC260|GBT"), _test),
    (late(r"(?:26号-)?[123]\.\d{1,2}\Z"), _measure),
)
