"""Whose duties a subject can answer for: party codes of the law by kind of subject."""

from __future__ import annotations

from collections.abc import Mapping

from mingjian.facts import Facts
from mingjian.facts.subject import SubjectFacts

APP = frozenset({"app_operator", "internet_company", "major_internet_company"})
"""Parties whose duties an app package, and an app's privacy policy, can answer for."""
SDK = frozenset({"sdk_provider"})
PAGE = frozenset({"web_publisher", "app_operator", "distribution_platform"})
"""Whose page it is cannot be told from the page: each of them owes what a page owes."""
_BY_KIND: Mapping[str, frozenset[str]] = {
    "apk": APP,
    "aab": APP,
    "policy": APP,
    "device_run": APP,
    "web_page": PAGE,
}


def parties_of(subject: SubjectFacts) -> frozenset[str]:
    """The parties whose duties `subject` can answer for; of a kind named as a party, that party."""
    if subject.kind == "policy" and subject.of == "sdk":
        return SDK
    return _BY_KIND.get(subject.kind, frozenset({subject.kind}))


def package_of(facts: Facts) -> str | None:
    """The package the facts speak of: by its manifest, else by the run that was recorded of it."""
    if facts.manifest is not None:
        return facts.manifest.package
    return facts.behaviour.package or None if facts.behaviour is not None else None
