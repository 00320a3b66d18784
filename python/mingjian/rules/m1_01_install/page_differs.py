"""What the page shows of the app is not what its package holds.

Clause: 26号-1.1.5 真实、准确、完整地明示
Needs: web_page (scan-page).
Violates: the name or version on the page differs from that of the package behind its control, or a dangerous
    permission of the package is not in the page's list (suspected where the list names things that are
    understood as no permission). The package is fetched and read in the same visit; the operator's name is
    compared with the registration, not here, so that silence settles nothing.
Limits: a package larger than is fetched, or one that cannot be read, is not compared; a page that states
    nothing promises nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._web_page import NO_PACKAGE, PACKAGE, covered, delivers
from mingjian.rules._web_promise import chosen, names, unlisted, unread, versions

RULE = Rule(requirements=("26号-1.1.5",), severity="high", needs=("web_page",), proves=False)


def check(facts: Facts) -> Judgement:
    found: list[Finding] = list(_found(facts))
    if found or not delivers(facts):
        return found or NO_PACKAGE
    return NotCovered((PACKAGE,)) if unread(facts) else covered(facts, found)


def _found(facts: Facts) -> Iterator[Finding]:
    for package in chosen(facts):
        yield from names(facts, package)
        yield from versions(facts, package)
        yield from unlisted(facts, package)
