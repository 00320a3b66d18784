"""Privacy policies as files: one module a format, one shape for all."""

from __future__ import annotations

from pathlib import Path

from mingjian.artifacts.policy.document import Document, Mark, Note, Passage

__all__ = ["Document", "Mark", "Note", "Passage", "read", "read_bytes"]


def read(path: str | Path) -> Document:
    """The policy in the file `path`; see `reading.read`. Its readers load when one is read."""
    from mingjian.artifacts.policy import reading  # noqa: PLC0415 - few scans read one

    return reading.read(path)


def read_bytes(data: bytes, *, source: str, hint: str = "") -> Document:
    """The policy in `data`; see `reading.read_bytes`."""
    from mingjian.artifacts.policy import reading  # noqa: PLC0415 - few scans read one

    return reading.read_bytes(data, source=source, hint=hint)
