"""Test runs: small records of runs in real formats, read through the real importers and judged live.

`cases()` lists the folders of tests/runs, `judged(case)` reads and judges one. See tests/runs/README.md.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts.category import declared
from mingjian.model import Outcome
from mingjian.scan import run
from mingjian.scan.device_run import Asking, beside, facts_alone, opened, read
from mingjian.scan.merge import merged
from mingjian.scan.terminal import facts_of as terminal_facts
from tools.policies.case import BASE, HITS, rule_of
from tools.policies.edits import apply
from tools.policies.judging import app_facts, policy_of
from tools.readings import remembered

ROOT = Path(__file__).resolve().parents[1]
RUNS = ROOT / "tests" / "runs"
CASE = "case.toml"
Verdict = Literal["violates", "suspected", "passes", "undetermined", "not_applicable", "clean"]
_KEYS = {
    "title", "package", "consent_at", "refused_at", "first_run", "density", "app", "label", "policy",
    "category", "base", "verdict", "may", "requirements", "says", "records", "edits",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RunCase:
    """One test run. `name` is `m1_09_processing_rules/seen_before_consent/violates`."""

    name: str
    title: str
    rule: str
    folder: Path
    records: tuple[Path, ...]
    """What is read: the folder's files, or those named by `records` in it."""
    asking: Asking
    app: str | None
    """Test app whose frozen facts the run stands beside: `m1_06_launch/boot_receiver/violates`."""
    label: str
    policy: bytes | None
    """The privacy policy: a file of the folder, or the lawful one of tests/policies with `edits` done."""
    category: str | None
    base: str | None = None
    """A folder of tests/runs that holds a terminal's whole test; this case's files stand in for its own."""
    verdict: Verdict
    """Exactly this; `clean`: any without a finding."""
    may: tuple[str, ...]
    """Rules (`1.9/retention`) or measures (`2.3/`) that the same records may break too."""
    requirements: tuple[str, ...]
    says: tuple[str, ...]
    """Words that some finding's Chinese message holds."""

    @property
    def violates(self) -> bool:
        return self.verdict in HITS


class Judged(Struct, frozen=True):
    """A case, what was read, and what every rule said."""

    case: RunCase
    facts: Facts
    outcomes: tuple[Outcome, ...]


@cache
def cases() -> tuple[RunCase, ...]:
    """Every case, by name."""
    return tuple(_load(path) for path in sorted(RUNS.glob(f"*/*/*/{CASE}")))


def _load(path: Path) -> RunCase:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    folder = path.parent
    name = folder.relative_to(RUNS).as_posix()
    unknown = table.keys() - _KEYS
    if unknown:
        raise ValueError(f"{name}: no such key: {', '.join(sorted(unknown))}")
    beside_it = {CASE, table.get("policy")}
    named = table.get("records")
    records = (
        [folder / one for one in named]
        if named
        else [one for one in sorted(folder.iterdir()) if one.name not in beside_it]
    )
    return RunCase(
        name=name,
        title=table["title"],
        rule=rule_of(folder.parent),
        folder=folder,
        records=tuple(records),
        asking=Asking(
            package=table.get("package"),
            consent_at=table.get("consent_at"),
            refused_at=table.get("refused_at"),
            first_run=table.get("first_run", False),
            density_dpi=table.get("density"),
        ),
        app=table.get("app"),
        label=table.get("label", "清河手账"),
        policy=_policy(folder, table),
        category=table.get("category"),
        base=table.get("base"),
        verdict=cast(Verdict, table["verdict"]),
        may=tuple(table.get("may", ())),
        requirements=tuple(table.get("requirements", ())),
        says=tuple(table.get("says", ())),
    )


def _policy(folder: Path, table: dict[str, Any]) -> bytes | None:
    named = cast("str | None", table.get("policy"))
    if named is None:
        return None
    if named != "base":
        return (folder / named).read_bytes()
    return apply(BASE.read_text(encoding="utf-8"), table.get("edits", ())).encode()


def facts_of(case: RunCase) -> Facts:
    """The run alone, or beside the frozen facts of a test app; of a terminal, its test."""
    if case.base is not None:
        return _terminal(RUNS / case.base, case.folder)
    with remembered(), read([str(path) for path in case.records]) as log:
        recorded = opened(log, case.name, case.asking)
        if case.app is None:
            facts = facts_alone(recorded, case.asking.package or recorded.packages[0])
        else:
            facts = app_facts(case.app, case.label)
            package = facts.manifest.package if facts.manifest else ""
            facts = beside(facts, recorded, case.asking.package or package)
    if case.category is not None:
        facts = replace(facts, category=declared(case.category))
    if case.policy is not None:
        facts = replace(facts, policy=policy_of(case.policy, "policy.html"))
    return facts


def _terminal(base: Path, folder: Path) -> Facts:
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "run"
        shutil.copytree(base, whole)
        for path in folder.iterdir():
            if path.name != CASE:
                shutil.copyfile(path, whole / path.name)
        return terminal_facts(whole)


def judged(case: RunCase) -> Judged:
    """The case as its records are read today, and every rule's outcome on it: the case's own rule as it
    speaks by itself, the others as the report shows them beside it."""
    facts = facts_of(case)
    alone = run(facts)
    own = {outcome.rule: outcome for outcome in alone if outcome.rule == case.rule}
    return Judged(case, facts, tuple(own.get(one.rule, one) for one in merged(facts, alone)))


@cache
def run_rules() -> frozenset[str]:
    """Ids of the rules that read what a run recorded."""
    from mingjian.rules import discover  # noqa: PLC0415 - the rules are loaded to be asked

    return frozenset(rule.id for rule in discover() if RUN_FACTS.intersection(rule.rule.needs))


RUN_FACTS = frozenset({"behaviour", "screen", "network", "sensor", "terminal"})


def complaints(done: Judged) -> Iterator[str]:
    """Every way in which the outcomes differ from what the case expects; empty when they are right."""
    case = done.case
    outcomes = {outcome.rule: outcome for outcome in done.outcomes}
    outcome = outcomes.get(case.rule)
    if outcome is None:
        yield f"there is no rule {case.rule}"
        return
    told = "; ".join(found.message_zh for found in outcome.findings)
    said = f"{case.rule} is {outcome.verdict} ({', '.join(outcome.missing) or told})"
    if case.verdict == "clean":
        if outcome.findings:
            yield f"{said}, should have no finding"
    elif outcome.verdict != case.verdict:
        yield f"{said}, should be {case.verdict}"
    if not set(case.requirements) <= set(outcome.requirements):
        yield f"{case.rule} does not cite {', '.join(case.requirements)}"
    for words in case.says:
        if not any(words in found.message_zh for found in outcome.findings):
            yield f"{case.rule} nowhere says “{words}”: {told}"
    for other in done.outcomes:
        if other.rule == case.rule or other.rule not in run_rules() or not other.findings:
            continue
        if not any(
            other.rule == one or (one.endswith("/") and other.rule.startswith(one)) for one in case.may
        ):
            messages = "; ".join(found.message_zh for found in other.findings)
            yield f"{other.rule} is {other.verdict} but nothing was expected: {messages}"
