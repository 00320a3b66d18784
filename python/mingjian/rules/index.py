"""Reads the rules' folders without running them; `python -m mingjian.rules.index [OUT]` writes rules.json,
and beside it what each rule rests on (closures.json).

Run by the build: what a rule states of itself loads in a millisecond, its module when it is asked.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from mingjian import rules, tables
from mingjian.errors import KnowledgeError
from mingjian.rules import closures


def read(root: str | Path) -> tuple[rules.LoadedRule, ...]:
    """Every rule under `root`, in the notice's order, then by name.

    Raises:
        KnowledgeError: a file does not state its `RULE` in plain values.
    """
    found = [_rule(path) for path in _files(Path(root))]
    found.sort(key=lambda rule: ([int(part) for part in rule.measure.split(".")], rule.id))
    return tuple(found)


def _files(root: Path) -> Iterator[Path]:
    for folder in sorted(root.glob("m[0-9]*/")):
        yield from (path for path in sorted(folder.glob("*.py")) if not path.name.startswith("_"))


def _rule(path: Path) -> rules.LoadedRule:
    module = f"{rules.__name__}.{path.parent.name}.{path.stem}"
    id_, measure = rules.rule_id(module)
    stated = _stated(path)
    try:
        rule = msgspec.convert(stated, rules.Rule)
    except msgspec.ValidationError as wrong:
        raise KnowledgeError(f"{path.name}: RULE: {wrong}") from wrong
    return rules.LoadedRule(id=id_, measure=measure, rule=rule, module=module)


def _stated(path: Path) -> dict[str, object]:
    """The keywords of `RULE = Rule(...)`."""
    for line in ast.parse(path.read_text("utf-8"), str(path)).body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "RULE":
            if not isinstance(line.value, ast.Call) or line.value.args:
                break
            try:
                return {one.arg or "": ast.literal_eval(one.value) for one in line.value.keywords}
            except ValueError as wrong:
                told = f"{path.name}:{line.lineno}: RULE is not written in plain values"
                raise KnowledgeError(told) from wrong
    raise KnowledgeError(f"{path.name}: no line `RULE = Rule(...)`")


def write(target: Path) -> None:
    """Compile into the file `target`.

    Raises:
        KnowledgeError: a rule does not state itself in plain values.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(tables.pack(read(rules.HERE), rules.sources()))
    rests = target.with_name("closures.json")
    rests.write_bytes(tables.pack(closures.build(), closures.sources()))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else tables.COMPILED / "rules.json")
