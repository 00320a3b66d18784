"""What each sentence speaks of: the eleven practices of CAPP-130, as a small trained model tells them.

The model sees a sentence, the ones beside it and the headings above it by their form, as it was trained
(docs/model-card.md). Of a row of a table it sees all cells at once, for one cell alone says little.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

from mingjian._core import ParseError, TextModel
from mingjian.errors import KnowledgeError
from mingjian.facts.policy.language import Language
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Practice, Sentence

MODEL = Path(__file__).resolve().parents[2] / "_models" / "policy_practices.bin"
PRACTICES: tuple[Practice, ...] = get_args(Practice)


@cache
def model() -> TextModel | None:
    """The model that is shipped; None in a copy of the library without it.

    Raises:
        KnowledgeError: the file is there and is no model of these practices.
    """
    try:
        read = TextModel(MODEL.read_bytes())
    except FileNotFoundError:
        return None
    except ParseError as wrong:
        raise KnowledgeError(f"{MODEL.name}: {wrong.args[3]}") from wrong
    if tuple(read.labels[: len(PRACTICES)]) != PRACTICES:
        raise KnowledgeError(f"{MODEL.name}: its labels are not the practices")
    return read


def find(text: PolicyText, language: Language = "zh") -> tuple[Sentence, ...]:
    """Every clause with what it speaks of; without the model, or in another language, with nothing."""
    trained = model() if language in ("zh", "zh-hant") else None
    if trained is None:
        return tuple(Sentence(clause.quote) for clause in text.clauses)
    lines, line_of = _lines(text)
    told = [_above(scores) for scores in trained.score(lines)]
    return tuple(Sentence(clause.quote, told[at]) for clause, at in zip(text.clauses, line_of, strict=True))


def _above(scores: list[float]) -> tuple[Practice, ...]:
    return tuple(practice for practice, score in zip(PRACTICES, scores, strict=False) if score > 0)


def _lines(text: PolicyText) -> tuple[list[str], list[int]]:
    """The lines the model reads, and for each clause the line it is in: its own, or its row of a table."""
    lines: list[list[str]] = []
    line_of: list[int] = []
    row: tuple[int | None, int] | None = None
    for clause in text.clauses:
        passage = text.document.passages[clause.quote.passage]
        here = (passage.table, passage.row) if passage.kind == "cell" else None
        if here is None or here != row:
            lines.append([])
        row = here
        lines[-1].append(clause.text)
        line_of.append(len(lines) - 1)
    # A row ends as a sentence does, so that it never looks like a heading.
    return ["，".join(line) + "。" if len(line) > 1 else line[0] for line in lines], line_of
