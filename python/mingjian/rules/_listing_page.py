"""Places on a store's page and differences between it and the package: what the listing modules share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.listing import ListingFacts
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules._finding import finding

PLACEHOLDER = late(
    r"(暂无|待补充|敬请期待|todo|lorem|test|测试|无|简介|介绍|应用描述|none|null|n/a)[。.…\s]*", re.I
)


class Difference(Struct, frozen=True, kw_only=True):
    """One way in which page and package disagree, or the page says nothing."""

    field: str
    key: str
    zh: str
    en: str
    verdict: Literal["violates", "suspected"] = "violates"
    threshold: str | None = None
    evidence: tuple[Evidence, ...]


def told(facts: Facts, differences: Iterator[Difference]) -> Iterator[Finding]:
    """The differences as findings of the app's."""
    for one in differences:
        yield finding(
            one.zh,
            one.en,
            key=("listing", one.field, one.key),
            party=app(facts),
            verdict=one.verdict,
            threshold=one.threshold,
            evidence=one.evidence,
        )


def page(facts: Facts) -> ListingFacts:
    """The listing of a rule that needs one."""
    assert facts.listing is not None  # noqa: S101
    return facts.listing


def of_page(listing: ListingFacts, pointer: str, excerpt: str) -> Evidence:
    """A place on the page by JSON pointer: `listing.json#/permissions/2`."""
    return Evidence(kind="page", location=f"{listing.source or 'listing.json'}#/{pointer}", excerpt=excerpt)
