"""Test policies, and pairs of app and policy: what is expected against what is found.

A case of tests/policies is a vote on the rule it is about; a finding of another rule counts against that
rule. A pair of tests/policies/pairs.toml is a vote on each type its app takes, for each way the policy speaks
of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tools import policies
from tools.policies import pairs
from tools.policies.case import HITS
from tools.policies.judging import text_rules
from tools.quality.apps import BAR, Count, measure_of

Pairs = Mapping[pairs.Way, pairs.Score]


def scores() -> dict[str, Count]:
    """Measure → its cases, findings expected and found."""
    by_measure: defaultdict[str, Count] = defaultdict(Count)
    for case in policies.cases():
        done = policies.judged(case)
        found = {outcome.rule for outcome in done.outcomes if outcome.findings}
        own = by_measure[measure_of(case.rule)]
        own.apps += 1
        own.clean += not case.violates
        for expected in case.expect:
            one = by_measure[measure_of(expected.rule)]
            hit = expected.verdict in HITS
            one.right += hit and expected.rule in found
            one.missed += hit and expected.rule not in found
            one.wrong += not hit and expected.rule in found
            one.doubted += not hit and expected.rule in found
        named = {expected.rule for expected in case.expect}
        for rule in (found & text_rules()) - named:
            if not any(rule == may or (may.endswith("/") and rule.startswith(may)) for may in case.may):
                by_measure[measure_of(rule)].wrong += 1
    return dict(by_measure)


def pair_table(by_way: Pairs) -> Iterator[str]:
    """The pairs by way of saying it."""
    count = len(pairs.table().pair)
    types = len(pairs.table().type)
    yield (
        f"{count} apps, {types} types; each type an app takes is left out of the policy, denied, said in its "
        "place, reworded, put into a table and into another section, while the others are declared."
    )
    yield ""
    yield "| the policy's words on the type | tried | found | missed | found wrongly | recall |"
    yield "|---|--:|--:|--:|--:|--:|"
    for way, one in by_way.items():
        recall = f"{one.recall:.3f}" if way in pairs.HITS else "–"
        yield f"| {way} | {one.tried} | {one.right} | {one.missed} | {one.wrong} | {recall} |"
    yield ""
    right, wrong = (sum(getattr(one, name) for one in by_way.values()) for name in ("right", "wrong"))
    yield f"Precision over all: {right / max(1, right + wrong):.3f}."


def failures(by_measure: Mapping[str, Count], by_way: Pairs) -> Iterator[str]:
    """What is below the bar."""
    for measure, one in sorted(by_measure.items()):
        if one.said and min(one.recall, one.precision) < BAR:
            yield f"policies {measure}: recall {one.recall:.3f}, precision {one.precision:.3f}, bar {BAR}"
    for way in pairs.HITS:
        if by_way[way].recall < pairs.RECALL:
            yield f"pairs, {way}: recall {by_way[way].recall:.3f}, bar {pairs.RECALL}"
    right, wrong = (sum(getattr(one, name) for one in by_way.values()) for name in ("right", "wrong"))
    if right < pairs.PRECISION * (right + wrong):
        yield f"pairs: precision {right / max(1, right + wrong):.3f}, bar {pairs.PRECISION}"
