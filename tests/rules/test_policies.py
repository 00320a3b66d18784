"""Every test policy is read and judged as its policy.toml says; the lawful one it is made from is clean."""

from __future__ import annotations

import pytest

from tools.policies import BASE, Expected, PolicyCase, cases, complaints, judged, pairs
from tools.policies.edits import EditError, apply

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_policy_is_judged_as_it_should(case: PolicyCase) -> None:
    assert list(complaints(judged(case))) == []


@pytest.mark.parametrize("form", ["html", "txt"])
def test_lawful_policy_has_no_finding(form: str) -> None:
    case = PolicyCase(
        name="base", title="", file=BASE, edits=(), form="txt" if form == "txt" else "html", of="app",
        category=None, app=None, expect=(),
    )  # fmt: skip
    found = [o.rule for o in judged(case).outcomes if o.findings]
    assert found == []


def test_a_case_that_goes_wrong_is_told() -> None:
    case = PolicyCase(
        name="x", title="", file=BASE, edits=(), form="html", of="app", category=None, app=None,
        expect=(Expected(rule="1.9/no-such-rule", verdict="violates"),),
    )  # fmt: skip
    assert list(complaints(judged(case))) == ["there is no rule 1.9/no-such-rule"]


@pytest.mark.parametrize(
    "edit",
    [
        {"replace": "无此字句", "with": "x"},
        {"remove_section": "无此标题"},
        {"remove": "我们"},
        {"plain": "客服热线"},
        {"add": "x"},
        {"paint": "x"},
        {"remove": "客服热线：", "by": "x"},
    ],
)
def test_edit_that_does_not_fit_is_an_error(edit: dict[str, str]) -> None:
    with pytest.raises(EditError):
        apply(BASE.read_text(encoding="utf-8"), [edit])


def test_names_are_one_a_case() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)


def test_pairs_of_app_and_policy() -> None:
    """What code takes is found where the text leaves it out or denies it, and nowhere else."""
    by_way, wrong = pairs.scores()
    assert len(pairs.table().pair) >= 30
    told = [f"{one.pair.app} {one.kind} {one.way} {one.words}: {sorted(one.found)}" for one in wrong]
    hits = [by_way[way] for way in pairs.HITS]
    assert min(score.recall for score in hits) >= pairs.RECALL, told
    right = sum(score.right for score in by_way.values())
    found = right + sum(score.wrong for score in by_way.values())
    assert right >= pairs.PRECISION * found, told
