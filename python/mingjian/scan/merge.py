"""What a run and the code say of the same thing, brought together after all rules have spoken.

A run that shows what code suspects, or finds, makes one finding with the proof of both. A run that went where
a breach would have shown and shows none settles what silence of the code could not; what the code suspects
stays suspected, and the finding says how far the run saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from mingjian import law
from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts
from mingjian.model import JOINED, SETTLED, Evidence, Finding, Outcome
from mingjian.rules import LoadedRule, discover
from mingjian.rules._run import place

RUN_FACTS = frozenset({"behaviour", "screen", "network", "sensor"})
EVIDENCE = frozenset({"runtime_log", "ui_dump_screenshot", "network_trace", "sensor_trace"})
"""What a run may record, by the law's codes."""
MOST_OF_CODE, MOST_OF_RUN = 3, 3
"""Pieces of evidence a joined finding keeps of each."""
PACKAGE_FACTS = frozenset(
    {"calls", "calls (packed)", "manifest", "layout", "sdk", "resources", "permissions"}
)
"""Names of what only a package gives: a rule that misses it has not looked at the code."""
_TOKEN = re.compile(
    r"[A-Z]\w*(?:Receiver|Service|Activity|Provider)\b|\b[a-z]\w*(?:\.\w+){2,}\b|\b[A-Z]+(?:_[A-Z]+)+\b|\bCAMERA\b"
)
"""Names by which two findings speak of the same: a component, a package, a permission."""
_GENERAL = ("android.", "java.", "androidx.")


