"""The signature cannot carry tracing from listing to installation.

Clause: 26号-2.6.4 实现上架应用; 26号-2.6.5 分发行为全流程可溯源
Needs: signature.
Violates: never: tracing is the distribution platform's duty. A package whose signature does not verify, whose
    certificate has expired or is a debug certificate, or that has only the v1 scheme, is a lead.
Limits: who stands behind the certificate is a matter of registration. That a build is debuggable is
    2.2/debuggable's to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.clock import now
from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._signature import invalid, weak

RULE = Rule(requirements=("26号-2.6.4", "26号-2.6.5"), severity="medium", needs=("signature",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    yield from invalid(facts)
    yield from weak(facts, now())
