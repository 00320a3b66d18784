"""APK signatures as apksig would judge them over a range of platforms."""

from msgspec import Struct


class Issue(Struct, frozen=True):
    """`code` is apksig's issue name (`V2_SIG_DID_NOT_VERIFY`)."""

    code: str
    message: str


class SignerCertificate(Struct, frozen=True, kw_only=True):
    sha256: str
    subject: str
    issuer: str
    serial: str
    not_before: str
    """ISO 8601, UTC."""
    not_after: str
    key_algorithm: str
    key_bits: int
    signature_algorithm: str
    schemes: tuple[str, ...] = ()
    """Schemes of the range under which this certificate signs: v1, v2, v3, v3.1."""


class LineageNode(Struct, frozen=True, kw_only=True):
    sha256: str
    subject: str
    capabilities: tuple[str, ...] = ()


class SignatureFacts(Struct, frozen=True, kw_only=True):
    min_sdk: int
    max_sdk: int
    verified: bool
    schemes: dict[str, bool | None]
    """v1, v2, v3, v3.1, v4 → verified; None = not there or not asked in this range."""
    signers: tuple[SignerCertificate, ...] = ()
    lineage: tuple[LineageNode, ...] = ()
    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()
