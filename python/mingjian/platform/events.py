"""What happened that somebody may want to hear of: said by lower nouns, heard by those above them.

`emit` is called inside the transaction of the change it tells of; those who hear write in that transaction
too, so that neither can be without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

Kind = Literal[
    "scan.violations", "scan.failed", "finding.new", "finding.gone", "finding.decided", "finding.replied",
    "suppression.ending", "sdk.before_consent", "search.matched",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_LISTED = 20
"""Things one event names; `count` says how many there are."""


class Happened(Struct, frozen=True, kw_only=True):
    """One event. `detail` is what `docs/notifications.md` says of its kind: ids, names, counts."""

    organisation_id: UUID
    kind: Kind
    key: str
    """Its name inside the organisation: what is emitted twice happened once."""
    subject: str
    """`<noun>:<id>`, as the audit log names it."""
    detail: dict[str, object]
    by: UUID | None = None
    """Whose doing it was: they need not be told."""
    only: UUID | None = None
    """The one subscription it is for."""


RECEIVERS: list[Callable[[Sequence[Happened]], object]] = []
"""Those above us who hear: of several things of one organisation at once, in their order."""
_gathering: ContextVar[list[Happened] | None] = ContextVar("gathering", default=None)


def emit(happened: Happened) -> None:
    """Tells everyone who hears, in the transaction under way."""
    waiting = _gathering.get()
    if waiting is None:
        _tell([happened])
    else:
        waiting.append(happened)


@contextmanager
def gathered() -> Generator[None]:
    """Inside, what is emitted waits and is told together at the end; nothing is where the end is an error."""
    if _gathering.get() is not None:
        yield
        return
    waiting: list[Happened] = []
    token = _gathering.set(waiting)
    try:
        yield
    finally:
        _gathering.reset(token)
    of: dict[UUID, list[Happened]] = {}
    for each in waiting:
        of.setdefault(each.organisation_id, []).append(each)
    for some in of.values():
        _tell(some)


def _tell(happened: Sequence[Happened]) -> None:
    for hear in RECEIVERS:
        hear(happened)
