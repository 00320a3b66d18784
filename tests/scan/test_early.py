"""What is asked while the code is still being analysed says what it says afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian.artifacts.apk import Apk
from mingjian.facts import Facts, stored
from mingjian.facts.collect import CoreSeen, from_apk, interest, tables
from mingjian.facts.coming import EARLY, begin, complete
from mingjian.rules import LoadedRule, discover
from mingjian.scan.assemble import judge_facts
from mingjian.scan.early import Early
from tools.test_apps import BuiltApp

LARGE = "data/apk/npm+android-apidemos-5.0.0/apks/ApiDemos-debug.apk"
"""With code enough for a thread more."""
SMALL = ("m1_09_processing_rules/collect_before_consent/violates", "")


@pytest.fixture(scope="module")
def apk(shared: Path) -> Apk:
    return Apk(shared / LARGE)


@pytest.fixture(scope="module")
def plain(apk: Apk) -> Facts:
    return from_apk(apk, own_policy=True)[0]


@pytest.fixture(scope="module")
def asked(apk: Apk) -> tuple[Facts, Early]:
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("nothing is told early on one processor")
    early = Early()
    return from_apk(apk, own_policy=True, early=early.ask)[0], early


def test_facts_and_report_are_the_same(plain: Facts, asked: tuple[Facts, Early]) -> None:
    facts, early = asked
    assert stored.to_bytes(facts) == stored.to_bytes(plain)
    assert judge_facts(facts, early=early) == judge_facts(plain)


def test_each_answer_is_what_the_rule_says_in_the_end(plain: Facts, asked: tuple[Facts, Early]) -> None:
    answers = asked[1].answers
    assert len(answers) > 20
    for rule in discover():
        if rule.id in answers:
            assert answers[rule.id] == _said(rule, plain), rule.id


def test_a_rule_that_looks_further_is_asked_again(asked: tuple[Facts, Early]) -> None:
    facts, early = asked
    known = {name: getattr(facts, name) for name in EARLY}
    open_ = [
        rule for rule in discover()
        if EARLY.issuperset(rule.rule.needs) and all(facts.has(need) for need in rule.rule.needs)
    ]  # fmt: skip
    further = {rule.id for rule in open_} - set(early.answers)
    for rule in open_:
        if rule.id in further:
            with pytest.raises(AttributeError):
                _said(rule, begin(**known))
            _said(rule, facts)
    assert further


def test_small_packages_are_told_at_once(built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    early = Early()
    facts, _ = from_apk(Apk(built_apps[SMALL].apk), early=early.ask)
    assert early.answers == {}
    assert facts.has("calls")


def test_what_the_hearer_raises_is_raised(apk: Apk, asked: tuple[Facts, Early]) -> None:
    heard: list[bytes] = []

    def hear(told: bytes) -> None:
        heard.append(told)
        raise KeyError("of the hearer")

    with pytest.raises(KeyError, match="of the hearer"):
        apk.facts_json(tables(), interest(), hears=hear)
    assert [set(msgspec.json.decode(told)) for told in heard] == [set(CoreSeen.__struct_fields__)]


def test_what_is_not_known_yet_cannot_be_taken_for_absent(plain: Facts) -> None:
    facts = begin(**{name: getattr(plain, name) for name in EARLY})
    for ask in (lambda: facts.calls, lambda: facts.has("policy"), facts.policy_read, lambda: replace(facts)):
        with pytest.raises(AttributeError):
            ask()
    assert complete(facts, plain) is facts
    assert facts == plain


def _said(rule: LoadedRule, facts: Facts) -> object:
    said = rule.check(facts)
    return tuple(said) if isinstance(said, Iterable) else said
