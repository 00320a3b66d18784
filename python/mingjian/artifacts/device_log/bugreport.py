"""A whole bugreport, or dumps of several services in one file, cut into sections for those who read them.

dumpstate opens a section with `------ TITLE (command) ------`, dumpsys with `DUMP OF SERVICE name:`; both
tell when it ends. Sections nobody reads are counted and named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from mingjian.artifacts.device_log.format import Format, Head, Input, sections
from mingjian.artifacts.device_log.reading import Reading
from mingjian.errors import ArtifactError

_SERVICE = re.compile(r"DUMP OF SERVICE (?:CRITICAL |HIGH |NORMAL )?([\w./-]+):")
_ENDED = re.compile(r"-{9} [\d.]+s was the duration of dumpsys")
_TITLE = re.compile(r"-{6} (.+?) -{6}$")
_TOOK = re.compile(r"-{6} [\d.]+s was the duration of '")
_TITLES = {
    "SYSTEM LOG": "SYSTEM LOG", "EVENT LOG": "EVENT LOG", "RADIO LOG": "", "LAST LOGCAT": "LAST LOGCAT",
    "SYSTEM PROPERTIES": "SYSTEM PROPERTIES", "CRASH LOG": "", "MAIN LOG": "SYSTEM LOG",
    "EVENT LOG TAGS": "", "ALL LOGCAT": "SYSTEM LOG", "LOGCAT": "SYSTEM LOG",
}  # fmt: skip


class _Section:
    """A section as an input: lines up to its end, numbered as in the whole file."""

    size_bytes = 0

    def __init__(self, path: str, cut: _Cut) -> None:
        self.path = path
        self._cut = cut

    def lines(self) -> Iterator[tuple[int, str]]:
        """The section's lines."""
        while (line := self._cut.within()) is not None:
            yield line

    def data(self, most: int = 64 << 20) -> bytes:
        """The section's text as bytes; raises ArtifactError `too_large` beyond `most`."""
        kept: list[bytes] = []
        size = 0
        for _, line in self.lines():
            kept.append(line.encode("utf-8", "replace"))
            size += len(kept[-1]) + 1
            if size > most:
                raise ArtifactError("too_large", f"more than {most} bytes", path=self.path)
        return b"\n".join(kept)

    def open(self) -> BinaryIO:
        """The section's bytes as a stream."""
        return io.BytesIO(self.data())


class _Cut:
    """Hands out lines until a section ends, and remembers the line that opens the next."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self.pending: tuple[int, str] | None = None

    def within(self) -> tuple[int, str] | None:
        """The next line of the open section; None at its end."""
        if self.pending is not None:
            return None
        got = self.next()
        if got is None:
            return None
        if opens(got[1]) is not None or _ENDED.match(got[1]) or _TOOK.match(got[1]):
            self.pending = got
            return None
        return got

    def next(self) -> tuple[int, str] | None:
        """The next line, whatever it is."""
        held, self.pending = self.pending, None
        return held if held is not None else next(self._lines, None)


def opens(line: str) -> str | None:
    """The section a line opens: a service's name or a title, empty where nobody reads it; None for others."""
    if line.startswith("DUMP OF SERVICE"):
        found = _SERVICE.match(line)
        return found[1] if found else ""
    if line.startswith("------ ") and not _TOOK.match(line) and (found := _TITLE.match(line)):
        title = found[1].partition(" (")[0].strip()
        if title in _TITLES:
            return _TITLES[title]
        return title if title in sections() else ""
    return None


def read(source: Input, out: Reading) -> None:
    """Every section to its reader; what a reader cannot make sense of stops nothing."""
    known = sections()
    cut = _Cut(source.lines())
    unread: dict[str, int] = {}
    dumps = read_any = 0
    while (got := cut.next()) is not None:
        number, line = got
        if number == 1 and not line.startswith("====") and "dumpstate" not in line:
            out.format = "dumpsys"
        if line.startswith("== dumpstate"):
            out.format = "bugreport"
        name = opens(line)
        if name is None:
            continue
        dumps += 1
        if name not in known:
            if name:
                unread.setdefault(name, number)
            continue
        read_any += 1
        section = _Section(out.path, cut)
        try:
            known[name].read(section, out)
        except ArtifactError as error:
            out.told(error.code, number, f"{name}: {error.detail}")
        for _ in section.lines():
            pass
    if unread:
        out.told("section_unread", min(unread.values()), ", ".join(sorted(unread)), count=len(unread))
    if not read_any:
        out.told("not_evidence", None, "no section of it is read")


def sniff(head: Head) -> int:
    """Whether it has sections."""
    if "== dumpstate: " in head.text[:2000] or head.text.startswith("== Android Framework Services"):
        return 97
    return 96 if re.search(r"^DUMP OF SERVICE ", head.text, re.MULTILINE) else 0


FORMAT = Format(name="bugreport", sniff=sniff, read=read, early=True)
