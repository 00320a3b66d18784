"""A phone should warn before installing this package.

Clause: 26号-2.12.1 推动开展APP电子签名认证
Needs: signature.
Violates: never: to warn is the terminal's duty. A package whose signature does not verify is a lead.
Limits: certification by electronic signature is looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._signature import invalid

RULE = Rule(requirements=("26号-2.12.1",), severity="high", needs=("signature",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    yield from invalid(facts)
