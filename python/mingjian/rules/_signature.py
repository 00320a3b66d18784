"""What a package's signature tells those who list, install and trace it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.signature import SignatureFacts, SignerCertificate
from mingjian.model import Evidence, Finding
from mingjian.rules._finding import finding

DEBUG_SUBJECT = "Android Debug"
"""Common name of the certificate that Android's build tools make for debug builds."""


def invalid(facts: Facts) -> Iterator[Finding]:
    """The platform would refuse the signature, or there is none."""
    seen = facts.signature
    if seen is None or seen.verified:
        return
    codes = ", ".join(dict.fromkeys(issue.code for issue in seen.errors[:3]))
    yield _finding(facts, seen, "签名无效", "The signature does not verify", told=codes, key="invalid")


def weak(facts: Facts, now: datetime) -> Iterator[Finding]:
    """It verifies, but says little: a debug key, an expired certificate, or the first scheme alone."""
    seen = facts.signature
    if seen is None or not seen.verified:
        return
    for signer in seen.signers:
        if DEBUG_SUBJECT in signer.subject:
            yield _finding(
                facts,
                seen,
                "以调试证书签名",
                "Signed with a debug certificate",
                told=signer.subject,
                key="debug",
            )
        if _expired(signer, now):
            told = f"{signer.not_before[:10]} – {signer.not_after[:10]}"
            yield _finding(
                facts, seen, "签名证书已过期", "The signing certificate has expired", told=told, key="expired"
            )
    if not any(seen.schemes.get(name) for name in ("v2", "v3", "v3.1")):
        yield _finding(
            facts,
            seen,
            "仅有 v1 签名，包内未签部分可被改动",
            "Only the v1 scheme: unsigned parts can be changed",
            told="v1",
            key="v1-only",
        )


def _expired(signer: SignerCertificate, now: datetime) -> bool:
    try:
        end = datetime.fromisoformat(signer.not_after)
    except ValueError:
        return False
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) < now


def _finding(facts: Facts, seen: SignatureFacts, zh: str, en: str, *, told: str, key: str) -> Finding:
    schemes = " ".join(
        f"{name}={'–' if ok is None else 'yes' if ok else 'no'}" for name, ok in seen.schemes.items()
    )
    signers = "\n".join(f"{s.sha256} {s.subject}" for s in seen.signers)
    return finding(
        zh,
        en,
        key=("signature", key),
        party=app(facts),
        evidence=[
            Evidence(
                kind="signature",
                location="APK Signing Block",
                excerpt="\n".join(part for part in (told, schemes, signers) if part),
            )
        ],
    )
