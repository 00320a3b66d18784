"""Forms with packages, read as they come: as Django reads them, but written once and beside the blobs."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse

from mingjian.platform.runtime import forms
from mingjian.platform.runtime.forms import Form, Handler
from mingjian.platform.runtime.wall import Message
from mingjian.storage.folder import FolderStore

MARK = b"limit.7f3a"
CHANCE = random.Random(7)  # noqa: S311 - the same each time
PACKAGE = b"PK\x03\x04" + CHANCE.randbytes(200_000) + b"\r\n--limit\r\n\r\n--limit.7f3" + b"\r" * 9
HEAD = b'Content-Disposition: form-data; name="%s"%s\r\n\r\n'


def part(name: bytes, content: bytes, more: bytes = b"") -> bytes:
    return b"--" + MARK + b"\r\n" + HEAD % (name, more) + content + b"\r\n"


END = b"--" + MARK + b"--\r\n"
FILE = b'; filename="a/b.apk"\r\nContent-Type: application/zip'
ENCODED = b'; filename="c.txt"\r\nContent-Transfer-Encoding: base64'
BODIES = {
    "one": part(b"file", PACKAGE, FILE) + END,
    "several and fields": part(b"category", "游戏".encode())
    + part(b"file", PACKAGE, FILE)
    + part(b"file", b"", FILE)
    + part(b"file", b"\r\n\n", FILE)
    + part(b"policy", b"aGVsbG8=", ENCODED)
    + part(b"say", b'x; filename="no.apk"')
    + END,
    "a name that is none": part(b"file", b"gone", b'; filename=".."') + part(b"file", b"there", FILE) + END,
    "no end": part(b"file", PACKAGE, FILE),
    "cut in a head": part(b"file", b"1", FILE) + b"--" + MARK + b"\r\nContent-Disposition: form-da",
    "no heads": b"before--" + MARK + b"\r\nno head--" + MARK + b"\n\nnor here" + b"--" + MARK + b"--after",
    "lines of their own": part(b"file", b"abc", FILE).replace(b"\r\n--", b"\n--") + part(b"x", b"y") + END,
    "no line before a mark": part(b"file", b"abc", FILE)[:-2] + part(b"x", b"y") + END,
    "a head after the end": END + HEAD % (b"file", FILE) + b"late",
    "a head in a content": part(b"file", HEAD % (b"file", FILE) + b"inside", FILE) + END,
    "nothing": b"",
}
BROKEN = {
    "a long head": part(b"file", b"1", FILE + b"\r\nX-A: " + b"a" * 70_000) + END,
    "no base64": part(b"file", b"????=", ENCODED) + END,
    "too many files": part(b"file", b"1", FILE) * 101 + END,
    "a long field": part(b"say", b"s" * (9 << 20)) + END,
}


def scope(
    path: str = "/api/v1/scans", form: bytes = b"multipart/form-data; boundary=" + MARK
) -> dict[str, Any]:
    headers = [(b"content-type", form), (b"content-length", b"77777777")]
    return {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}


def pieces(body: bytes, cuts: random.Random) -> list[bytes]:
    """The body in some pieces, small ones around marks."""
    most = cuts.choice((1, 3, 17, 5000, 1 << 16)) if len(body) < 5000 else cuts.choice((997, 1 << 16))
    return [body[at : at + most] for at in range(0, len(body), most)] or [b""]


class Kept(Handler):
    """Tells what a view would see of the request instead of asking one."""

    seen: Any = None
    look: Callable[[ASGIRequest], object]

    def get_response(self, request: ASGIRequest) -> HttpResponse:
        try:
            self.seen = self.look(request)
        except Exception as error:  # noqa: BLE001 - compared
            self.seen = type(error).__name__
        return HttpResponse()


def told(request: ASGIRequest) -> object:
    files = [
        (name, file.name, file.content_type, file.size, hashlib.sha256(file.read()).hexdigest())
        for name, some in request.FILES.lists()
        for file in some
    ]
    return dict(request.POST.lists()), files


async def through(
    store: FolderStore, body: list[bytes], where: dict[str, Any], look: Callable[[ASGIRequest], object] = told
) -> Any:
    """What a request of that body is seen as."""
    messages: list[Message] = [
        {"type": "http.request", "body": piece, "more_body": number + 1 < len(body)}
        for number, piece in enumerate(body)
    ]
    sent = asyncio.Event()

    async def receive() -> Message:
        if not messages:
            await sent.wait()
            return {"type": "http.disconnect"}
        return messages.pop(0)

    async def send(message: Message) -> None:
        if not message.get("more_body", message["type"] == "http.response.start"):
            sent.set()

    handler = Kept(lambda: store)
    handler.look = look
    await handler.handle(where, receive, send)
    return handler.seen


def incoming(store: FolderStore) -> list[Path]:
    return list((store.folder / ".incoming").glob("*")) if store.folder.exists() else []


@pytest.mark.parametrize("name", [*BODIES, *BROKEN])
def test_a_form_is_read_as_django_reads_it(name: str, tmp_path: Path) -> None:
    body, cuts = (BODIES | BROKEN)[name], random.Random(name)  # noqa: S311 - as above
    store = FolderStore(tmp_path / "blobs")
    plain = asyncio.run(through(store, [body], scope("/elsewhere")))
    assert isinstance(plain, str) is (name in BROKEN)
    for _ in range(8):
        assert asyncio.run(through(store, pieces(body, cuts), scope())) == plain
    assert not incoming(store)


def test_contents_are_written_beside_the_blobs_and_taken_as_they_are(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")

    def look(request: ASGIRequest) -> object:
        (file,) = request.FILES.getlist("file")
        (path,) = incoming(store)
        before = path.stat().st_ino
        stored = store.put_stream(file.file)
        return before, stored, not incoming(store)

    body = BODIES["one"]
    inode, stored, moved = asyncio.run(through(store, pieces(body, CHANCE), scope(), look))
    assert moved
    assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(PACKAGE).hexdigest(), len(PACKAGE))
    assert (store.folder / stored.sha256[:2] / stored.sha256).stat().st_ino == inode
    assert store.read(stored.sha256) == PACKAGE


def test_a_sender_that_hangs_up_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    came = [{"type": "http.request", "body": BODIES["one"][:9000], "more_body": True}]

    async def receive() -> Message:
        if came:
            return came.pop()
        assert len(incoming(store)) == 1
        return {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        raise AssertionError

    asyncio.run(Handler(lambda: store).handle(scope(), receive, send))
    assert not incoming(store)


def test_a_word_nobody_outside_knows(tmp_path: Path) -> None:
    """A file that begins as the word does, and is none, is the file it is."""
    store = FolderStore(tmp_path / "blobs")
    form = Form(MARK, store.incoming)
    request = ASGIRequest(scope(), io.BytesIO())
    found = forms._Found(request, form)
    for content in (form.secret[:5], form.secret[:5] + b"!", form.word(0)):
        found.new_file("file", "a.apk", "application/zip", None, None, {})
        passed = found.receive_data_chunk(content, 0)
        file = found.file_complete(len(content))
        assert passed == (content if content.endswith(b"!") else None)
        assert file is None if passed else file is not None and file.read() == content
    form.close()


@pytest.mark.parametrize(
    "form", [b"multipart/form-data", b"multipart/form-data; boundary=a\rb", b"application/json", b""]
)
def test_what_is_no_such_form_is_left_to_django(form: bytes) -> None:
    assert forms._boundary(scope(form=form)) is None
    assert forms._boundary(scope()) == MARK
    assert forms._boundary(scope() | {"method": "GET"}) is None
