"""How outcomes add up to the 26 measures and 4 work requirements (report-format, "How verdicts add up")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from mingjian import law
from mingjian.facts.subject import SubjectFacts
from mingjian.model import MeasureVerdict, Outcome, RequirementCount, Verdict
from mingjian.scan.judge import gravest
from mingjian.scan.parties import parties_of

SHOWN_BY: Mapping[str, frozenset[str]] = {
    "web_page": frozenset({"web_page_browser"}),
    "device_run": frozenset(
        {"runtime_log", "ui_dump_screenshot", "network_trace", "sensor_trace", "device_test"}
    ),
}
"""Kinds of subject that are a kind of evidence themselves: a page does not owe what no page could show, nor a
recorded run what only a package or a ledger could."""
OF_A_RUN = "run_"
"""How the codes begin that name what a run itself lacks: a first launch, a refusal, a reboot."""
NO_RULE = "rule"
"""What is missing where the evidence is there but no rule of this version reads it."""


def add_up(
    subject: SubjectFacts, outcomes: Iterable[Outcome], seen: frozenset[str] = frozenset()
) -> tuple[MeasureVerdict, ...]:
    """The 26 measures and 4 work requirements, always all of them.

    `seen` are the evidence codes that were there; what an undetermined measure misses is never one of them.
    """
    parties = parties_of(subject)
    by_requirement: dict[str, list[Outcome]] = {}
    by_measure: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_measure.setdefault(outcome.measure, []).append(outcome)
        for id_ in outcome.requirements:
            by_requirement.setdefault(id_, []).append(outcome)
    shown_by = SHOWN_BY.get(subject.kind)

    def lacks(code: str) -> bool:
        of_others = subject.kind == "device_run" and shown_by is not None and code not in shown_by
        return not of_others or code == NO_RULE or code.startswith(OF_A_RUN)

    return tuple(
        _measure(m, _owed(m.id, parties, subject.kind), lacks, by_requirement, by_measure.get(m.id, []), seen)
        for m in law.measures()
    )


@cache
def _owed(measure: str, parties: frozenset[str], kind: str) -> tuple[law.Requirement, ...]:
    """What such a subject owes under the measure: the law's to say, so asked once."""
    shown_by = SHOWN_BY.get(kind)
    return tuple(
        duty
        for duty in law.requirements(measure)
        if duty.level == "must"
        and not parties.isdisjoint(duty.parties)
        and (shown_by is None or not shown_by.isdisjoint((*duty.prove, *duty.refute)))
    )


def _measure(
    measure: law.Measure,
    duties: Sequence[law.Requirement],
    lacks: Callable[[str], bool],
    by_requirement: Mapping[str, list[Outcome]],
    outcomes: list[Outcome],
    seen: frozenset[str],
) -> MeasureVerdict:
    verdicts: list[Verdict] = []
    lacking: set[str] = set()
    for duty in duties:
        said = by_requirement.get(duty.id, [])
        verdict = gravest(o.verdict for o in said)
        verdicts.append(verdict)
        if verdict == "undetermined":
            codes = (
                {code for o in said for code in o.missing} if said else set(duty.prove) - seen or {NO_RULE}
            )
            lacking.update(codes)
    missing = set(filter(lacks, lacking)) or {NO_RULE} if lacking else lacking
    leads = [o for o in outcomes if o.verdict in ("violates", "suspected")]
    verdict = gravest(verdicts) if duties else "suspected" if leads else "not_applicable"
    return MeasureVerdict(
        id=measure.id,
        title_zh=measure.title_zh,
        title_en=measure.title_en,
        verdict=verdict,
        findings=sum(len(o.findings) for o in outcomes),
        requirements=RequirementCount(len(duties), sum(v != "undetermined" for v in verdicts)),
        missing=tuple(sorted(missing)),
    )
