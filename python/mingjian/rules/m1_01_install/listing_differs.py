"""What the page shows of the app is not what its package holds.

Clause: 26号-1.1.5 真实、准确、完整地明示
Needs: listing (--listing), manifest, permissions.
Violates: name, version name or version code on the page differ from the package's, or a dangerous
    permission of the package is not in the page's list. A listed name that is understood as no permission
    leaves the missing ones suspected. The page may add words to the name behind a mark (brackets, -, +).
Limits: the operator's name is compared with the registration, not here; permissions that pages name in
    words are matched by name and by group.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import name, version
from mingjian.rules._listing_page import told
from mingjian.rules._listing_permissions import unlisted

RULE = Rule(
    requirements=("26号-1.1.5",),
    severity="high",
    needs=("listing", "manifest", "permissions"),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, name(facts))
    yield from told(facts, version(facts))
    yield from told(facts, unlisted(facts, only=("dangerous",)))
