"""Privacy policies as files: one module a format, one shape for all."""

from mingjian.artifacts.policy.document import Document, Mark, Note, Passage
from mingjian.artifacts.policy.read import read, read_bytes

__all__ = ["Document", "Mark", "Note", "Passage", "read", "read_bytes"]
