"""A privacy policy from a file to facts, alone or beside a package."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from mingjian.artifacts import policy as policy_file
from mingjian.artifacts.policy import Document
from mingjian.facts import Broken, Facts
from mingjian.facts.category import CategoryFacts
from mingjian.facts.policy.types import UNREAD, PolicyFacts
from mingjian.facts.subject import SubjectFacts

POLICY = "policy"
"""The fact that a text which was not read whole silences."""


def from_file(path: str) -> PolicyFacts:
    """The policy in the file `path`, whatever its format.

    Raises:
        ArtifactError: it cannot be read, or is of no format a policy comes in.
    """
    from mingjian.facts.policy.read import from_document  # noqa: PLC0415 - loads every reader

    return from_document(policy_file.read(path))


def beside(facts: Facts, policy: PolicyFacts) -> Facts:
    """The facts of a package with this policy instead of any it had."""
    others = tuple(part for part in facts.broken if part.fact != POLICY)
    return replace(facts, policy=policy, broken=(*others, *broken(policy.document)))


def alone(
    policy: PolicyFacts,
    path: str,
    *,
    of: Literal["app", "sdk"] = "app",
    category: CategoryFacts | None = None,
) -> Facts:
    """The facts of a policy that is the subject itself; `path` is what the caller named."""
    document = policy.document
    subject = SubjectFacts(
        kind="policy", path=path, sha256=document.sha256, size_bytes=document.size_bytes, of=of
    )
    return Facts(subject=subject, policy=policy, category=category, broken=broken(document))


def broken(document: Document) -> tuple[Broken, ...]:
    """What of the text could not be read."""
    return tuple(
        Broken(fact=POLICY, code=note.code, entry=document.source, offset=None, detail=note.detail)
        for note in document.notes
        if note.code in UNREAD
    )
