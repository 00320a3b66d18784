"""The package delivered is not the one the page promises.

Clause: 26号-1.1.9 “偷梁换柱”
Needs: listing (--listing), manifest, signature.
Violates: package name or signer certificate on the page (or in the store's registration) differ from those
    of the package. A signer of an earlier time that the package's own proof of rotation names counts as
    equal.
Limits: a page that states neither promises neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import package, signer
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-1.1.9",),
    severity="high",
    needs=("listing", "manifest", "signature"),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, package(facts))
    yield from told(facts, signer(facts))
