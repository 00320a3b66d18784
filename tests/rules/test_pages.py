"""Every labelled page, as Chromium once showed it, is judged as its label says; no browser runs here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingjian.rules import discover
from tools.pages import HITS, PageCase, cases, complaints, judged

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_page_is_judged_as_labelled(case: PageCase) -> None:
    assert list(complaints(case, judged(case))) == []


def test_every_rule_of_pages_has_both_sides_and_its_requirement_turns() -> None:
    sides: dict[str, set[bool]] = {rule.id: set() for rule in discover() if "web_page" in rule.rule.needs}
    for case in CASES:
        for rule, verdict in case.expect.items():
            sides.setdefault(rule, set()).add(verdict in HITS)
    assert {rule for rule, seen in sides.items() if seen != {True, False}} == set()


def test_a_page_judged_wrong_is_told() -> None:
    right = next(case for case in CASES if case.name == "auto_load")
    outcomes = judged(right)
    wrong = replace(right, expect={"1.2/auto-download": "passes", "1.2/no-such-rule": "passes"}, may=())
    told = list(complaints(wrong, outcomes))
    assert any("should be passes but is violates" in one for one in told)
    assert any("there is no rule" in one for one in told)
    assert any("nothing was expected" in one for one in told)


def test_rules_of_packages_do_not_speak_of_a_page() -> None:
    outcomes = {outcome.rule: outcome for outcome in judged(_case("download"))}
    assert outcomes["1.6/boot-receiver"].verdict == "not_applicable"
    assert outcomes["2.4/listing-developer"].verdict == "not_applicable", "the app's own page is no store's"
    assert outcomes["1.2/auto-download"].verdict == "passes"


def test_a_stores_page_answers_for_its_store() -> None:
    outcomes = {outcome.rule: outcome for outcome in judged(_case("store_no_purpose"))}
    assert outcomes["2.4/listing-purposes"].findings[0].role == "breach"


def test_evidence_leads_to_the_place_on_the_page() -> None:
    outcomes = {outcome.rule: outcome for outcome in judged(_case("touch_next"))}
    (evidence,) = outcomes["1.2/act-without-choice"].findings[0].evidence
    assert evidence.kind == "page"
    assert "touch_next/index.html#" in evidence.location
    assert "下一页" in evidence.excerpt


def _case(name: str) -> PageCase:
    return next(case for case in CASES if case.name == name)
