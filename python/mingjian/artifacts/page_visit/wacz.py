"""A recording others made (browsertrix, ArchiveWeb.page, wget), read as one of our own: WACZ and WARC.

A WACZ is a zip of WARC files, a list of pages, and `datapackage.json` that names each file with its digest.
Bodies are written to a folder as they pass, so that a recording of any size takes little memory. The index is
not asked: the records themselves are read.

Source: https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import datetime
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urldefrag, urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.page_visit.har import Content, Entry, Log, Own, Pair, Recording, Request, Response
from mingjian.artifacts.page_visit.warc import Block, Budget, Packed, Record, header, records
from mingjian.errors import ArtifactError

MOST_BYTES = 1 << 30
"""Of all records together, unpacked."""
MOST_RECORDS = 100_000
MOST_FILES = 10_000
MOST_PACKAGE_BYTES = 8 << 20
MOST_PAGES_BYTES = 64 << 20
_CHUNK = 1 << 16
_PACKAGE = "datapackage.json"
_PAGES = "pages/pages.jsonl"
_ARCHIVE = "archive/"
_SEVERAL = "multi-wacz-package"
_DECODED = frozenset({"transfer-encoding", "content-length"})
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


class _Resource(Struct, frozen=True):
    path: str = ""
    hash: str = ""


class _Package(Struct, frozen=True):
    profile: str = ""
    resources: tuple[_Resource, ...] = ()


class _Page(Struct, frozen=True):
    url: str = ""
    ts: str = ""


def read_wacz(path: Path, work: Path, url: str) -> Recording:
    """The recording in a WACZ, its bodies as files of the folder `work`; `url` is the page it is wanted for.

    Raises:
        ArtifactError: `wacz_unreadable`, `wacz_form`, `wacz_missing` (a file it names is not there, or the
            page is in none of them), `wacz_changed` (a file is not the one it names), `warc_form`,
            `warc_truncated`, `warc_too_large`.
    """
    return _read(path, lambda: _Reading(path, work).whole(url))


def read_warc(path: Path, work: Path, url: str) -> Recording:
    """The recording in a WARC file, plain or packed; its clock begins at the date of the page's record.

    Raises:
        ArtifactError: `wacz_unreadable`, `wacz_missing`, `warc_form`, `warc_truncated`, `warc_too_large`.
    """
    return _read(path, lambda: _Reading(path, work).alone(url))


def _read(path: Path, reading: Callable[[], Recording]) -> Recording:
    try:
        return reading()
    except ArtifactError as error:
        error.path = str(path)
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, ValueError) as error:
        raise ArtifactError("wacz_form", str(error) or "breaks off", path=str(path)) from None
    except OSError as error:
        raise ArtifactError("wacz_unreadable", str(error), path=str(path)) from None


class _Hashed:
    """A file of the archive, hashed as it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


