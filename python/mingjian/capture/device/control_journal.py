"""What was switched on which device: on the disk before the device is told, and read back to undo it."""

from __future__ import annotations

import fcntl
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from mingjian.errors import ArtifactError

MOST_BYTES = 64 << 20
_HALF = re.compile(rb'\{"number":[^}]*')
"""A line of ours that was cut and later closed by a line end."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line. A change begins with what was before; its end, and its undoing, name its number."""

    number: int
    at: str
    serial: str
    package: str
    act: Literal["begin", "end", "undo"]
    what: str = ""
    before: str = ""
    after: str = ""
    state: str = ""
    said: str = ""
    of: int = 0
    """The number of the change this line ends or undoes."""
    reversible: bool = True


class Journal:
    """One file for one device, JSON a line, never rewritten."""

    def __init__(self, path: Path, serial: str) -> None:
        """Reads what is there.

        Raises:
            ArtifactError: a line is no entry; it is named.
        """
        self.path, self.serial = path, serial
        self._entries, self._cut = _read(path) if path.exists() else ([], False)

    def begin(self, package: str, what: str, before: str, after: str, *, reversible: bool = True) -> int:
        """Writes what is about to be changed; its number."""
        return self._append(
            "begin", package, what=what, before=before, after=after, reversible=reversible
        ).number

    def end(self, of: int, state: str, said: str, after: str) -> None:
        """Writes what came of it, and what the switch was found at."""
        begun = next(one for one in self._entries if one.number == of)
        self._append("end", begun.package, of=of, state=state, said=said, after=after)

    def undone(self, entry: Entry, state: str, said: str) -> None:
        """Writes that a change was put back, or could not be."""
        self._append("undo", entry.package, of=entry.number, state=state, said=said, what=entry.what)

    def open(self, package: str) -> tuple[Entry, ...]:
        """Changes of a package that hold, newest first; one whose end was never written may hold too."""
        begun = {one.number: one.before for one in self._entries if one.act == "begin"}
        same = {one.of for one in self._entries if one.act == "end" and one.after == begun.get(one.of)}
        back = {one.of for one in self._entries if one.act == "undo" and one.state == "done"}
        return tuple(
            one
            for one in reversed(self._entries)
            if one.act == "begin"
            and one.package == package
            and one.serial == self.serial
            and one.reversible
            and one.number not in same | back
        )

    def _append(self, act: Literal["begin", "end", "undo"], package: str, **more: object) -> Entry:
        number = max((one.number for one in self._entries), default=0) + 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = msgspec.convert(
            {"number": number, "at": at, "serial": self.serial, "package": package, "act": act, **more}, Entry
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.write(b"\n" if self._cut else b"")  # a line that was cut stays a line of its own
            self._cut = False
            out.write(msgspec.json.encode(entry) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        self._entries.append(entry)
        return entry


def _read(path: Path) -> tuple[list[Entry], bool]:
    """The entries, and whether the last line was cut while it was written: the device was not told then."""
    if path.stat().st_size > MOST_BYTES:
        raise ArtifactError("journal_too_large", f"more than {MOST_BYTES} bytes", path=str(path))
    data = path.read_bytes()
    entries: list[Entry] = []
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            entries.append(msgspec.json.decode(line, type=Entry))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if not _HALF.fullmatch(line):
                raise ArtifactError(
                    "journal_line", str(error), path=str(path), entry=f"line {number}"
                ) from None
    return entries, bool(data) and not data.endswith(b"\n")
