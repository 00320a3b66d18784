"""What Mingjian raises on purpose. Anything else that escapes is a bug.

MingjianError
├── ArtifactError      the input cannot be read           → exit 3
├── IncompleteError    a cap was reached or a part broke  → exit 4
├── UsageError         the request makes no sense         → exit 2
├── KnowledgeError     our own law or knowledge is wrong
└── ServiceError       something remote cannot be reached → exit 5
    └── StorageError   a blob cannot be kept or read      → exit 5
"""

from __future__ import annotations


class MingjianError(Exception):
    """Root of the tree."""


class ArtifactError(MingjianError):
    """An input that cannot be read.

    `code` is stable (the core's parse codes, e.g. ``zip_no_eocd``); `path` is the file as the caller
    named it, `entry` the place inside it, `offset` the byte there.
    """

    def __init__(
        self, code: str, detail: str, *, path: str = "", entry: str = "", offset: int | None = None
    ) -> None:
        self.code = code
        self.detail = detail
        self.path = path
        self.entry = entry
        self.offset = offset
        super().__init__(code, detail)

    def __str__(self) -> str:
        place = ":".join(part for part in (self.path, self.entry) if part)
        at = "" if self.offset is None else f" at {self.offset:#x}"
        return f"{place}: {self.detail}{at} [{self.code}]" if place else f"{self.detail}{at} [{self.code}]"


class IncompleteError(MingjianError):
    """A cap was reached or a part was broken; what was read is still sound."""


class UsageError(MingjianError):
    """The request itself makes no sense."""


class KnowledgeError(MingjianError):
    """The law or knowledge tables contradict themselves."""


class ServiceError(MingjianError):
    """A remote service cannot be reached."""


class StorageError(ServiceError):
    """A blob cannot be kept or read.

    `code` is stable: ``full``, ``too_large``, ``unwritable``, ``missing`` or ``unreachable``.
    """

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)
