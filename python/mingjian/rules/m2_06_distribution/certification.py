"""The package carries the signatures of its developer and of who distributes it (encouraged).

Clause: 26号-2.6.3 鼓励对分发APP进行电子签名认证; 26号-3.3.9 积极推广应用电子签名认证等可溯源技术手段
Needs: signature.
Violates: never: encouraged. Counted are the signers whose signature verifies: one is the
    developer's, a second would be the distributor's.
Limits: a distributor's statement beside the package, and the certification service's register, are
    looked up elsewhere.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.model import Measured
from mingjian.rules import Encouraged, Rule

RULE = Rule(requirements=("26号-2.6.3", "26号-3.3.9"), severity="low", needs=("signature",))
WANTED = 2
"""Developer and distributor (26号-2.6.3: "developer + distributor certificates")."""


def check(facts: Facts) -> Encouraged:
    signature = facts.signature
    assert signature is not None  # noqa: S101
    signers = {one.sha256 for one in signature.signers} if signature.verified else set[str]()
    return Encouraged(Measured(len(signers), "个有效签名 · valid signatures", WANTED, len(signers) >= WANTED))
