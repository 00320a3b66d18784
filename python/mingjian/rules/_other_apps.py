"""Other apps as code names them: package names, and which of them come with the phone."""

from __future__ import annotations

from mingjian.facts.phone_packages import comes_with_phone

__all__ = ["comes_with_phone", "is_package"]


def is_package(text: str) -> bool:
    """A dotted Java name of at least two parts, no URL and no action."""
    parts = text.split(".")
    return (
        len(parts) > 1 and all(part.replace("_", "a").isalnum() for part in parts) and ".action." not in text
    )
