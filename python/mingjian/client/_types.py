"""What the API tells, as far as the client reads it; fields it gains later are ignored."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from msgspec import Struct, field

T = TypeVar("T")


class App(Struct, frozen=True):
    """The app a scan found inside the package."""

    id: str
    package: str
    name: str


class Failure(Struct, frozen=True):
    """Why a scan has no result."""

    code: str
    zh: str
    en: str


class RunTold(Struct, frozen=True, kw_only=True):
    """What a person says of a run beside its records: moments in ISO 8601, empty where they show them."""

    consent_at: str = ""
    refused_at: str = ""
    first_run: bool = False
    """It began with a fresh install."""


class Scan(Struct, frozen=True, kw_only=True):
    """One scan; `over` once nothing more will happen."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    file_name: str
    sha256: str
    subject: Literal["package", "run", "page"] = "package"
    private: bool = False
    """The asker's alone."""
    stage: str = ""
    done: int = 0
    total: int = 0
    app: App | None = None
    verdicts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    failure: Failure | None = None
    created_at: str = ""

    @property
    def over(self) -> bool:
        """True for done, failed, cancelled."""
        return self.state not in ("queued", "running")


class Page(Struct, Generic[T], frozen=True):
    """One page of a list."""

    items: tuple[T, ...]
    next: str | None = None
