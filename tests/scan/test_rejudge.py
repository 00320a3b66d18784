"""Only changed rules are asked again, and the report is that of judging everything anew, byte for byte."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mingjian import tables
from mingjian.facts import Facts, stored
from mingjian.model import Finding, Outcome, Report
from mingjian.report.json import from_json, to_json
from mingjian.rules import Judgement, LoadedRule, NotApplicable, discover
from mingjian.rules.closures import ENGINE, _file, build, closure, closures
from mingjian.scan import basis, examine, rejudge
from mingjian.scan.assemble import judge_facts
from tools.test_apps import BuiltApp

APPS, RULES = 8, 12
SEED = 20261123
REAL = (
    "data/apk/Justson+AgentWeb/_history/2017-12-21_cc9eb7ec_agentweb.apk",
    "data/apk/npm+io.appium.settings-8.0.10/apks/settings_apk-debug.apk",
)


def _seeded() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - a sample


@pytest.fixture(scope="module")
def kept(built_apps: dict[tuple[str, str], BuiltApp], shared: Path) -> list[tuple[bytes, bytes]]:
    """Stored facts and the report a scan left, of a seeded sample of test apps and of real packages."""
    some = _seeded().sample(sorted(built_apps), APPS)
    paths = [str(built_apps[key].apk) for key in some] + [str(shared / path) for path in REAL]
    made = (examine(path) for path in paths)
    return [(stored.to_bytes(one.facts), to_json(one.report)) for one in made]


def _edited(rule: LoadedRule, how: str) -> Callable[[Facts], Judgement]:
    """The rule's word as an edit might change it: other words, nothing found, not applicable."""
    check = rule.load().check

    def said(facts: Facts) -> Judgement:
        answer = check(facts)
        if how == "silent":
            return ()
        if how == "reason":
            return NotApplicable("改过 · edited")
        if not isinstance(answer, Iterable):
            return answer
        found: list[Finding] = list(answer)
        return [replace(one, message_en=f"{one.message_en} (edited)") for one in found]

    return said


def _again(facts: bytes, report: bytes, *ids: str) -> bytes:
    """As the platform does it: from what is stored, asking only the rules `ids`."""
    read = stored.opened(facts, path="")
    assert rejudge.alone(read)
    told = rejudge.differing(read, report, basis.Change(ids).asked())
    return rejudge.renewed(read, report, told or ())


