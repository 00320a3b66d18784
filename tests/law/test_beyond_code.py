"""Every requirement that a package can touch is answered by a rule, or says why code cannot tell."""

from __future__ import annotations

from mingjian import law
from mingjian.rules import discover
from tools.docs.measures import is_static


def test_each_is_answered_or_says_why_not() -> None:
    cited = {id_ for rule in discover() for id_ in rule.rule.requirements}
    silent = [
        wanted.id
        for wanted in law.requirements()
        if is_static(wanted) and wanted.id not in cited and not wanted.beyond_code_en
    ]
    assert silent == []


def test_a_reason_is_told_in_both_languages_and_names_what_could_tell() -> None:
    for wanted in law.requirements():
        assert bool(wanted.beyond_code_zh) == bool(wanted.beyond_code_en)
        if wanted.beyond_code_en:
            assert " — " in wanted.beyond_code_zh, wanted.id
            assert len(wanted.beyond_code_en) > 20, wanted.id
