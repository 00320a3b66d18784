"""Says plainly what to install when a form of document wants a package that is not there."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from mingjian.errors import UsageError


@contextmanager
def needs(package: str) -> Generator[None]:
    """Turns a missing `package` into a UsageError."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"{package} is not installed: pip install {package}") from error
