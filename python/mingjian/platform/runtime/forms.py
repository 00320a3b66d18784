"""Packages on their way in through a form: each written once, beside the blobs, as the body comes.

Django keeps a whole body, then copies its files out of it, which the store copies again. Here the content of
files goes from the connection into files that become blobs as they are, digested on the way; what is left of
the form, with a secret word in the place of each content, Django reads as any other. Limits and rules of the
form are Django's.
"""

from __future__ import annotations

import io
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.handlers.asgi import ASGIRequest
from django.http import multipartparser
from django.http.multipartparser import FILE

from mingjian.platform.runtime import answering
from mingjian.platform.runtime.answering import Receive, Send
from mingjian.platform.runtime.bodies import BODY, Into
from mingjian.storage import BlobStore, Incoming

TAKEN = ("/api/v1/scans", "/api/v1/scans/many")
"""Addresses that packages come to."""
_FORM = re.compile(rb"(?i)multipart/form-data;\s*boundary=(\"?)([A-Za-z0-9'()+_,./:=?-]{1,70})\1\s*")
_END = b"\r\n\r\n"
_django = cast("Any", multipartparser)  # what its stubs leave out
_MOST_HEAD: int = _django.MAX_TOTAL_HEADER_SIZE
_ROOM = 256 << 10
"""What is read at once stays in the processor's cache while it is searched, digested and written."""


class Form:
    """A form's body, piece by piece: contents of its files into files, everything else to `rest`."""

    def __init__(self, boundary: bytes, new: Callable[[], Incoming | None]) -> None:
        spool = tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 - `close`
        self.rest = cast("IO[bytes]", spool)
        self.secret = secrets.token_hex(16).encode()
        """What the words begin with that stand for contents; nobody outside knows it."""
        self.files: list[Incoming] = []
        self._new = new
        self._mark = b"--" + boundary
        self._data = bytearray(_ROOM + _MOST_HEAD + 2 * len(self._mark))
        self._view = memoryview(self._data)
        self._held = 0
        """So many bytes at the begin of the data wait for what comes behind them."""
        self._into: io.FileIO | IO[bytes] | None = self.rest
        """What is written now; None in the head of a part."""
        self.direct: Into | None = None
        """How the connection writes what is still to come."""

    def word(self, number: int) -> bytes:
        """What stands for the content of a file."""
        return self.secret + b"%08d" % number

    def room(self) -> memoryview:
        """Where the next bytes may be written."""
        return self._view[self._held :]

    def came(self, count: int, /) -> None:
        """So many bytes were written to the room. Raises: OSError: they cannot be kept."""
        end, self._held = self._held + count, 0
        at: int | None = 0
        while at is not None:
            at = self._head(at, end) if self._into is None else self._content(at, end, self._into)

    def feed(self, piece: bytes, /) -> None:
        """What came next. Raises: OSError."""
        left = memoryview(piece)
        while left:
            room = self.room()[: len(left)]
            room[:] = left[: len(room)]
            self.came(len(room))
            left = left[len(room) :]

    def end(self) -> None:
        """Nothing more comes. Raises: OSError."""
        (self._into or self.rest).write(self._view[: self._held])
        self.rest.seek(0)

    def close(self) -> None:
        """Removes what did not become a blob."""
        self.rest.close()
        for file in self.files:
            file.close()

    def _content(self, at: int, end: int, into: io.FileIO | IO[bytes]) -> int | None:
        """Writes on, to the end of the part; where the data goes on then, None where more must come."""
        found = self._data.find(self._mark, at, end)
        if found < 0:  # a mark may have begun, and the line's end before it is not the content's
            sure = max(at, end - len(self._mark) - 1)
            into.write(self._view[at:sure])
            self._hold(sure, end)
            return None
        stop = found
        for last in b"\n\r":  # as Django does, each of them alone too
            stop -= stop > at and self._data[stop - 1] == last
        into.write(self._view[at:stop])
        at = found + len(self._mark)
        self.rest.write(self._view[stop:at])
        self._into = None
        return at

    def _head(self, at: int, end: int) -> int | None:
        """Looks whether a part is a file's; the same answer."""
        most = at + _MOST_HEAD
        stop = self._data.find(_END, at, min(most, end))
        if self._data.find(self._mark, at, min(most, end) if stop < 0 else stop) >= 0:
            stop = most
        elif stop < 0 and end < most + len(self._mark):
            self._hold(at, end)
            return None
        self._into = self.rest
        if 0 <= stop < most and len(self.files) < settings.DATA_UPLOAD_MAX_NUMBER_FILES:
            stop += len(_END)
            head = bytes(self._view[at:stop])
            if _is_file(head) and (file := self._new()):
                self.rest.write(head + self.word(len(self.files)))
                self.files.append(file)
                self._into = file
                return stop
        return at

    def _hold(self, at: int, end: int) -> None:
        """The rest of the data waits for what comes behind it."""
        self._held = end - at
        self._data[: self._held] = self._data[at:end]


