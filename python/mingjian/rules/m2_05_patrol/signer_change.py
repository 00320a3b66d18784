"""Is signed by another party than the version before.

Clause: 26号-2.5.2 确保公示信息真实准确
Needs: signature, and the earlier version's.
Violates: never: the duty to patrol is the distribution platform's. No signer of the earlier version signs
    this one, and its proof of rotation names none of them: a lead that the operator shown in the listing is
    no longer the one who built the package. Phones refuse it as an update.
Limits: a signature that does not verify names no signer.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._versions import change, earlier, named

RULE = Rule(requirements=("26号-2.5.2",), severity="high", needs=("signature", "earlier"), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    assert facts.signature is not None and old.signature is not None  # noqa: S101, PT018
    was = {signer.sha256: signer.subject for signer in old.signature.signers}
    now = {signer.sha256: signer.subject for signer in facts.signature.signers}
    proven = now.keys() | {node.sha256 for node in facts.signature.lineage}
    if not was or not now or was.keys() & proven:
        return
    yield finding(
        f"签名证书与 {named(old)} 不同，且无轮换证明：{_who(was)} → {_who(now)}",
        f"Signed by another certificate than {named(old)}, unrotated: {_who(was)} → {_who(now)}",
        key=("signer",),
        party=app(facts),
        evidence=[
            change(
                "signature",
                gone=[f"{k} {v}" for k, v in was.items()],
                new=[f"{k} {v}" for k, v in now.items()],
            ),
            *(
                Evidence(kind="signature", location="APK Signing Block", excerpt=f"{digest} {subject}")
                for digest, subject in now.items()
            ),
        ],
    )


def _who(signers: dict[str, str]) -> str:
    return "、".join(subject or digest[:12] for digest, subject in signers.items())
