"""Answers kept for the subject at hand: many rules ask the same of one subject, one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Subject = TypeVar("_Subject")
_Answer = TypeVar("_Answer")
KEPT = 2
"""The subject and, in a comparison, the version before it."""


def once(question: Callable[[_Subject], _Answer]) -> Callable[[_Subject], _Answer]:
    """The question asked once a subject; the subject is told by identity, so it must be frozen."""
    kept: deque[tuple[_Subject, _Answer]] = deque(maxlen=KEPT)

    @wraps(question)
    def ask(subject: _Subject) -> _Answer:
        for known, answer in tuple(kept):
            if known is subject:
                return answer
        answer = question(subject)
        kept.append((subject, answer))
        return answer

    return ask