def _is_file(head: bytes) -> bool:
    """Whether Django takes the part for a file whose content is as it came."""
    lines = _django.LazyStream(iter((head,)))
    kind, told, _ = _django.parse_boundary_stream(lines, _MOST_HEAD)
    return bool(kind == FILE and "content-transfer-encoding" not in told)


class _Found(FileUploadHandler):
    """Puts the files in the place of the words."""

    def __init__(self, request: ASGIRequest, form: Form) -> None:
        super().__init__(request)
        self._words = {form.word(number): file for number, file in enumerate(form.files)}
        self._secret = form.secret
        self._came = b""
        self._is_word = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._came, self._is_word = b"", True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - Django's form
        """None while it may be a word; else what came."""
        if not self._is_word:
            return raw_data
        self._came += raw_data
        self._is_word = self._secret.startswith(self._came[: len(self._secret)])
        return None if self._is_word else self._came

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:  # noqa: ARG002 - of the word
        if not self._is_word:
            return None
        file = self._words.get(self._came)
        if file:
            file.seek(0)
        whole, size = (file, file.size_bytes) if file else (io.BytesIO(self._came), len(self._came))
        return UploadedFile(
            cast("Any", whole), self.file_name, self.content_type, size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


_form: ContextVar[Form | None] = ContextVar("form", default=None)


class Handler(answering.Handler):
    """Django's, but for the way into a thread and for the bodies of forms that packages come in."""

    def __init__(self, store: Callable[[], BlobStore]) -> None:
        super().__init__()
        self._store = store

    async def handle(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        boundary = _boundary(scope)
        form = Form(boundary, self._store().incoming) if boundary else None
        if form is not None:
            form.direct = scope.get("extensions", {}).get(BODY)
        token = _form.set(form)
        try:
            await super().handle(scope, receive, send)
        finally:
            _form.reset(token)
            if form is not None:
                form.close()

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """What Django reads of the body. Raises: RequestAborted; OSError: it cannot be written."""
        form = _form.get()
        if form is None:
            return await super().read_body(receive)
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestAborted
            form.feed(message.get("body", b""))
            more = message.get("more_body", False)
            if more and form.direct is not None:
                if not await form.direct(form):
                    raise RequestAborted
                more = False
        form.end()
        return form.rest

    def create_request(self, scope: Mapping[str, Any], body_file: IO[bytes]) -> Any:
        """The request, its files put in."""
        request, refused = super().create_request(scope, body_file)
        form = _form.get()
        if request is not None and form is not None:
            request.META["CONTENT_LENGTH"] = str(body_file.seek(0, io.SEEK_END))
            body_file.seek(0)
            request.upload_handlers = [_Found(request, form), *request.upload_handlers]
        return request, refused


def _boundary(scope: Mapping[str, Any]) -> bytes | None:
    """Of a form with packages; None for any other request."""
    if scope.get("method") != "POST" or scope.get("path") not in TAKEN:
        return None
    told = [value for name, value in scope["headers"] if name == b"content-type"]
    form = _FORM.fullmatch(told[0]) if len(told) == 1 else None
    return form[2] if form else None
