"""The moments that divide a run: before consent, after a refusal, after consent; in sight, out of sight.

A record is placed by its time; where it has none, or shares the moment's own second, by its row in the same
source. What neither settles is `unknown`, never guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from mingjian.artifacts.device_log.event import MARKS, Event
from mingjian.facts.behaviour import Mark, Timeline

DIVIDES: dict[str, Timeline] = {"consent": "after", "refusal": "refused", "clear": "before"}
"""What follows each mark."""
MOST_MARKS = 1000


def of_event(event: Event) -> Mark | None:
    """The mark that a record is: a plan's step, or a touch on words that agree or refuse."""
    if event.kind == "mark":
        if event.what not in MARKS:
            return None
        return Mark(
            at_ns=event.at_ns,
            what=event.what,
            how="plan",
            source=event.source,
            line=event.line,
            precision_ns=event.precision_ns,
        )
    if event.kind != "input":
        return None
    what = _answer(event.cause or " ".join(event.args))
    if what is None:
        return None
    return Mark(
        at_ns=event.at_ns,
        what=what,
        how="seen",
        source=event.source,
        line=event.line,
        precision_ns=event.precision_ns,
    )


def _answer(words: str) -> str | None:
    """Whether the words on a touched control agree to a text or refuse it: the whole of a short text. Words
    that other questions are answered with too (拒绝, 暂不, 允许) say nothing of it."""
    text = words.strip().strip("“”\"'").lower()
    if not text or len(text) > MOST_LETTERS:
        return None
    if any(word in text for word in REFUSING):
        return "refusal"
    return "consent" if any(word in text for word in AGREEING) else None


REFUSING = ("不同意", "disagree")
AGREEING = ("同意", "agree")
MOST_LETTERS = 12
"""Longest text of a button that answers."""


def one_truth(
    found: Iterable[Mark], shown: Sequence[Mark], unasked: Container[int | None] = ()
) -> list[Mark]:
    """The marks that divide a run, whoever saw them, in order of time: the only ones there are.

    `found`: the plan's, and touches by their recorded words; `shown`: answers that screens show; `unasked`:
    times of touches that screens show to have answered another question. Marks of a plan stand instead of
    those that were seen. Of those seen the first counts: what looks like it later
    is another question's; but who had refused may agree later where a screen shows it.
    """
    found = list(found)
    sure = [mark for mark in found if mark.how != "seen"]
    if any(mark.what in ("consent", "refusal") and mark.how == "plan" for mark in sure):
        return sure
    words = [mark for mark in found if mark.how == "seen" and mark.at_ns not in unasked]
    seen: list[Mark] = []
    for mark in sorted([*shown, *words], key=lambda one: (one.at_ns or 0, one.line or 0)):
        last = seen[-1] if seen else None
        if last is None or (last.what == "refusal" and mark.what == "consent" and mark in shown):
            seen.append(mark)
    return [*sure, *seen]


