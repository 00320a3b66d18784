"""The data folder: who holds it, what lies where, secrets only their owner reads."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from mingjian.errors import UsageError


def kept_secret(folder: Path) -> str:
    """The key sessions are signed with, as `up` made it; empty where it has not."""
    try:
        return (folder / "secret-key").read_text().strip()
    except OSError:
        return ""


class Folder:
    """A data folder, held by one process at a time while in the `with` block."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.database = self.path / "postgres"
        self.token = self.path / "admin-token"
        self.key = self.path / "secret-key"
        self._lock = -1

    def __enter__(self) -> Self:
        """Makes and holds it.

        Raises:
            UsageError: it cannot be written, or another process holds it.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise UsageError(
                f"the data folder {self.path} cannot be written: {error.strerror}. Choose another with --data"
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = os.read(self._lock, 200).decode("utf-8", "replace").strip()
            os.close(self._lock)
            raise UsageError(
                f"Mingjian already runs over {self.path}" + (f": {told}" if told else "")
            ) from None
        self._sweep()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.ftruncate(self._lock, 0)
        os.close(self._lock)

    def note(self, address: str) -> None:
        """Tells who comes next where we serve."""
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"process {os.getpid()}, {address}\n".encode(), 0)

    def secret_key(self) -> None:
        """Makes the key sessions are signed with, the first time."""
        if not self.key.exists():
            self.keep(self.key, secrets.token_urlsafe(48))

    def keep(self, path: Path, secret: str) -> None:
        """Writes a secret whole, readable by its owner alone."""
        new = path.with_name(f".{path.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def _sweep(self) -> None:
        """Bodies whose web process was killed."""
        for left in (self.path / "incoming").glob("tmp*"):
            if left.is_file() and left.stat().st_mtime < time.time() - 3600:
                left.unlink()