def merged(facts: Facts, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes with those of run and code on the same requirement brought together."""
    if facts.behaviour is None:
        return tuple(outcomes)
    rules = {rule.id: rule for rule in discover()}
    ran = [one for one in outcomes if _of_run(rules[one.rule])]
    settled = _settled(ran)
    joined: dict[str, set[str]] = {}
    done = [
        _elsewhere(one, settled) if _of_run(rules[one.rule]) else _coded(facts, one, ran, settled, joined)
        for one in outcomes
    ]
    return tuple(_without(one, joined) for one in done)


def same_version(facts: Facts) -> bool:
    """The run is of the package's own version, as far as it says which."""
    manifest, behaviour = facts.manifest, facts.behaviour
    if manifest is None or behaviour is None or behaviour.version_code is None:
        return True
    return manifest.version_code is None or manifest.version_code == behaviour.version_code


def _of_run(rule: LoadedRule) -> bool:
    return bool(RUN_FACTS.intersection(rule.rule.needs))


def _settled(ran: Iterable[Outcome]) -> Mapping[str, str]:
    """Requirements that every rule on the run answers with `passes`, and the rule that does."""
    said: dict[str, list[Outcome]] = {}
    for outcome in ran:
        for id_ in outcome.requirements:
            if not _beside_the_point(outcome, id_):
                said.setdefault(id_, []).append(outcome)
    return {id_: of[0].rule for id_, of in said.items() if all(outcome.verdict == "passes" for outcome in of)}


def _beside_the_point(outcome: Outcome, requirement: str) -> bool:
    """The rule looks at evidence that was not recorded and that the law does not want for a pass."""
    if outcome.verdict != "undetermined" or not outcome.missing:
        return False
    wanted = set(law.requirement(requirement).prove)
    return set(outcome.missing) <= EVIDENCE and not wanted & set(outcome.missing)


def _coded(
    facts: Facts,
    outcome: Outcome,
    ran: Sequence[Outcome],
    settled: Mapping[str, str],
    joined: dict[str, set[str]],
) -> Outcome:
    """A rule on code, with what the run adds to it."""
    if not outcome.findings:
        return _silent(outcome, settled) if same_version(facts) else outcome
    if not same_version(facts):
        return outcome
    proofs = [
        found
        for one in ran
        if set(one.requirements) & set(outcome.requirements)
        for found in one.findings
        if found.verdict == "violates"
    ]
    findings = tuple(_raised(facts, found, proofs, joined) for found in outcome.findings)
    if findings == outcome.findings and settled.keys() & set(outcome.requirements):
        findings = tuple(_unseen(facts, found) for found in findings)
    grave = "violates" if any(found.verdict == "violates" for found in findings) else outcome.verdict
    return replace(outcome, findings=findings, verdict=grave)


def _elsewhere(outcome: Outcome, settled: Mapping[str, str]) -> Outcome:
    """A rule on other evidence of the run than what was recorded, where that settles all it is about."""
    if all(id_ in settled and _beside_the_point(outcome, id_) for id_ in outcome.requirements):
        by = settled[outcome.requirements[0]]
        return replace(outcome, verdict="not_applicable", missing=(), reason=_settled_by(by))
    return outcome


def _silent(outcome: Outcome, settled: Mapping[str, str]) -> Outcome:
    """Silence of the code where the run settles every requirement the rule is about."""
    if outcome.verdict != "undetermined" or not set(outcome.requirements) <= settled.keys():
        return outcome
    by = settled[outcome.requirements[0]]
    if PACKAGE_FACTS.intersection(outcome.missing):
        return replace(outcome, verdict="not_applicable", missing=(), reason=_settled_by(by))
    return replace(outcome, verdict="passes", missing=())


def _settled_by(rule: str) -> str:
    return f"{SETTLED}（{rule}） · settled by the run ({rule})"


def _raised(facts: Facts, found: Finding, proofs: Sequence[Finding], joined: dict[str, set[str]]) -> Finding:
    if found.role != "breach":
        return found
    proof = next((one for one in proofs if _same(facts, found, one) and _of_a_kind(found, one)), None)
    if proof is None:
        return found
    covered = joined.setdefault(proof.fingerprint, set())
    covered.update(found.personal_info or {""})
    return replace(
        found,
        verdict="violates",
        message_zh=f"{found.message_zh}（运行中已证实）",
        message_en=f"{found.message_en} (seen in a run)",
        consent=found.consent if proof.consent in (None, "unknown") else proof.consent,
        threshold=found.threshold or proof.threshold,
        evidence=(*found.evidence[:MOST_OF_CODE], *_telling(facts, found, proof)[:MOST_OF_RUN]),
    )


def _of_a_kind(found: Finding, proof: Finding) -> bool:
    """A suspicion is proven by any act of the kind; a breach in code is the same breach only as that act.

    What was sent, or shown on a screen, is one more breach beside code that certainly takes.
    """
    return found.verdict == "suspected" or any(one.kind == "runtime" for one in proof.evidence[:1])


def _telling(facts: Facts, found: Finding, proof: Finding) -> list[Evidence]:
    """Evidence of the run but for records of other information than the finding is about."""
    kinds = set(found.personal_info)
    behaviour = facts.behaviour
    if behaviour is None or not kinds:
        return list(proof.evidence)
    others = {
        place(event)
        for use in behaviour.uses
        if not kinds.intersection(use.personal_info)
        for event in use.samples
    }
    return [one for one in proof.evidence if one.location not in others]


def _same(facts: Facts, found: Finding, proof: Finding) -> bool:
    """Both speak of the same act: the party, and the information or the component, package or permission."""
    if found.party != proof.party and not (proof.party.kind == "app" and _unattributed(facts, proof)):
        return False
    if found.personal_info or proof.personal_info:
        moments = {found.consent, proof.consent}
        apart = moments == {"before", "refused"}
        return bool(set(found.personal_info) & set(proof.personal_info)) and not apart
    return bool(_tokens(found) & _tokens(proof))


def _unattributed(facts: Facts, proof: Finding) -> bool:
    """The run's record names no code, so that an SDK may have done what counts as the app's."""
    behaviour = facts.behaviour
    kinds = set(proof.personal_info)
    return behaviour is not None and all(
        not use.attributed for use in behaviour.uses if kinds.intersection(use.personal_info)
    )


def _tokens(found: Finding) -> set[str]:
    texts = [found.message_en, *(text for one in found.evidence for text in (one.excerpt, one.location))]
    named = {token for text in texts for token in _TOKEN.findall(text)}
    own = {token.rpartition(".")[2] for token in named if token[:1].islower()}
    classes = {name for name in own if name[:1].isupper()}
    return {token for token in named if not token.startswith(_GENERAL)} | classes


def _unseen(facts: Facts, found: Finding) -> Finding:
    """A suspicion that the run did not show, with how far the run saw."""
    behaviour = facts.behaviour
    if behaviour is None or found.verdict != "suspected":
        return found
    return replace(found, evidence=(*found.evidence, _coverage(behaviour)))


def _coverage(behaviour: BehaviourFacts) -> Evidence:
    spans = ", ".join(
        f"{name} {seconds:.0f} s" for name, seconds in sorted(behaviour.coverage.seconds.items())
    )
    source = next((one.path for one in behaviour.sources if one.events), "")
    told = "运行中未见：所记录的时段内没有出现 · not seen in the run, which covers"
    return Evidence(kind="runtime", location=source, excerpt=f"{told} {spans or '-'}")


def _without(outcome: Outcome, joined: Mapping[str, set[str]]) -> Outcome:
    """A rule on the run without findings that say nothing beyond those of code they were joined to."""
    kept = tuple(
        found
        for found in outcome.findings
        if not (set(found.personal_info) or {""}) <= joined.get(found.fingerprint, set())
    )
    if len(kept) == len(outcome.findings) or kept:
        return outcome
    return replace(
        outcome,
        findings=(),
        verdict="not_applicable",
        missing=(),
        reason=f"{JOINED} · joined with what the code shows",
    )
