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
from mingjian.storage import BlobStore, Incoming

TAKEN = ("/api/v1/scans", "/api/v1/scans/many")
"""Addresses that packages come to."""
_FORM = re.compile(rb"(?i)multipart/form-data;\s*boundary=(\"?)([A-Za-z0-9'()+_,./:=?-]{1,70})\1\s*")
_END = b"\r\n\r\n"
_django = cast("Any", multipartparser)  # what its stubs leave out
_MOST_HEAD: int = _django.MAX_TOTAL_HEADER_SIZE


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
        self._held = b""
        self._into: io.FileIO | IO[bytes] | None = self.rest
        """What is written now; None in the head of a part."""

    def word(self, number: int) -> bytes:
        """What stands for the content of a file."""
        return self.secret + b"%08d" % number

    def feed(self, piece: bytes) -> None:
        """What came next. Raises: OSError: it cannot be written."""
        data = self._held + piece
        at: int | None = 0
        while at is not None:
            at = self._head(data, at) if self._into is None else self._content(data, at, self._into)

    def end(self) -> None:
        """Nothing more comes. Raises: OSError."""
        (self._into or self.rest).write(self._held)
        self.rest.seek(0)

    def close(self) -> None:
        """Removes what did not become a blob."""
        self.rest.close()
        for file in self.files:
            file.close()

    def _content(self, data: bytes, at: int, into: io.FileIO | IO[bytes]) -> int | None:
        """Writes on, to the end of the part; where `data` goes on then, None where more must come."""
        found = data.find(self._mark, at)
        if found < 0:  # a mark may have begun, and the line's end before it is not the content's
            sure = max(at, len(data) - len(self._mark) - 1)
            into.write(memoryview(data)[at:sure])
            self._held = data[sure:]
            return None
        end = found
        for last in (b"\n", b"\r"):  # as Django does, each of them alone too
            end -= end > at and data[end - 1 : end] == last
        into.write(memoryview(data)[at:end])
        at = found + len(self._mark)
        self.rest.write(data[end:at])
        self._into = None
        return at

    def _head(self, data: bytes, at: int) -> int | None:
        """Looks whether a part is a file's; the same answer."""
        stop = at + _MOST_HEAD
        end = data.find(_END, at, stop)
        if data.find(self._mark, at, stop if end < 0 else end) >= 0:
            end = stop
        elif end < 0 and len(data) < stop + len(self._mark):
            self._held = data[at:]
            return None
        self._into = self.rest
        if 0 <= end < stop and len(self.files) < settings.DATA_UPLOAD_MAX_NUMBER_FILES:
            end += len(_END)
            if _is_file(data[at:end]) and (file := self._new()):
                self.rest.write(data[at:end] + self.word(len(self.files)))
                self.files.append(file)
                self._into = file
                return end
        return at


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
