"""docs/measures.md: requirement × rule × the cases that turn its verdict, from the results of the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from mingjian import law
from mingjian.rules import LoadedRule, discover
from mingjian.scan.judge import EVIDENCE_FACTS
from mingjian.scan.measures import SHOWN_BY
from tools.docs.cases import Cases, Flip
from tools.docs.rules import HEADER


def measures_page(cases: Cases) -> str:
    """All measures: which rules answer which requirement, by which cases, and what evidence others want."""
    flips = {wanted.id: _flips(wanted.id, cases) for wanted in law.requirements()}
    lines = [HEADER, "# Measures and requirements", "", *_sums(flips)]
    for measure in law.measures():
        lines += [f"## {measure.id} {measure.title_zh} · {measure.title_en}", ""]
        lines += [
            "| requirement | level | decided | clause | rule and the cases that turn its verdict "
            "| evidence that settles it |",
            "|---|---|---|---|---|---|",
        ]
        for wanted in law.requirements(measure.id):
            proof = ", ".join(code if code in EVIDENCE_FACTS else f"*{code}*" for code in wanted.prove)
            lines.append(
                f"| {wanted.id} | {wanted.level} | {wanted.automation} | {wanted.clause_zh} "
                f"| {_answer(wanted, flips[wanted.id])} | {proof} |"
            )
        lines.append("")
    lines += ["Evidence in italics comes from another source than a package.", ""]
    return "\n".join(lines)


def _flips(requirement: str, cases: Cases) -> dict[str, Flip]:
    """Rule id → what its cases make of the requirement."""
    return {rule.id: cases.flips(rule.id, requirement) for rule in _citing(requirement)}


def _citing(requirement: str) -> Iterator[LoadedRule]:
    for rule in discover():
        if requirement in rule.rule.requirements:
            yield rule


def _sums(flips: Mapping[str, Mapping[str, Flip]]) -> Iterator[str]:
    answered = {id_ for id_, by_rule in flips.items() if any(flip.answered for flip in by_rule.values())}
    static = [wanted for wanted in law.requirements() if is_static(wanted)]
    yield (
        "A requirement is *answered* when a test turns its own verdict between a violating and a lawful "
        f"case. {len(answered)} of {len(flips)} are."
    )
    yield ""
    yield "| evidence in a package may refute or settle it | requirements | answered | code cannot tell |"
    yield "|---|--:|--:|--:|"
    for kind in ("auto", "semi", "attested"):
        ours = [wanted for wanted in static if wanted.automation == kind]
        done = sum(wanted.id in answered for wanted in ours)
        told = sum(wanted.id not in answered and bool(wanted.beyond_code_en) for wanted in ours)
        yield f"| {kind} | {len(ours)} | {done} | {told} |"
    yield ""


_RUNNING = frozenset[str]().union(*SHOWN_BY.values())
"""Evidence that something must run for: an app, a page, a terminal."""


def is_static(wanted: law.Requirement) -> bool:
    """Evidence out of a package, a listing or an earlier version can refute or settle it."""
    return bool({*wanted.refute, *wanted.prove} & (EVIDENCE_FACTS.keys() - _RUNNING))


def _answer(wanted: law.Requirement, by_rule: Mapping[str, Flip]) -> str:
    parts = [f"[{rule}](rules/{rule}.md): {_cases(flip)}" for rule, flip in by_rule.items()]
    if wanted.beyond_code_en:
        parts.append(f"code cannot tell: {wanted.beyond_code_en}")
    return "<br>".join(parts) or "–"


def _cases(flip: Flip) -> str:
    said = f"{_counted(flip.violating)} ⇄ {_counted(flip.lawful)}"
    return said if flip.answered else f"{said} (not turned)"


def _counted(verdicts: Mapping[str, str]) -> str:
    counts = Counter(verdicts.values())
    return ", ".join(f"{count} × {verdict}" for verdict, count in sorted(counts.items())) or "no case"
