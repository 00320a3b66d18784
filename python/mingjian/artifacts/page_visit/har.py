"""The recording a visit can be replayed from: HAR 1.2 with every body inside, or beside it by name.

Source: http://www.softwareishard.com/blog/har-12-spec/; `_file` and `_mingjian` are additions the
specification leaves room for (names that begin with an underscore).
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import msgspec
from msgspec import Struct, field

from mingjian.artifacts.page_visit.reading import HAR
from mingjian.errors import ArtifactError

MAX_BYTES = 512 << 20
"""Largest recording that is read."""


class Pair(Struct, frozen=True):
    name: str
    value: str


class Content(
    Struct, frozen=True, omit_defaults=True, rename={"mime": "mimeType", "file": "_file", "coding": "_coding"}
):
    size: int = 0
    mime: str = ""
    text: str | None = None
    encoding: str = ""
    file: str = ""
    """A delivered file in the visit's folder."""
    coding: str = ""
    """The content coding its bytes are still in (recordings of others)."""


class Response(Struct, frozen=True, rename={"status_text": "statusText", "http_version": "httpVersion"}):
    status: int
    status_text: str = ""
    http_version: str = "HTTP/1.1"
    headers: tuple[Pair, ...] = ()
    content: Content = Content()


class Request(Struct, frozen=True, rename={"http_version": "httpVersion"}):
    method: str
    url: str
    http_version: str = "HTTP/1.1"
    headers: tuple[Pair, ...] = ()


class Entry(Struct, frozen=True, rename={"started": "startedDateTime"}):
    request: Request
    response: Response
    started: str = ""
    time: float = 0.0
    cache: dict[str, str] = {}
    timings: dict[str, float] = {}


class Creator(Struct, frozen=True):
    name: str = "mingjian"
    version: str = ""


class Own(Struct, frozen=True):
    """What a replay needs beside the exchanges."""

    began_s: float
    """Unix time at which the page's clock began."""
    started: str
    url: str


class Log(Struct, frozen=True, rename={"own": "_mingjian"}):
    version: str = "1.2"
    creator: Creator = Creator()
    own: Own | None = None
    entries: tuple[Entry, ...] = field(default=())


class Recording(Struct, frozen=True):
    log: Log


_BOM = b"\xef\xbb\xbf"
_decoder = msgspec.json.Decoder(Recording)


def recording_file(path: str | Path) -> Path:
    """The recording that a path names: the file itself, or the one in a visit's folder.

    Raises:
        ArtifactError: `har_unreadable`: the folder has none.
    """
    path = Path(path)
    if not path.is_dir():
        return path
    if not (path / HAR).is_file():
        raise ArtifactError("har_unreadable", f"no {HAR} in it: name the recording itself", path=str(path))
    return path / HAR


def read_recording(path: str | Path) -> Recording:
    """The recording in a file.

    Raises:
        ArtifactError: `har_unreadable`, `har_too_large`, `har_form`.
    """
    file = recording_file(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ArtifactError("har_too_large", f"more than {MAX_BYTES} bytes", path=str(file))
        data = file.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise ArtifactError("har_unreadable", str(error), path=str(file)) from None
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArtifactError("har_form", str(error), path=str(file)) from None


def write_recording(file: Path, recording: Recording) -> None:
    """Writes it; the same recording gives the same bytes."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(recording), indent=1))


def body_file(content: Content, folder: Path) -> Path | None:
    """The file beside the recording that has the bytes of an answer, None when they are not in one."""
    named = Path(content.file)
    if not content.file or ".." in named.parts or named.is_absolute() or not (folder / named).is_file():
        return None
    return folder / named


def body(content: Content, folder: Path) -> bytes | None:
    """The bytes of an answer, None when the recording has them nowhere."""
    if content.file:
        file = body_file(content, folder)
        return None if file is None else file.read_bytes()
    if content.text is None:
        return None
    if content.encoding == "base64":
        try:
            return base64.b64decode(content.text, validate=False)
        except (binascii.Error, ValueError):
            return None
    return content.text.encode("utf-8", "surrogatepass")


def content_of(data: bytes, mime: str) -> Content:
    """How bytes stand in a recording: as text where they are UTF-8, else in base64."""
    try:
        return Content(size=len(data), mime=mime, text=data.decode("utf-8"))
    except UnicodeDecodeError:
        text = base64.b64encode(data).decode("ascii")
        return Content(size=len(data), mime=mime, text=text, encoding="base64")
