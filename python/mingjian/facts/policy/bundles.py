"""Words for a bundle of types (设备信息, 设备标识符) that the text says are taken, unlisted.

Which types a word may hold stands in knowledge/policy_words.yaml (`generic`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingjian import knowledge
from mingjian.facts.policy import grammar
from mingjian.facts.policy.mentions import Mention
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, Vague

_LISTED = re.compile(r"[（(：:]|(?:，|,)?(?:具体)?(?:包括|包含|如下|例如|比如|如|即)")
_LEFT_OPEN = re.compile(r"[（(：:]?(?:如|例如|比如)")
"""A list of examples leaves open what else is in it."""


def find(text: PolicyText) -> tuple[Vague, ...]:
    """Every such word, in reading order."""
    return tuple(
        found
        for clause, named in zip(text.clauses, text.mentions, strict=True)
        if any(one.entry.bundle is not None for one in named)
        for found in _in_clause(text, clause, named)
    )


def _in_clause(text: PolicyText, clause: Clause, named: Sequence[Mention]) -> Iterator[Vague]:
    generic = knowledge.policy_words().generic
    cell = text.cells.get(clause.quote.passage)
    if cell is not None and cell.role not in ("types", ""):
        return
    known = grammar.verbs(clause.text)
    denied = grammar.denials(clause.text, known)
    taken = cell is not None and cell.role == "types"
    for one in named:
        if one.entry.bundle is None or not generic[one.entry.bundle].covers:
            continue
        before = [verb for verb in known if verb.end <= one.start]
        after = [verb for verb in known if verb.start >= one.end]
        governs = before[-1:] or after[:1]
        if not taken and not any(verb.practice in ("collection", "sharing") for verb in governs):
            continue
        if any(d.start <= one.start < d.end for d in denied):
            continue
        if _LISTED.match(clause.text, one.end) and not _LEFT_OPEN.match(clause.text, one.end):
            continue
        start = clause.quote.start
        quote = Quote(clause.quote.passage, start + one.start, start + one.end)
        yield Vague(clause.text[one.start : one.end], quote, "types")