class Course:
    """One package's run, divided: asked where a record stands."""

    def __init__(
        self, marks: Iterable[Mark], *, first_run: bool = False, descending: frozenset[str] = frozenset()
    ) -> None:
        """`first_run`: it began with a fresh install, so that nobody had agreed. `descending`: sources whose
        rows stand newest first."""
        self.marks = sorted(marks, key=lambda mark: (mark.at_ns is None, mark.at_ns or 0, mark.line or 0))
        self._descending = descending
        dividing = [mark for mark in self.marks if mark.what in DIVIDES]
        self._timed = [mark for mark in dividing if mark.at_ns is not None]
        self._times = [mark.at_ns for mark in self._timed if mark.at_ns is not None]
        self._rows: dict[str, list[Mark]] = {}
        for mark in dividing:
            if mark.line is not None:
                self._rows.setdefault(mark.source, []).append(mark)
        for rows in self._rows.values():
            rows.sort(key=self._row)
        answers = [mark for mark in dividing if mark.what != "clear"]
        steps = first_run and any(mark.how == "plan" for mark in self.marks)
        self.start: Timeline = "before" if answers or steps else "unknown"
        """Where the run begins: a plan that never agrees never leaves it, on a first run."""
        self.divided = bool(answers)

    def _row(self, mark: Mark) -> int:
        line = mark.line or 0
        return -line if mark.source in self._descending else line

    def place(self, event: Event) -> Timeline:
        """The timeline a record stands on."""
        if not self._timed and not self._rows:
            return self.start
        if event.at_ns is None:
            return self._by_row(event)
        early = bisect_right(self._times, event.at_ns - event.precision_ns - 1)
        late = bisect_right(self._times, event.at_ns + event.precision_ns)
        if early == late:
            return self._state(early)
        between = self._timed[early:late]
        rows = [mark for mark in between if mark.source == event.source and mark.line is not None]
        if rows and event.line is not None and len(rows) == len(between):
            return self._by_row(event)
        exact = bisect_right(self._times, event.at_ns)
        if event.precision_ns <= EXACT_NS:
            return self._state(exact)
        return "unknown"

    def _state(self, passed: int) -> Timeline:
        return DIVIDES[self._timed[passed - 1].what] if passed else self.start

    def _by_row(self, event: Event) -> Timeline:
        rows = self._rows.get(event.source)
        if not rows or event.line is None:
            return "unknown"
        own = -event.line if event.source in self._descending else event.line
        passed = [mark for mark in rows if self._row(mark) <= own]
        return DIVIDES[passed[-1].what] if passed else self.start

    def spans(self, from_ns: int | None, to_ns: int | None) -> dict[Timeline, float]:
        """Seconds on each timeline between the first and the last record."""
        if from_ns is None or to_ns is None:
            return {}
        edges = [from_ns, *(at for at in self._times if from_ns < at < to_ns), to_ns]
        spans: dict[Timeline, float] = {}
        for start, end in pairwise(edges):
            state = self._state(bisect_right(self._times, start))
            spans[state] = spans.get(state, 0.0) + (end - start) / 1e9
        return spans


EXACT_NS = 1_000_000
"""A record that is good to a millisecond is placed by its time alone."""


class Sight:
    """When the app was before the user, by its own records of coming and going."""

    def __init__(self, moves: Sequence[tuple[int, bool]]) -> None:
        """`moves`: (time, whether it came into sight), in any order."""
        self._moves = sorted(moves)
        self._times = [at for at, _ in self._moves]
        self.returns = [at for at, came in self._moves if came]

    def at(self, at_ns: int | None, precision_ns: int = 0) -> bool | None:
        """In sight at that time; None where no record tells, or it moved while the record's time is open."""
        if at_ns is None:
            return None
        passed = bisect_right(self._times, at_ns)
        if precision_ns > EXACT_NS:
            early = bisect_right(self._times, at_ns - precision_ns)
            if early != bisect_right(self._times, at_ns + precision_ns):
                return None
        if not passed:
            return not self._moves[0][1] if self._moves else None
        return self._moves[passed - 1][1]

    def left_s(self, at_ns: int) -> float | None:
        """Seconds since it left sight; None while in sight or unknown."""
        passed = bisect_right(self._times, at_ns)
        if not passed or self._moves[passed - 1][1]:
            return None
        return (at_ns - self._moves[passed - 1][0]) / 1e9

    def since_return_ns(self, at_ns: int) -> int | None:
        """Nanoseconds since it last came into sight, while it still is; None where it is not."""
        passed = bisect_right(self._times, at_ns)
        if not passed or not self._moves[passed - 1][1]:
            return None
        return at_ns - self._moves[passed - 1][0]

    def away_s(self, from_ns: int | None, to_ns: int | None) -> float:
        """Seconds out of sight up to the last record."""
        if to_ns is None or not self._moves:
            return 0.0
        edges = [*self._moves, (to_ns, True)]
        return sum(
            max(0, end[0] - max(start[0], from_ns or 0)) / 1e9
            for start, end in pairwise(edges)
            if not start[1]
        )
