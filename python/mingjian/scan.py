"""Facts × rules → a report. Says which rule spoke, what was missing, and how verdicts add up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from mingjian import __version__, knowledge, law
from mingjian.facts import Facts
from mingjian.model import (
    VERDICTS,
    Evidence,
    Finding,
    Measured,
    MeasureVerdict,
    Outcome,
    RequirementCount,
    Tool,
    Verdict,
)
from mingjian.rules import Encouraged, LoadedRule, NotApplicable, discover, source_sha256

APK_PARTIES = frozenset({"app_operator", "internet_company", "major_internet_company"})
"""Parties whose duties an app package can answer for."""
SUBJECT_PARTIES: Mapping[str, frozenset[str]] = {kind: APK_PARTIES for kind in ("apk", "aab")}

EVIDENCE_FACTS: Mapping[str, Callable[[Facts], bool]] = {
    "manifest": lambda f: f.manifest is not None,
    "resources": lambda f: f.resources is not None,
    "layout_xml": lambda f: f.layout is not None and not f.layout.broken,
    "icon": lambda f: f.icon is not None,
    "in_app_text": lambda f: f.resources is not None and has_code(f),
    "signature_chain": lambda f: f.signature is not None,
    "sdk_fingerprint": lambda f: f.sdk is not None and has_code(f),
    "static_apk": lambda f: has_code(f),
    "code_callsite": lambda f: has_code(f),
}
"""The law's evidence codes that facts of a package answer; every other code wants another source."""
MOST_EVIDENCE = 5


def has_code(facts: Facts) -> bool:
    """The loaded code was read whole and is the app's own, not a packer's shell."""
    calls = facts.calls
    unpacked = facts.packer is None or facts.packer.name is None
    return calls is not None and not calls.truncated and unpacked and not _broken(facts, "calls")


def _broken(facts: Facts, fact: str) -> bool:
    return any(item.fact == fact for item in facts.broken)


def _absent(facts: Facts, need: str) -> str | None:
    """Why the fact `need` cannot be used, as the report names it; None when it can."""
    if getattr(facts, need) is None:
        return need
    if need == "calls" and facts.packer is not None and facts.packer.name is not None:
        return "calls (packed)"
    return None


def _unsettled(facts: Facts, rule: LoadedRule) -> list[str]:
    """Evidence that must still be seen before silence means anything."""
    if not rule.rule.proves:
        codes = {code for id_ in rule.rule.requirements for code in law.requirement(id_).prove}
        return sorted(codes - EVIDENCE_FACTS.keys()) or sorted(codes)
    if any(EVIDENCE_FACTS.get(code, _never)(facts) for code in rule.rule.prove_any):
        return []
    wanted = [code for id_ in rule.rule.requirements for code in law.requirement(id_).prove]
    return sorted({code for code in wanted if not EVIDENCE_FACTS.get(code, _never)(facts)})


def _never(_facts: Facts) -> bool:
    return False


def judge(facts: Facts, rule: LoadedRule) -> Outcome:
    """One rule's word on one subject."""
    first = law.requirement(rule.rule.requirements[0])
    missing = [why for need in rule.rule.needs if (why := _absent(facts, need))]
    findings: tuple[Finding, ...] = ()
    measured: Measured | None = None
    verdict: Verdict
    if missing:
        verdict = "undetermined"
    else:
        answer = rule.check(facts)
        if isinstance(answer, NotApplicable):
            verdict = "not_applicable"
        elif isinstance(answer, Encouraged):
            verdict, measured = "passes", answer.measured
        else:
            findings = _settle(facts, rule, answer)
            if findings:
                verdict = _gravest(f.verdict for f in findings)
            elif rule.rule.lead:
                verdict = "not_applicable"
            else:
                missing = _unsettled(facts, rule)
                verdict = "undetermined" if missing else "passes"
    return Outcome(
        rule=rule.id,
        measure=rule.measure,
        requirements=rule.rule.requirements,
        level="encouraged" if first.level == "encouraged" else "must",
        obliged=first.parties,
        verdict=verdict,
        severity=rule.rule.severity,
        missing=tuple(missing),
        measured=measured,
        findings=findings,
    )


