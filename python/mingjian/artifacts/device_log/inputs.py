"""What is handed in: a file, a folder or a zip, as a list of inputs each of which is bounded.

Names inside archives are hostile: they are only ever shown, nothing is unpacked to a path. Links are not
followed.
"""

from __future__ import annotations

import hashlib
import io
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

from mingjian.artifacts.device_log import torn_zip
from mingjian.artifacts.device_log.format import HEAD_BYTES, Head
from mingjian.artifacts.device_log.lines import Tell, lines, text_of
from mingjian.errors import ArtifactError

MAX_FILES = 20_000
MAX_DEPTH = 3
"""Archives within archives: a bugreport in a folder that somebody zipped."""
MAX_MEMBER_BYTES = 4 << 30
MAX_NESTED_BYTES = 1 << 30
MAX_RATIO = 250
"""Inflated bytes a packed byte may give once a member is larger than FREE_BYTES. Logs reach about 30."""
FREE_BYTES = 64 << 20
MAX_DATA = 64 << 20
_CHUNK = 1 << 20

Opener = Callable[[], BinaryIO]
"""Opens one thing as often as asked."""


class FileInput:
    """One file, or a member of an archive."""

    def __init__(
        self, path: str, size_bytes: int, opener: Opener, modified: datetime | None, scope: str = ""
    ) -> None:
        self.path = path
        self.size_bytes = size_bytes
        self.modified = modified
        self.scope = scope
        """The archive it lies in; its zone and date count for its members before the folder's."""
        self.tell: Tell = _silent
        self._opener = opener

    def open(self) -> BinaryIO:
        """A stream from the start; raises ArtifactError where it cannot be opened."""
        return self._opener()

    def head(self) -> Head:
        """Its beginning."""
        with self.open() as stream:
            data = _beginning(stream)
        return Head(path=self.path, size_bytes=self.size_bytes, data=data, text=text_of(data))

    def lines(self) -> Iterator[tuple[int, str]]:
        """1-based numbers and lines; a file that breaks off is told `half_file`."""
        number = 0
        with self.open() as stream:
            try:
                for number, text in lines(stream, self.tell):
                    yield number, text
            except ArtifactError as error:
                self.tell(error.code, number, error.detail)

    def data(self, most: int = MAX_DATA) -> bytes:
        """All bytes.

        Raises:
            ArtifactError: `too_large` beyond `most`; `half_file` where an archive's member breaks off.
        """
        with self.open() as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise ArtifactError("too_large", f"more than {most} bytes", path=self.path)
        return data

    def sha256(self, most: int | None = None) -> str:
        """Digest of its bytes; empty where it cannot be read whole, or is larger than `most`."""
        if most is not None and self.size_bytes > most:
            return ""
        digest = hashlib.sha256()
        try:
            with self.open() as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        except ArtifactError:
            return ""
        return digest.hexdigest()


