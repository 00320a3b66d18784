"""The rules as anyone may read them: measures, requirements, rules, thresholds, from the law itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from msgspec import Struct

from mingjian import law
from mingjian.law import Measure, Requirement, Threshold
from mingjian.platform.accounts.gate import PUBLIC, page
from mingjian.platform.web.pages import draw
from mingjian.rules import LoadedRule, discover


class MeasureRow(Struct, frozen=True, kw_only=True):
    measure: Measure
    requirements: tuple[tuple[Requirement, tuple[str, ...]], ...]
    """Each with the ids of the rules that answer it."""


@page(PUBLIC)
def rules(request: HttpRequest) -> HttpResponse:
    """All measures with their requirements, and the rules that judge them."""
    return draw(request, "portfolio/rules.html.j2", section="rules", rows=_rows(), count=len(discover()))


@page(PUBLIC)
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: what it holds, what it needs, what it cannot see, the clauses and thresholds it cites."""
    found = next((row for row in discover() if row.id == rule_id), None)
    if found is None:
        raise Http404
    cited = [law.requirement(code) for code in found.rule.requirements]
    return draw(
        request,
        "portfolio/rule.html.j2",
        section="rules",
        rule=found,
        requirements=cited,
        parts=_parts(found),
        thresholds=_thresholds(cited),
    )


def _rows() -> list[MeasureRow]:
    by_requirement: dict[str, list[str]] = {}
    for loaded in discover():
        for code in loaded.rule.requirements:
            by_requirement.setdefault(code, []).append(loaded.id)
    return [
        MeasureRow(
            measure=measure,
            requirements=tuple(
                (row, tuple(by_requirement.get(row.id, ())))
                for row in law.requirements()
                if row.measure == measure.id
            ),
        )
        for measure in law.measures()
    ]


def _parts(found: LoadedRule) -> list[tuple[str, str]]:
    """The docstring as (heading, text); the first part has no heading."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in found.doc.splitlines():
        heading = line.partition(":")[0] if not line.startswith(" ") else ""
        if heading in ("Clause", "Needs", "Violates", "Limits", "Applies"):
            parts.append((heading, [line.partition(":")[2]]))
        else:
            parts[-1][1].append(line)
    return [(heading, " ".join(" ".join(lines).split())) for heading, lines in parts]


def _thresholds(cited: list[Requirement]) -> list[Threshold]:
    codes = dict.fromkeys(code for row in cited for code in row.thresholds)
    return [law.threshold(code) for code in codes]