def _settle(facts: Facts, rule: LoadedRule, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Fingerprints made of the rules' keys, equal findings joined, leads held to `suspected`."""
    package = facts.manifest.package if facts.manifest else ""
    joined: dict[str, Finding] = {}
    for item in found:
        raw = "\x1f".join((rule.id, package, item.party.id, item.fingerprint))
        fingerprint = hashlib.sha256(raw.encode()).hexdigest()[:16]
        lead = rule.rule.lead
        finding = replace(
            item,
            fingerprint=fingerprint,
            role="lead" if lead else item.role,
            verdict="suspected" if lead else item.verdict,
        )
        earlier = joined.get(fingerprint)
        joined[fingerprint] = finding if earlier is None else _join(earlier, finding)
    return tuple(sorted(joined.values(), key=lambda f: (VERDICTS.index(f.verdict), f.fingerprint)))


def _join(one: Finding, other: Finding) -> Finding:
    evidence: list[Evidence] = [*one.evidence]
    evidence += [e for e in other.evidence if e not in evidence]
    grave = one if VERDICTS.index(one.verdict) <= VERDICTS.index(other.verdict) else other
    return replace(grave, evidence=tuple(evidence[:MOST_EVIDENCE]))


def _gravest(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=VERDICTS.index, default="undetermined")


def run(facts: Facts) -> tuple[Outcome, ...]:
    """Every rule's outcome, in the notice's order."""
    return tuple(judge(facts, rule) for rule in discover())


def add_up(kind: str, outcomes: Iterable[Outcome]) -> tuple[MeasureVerdict, ...]:
    """The 26 measures and 4 work requirements, always all of them (report-format, "How verdicts add up")."""
    parties = SUBJECT_PARTIES.get(kind, frozenset({kind}))
    by_requirement: dict[str, list[Outcome]] = {}
    by_measure: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_measure.setdefault(outcome.measure, []).append(outcome)
        for id_ in outcome.requirements:
            by_requirement.setdefault(id_, []).append(outcome)
    return tuple(
        _measure(m, parties, by_requirement, by_measure.get(m.id, [])) for m in law.measures()
    )


def _measure(
    measure: law.Measure,
    parties: frozenset[str],
    by_requirement: Mapping[str, list[Outcome]],
    outcomes: list[Outcome],
) -> MeasureVerdict:
    duties = [r for r in law.requirements(measure.id) if r.level == "must" and parties & set(r.parties)]
    verdicts: list[Verdict] = []
    missing: set[str] = set()
    for duty in duties:
        said = by_requirement.get(duty.id, [])
        verdict = _gravest(o.verdict for o in said)
        verdicts.append(verdict)
        if verdict == "undetermined":
            missing.update(code for o in said for code in o.missing)
            if not said:
                missing.update(duty.prove)
    leads = [o for o in outcomes if o.verdict in ("violates", "suspected")]
    if duties:
        verdict = _gravest(verdicts)
    else:
        verdict = "suspected" if leads else "not_applicable"
    return MeasureVerdict(
        id=measure.id,
        title_zh=measure.title_zh,
        title_en=measure.title_en,
        verdict=verdict,
        findings=sum(len(o.findings) for o in outcomes),
        requirements=RequirementCount(len(duties), sum(v != "undetermined" for v in verdicts)),
        missing=tuple(sorted(missing)),
    )


def tool() -> Tool:
    """Who judged, with which rules and which knowledge."""
    return Tool(
        name="mingjian",
        version=__version__,
        ruleset_sha256=ruleset_sha256(),
        knowledge_sha256=knowledge.sha256(),
    )


def ruleset_sha256() -> str:
    """Digest over the law and the rules' own source: the same digest judges the same."""
    return hashlib.sha256(f"{law.sha256()}\0{source_sha256()}".encode()).hexdigest()
