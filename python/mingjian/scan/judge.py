"""One rule on one subject: what it needs, what it found, what its silence is worth."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from mingjian import law
from mingjian.facts import Facts
from mingjian.facts.collect import Told
from mingjian.facts.once import once
from mingjian.model import VERDICTS, Evidence, Finding, Measured, Outcome, Verdict
from mingjian.rules import Encouraged, Judgement, LoadedRule, NotApplicable, NotCovered, discover
from mingjian.rules._policy import read_whole
from mingjian.scan.early import Early
from mingjian.scan.parties import package_of, parties_of

EVIDENCE_FACTS: Mapping[str, Callable[[Facts], bool]] = {
    "manifest": lambda f: f.has("manifest"),
    "resources": lambda f: f.has("resources"),
    "layout_xml": lambda f: f.layout is not None and not f.layout.broken,
    "icon": lambda f: f.has("icon"),
    "in_app_text": lambda f: f.has("resources") and has_code(f),
    "signature_chain": lambda f: f.has("signature"),
    "sdk_fingerprint": lambda f: f.has("sdk") and has_code(f),
    "static_apk": lambda f: has_code(f),  # noqa: PLW0108 - has_code is defined below
    "code_callsite": lambda f: has_code(f),  # noqa: PLW0108
    "store_listing": lambda f: f.has("listing"),
    "privacy_policy": lambda f: read_whole(f),  # noqa: PLW0108
    "runtime_log": lambda f: f.has("behaviour"),
    "ui_dump_screenshot": lambda f: f.screen is not None and f.screen.unread < len(f.screen.screens),
    "network_trace": lambda f: f.has("network"),
    "sensor_trace": lambda f: f.has("sensor"),
    "web_page_browser": lambda f: f.web_page is not None and not f.web_page.unsettled,
    "device_test": lambda f: f.has("terminal"),
    "version_diff": lambda f: f.earlier is not None and f.has("manifest") and has_code(f.earlier),
}
"""The law's evidence codes that facts of a package, or of what was given beside it, answer; every other code
wants another source."""
CODE_OF = {
    "listing": "store_listing",
    "policy": "privacy_policy",
    "behaviour": "runtime_log",
    "screen": "ui_dump_screenshot",
    "network": "network_trace",
    "sensor": "sensor_trace",
    "web_page": "web_page_browser",
    "terminal": "device_test",
}
"""How reports name an absent fact that came not from the package but is given beside it."""
PAGE_FACTS = frozenset({"web_page", "listing"})
"""What a page in a browser may be read as: a page, and where it is a store's, the listing on it."""
REVIEW = "review"
"""Wanted where all evidence was there, nothing was found, and the rule cannot tell that nothing is wrong."""
MOST_EVIDENCE = 5


@once
def seen(facts: Facts) -> frozenset[str]:
    """Evidence codes of the law that these facts answer."""
    return frozenset(code for code, there in EVIDENCE_FACTS.items() if there(facts))


def has_code(facts: Facts) -> bool:
    """The loaded code was read whole and is the app's own, not a packer's shell."""
    calls = facts.calls
    unpacked = facts.packer is None or facts.packer.name is None
    return calls is not None and not calls.truncated and unpacked and not _broken(facts, "calls")


def _broken(facts: Facts, fact: str) -> bool:
    return any(item.fact == fact for item in facts.broken)


def _absent(facts: Facts, need: str) -> str | None:
    """Why the fact `need` cannot be used, as the report names it; None when it can."""
    if not facts.has(need):
        return CODE_OF.get(need, need)
    if need == "calls" and facts.packer is not None and facts.packer.name is not None:
        return "calls (packed)"
    return None


def _missing(facts: Facts, needs: Sequence[str]) -> list[str]:
    """What of `needs` is absent; a rule that compares versions needs the rest of both."""
    own = [need for need in needs if need != "earlier"]
    missing = [why for need in own if (why := _absent(facts, need))]
    if "earlier" in needs:
        earlier = facts.earlier
        if earlier is None or any(_absent(earlier, need) for need in own):
            missing.append("version_diff")
    return missing


def _unsettled(facts: Facts, rule: LoadedRule) -> list[str]:
    """Evidence that must still be seen before silence means anything."""
    cited = [law.requirement(id_) for id_ in rule.rule.requirements]
    absent = _unseen(facts, (code for wanted in cited for code in wanted.prove))
    if not rule.rule.proves:
        # The rule's silence settles nothing: name what is not there yet, else what else could show a breach,
        # else a person who reads what was there.
        other = _unseen(facts, (code for wanted in cited for code in wanted.refute))
        return absent or other or [REVIEW]
    if not seen(facts).isdisjoint(rule.rule.prove_any):
        return []
    return absent


