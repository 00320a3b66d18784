"""What is read of rules without running them is what they are, and an edit of one is another ruleset."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mingjian import rules, tables
from mingjian.errors import KnowledgeError
from mingjian.rules import index


def test_read_without_running_equals_the_modules() -> None:
    found = rules.discover()
    folders = [path for path in Path(rules.HERE).glob("m*/*.py") if not path.name.startswith("_")]
    assert len(found) == len(folders)
    for rule in found:
        module = rule.load()
        assert (rule.rule, rule.doc) == (module.RULE, (module.__doc__ or "").strip()), rule.id


def test_compiled_equals_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "COMPILED", tmp_path)
    index.write(tmp_path / "rules.json")

    def never() -> tuple[rules.LoadedRule, ...]:
        raise AssertionError("an up-to-date compiled file must be used")

    kept, _ = tables.load("rules", tuple[rules.LoadedRule, ...], rules.sources(), never)
    assert kept == rules.discover()


TELL = """
from mingjian import rules
rule = next(rule for rule in rules.discover() if rule.id == "1.6/boot-receiver")
print(rules.source_sha256(), rule.rule.severity, len(rules.discover()))
"""


def test_an_edited_rule_is_another_ruleset_at_once(tmp_path: Path) -> None:
    copy = tmp_path / "mingjian"
    shutil.copytree(
        tables.PACKAGE,
        copy,
        ignore=shutil.ignore_patterns("__pycache__", "sdks", "*.so", "platform", "_models"),
    )
    index_of = [sys.executable, "-m", "mingjian.rules.index"]

    def told(*command: str) -> list[str]:
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path)},
        )
        return done.stdout.split()

    told(*index_of)
    tell = [sys.executable, "-c", TELL]
    before = told(*tell)
    assert before[1] == "medium"
    rule = copy / "rules" / "m1_06_launch" / "boot_receiver.py"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace('severity="medium"', 'severity="high"'), "utf-8")
    edited = told(*tell)
    assert edited[1:] == ["high", before[2]]
    rule.with_name("another_receiver.py").write_text(text, "utf-8")
    added = told(*tell)
    assert int(added[2]) == int(before[2]) + 1
    common = copy / "rules" / "_calls.py"
    common.write_text(f"{common.read_text('utf-8')}\n", "utf-8")
    shared = told(*tell)
    assert len({before[0], edited[0], added[0], shared[0]}) == 4


@pytest.mark.parametrize(
    "text",
    ["RULE = None\n", "def check(facts): ...\n", "NEEDS = ('calls',)\nRULE = Rule(needs=NEEDS)\n"],
)
def test_a_rule_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "m1_06_launch"
    folder.mkdir()
    (folder / "odd.py").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=r"odd\.py"):
        index.read(tmp_path)
