"""Privacy policies as files: one module a format, one shape for all."""

from mingjian.artifacts.policy.document import Document, Mark, Note, Passage

__all__ = ["Document", "Mark", "Note", "Passage"]
