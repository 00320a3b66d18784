"""Store listings as files: JSON and CSV in our own form (docs/listing.md), or the page saved as HTML."""

from mingjian.artifacts.listing.read import MAX_BYTES, read

__all__ = ["MAX_BYTES", "read"]
