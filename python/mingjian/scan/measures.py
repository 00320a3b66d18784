"""How outcomes add up to the 26 measures and 4 work requirements (report-format, "How verdicts add up")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from mingjian import law
from mingjian.facts.subject import SubjectFacts
from mingjian.model import MeasureVerdict, Outcome, RequirementCount, Verdict
from mingjian.scan.judge import gravest
from mingjian.scan.parties import parties_of

SHOWN_BY: Mapping[str, str] = {"web_page": "web_page_browser"}
"""Kinds of subject that are one kind of evidence: a page does not owe what no page could show."""
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

    def owed(duty: law.Requirement) -> bool:
        speaks = shown_by is None or shown_by in (*duty.prove, *duty.refute)
        return duty.level == "must" and bool(parties & set(duty.parties)) and speaks

    return tuple(_measure(m, owed, by_requirement, by_measure.get(m.id, []), seen) for m in law.measures())


def _measure(
    measure: law.Measure,
    owed: Callable[[law.Requirement], bool],
    by_requirement: Mapping[str, list[Outcome]],
    outcomes: list[Outcome],
    seen: frozenset[str],
) -> MeasureVerdict:
    duties = [r for r in law.requirements(measure.id) if owed(r)]
    verdicts: list[Verdict] = []
    missing: set[str] = set()
    for duty in duties:
        said = by_requirement.get(duty.id, [])
        verdict = gravest(o.verdict for o in said)
        verdicts.append(verdict)
        if verdict == "undetermined":
            missing.update(code for o in said for code in o.missing)
            if not said:
                missing.update(set(duty.prove) - seen or {NO_RULE})
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
