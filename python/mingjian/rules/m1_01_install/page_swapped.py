"""The package delivered is not the one the page names.

Clause: 26号-1.1.9 “偷梁换柱”
Needs: web_page (scan-page).
Violates: the package behind the page's control has another package name or signer than the page states, or
    a 高速下载 control brings another package than the ordinary one beside it. Where the page states
    no package name, one whose label is not the name shown is suspected.
    The delivered package and the page are both there: nothing else is needed.
Limits: a package larger than is fetched, or one that cannot be read, is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._web_page import NO_PACKAGE, PACKAGE, covered, delivers
from mingjian.rules._web_promise import chosen, replaced, swaps, unread

RULE = Rule(
    requirements=("26号-1.1.9",), severity="high", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    found: list[Finding] = list(_found(facts))
    if found or not delivers(facts):
        return found or NO_PACKAGE
    return NotCovered((PACKAGE,)) if unread(facts) else covered(facts, found)


def _found(facts: Facts) -> Iterator[Finding]:
    for package in chosen(facts):
        yield from swaps(facts, package)
    yield from replaced(facts)
