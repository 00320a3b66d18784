"""Answers kept for the subject at hand: many rules ask the same of one subject, one after another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Subject = TypeVar("_Subject")
_Answer = TypeVar("_Answer")
KEPT = 2
"""The subject and, in a comparison, the version before it."""


def once(question: Callable[[_Subject], _Answer]) -> Callable[[_Subject], _Answer]:
    """The question asked once a subject; the subject is told by identity, so it must be frozen."""
    kept: dict[int, tuple[_Subject, _Answer]] = {}  # a subject that is kept shares its identity with no other

    @wraps(question)
    def ask(subject: _Subject) -> _Answer:
        found = kept.get(id(subject))
        if found is not None:
            return found[1]
        answer = question(subject)
        for oldest in list(kept)[: 1 - KEPT]:
            kept.pop(oldest, None)
        kept[id(subject)] = subject, answer
        return answer

    return ask
