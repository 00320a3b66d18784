"""Mingjian 明鉴: detection and certification of mobile apps for the rights of their users."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    """`__version__` is the core's own: one number for both, read only when asked for."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mingjian import _core  # noqa: PLC0415

    return _core.__version__