class _Reading:
    def __init__(self, path: Path, work: Path) -> None:
        self._path, self._work = path, work
        self._budget = Budget(packed=MOST_BYTES, unpacked=MOST_BYTES)
        self._count = 0
        self._met: list[tuple[str, str, Entry, Record]] = []
        """Date, id of the record, the exchange, and the head it stood under."""
        self._methods: dict[str, str] = {}
        """Of a request, by its own id and by that of the answer it belongs to."""

    def whole(self, url: str) -> Recording:
        with zipfile.ZipFile(self._path) as archive:
            names = archive.namelist()
            if len(names) > MOST_FILES:
                raise ArtifactError("wacz_form", f"more than {MOST_FILES} files")
            promised = self._promised(archive)
            for name in promised:
                if name not in names:
                    raise ArtifactError(
                        "wacz_missing", "is named in datapackage.json and not there", entry=name
                    )
            for name in sorted(one for one in names if _is_warc(one)):
                self._file(archive, name, promised.get(name, ""))
            pages = self._pages(archive, promised) if _PAGES in names else ()
        return self._recording(url, pages)

    def alone(self, url: str) -> Recording:
        with self._path.open("rb") as opened:
            self._records(opened, self._path.name)
        return self._recording(url, ())

    def _recording(self, url: str, pages: tuple[_Page, ...]) -> Recording:
        entries = self._entries()
        first = next((one for one in entries if _same(one.request.url, url)), None)
        page = next((one for one in pages if _same(one.url, url)), None)
        if first is None:
            known = [one.url for one in pages] or [
                one.request.url for one in entries if one.response.content.mime.startswith("text/html")
            ]
            held = ", ".join(known[:5]) or "no page"
            raise ArtifactError("wacz_missing", f"does not hold {url}; it holds {held}")
        began = _seconds(first.started if page is None else page.ts)
        own = None
        if began is not None:
            since = datetime.datetime.fromtimestamp(began, datetime.UTC)
            own = Own(began_s=began, started=since.strftime("%Y-%m-%dT%H:%M:%SZ"), url=url)
        return Recording(log=Log(own=own, entries=entries))

    # -- the archive

    def _promised(self, archive: zipfile.ZipFile) -> dict[str, str]:
        """Digests by name, as the list of contents says."""
        try:
            with archive.open(_PACKAGE) as opened:
                data = opened.read(MOST_PACKAGE_BYTES + 1)
        except KeyError:
            raise ArtifactError("wacz_form", f"no {_PACKAGE}: this is no WACZ") from None
        if len(data) > MOST_PACKAGE_BYTES:
            raise ArtifactError("wacz_form", f"more than {MOST_PACKAGE_BYTES} bytes", entry=_PACKAGE)
        try:
            told = msgspec.json.decode(data, type=_Package)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ArtifactError("wacz_form", str(error), entry=_PACKAGE) from None
        if told.profile == _SEVERAL:
            held = ", ".join(one.path for one in told.resources[:5])
            raise ArtifactError("wacz_form", f"a package of several WACZ: take one of them ({held})")
        return {one.path: one.hash for one in told.resources if one.path}

    def _file(self, archive: zipfile.ZipFile, name: str, promised: str) -> None:
        with archive.open(name) as opened:
            stream = _Hashed(opened)
            self._records(stream, name)
        _check(name, promised, stream.digest.hexdigest())

    def _pages(self, archive: zipfile.ZipFile, promised: dict[str, str]) -> tuple[_Page, ...]:
        """Its list of pages, the line that says what the list is left out."""
        with archive.open(_PAGES) as opened:
            data = opened.read(MOST_PAGES_BYTES + 1)
        if len(data) > MOST_PAGES_BYTES:
            raise ArtifactError("wacz_form", f"more than {MOST_PAGES_BYTES} bytes", entry=_PAGES)
        _check(_PAGES, promised.get(_PAGES, ""), hashlib.sha256(data).hexdigest())
        decoder = msgspec.json.Decoder(_Page)
        found: list[_Page] = []
        for number, line in enumerate(data.splitlines(), 1):
            try:
                one = decoder.decode(line) if line.strip() else _Page()
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise ArtifactError("wacz_form", f"line {number}: {error}", entry=_PAGES) from None
            if one.url:
                found.append(one)
        return tuple(found)

    # -- records

    def _records(self, stream: Packed, name: str) -> None:
        for record, block in records(stream, self._budget, name):
            self._count += 1
            if self._count > MOST_RECORDS:
                raise ArtifactError("warc_too_large", f"more than {MOST_RECORDS} records", entry=name)
            self._take(record, block)

    def _take(self, record: Record, block: Block) -> None:
        fields = record.fields
        kind = record.kind
        if kind == "request":
            method = block.readline(32).decode("latin-1").partition(" ")[0]
            for key in (fields.get("warc-record-id", ""), fields.get("warc-concurrent-to", "")):
                self._methods[key] = method
        if kind not in {"response", "resource", "revisit"} or not record.target.startswith(
            ("http://", "https://")
        ):
            return
        if kind == "resource":
            mime = fields.get("content-type", "")
            kept = self._kept(iter(lambda: block.read(_CHUNK), b""), mime)
            answer = Response(
                status=200, status_text="OK", headers=(Pair("Content-Type", mime),), content=kept
            )
        else:
            answer = self._answer(block, whole=kind == "response")
        entry = Entry(
            request=Request(method="GET", url=record.target), response=answer,
            started=fields.get("warc-date", ""),
        )  # fmt: skip
        self._met.append((entry.started, fields.get("warc-record-id", ""), entry, record))

    def _answer(self, block: Block, *, whole: bool) -> Response:
        """An HTTP answer as it came over the wire; a revisit has its head alone."""
        line = block.readline(1 << 16).decode("latin-1").rstrip("\r\n")
        words = line.split(" ", 2)
        if (
            not words[0].startswith("HTTP/")
            or len(words) < 2
            or not words[1].isdecimal()
            or len(words[1]) > 3
        ):
            if whole:
                raise block.wrong(f"an answer begins with {line[:40]!r}")
            return Response(status=0)
        told = [Pair(name, value) for name, value in header(block)]
        by_name = {one.name.lower(): one.value.lower() for one in told}
        mime = next((one.value for one in told if one.name.lower() == "content-type"), "")
        kept = Content(mime=mime)
        if whole:
            chunked = by_name.get("transfer-encoding", "").endswith("chunked")
            kept = self._kept(_unchunked(block) if chunked else iter(lambda: block.read(_CHUNK), b""), mime)
            kept = replace(kept, coding=self._coding(kept, by_name.get("content-encoding", "").strip()))
        left = tuple(one for one in told if one.name.lower() not in _DECODED)
        return Response(
            status=int(words[1]), status_text=words[2] if len(words) > 2 else "", headers=left, content=kept
        )

    def _kept(self, parts: Iterator[bytes], mime: str) -> Content:
        """A body, in a file of its own."""
        name = f"{self._count}.body"
        size = 0
        with (self._work / name).open("wb") as out:
            for part in parts:
                size += len(part)
                out.write(part)
        return Content(size=size, mime=mime, file=name)

    def _coding(self, kept: Content, told: str) -> str:
        """The content coding its bytes are still in: some tools record what the browser had decoded, under
        the head that came."""
        if told in {"", "identity"} or not kept.size:
            return ""
        with (self._work / kept.file).open("rb") as opened:
            begins = opened.read(4)
        return told if begins.startswith(_MAGIC.get(told, b"")) else ""

    def _entries(self) -> tuple[Entry, ...]:
        """The exchanges by date, each with its method; a revisit has the body it refers to."""
        bodies: dict[str, Entry] = {}
        for date, _, entry, record in self._met:
            if record.kind != "revisit":
                digest = record.fields.get("warc-payload-digest", "")
                for key in (f"{record.target} {date}", digest):
                    bodies.setdefault(key, entry)
        out: list[tuple[str, Entry]] = []
        for date, own, entry, record in self._met:
            fields = record.fields
            made = entry
            if record.kind == "revisit":
                to = f"{fields.get('warc-refers-to-target-uri', '')} {fields.get('warc-refers-to-date', '')}"
                digest = fields.get("warc-payload-digest", "")
                first = bodies.get(to) or (bodies.get(digest) if digest else None)
                if first is None:
                    continue  # asked for, it is told as not recorded
                made = replace(entry, response=_revisited(entry.response, first.response))
            method = self._methods.get(own) or self._methods.get(fields.get("warc-concurrent-to", ""), "GET")
            out.append((date, replace(made, request=replace(made.request, method=method or "GET"))))
        out.sort(key=lambda one: one[0])
        return tuple(entry for _, entry in out)


