"""Rules: pure functions from facts to findings, one folder per measure, one file per rule.

A rule's path is its id: `rules/m1_06_launch/boot_receiver.py` is `1.6/boot-receiver`, its fixtures are
`tests/fixtures/m1_06_launch/boot_receiver/`, its page is `docs/rules/1.6/boot-receiver.md`. There is no
list of rules: `discover()` walks the folders.

A rule module holds a docstring (its page), `RULE` and `check(facts)`:

    RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))

    def check(facts: Facts) -> Judgement: ...

`needs` are the facts without which the rule cannot speak (any absent: undetermined). What must have
been examined before silence may count as `passes` is not the rule's to say: it is the `prove` evidence of
its requirements in the law.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.model import Finding, Measured, Severity


class NotApplicable(Struct, frozen=True):
    """The subject has nothing this rule speaks of; `reason` is shown."""

    reason: str


class Encouraged(Struct, frozen=True):
    """What an encouraged (鼓励) requirement measured."""

    measured: Measured


class NotCovered(Struct, frozen=True):
    """Nothing was found, and the run did not go where it would have shown; `missing` names what to record."""

    missing: tuple[str, ...]


Judgement = Iterable[Finding] | NotApplicable | Encouraged | NotCovered


class Rule(Struct, frozen=True, kw_only=True):
    requirements: tuple[str, ...]
    severity: Severity
    needs: tuple[str, ...]
    """Fields of `Facts` the rule reads; with `calls`, a packed app counts as absent."""
    lead: bool = False
    """True: the measure binds another party, the package only shows a lead (`suspected` at most)."""
    proves: bool = True
    """False: code can show a breach but its absence settles nothing, whatever the law's prove evidence."""
    prove_any: tuple[str, ...] = ()
    """Evidence codes any one of which is enough to settle, where the docstring says why."""


class RuleModule(Protocol):
    RULE: Rule
    __doc__: str | None

    def check(self, facts: Facts) -> Judgement: ...


class LoadedRule(Struct, frozen=True, kw_only=True):
    """A rule with what its path says."""

    id: str
    measure: str
    rule: Rule
    check: Callable[[Facts], Judgement]
    doc: str
    module: str


def rule_id(module: str) -> tuple[str, str]:
    """`…rules.m1_06_launch.boot_receiver` → (`1.6/boot-receiver`, `1.6`)."""
    folder, name = module.split(".")[-2:]
    part, number, *_ = folder.removeprefix("m").split("_")
    measure = f"{int(part)}.{int(number)}"
    return f"{measure}/{name.replace('_', '-')}", measure


def _modules() -> Iterator[ModuleType]:
    for folder in _named(Path(__file__).parent, "m", ""):
        package = importlib.import_module(f"{__name__}.{folder}")
        for name in _named(Path(__file__).parent / folder, "", ".py"):
            if not name.startswith("_"):
                yield importlib.import_module(f"{package.__name__}.{name}")


def _named(folder: Path, start: str, end: str) -> list[str]:
    """Names of folders, or of files that end in `end`, without it; pkgutil takes ten times as long."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if bool(end) is entry.is_file()]
    return sorted(name.removesuffix(end) for name in names if name.startswith(start) and name.endswith(end))


@cache
def discover() -> tuple[LoadedRule, ...]:
    """Every rule, in the notice's order, then by name."""
    loaded: list[LoadedRule] = []
    for module in _modules():
        rule = cast(RuleModule, module)
        id_, measure = rule_id(module.__name__)
        loaded.append(
            LoadedRule(
                id=id_,
                measure=measure,
                rule=rule.RULE,
                check=rule.check,
                doc=(module.__doc__ or "").strip(),
                module=module.__name__,
            )
        )
    loaded.sort(key=lambda r: ([int(part) for part in r.measure.split(".")], r.id))
    return tuple(loaded)


@cache
def source_sha256() -> str:
    """Digest over the source of every rule and of what rules share."""
    root = str(Path(__file__).parent)
    digest = hashlib.sha256()
    # os rather than Path: hundreds of small files at every start
    paths = (f"{at}/{name}"[len(root) + 1 :] for at, _, names in os.walk(root) for name in names)
    for parts in sorted(path.replace(os.sep, "/").split("/") for path in paths if path.endswith(".py")):
        name = "/".join(parts)
        handle = os.open(f"{root}/{name}", os.O_RDONLY)
        try:
            data = os.read(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        digest.update(name.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()
