"""A document read into statements: every reader asked once, over one prepared text."""

from __future__ import annotations

from mingjian.artifacts.policy import Document
from mingjian.facts.policy import (
    bundles,
    changes,
    choices,
    collections,
    contacts,
    dates,
    deadlines,
    language,
    minors,
    names,
    permissions,
    placeholders,
    practices,
    readability,
    recipients,
    retention,
    rights,
    sdk_list,
    sdks,
    security,
    self_start,
    transfers,
    unfair,
    vague,
)
from mingjian.facts.policy.text import prepare
from mingjian.facts.policy.types import PolicyFacts


def from_document(document: Document) -> PolicyFacts:
    """What `document` says."""
    text = prepare(document)
    named, dated = names.find(text), dates.find(text)
    spoken = language.find(text)
    listed = sdks.find(text)
    return PolicyFacts(
        document=document,
        is_policy=spoken.is_policy,
        language=spoken.language,
        titles=named.titles,
        apps=named.apps,
        operators=named.operators,
        published=dated.published,
        updated=dated.updated,
        effective=dated.effective,
        version=dated.version,
        sentences=practices.find(text, spoken.language),
        contacts=contacts.find(text, named.operators),
        deadlines=deadlines.find(text),
        collections=collections.find(text, listed),
        collects_nothing=collections.nothing(text),
        permissions=permissions.find(text),
        rights=rights.find(text),
        minors=minors.find(text),
        changes=changes.find(text),
        choices=choices.find(text),
        self_starts=self_start.find(text),
        security=security.find(text),
        unfair=unfair.find(text),
        sdks=listed,
        vague=vague.find(text),
        sdk_list_link=sdk_list.find(text),
        recipients=recipients.find(text),
        retention=retention.find(text),
        transfers=transfers.find(text),
        placeholders=placeholders.find(text),
        readability=readability.find(text, spoken),
        bundles=bundles.find(text),
    )
