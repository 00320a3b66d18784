"""One package from path to report: opened, seen, judged, written down."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mingjian import knowledge, law
from mingjian.artifacts.apk import Apk
from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.category import CategoryFacts
from mingjian.facts.collect import Told, from_apk, listing_for, read_listings, tables
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.stored import from_bytes, from_json
from mingjian.model import Diff, Report, Timings, Tool
from mingjian.rules import discover, source_sha256
from mingjian.scan.compare import check_pair, collection, compare, entry_points, hidden_code
from mingjian.scan.declared import declared_observed, permissions_declared, sdks_declared
from mingjian.scan.early import Early
from mingjian.scan.inventory import permissions, sdks
from mingjian.scan.judge import run, seen
from mingjian.scan.measures import add_up
from mingjian.scan.merge import merged
from mingjian.scan.strips import with_strips
from mingjian.scan.subject import subject_of
from mingjian.scan.timeline import timeline

INCOMPLETE = frozenset({"manifest", "calls", "signature", "resources", "policy", "behaviour"})
"""Facts whose breaking leaves a scan incomplete (exit 4); a single broken layout does not."""

Recorded = Callable[[Facts], Facts]
"""Puts what was recorded of a run beside the facts of its package."""
READERS = {".json": from_json, ".bin": from_bytes}
"""How the name of stored facts ends, and what reads them."""
NO_CODE = "apk_no_code"
"""A package that holds no code at all was read whole; what needs code is undetermined."""


class Examined(Struct, frozen=True, kw_only=True):
    report: Report
    facts: Facts
    stages_ms: dict[str, float]
    rules_ms: dict[str, float]
    """Milliseconds of each rule, by id."""
    older: Report | None = None
    """The report of the version it was compared with."""

    @property
    def incomplete(self) -> bool:
        """A part that was asked for could not be read; a policy that only lies in the package was not."""
        policy = self.facts.policy
        own = policy is not None and policy.found == "package"
        page = self.facts.web_page
        return (page is not None and bool(page.unsettled)) or any(
            part.fact in INCOMPLETE and part.code != NO_CODE and not (own and part.fact == "policy")
            for part in self.facts.broken
        )


def examine(
    path: str,
    *,
    against: str | None = None,
    listing: str | None = None,
    policy: str | None = None,
    category: CategoryFacts | None = None,
    evidence: Recorded | None = None,
    told: Told | None = None,
) -> Examined:
    """Scans the package at `path`, compared with the older one at `against` (a package, or facts of one: as
    `mingjian facts` prints them, a name that ends in .json, or as stored, .bin) and held against the store
    listing in the file `listing` and the privacy policy in the file `policy`, where given.

    `evidence` puts what a run of the app recorded beside its facts (`scan.device_run.evidence`).
    `category`: what kind of app it is, where someone says so; else it is inferred from the package. `told`
    hears each stage as it begins: against, open, parse, facts, rules.

    Raises:
        ArtifactError: it, the older one, the listing or the policy cannot be read at all.
        UsageError: the two packages are not versions of one app, or the evidence is of another app.
    """
    told = told or _nobody
    listed = None if listing is None else read_listings(listing)
    written = None if policy is None else _written(policy)
    if against is not None:
        told("against", 0, 1)
    older = None if against is None else _older(against, category)
    started = time.perf_counter()
    tables()
    discover()
    ready = time.perf_counter()
    told("open", 0, 1)
    apk = Apk(path)
    opened = time.perf_counter()
    told("parse", 0, 1)
    early = Early()
    facts, stages = from_apk(apk, category=category, own_policy=written is None, told=told, early=early.ask)
    if listed is not None and listing is not None:
        facts = replace(facts, listing=listing_for(listed, facts.manifest, listing))
    if written is not None:
        facts = _beside(facts, written)
    if evidence is not None:
        facts = evidence(facts)
    if older is not None:
        check_pair(older.facts, facts)
        facts = replace(facts, earlier=older.facts)
    looked = time.perf_counter()
    rules_ms: dict[str, float] = {}
    report = judge_facts(facts, spent_ms=rules_ms, told=told, early=early)
    judged = time.perf_counter()
    report = replace(
        report,
        diff=None if older is None else _change(older, facts, report),
        timings_ms=Timings(
            open=ms(ready, opened),
            parse=ms(opened, looked) - stages["facts"],
            facts=round(stages["facts"], 3),
            rules=ms(looked, judged),
            total=ms(ready, judged),
        ),
    )
    stages = {
        "load": ms(started, ready),
        "open": ms(ready, opened),
        **stages,
        "rules": ms(looked, judged),
    }
    return Examined(
        report=report,
        facts=facts,
        stages_ms=stages,
        rules_ms=rules_ms,
        older=older.report if older else None,
    )


def _written(path: str) -> PolicyFacts:
    """The policy in the file `path`; what reads policies has many patterns and is loaded only for one."""
    from mingjian.facts.policy.collect import from_file  # noqa: PLC0415

    return from_file(path)


def _beside(facts: Facts, policy: PolicyFacts) -> Facts:
    from mingjian.facts.policy.collect import beside  # noqa: PLC0415 - as in `_written`

    return beside(facts, policy)


def _older(path: str, category: CategoryFacts | None) -> Examined:
    reader = READERS.get(Path(path).suffix)
    if reader is None:
        return examine(path, category=category)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ArtifactError("file_unreadable", str(error), path=path) from error
    facts = replace(reader(data, path=path), earlier=None)  # judged by itself, as a package is
    return Examined(report=judge_facts(facts), facts=facts, stages_ms={}, rules_ms={})


def _change(older: Examined, facts: Facts, report: Report) -> Diff:
    return compare(
        older.report,
        report,
        entry_points=(entry_points(older.facts), entry_points(facts)),
        hidden_code=(hidden_code(older.facts), hidden_code(facts)),
        collection=(collection(older.facts), collection(facts)),
    )


def ms(start: float, end: float) -> float:
    """Milliseconds between two readings of the clock, in seconds."""
    return round((end - start) * 1000, 3)


def judge_facts(
    facts: Facts,
    *,
    spent_ms: dict[str, float] | None = None,
    told: Told | None = None,
    early: Early | None = None,
) -> Report:
    """The report on facts alone, as when stored facts are judged again; timings are zero.

    `spent_ms`: filled with the milliseconds of each rule, by id. `told` hears each rule before it judges.
    `early`: what rules said of these facts before they were complete.
    """
    outcomes = with_strips(facts, merged(facts, run(facts, spent_ms=spent_ms, told=told, early=early)))
    return Report(
        tool=tool(),
        subject=subject_of(facts),
        measures=add_up(facts.subject, outcomes, seen(facts)),
        outcomes=outcomes,
        sdks=sdks_declared(facts, sdks(facts)),
        permissions=permissions_declared(facts, permissions(facts)),
        declared_observed=declared_observed(facts),
        timeline=timeline(facts),
        timings_ms=Timings(open=0, parse=0, facts=0, rules=0, total=0),
    )


def judge_again(facts: Facts) -> Examined:
    """Stored facts under the rules of today, compared with the earlier version where they hold one."""
    report = judge_facts(facts)
    earlier = facts.earlier
    if earlier is None:
        return Examined(report=report, facts=facts, stages_ms={}, rules_ms={})
    older = Examined(report=judge_facts(earlier), facts=earlier, stages_ms={}, rules_ms={})
    report = replace(report, diff=_change(older, facts, report))
    return Examined(report=report, facts=facts, stages_ms={}, rules_ms={}, older=older.report)


def _nobody(_stage: str, _done: int, _total: int) -> None:
    """Hears, and tells no one."""


def tool() -> Tool:
    """Who judged, with which rules and which knowledge."""
    return Tool(
        name="mingjian",
        version=_version(),
        ruleset_sha256=ruleset_sha256(),
        knowledge_sha256=knowledge.sha256(),
    )


@cache
def _version() -> str:
    import mingjian  # noqa: PLC0415 - looked up when a report is made

    return mingjian.__version__


def ruleset_sha256() -> str:
    """Digest over the law and the rules' own source: the same digest judges the same."""
    return hashlib.sha256(f"{law.sha256()}\0{source_sha256()}".encode()).hexdigest()
