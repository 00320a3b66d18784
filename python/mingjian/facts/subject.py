"""The file itself: kind, digest, size, and every disagreement inside its container."""

from typing import Literal

from msgspec import Struct


class Anomaly(Struct, frozen=True):
    """Something the container does that an honest packer would not; `code` as in docs/anomalies.md."""

    code: str
    entry: str
    offset: int | None
    detail: str


class SubjectFacts(Struct, frozen=True, kw_only=True):
    kind: str
    path: str
    sha256: str
    size_bytes: int
    entries: int = 0
    anomalies: tuple[Anomaly, ...] = ()
    installable: bool = True
    """False when Android would refuse the container (duplicate names, for one)."""
    of: Literal["app", "sdk"] = "app"
    """For a policy that stands alone: whom it speaks for, an app's operator or an SDK's provider."""
