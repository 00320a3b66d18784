"""A document read into statements: every reader asked once, over one prepared text."""

from __future__ import annotations

from mingjian.artifacts.policy import Document
from mingjian.facts.policy import changes, choices, minors, rights, sdks, security, self_start, unfair
from mingjian.facts.policy.text import prepare
from mingjian.facts.policy.types import PolicyFacts


def from_document(document: Document) -> PolicyFacts:
    """What `document` says."""
    text = prepare(document)
    return PolicyFacts(
        document=document,
        rights=rights.find(text),
        minors=minors.find(text),
        changes=changes.find(text),
        choices=choices.find(text),
        self_starts=self_start.find(text),
        security=security.find(text),
        unfair=unfair.find(text),
        sdks=sdks.find(text),
    )