def test_an_edit_of_one_rule_is_told_as_judging_everything_tells_it(
    kept: list[tuple[bytes, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = discover()
    sample = _seeded().sample(rules, RULES)
    spoke = {one.rule for _, raw in kept for one in from_json(raw)[0].outcomes if one.findings}
    sample += _seeded().sample([rule for rule in rules if rule.id in spoke], min(6, len(spoke)))
    changed = 0
    for rule in sample:
        for how in ("words", "silent", "reason"):
            with monkeypatch.context() as edit:
                edit.setattr(rule.load(), "check", _edited(rule, how))
                for facts, report in kept:
                    full = judge_facts(stored.from_bytes(facts, path=""))
                    assert _again(facts, report, rule.id) == to_json(full), (rule.id, how)
                    same = from_json(report)[0].outcomes == full.outcomes
                    read = stored.opened(facts, path="")
                    told = rejudge.differing(read, report, [rule])
                    assert (told is None) is same, (rule.id, how)
                    changed += not same
    assert changed  # else this test sees nothing


def test_rules_that_did_not_change_say_what_stands_there(kept: list[tuple[bytes, bytes]]) -> None:
    for facts, report in kept:
        assert rejudge.differing(stored.opened(facts, path=""), report, discover()) is None


def test_new_rules_and_rules_that_are_no_more(kept: list[tuple[bytes, bytes]]) -> None:
    facts, report = kept[0]
    whole = rejudge._read(report)
    rule = discover()[7]
    without = msgspec.json.encode(replace(whole, outcomes=whole.outcomes[:7] + whole.outcomes[8:]))
    full = judge_facts(stored.from_bytes(facts, path=""))
    assert _again(facts, without, rule.id) == to_json(full)
    read = stored.opened(facts, path="")
    gone = bytes(whole.outcomes[0]).replace(discover()[0].id.encode(), b"1.1/gone", 1)
    more = msgspec.json.encode(replace(whole, outcomes=(*whole.outcomes, msgspec.Raw(gone))))
    told = rejudge.differing(read, more, (), ("1.1/gone",))
    assert told == ()
    assert rejudge.renewed(read, more, told) == to_json(full)
    assert rejudge.differing(read, report, (), ("1.1/gone",)) is None


def test_words_of_a_package_are_not_taken_for_an_outcome(kept: list[tuple[bytes, bytes]]) -> None:
    facts, report = kept[0]
    (whole,) = from_json(report)
    own = whole.outcomes[-1]
    forged = msgspec.json.encode(own).decode()
    liar = to_json(replace(whole, subject=replace(whole.subject, label=forged), outcomes=whole.outcomes[:-1]))
    rule = next(rule for rule in discover() if rule.id == own.rule)
    assert rejudge.differing(stored.opened(facts, path=""), liar, [rule]) == (own,)


def test_every_field_of_a_report_is_taken_over(kept: list[tuple[bytes, bytes]]) -> None:
    assert rejudge._Written.__struct_fields__ == Report.__struct_fields__


def test_an_outcome_that_begins_like_another_is_not_it(kept: list[tuple[bytes, bytes]]) -> None:
    """The whole outcome is compared: one longer or shorter at its end differs."""
    facts, report = kept[0]
    (whole,) = from_json(report)

    def said(change: Callable[[Outcome], Outcome]) -> bytes:
        return to_json(replace(whole, outcomes=tuple(change(one) for one in whole.outcomes)))

    longer = said(lambda one: replace(one, missing=(*one.missing, "more")))
    told = rejudge.differing(stored.opened(facts, path=""), longer, discover())
    assert told is not None and len(told) == len(whole.outcomes)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources of its own for what a judgement rests on."""
    closures()  # which files that are is asked of the real ones
    place = tmp_path / "mingjian"
    ignored = shutil.ignore_patterns("__pycache__", "sdks", "*.so", "platform", "_models", "_compiled")
    shutil.copytree(tables.PACKAGE, place, ignore=ignored)
    monkeypatch.setattr(tables, "PACKAGE", place)
    return place


def test_an_edit_changes_the_basis_of_what_rests_on_it(copy: Path) -> None:
    def after(name: str) -> basis.Change | None:
        path = copy / name
        text = path.read_bytes()
        path.write_bytes(text + b"\n# edited\n")
        try:
            return basis.change(before, basis.now.__wrapped__())
        finally:
            path.write_bytes(text)

    before = basis.now.__wrapped__()
    assert before == basis.now() and basis.change(before, before) == basis.Change(())
    assert after("rules/m1_06_launch/boot_receiver.py") == basis.Change(("1.6/boot-receiver",))
    shared = after("rules/_windows.py")
    resting = [id_ for id_, files in closures().rules.items() if "rules/_windows.py" in files]
    assert shared is not None and list(shared.rules) == resting and 1 < len(resting) < len(discover())
    for engine in ("facts/consent.py", "scan/judge.py", "rules/_calls.py", "model.py", "rules/__init__.py"):
        assert after(engine) is None, engine
    assert after("capture/__init__.py") == basis.Change(())


def test_new_and_lost_rules_are_told() -> None:
    today = basis.now()
    ids = list(today.rules)
    lost = basis.Basis(today.engine, {id_: today.rules[id_] for id_ in ids[1:]})
    assert basis.change(lost, today) == basis.Change((ids[0],))
    assert basis.change(today, lost) == basis.Change((), (ids[0],))
    assert basis.from_json(basis.to_json(today)) == today != lost
    assert basis.name_now() == hashlib.sha256(basis.to_json(today)).hexdigest()


LOADED = """
import sys, importlib
importlib.import_module(sys.argv[1])
print(*(name for name in sys.modules if name.partition(".")[0] == "mingjian"))
"""


def test_what_is_loaded_is_in_the_closure() -> None:
    """What Python in truth imports for a rule is among what was read from the sources."""
    some = _seeded().sample(discover(), 4)
    for module in (*ENGINE, *(rule.module for rule in some)):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, module], check=True, capture_output=True, text=True
        )
        # the core is in the basis by its digest; a measure's folder has no file of its own
        loaded = {name for name in done.stdout.split() if _file(name) is not None}
        assert len(loaded) > 20
        assert loaded <= closure([module]), module


def test_compiled_closures_are_those_of_the_files() -> None:
    assert build() == closures()
    engine = set(closures().engine)
    assert "facts/consent.py" in engine and not any(name.startswith("rules/m") for name in engine)
