"""The listing and the package on the shelf say different things.

Clause: 26号-2.5.2 确保公示信息真实准确
Needs: listing (--listing), manifest, permissions.
Violates: never: to patrol is the distribution platform's duty; a mismatch is a lead. Name, version,
    package, signer, size (over 5 % and 100 kB, project choice) or permissions differ, in either direction.
Limits: fields that only a registration can bear out are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import name, package, signer, size, version
from mingjian.rules._listing_page import told
from mingjian.rules._listing_permissions import unasked, unlisted

RULE = Rule(
    requirements=("26号-2.5.2", "26号-2.5.3"),
    severity="medium",
    needs=("listing", "manifest", "permissions"),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, name(facts))
    yield from told(facts, version(facts))
    yield from told(facts, package(facts))
    yield from told(facts, signer(facts))
    yield from told(facts, size(facts))
    yield from told(facts, unlisted(facts))
    yield from told(facts, unasked(facts))