def _unseen(facts: Facts, codes: Iterable[str]) -> list[str]:
    return sorted(set(codes) - seen(facts))


def judge(facts: Facts, rule: LoadedRule, early: Judgement | None = None) -> Outcome:
    """One rule's word on one subject; `early` is what it said when it was asked before."""
    first = law.requirement(rule.rule.requirements[0])
    missing = _missing(facts, rule.rule.needs)
    findings: tuple[Finding, ...] = ()
    measured: Measured | None = None
    reason: str | None = None
    verdict: Verdict
    if _not_its_own(facts, rule):
        verdict, missing = "not_applicable", []
    elif missing:
        verdict = "undetermined"
    else:
        answer = rule.check(facts) if early is None else early
        if isinstance(answer, NotApplicable):
            verdict, reason = "not_applicable", answer.reason
        elif isinstance(answer, NotCovered):
            verdict, missing = "undetermined", list(answer.missing)
        elif isinstance(answer, Encouraged):
            verdict, measured = "passes", answer.measured
        else:
            findings = _settle(facts, rule, answer)
            if findings:
                verdict = gravest(f.verdict for f in findings)
            elif _is_lead(facts, rule):
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
        reason=reason,
        measured=measured,
        findings=findings,
    )


def _not_its_own(facts: Facts, rule: LoadedRule) -> bool:
    """The rule reads a package and the subject is a page or a terminal, or binds parties for whom a policy
    that stands alone does not speak."""
    if facts.subject.kind == "terminal_vendor":
        return "terminal" not in rule.rule.needs
    if facts.subject.kind == "web_page":
        beside = PAGE_FACTS if facts.listing is not None else {"web_page"}
        return not beside.issuperset(rule.rule.needs)
    return facts.subject.kind == "policy" and not _owed(facts, rule)


def _owed(facts: Facts, rule: LoadedRule) -> bool:
    """Some requirement of the rule binds a party for which the subject can answer."""
    bound = {party for id_ in rule.rule.requirements for party in law.requirement(id_).parties}
    return bool(bound & parties_of(facts.subject))


def _is_lead(facts: Facts, rule: LoadedRule) -> bool:
    """The rule speaks of another party's duty; a page answers for that of the store it may be of."""
    return rule.rule.lead and not (facts.subject.kind == "web_page" and _owed(facts, rule))


def _settle(facts: Facts, rule: LoadedRule, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Fingerprints made of the rules' keys, equal findings joined, leads held to `suspected`."""
    package = package_of(facts) or ""
    joined: dict[str, Finding] = {}
    for item in found:
        raw = "\x1f".join((rule.id, package, item.party.id, item.fingerprint))
        fingerprint = hashlib.sha256(raw.encode()).hexdigest()[:16]
        lead = _is_lead(facts, rule)
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


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of several verdicts; of none, `undetermined`."""
    there = set(verdicts)
    for verdict in VERDICTS:
        if verdict in there:
            return verdict
    return "undetermined"


def run(
    facts: Facts,
    *,
    spent_ms: dict[str, float] | None = None,
    told: Told | None = None,
    early: Early | None = None,
) -> tuple[Outcome, ...]:
    """Every rule's outcome, in the notice's order.

    `spent_ms`: filled with the milliseconds of each rule, by id. What rules share (sorting the calls) is
    counted with the rule that asks first. `told` hears each rule before it judges. `early`: what rules said
    of these facts before they were complete.
    """
    rules = discover()
    answers = {} if early is None else early.answers
    if spent_ms is None and told is None:
        return tuple(judge(facts, rule, answers.get(rule.id)) for rule in rules)
    spent_ms = {} if spent_ms is None else spent_ms
    before = {} if early is None else early.spent_ms
    outcomes: list[Outcome] = []
    for number, rule in enumerate(rules):
        if told is not None:
            told("rules", number, len(rules))
        started = time.perf_counter()
        outcomes.append(judge(facts, rule, answers.get(rule.id)))
        spent_ms[rule.id] = round((time.perf_counter() - started) * 1000 + before.get(rule.id, 0.0), 3)
    return tuple(outcomes)
