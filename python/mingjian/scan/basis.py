"""What each outcome of a report rests on, so that after a change only what rests on it is judged again.

A rule's word is a function of the facts, of the files it is made of (`rules.closures`), of the law and of the
knowledge. The engine, the law and the knowledge are one digest: where it changed, everything is judged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from mingjian import _core, knowledge, law, tables
from mingjian.rules import LoadedRule, discover
from mingjian.rules.closures import closures


class Basis(Struct, frozen=True):
    """Digests (hex, cut to 32 digits)."""

    engine: str
    """Of the engine's files, the core, the law and the knowledge."""
    rules: dict[str, str]
    """By rule id, of the files that rule is made of beyond the engine's."""


class Change(Struct, frozen=True):
    """What is to be judged again, and what is no longer judged."""

    rules: tuple[str, ...]
    """Ids of rules that changed or are new, in the notice's order."""
    gone: tuple[str, ...] = ()

    def asked(self) -> tuple[LoadedRule, ...]:
        """The rules to ask, in the notice's order."""
        wanted = frozenset(self.rules)
        return tuple(rule for rule in discover() if rule.id in wanted)


@cache
def now() -> Basis:
    """What the judgements of this process rest on."""
    made = closures()
    digests: dict[str, str] = {}

    def digest(files: Iterable[str], *more: str) -> str:
        for name in files:
            if name not in digests:
                digests[name] = tables.digest([tables.PACKAGE / name])
        told = "\0".join((*more, *(digests[name] for name in sorted(files))))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    return Basis(
        engine=digest(made.engine, _core_sha256(), law.sha256(), knowledge.sha256()),
        rules={rule.id: digest(made.rules[rule.id], rule.id) for rule in discover()},
    )


def to_json(basis: Basis) -> bytes:
    """As it is kept; the SHA-256 of that names it: equal names, equal judgements of equal facts."""
    return msgspec.json.encode(basis, order="deterministic")


def from_json(data: bytes) -> Basis:
    """What `to_json` wrote. Raises: msgspec.DecodeError: it is none."""
    return msgspec.json.decode(data, type=Basis)


@cache
def name_now() -> str:
    """The name of `now()`."""
    return hashlib.sha256(to_json(now())).hexdigest()


def change(since: Basis, today: Basis) -> Change | None:
    """What differs between the two; None where that is everything."""
    if since.engine != today.engine:
        return None
    asked = tuple(id_ for id_, digest in today.rules.items() if since.rules.get(id_) != digest)
    return Change(asked, tuple(id_ for id_ in since.rules if id_ not in today.rules))


def _core_sha256() -> str:
    with Path(str(_core.__file__)).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
