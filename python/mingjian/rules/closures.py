"""Which modules a rule's word rests on: what its file imports, what that imports, and so on.

Read from the sources without running them; compiled ahead into `_compiled/closures.json` by
`python -m mingjian.rules.index`, since reading every file takes seconds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from mingjian import rules, tables

ENGINE = ("mingjian.scan.assemble", "mingjian.scan.judge")
"""What asks the rules and adds up what they say."""
ABOVE = frozenset({"platform", "cli", "client", "report"})
"""Layers above the engine, which no judgement can rest on."""


class Closures(Struct, frozen=True):
    engine: tuple[str, ...]
    """Files, relative to the package, that every judgement rests on."""
    rules: dict[str, tuple[str, ...]]
    """By rule id, the files that its judgement rests on beyond those."""


@cache
def closures() -> Closures:
    """Those of the sources as they are now."""
    return tables.load("closures", Closures, sources(), build)[0]


def sources() -> list[Path]:
    """Every file a judgement may rest on."""
    there = (path.relative_to(tables.PACKAGE) for path in tables.PACKAGE.rglob("*.py"))
    return [tables.PACKAGE / path for path in there if path.parts[0] not in ABOVE]


def build() -> Closures:
    """Read from the sources."""
    engine = closure(ENGINE)
    own = {rule.id: closure([rule.module]) - engine for rule in rules.discover()}
    return Closures(_files(engine), {id_: _files(modules) for id_, modules in own.items()})


def closure(modules: Iterable[str]) -> frozenset[str]:
    """Those modules of ours and all they import, wherever in the file the import stands."""
    found: set[str] = set()
    left = [each for module in modules for each in _ours(module)]
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            left += _imports(module)
    return frozenset(found)


@cache
def _imports(module: str) -> frozenset[str]:
    file = _file(module)
    if file is None:
        return frozenset()
    return frozenset(each for name in _named(ast.parse(file.read_bytes())) for each in _ours(name))


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:  # no import here is relative (ruff TID252)
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _ours(name: str) -> Iterator[str]:
    """The modules that importing `name` loads: its packages, and itself where it is no mere value."""
    parts = name.split(".")
    if parts[0] == tables.PACKAGE.name:
        for length in range(1, len(parts) + 1):
            module = ".".join(parts[:length])
            if _file(module) is not None:
                yield module


@cache
def _file(module: str) -> Path | None:
    place = tables.PACKAGE.parent.joinpath(*module.split("."))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None


def _files(modules: Iterable[str]) -> tuple[str, ...]:
    files = (_file(module) for module in modules)
    return tuple(sorted(path.relative_to(tables.PACKAGE).as_posix() for path in files if path is not None))