class _OnDisk:
    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown

    def __call__(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            raise ArtifactError("unreadable", error.strerror or "cannot be read", path=self._shown) from None


class _Member:
    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> None:
        self._archive, self._info, self._shown = archive, info, shown

    def __call__(self) -> BinaryIO:
        if self._info.flag_bits & 1:
            raise ArtifactError("encrypted", "the member is encrypted", path=self._shown)
        try:
            stream = self._archive.open(self._info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise ArtifactError("half_file", str(error), path=self._shown) from None
        return io.BufferedReader(_Bounded(stream, self._info.compress_size, self._shown), _CHUNK)


class _TornMember:
    def __init__(self, archive: IO[bytes], part: torn_zip.Part, shown: str, most_packed: int) -> None:
        self._archive, self._part, self._shown, self._most = archive, part, shown, most_packed

    def __call__(self) -> BinaryIO:
        try:
            stream = torn_zip.opened(self._archive, self._part)
        except ArtifactError as error:
            raise ArtifactError(error.code, error.detail, path=self._shown) from None
        return io.BufferedReader(_Bounded(stream, self._part.size_bytes or self._most, self._shown), _CHUNK)


class _Bounded(io.RawIOBase):
    """A member's stream that stops at the bounds and raises only ArtifactError."""

    def __init__(self, stream: IO[bytes], packed: int, shown: str) -> None:
        self._stream, self._shown = stream, shown
        self._most = min(MAX_MEMBER_BYTES, max(FREE_BYTES, packed * MAX_RATIO))
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(min(len(buffer), _CHUNK))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ArtifactError("half_file", str(error) or "breaks off", path=self._shown) from None
        self._read += len(data)
        if self._read > self._most:
            raise ArtifactError("bomb", f"inflates beyond {self._most} bytes", path=self._shown)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class Inputs:
    """Everything under the paths handed in; `told` says what was left out."""

    def __init__(self) -> None:
        self.found: list[FileInput] = []
        self.left_out: list[tuple[str, str, str]] = []
        """Path, code, detail."""
        self._names: set[str] = set()
        self._open: list[IO[bytes] | zipfile.ZipFile] = []

    def add(self, path: Path) -> None:
        """Take a file, a folder or an archive.

        Raises:
            ArtifactError: there is nothing at `path`, or it cannot be read.
        """
        if not path.exists():
            raise ArtifactError("not_found", "there is no such file or folder", path=str(path))
        if path.is_dir():
            self._folder(path)
        else:
            self._file(path, path.name)

    def _folder(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            shown = path.relative_to(folder).as_posix()
            try:
                mode = path.lstat().st_mode
            except OSError as error:
                self.left_out.append((shown, "unreadable", error.strerror or ""))
                continue
            if stat.S_ISLNK(mode):
                self.left_out.append((shown, "link", ""))
            elif stat.S_ISREG(mode):
                self._file(path, shown)
            elif not stat.S_ISDIR(mode):
                self.left_out.append((shown, "not_a_file", ""))

    def _file(self, path: Path, shown: str) -> None:
        about = path.stat()
        modified = datetime.fromtimestamp(about.st_mtime)  # noqa: DTZ006 - a local date, as the records are
        self._take(FileInput(shown, about.st_size, _OnDisk(path, shown), modified), 0)

    def _take(self, found: FileInput, depth: int) -> None:
        if len(self.found) >= MAX_FILES:
            self.left_out.append((found.path, "too_many_files", ""))
            return
        number, plain = 1, found.path
        while found.path in self._names:
            number += 1
            found.path = f"{plain}~{number}"
        self._names.add(found.path)
        if depth <= MAX_DEPTH and self._is_zip(found):
            self._archive(found, depth)
        else:
            self.found.append(found)

    def _is_zip(self, found: FileInput) -> bool:
        try:
            with found.open() as stream:
                return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
        except ArtifactError:
            return False

    def _archive(self, found: FileInput, depth: int) -> None:
        try:
            archive = zipfile.ZipFile(self._seekable(found))
            members = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            there = self._torn(found, depth)
            self.left_out.append((found.path, "half_file" if there else "damaged_archive", str(error)))
            return
        except ArtifactError as error:
            self.left_out.append((found.path, error.code, error.detail))
            return
        self._open.append(archive)
        names = {info.filename for info in members[:MAX_FILES]}
        if "[Content_Types].xml" in names:
            self.found.append(found)  # a workbook or a document: one file to whoever reads it
            return
        if names & {"AndroidManifest.xml", "BundleConfig.pb"}:
            self.left_out.append((found.path, "package", "an app's package, not a record of a run"))
            return
        for info in members[:MAX_FILES]:
            if info.is_dir():
                continue
            shown = f"{found.path}!/{_plain(info.filename)}"
            try:
                modified: datetime | None = datetime(*info.date_time)  # noqa: DTZ001 - local, as records are
            except ValueError:
                modified = None
            if modified is not None and modified.year <= 1980:
                modified = found.modified
            self._take(
                FileInput(shown, info.file_size, _Member(archive, info, shown), modified, found.path),
                depth + 1,
            )
        if len(members) > MAX_FILES:
            self.left_out.append((found.path, "too_many_files", str(len(members))))

    def _torn(self, found: FileInput, depth: int) -> int:
        """Takes the members of an archive that broke off, as far as they go; returns how many."""
        stream, there = self._open[-1], 0
        for part in torn_zip.parts(cast("IO[bytes]", stream), MAX_FILES):
            if part.name.endswith("/"):
                continue
            shown = f"{found.path}!/{_plain(part.name)}"
            opener = _TornMember(cast("IO[bytes]", stream), part, shown, found.size_bytes)
            modified = part.modified if part.modified and part.modified.year > 1980 else found.modified
            self._take(FileInput(shown, part.size_bytes or 0, opener, modified, found.path), depth + 1)
            there += 1
        return there

    def _seekable(self, found: FileInput) -> IO[bytes]:
        stream = found.open()
        if not found.scope:
            self._open.append(stream)
            return stream
        spool = cast("IO[bytes]", tempfile.TemporaryFile(prefix="mingjian-archive-"))  # noqa: SIM115
        self._open.append(spool)
        taken = 0
        with stream:
            while chunk := stream.read(_CHUNK):
                taken += len(chunk)
                if taken > MAX_NESTED_BYTES:
                    raise ArtifactError("too_large", "an archive within an archive", path=found.path)
                spool.write(chunk)
        spool.seek(0)
        return spool

    def close(self) -> None:
        """Close every archive."""
        for opened in reversed(self._open):
            opened.close()
        self._open.clear()


def _beginning(stream: BinaryIO) -> bytes:
    """The first HEAD_BYTES, or what stands before the stream breaks off."""
    one: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    data = b""
    try:
        while len(data) < HEAD_BYTES and (chunk := one(HEAD_BYTES - len(data))):
            data += chunk
    except ArtifactError:
        if not data:
            raise
    return data


def _plain(name: str) -> str:
    """A member's name as shown: control characters out, no climbing, bounded."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(c if c.isprintable() else "\ufffd" for c in "/".join(parts))[:300] or "?"


def _silent(_code: str, _line: int, _detail: str) -> None:
    return
