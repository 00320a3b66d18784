"""Mingjian 明鉴: detection and certification of mobile apps for the rights of their users."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """`__version__`, looked up when asked for: reading package metadata costs more than starting does."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("mingjian")
    except PackageNotFoundError:  # a source tree that was never installed
        return "0+source"
