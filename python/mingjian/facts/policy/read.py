"""A document read into statements: every reader asked once, over one prepared text."""

from __future__ import annotations

from mingjian.artifacts.policy import Document
from mingjian.facts.policy.types import PolicyFacts


def from_document(document: Document) -> PolicyFacts:
    """What `document` says."""
    return PolicyFacts(document=document)
