"""Rules: pure functions from facts to findings, one folder per measure, one file per rule.

A rule's path is its id: `rules/m1_06_launch/boot_receiver.py` is `1.6/boot-receiver`, its fixtures are
`tests/fixtures/m1_06_launch/boot_receiver/`, its page is `docs/rules/1.6/boot-receiver.md`. There is no
list of rules: `discover()` walks the folders, or takes what the build read there (`_compiled/rules.json`)
while no file has changed since. A rule's module is imported when the rule is asked: a scan of a package
asks a third of them.

A rule module holds a docstring (its page), `RULE` and `check(facts)`:

    RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))

    def check(facts: Facts) -> Judgement: ...

`RULE` is written in plain values, so that it can be read without running the file. `needs` are the facts
without which the rule cannot speak (any absent: undetermined). What must have been examined before silence
may count as `passes` is not the rule's to say: it is the `prove` evidence of its requirements in the law.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

from msgspec import Struct

from mingjian import tables
from mingjian.facts import Facts
from mingjian.model import Finding, Measured, Severity

HERE = os.path.dirname(__file__)  # noqa: PTH120 - as `sources`


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
    """A rule with what its path says; its module is imported when it is first asked to judge."""

    id: str
    measure: str
    rule: Rule
    module: str

    def load(self) -> RuleModule:
        """The rule's own module."""
        return _imported(self.module)

    def check(self, facts: Facts) -> Judgement:
        """What the rule says of the facts."""
        return self.load().check(facts)

    @property
    def doc(self) -> str:
        """The rule's docstring: its page."""
        return (self.load().__doc__ or "").strip()


@cache
def _imported(module: str) -> RuleModule:
    """The module of that name, asked of the import system once: it takes its time for known ones too."""
    return cast(RuleModule, importlib.import_module(module))


def rule_id(module: str) -> tuple[str, str]:
    """`…rules.m1_06_launch.boot_receiver` → (`1.6/boot-receiver`, `1.6`)."""
    folder, name = module.split(".")[-2:]
    part, number, *_ = folder.removeprefix("m").split("_")
    measure = f"{int(part)}.{int(number)}"
    return f"{measure}/{name.replace('_', '-')}", measure


@cache
def discover() -> tuple[LoadedRule, ...]:
    """Every rule, in the notice's order, then by name."""
    return _read()[0]


@cache
def source_sha256() -> str:
    """Digest over the source of every rule and of what rules share."""
    return _read()[1]


@cache
def _read() -> tuple[tuple[LoadedRule, ...], str]:
    return tables.load("rules", tuple[LoadedRule, ...], sources(), build)


def sources() -> list[str]:
    """The files a judgement rests on: every rule and what rules share."""
    found: list[str] = []
    folders = [HERE]
    while folders:
        # os rather than Path: hundreds of small files at every start
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found.append(entry.path)
                elif entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return found


def build() -> tuple[LoadedRule, ...]:
    """The rules read from their files without running them.

    Raises:
        KnowledgeError: a file does not state its `RULE` in plain values.
    """
    from mingjian.rules.index import read  # noqa: PLC0415 - compiling only

    return read(HERE)