def _revisited(own: Response, first: Response) -> Response:
    """The answer of a revisit: its own head where it has one, the body of the first."""
    if own.status in {0, 304}:
        return first
    return replace(own, content=first.content)


def _unchunked(block: Block) -> Iterator[bytes]:
    """A body sent in chunks, put together; one that was put together before stays as it is."""
    first = True
    while True:
        line = block.readline(128)
        size = line.partition(b";")[0].strip()
        if not size or len(size) > 8 or not all(one in b"0123456789abcdefABCDEF" for one in size):
            if first:
                yield line
                yield from iter(lambda: block.read(_CHUNK), b"")
                return
            raise block.wrong("a chunk does not say how long it is")
        first = False
        left = int(size, 16)
        if left == 0:
            return
        while left:
            part = block.read(min(left, _CHUNK))
            if not part:
                raise block.wrong(f"{left} bytes of a chunk are missing")
            left -= len(part)
            yield part
        block.readline(2)


def _check(name: str, promised: str, found: str) -> None:
    way, colon, digest = promised.partition(":")
    if colon and way.lower() == "sha256" and digest.lower() != found:
        raise ArtifactError("wacz_changed", "is not the file that datapackage.json names", entry=name)


def _is_warc(name: str) -> bool:
    return name.startswith(_ARCHIVE) and name.lower().endswith((".warc", ".warc.gz"))


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(url: str) -> str:
    """Without what follows `#`; an address without a path is that of the root."""
    bare = urldefrag(url)[0]
    try:
        return bare if urlsplit(bare).path else f"{bare}/"
    except ValueError:
        return bare


def _seconds(told: str) -> float | None:
    """Unix time of an ISO 8601 date, None when it is none."""
    try:
        when = datetime.datetime.fromisoformat(told)
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=datetime.UTC)).timestamp()
