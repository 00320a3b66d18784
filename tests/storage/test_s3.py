"""The S3 store against a server that speaks enough of S3 over HTTP: what goes over the wire comes back."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from mingjian.errors import StorageError
from mingjian.storage.s3 import S3Store

LARGE = bytes(range(256)) * 50_000
"""Past the size of one part: it goes up in pieces."""


class Bucket(BaseHTTPRequestHandler):
    """One bucket in memory: PUT (whole or in parts), GET with ranges, HEAD, DELETE, list."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]
    parts: dict[int, bytes]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        part = self._query().get("partNumber")
        if part:
            self.parts[int(part)] = body
        else:
            self.objects[self._name()] = body
        self._say(200, b"", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})  # noqa: S324 - as S3 does

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "uploads" in self._query():
            self._say(
                200, b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
            )
        elif "delete" in self._query():
            self._say(200, b"<DeleteResult></DeleteResult>")
        else:
            self.objects[self._name()] = b"".join(self.parts[number] for number in sorted(self.parts))
            self.parts.clear()
            self._say(200, b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>")

    def do_GET(self) -> None:
        if "list-type" in self._query():
            rows = "".join(
                f"<Contents><Key>{name}</Key><Size>{len(body)}</Size><ETag>1</ETag>"
                "<LastModified>2026-11-22T00:00:00.000Z</LastModified></Contents>"
                for name, body in self.objects.items()
            )
            told = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
            self._say(200, told.encode())
            return
        self._get(with_body=True)

    def do_HEAD(self) -> None:
        self._get(with_body=False)

    def do_DELETE(self) -> None:
        self.objects.pop(self._name(), None)
        self._say(204, b"")

    def log_message(self, *_: object) -> None: ...

    def _get(self, *, with_body: bool) -> None:
        body = self.objects.get(self._name())
        if body is None:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>" if with_body else b"")
            return
        headers = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 00:00:00 GMT"}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if asked:
            start, end = int(asked[1]), int(asked[2]) + 1
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(body)}"
            self._say(206, body[start:end], headers)
        else:
            self._say(200, body, headers, with_body=with_body)

    def _say(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, with_body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).split("/", 2)[2]

    def _query(self) -> dict[str, str]:
        found = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {key: values[0] for key, values in found.items()}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    class Ours(Bucket):
        objects: dict[str, bytes] = {}  # noqa: RUF012 - one bucket a test
        parts: dict[int, bytes] = {}  # noqa: RUF012

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ours)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "here")
    yield Ours
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("body", [b"small", LARGE])
def test_over_the_wire_and_back(bucket: type[Bucket], body: bytes) -> None:
    store = S3Store("s3://bucket/some/prefix")
    stored = store.put_stream([body[:100], body[100:]])
    assert stored.new and stored.sha256 == hashlib.sha256(body).hexdigest()
    assert list(bucket.objects) == [f"some/prefix/{stored.sha256[:2]}/{stored.sha256}"]
    assert not store.put_bytes(body).new
    assert store.size(stored.sha256) == len(body)
    assert store.read(stored.sha256) == body
    assert store.read(stored.sha256, 2, 3) == body[2:5]
    assert list(store.iterate()) == [stored.sha256]
    with store.local(stored.sha256) as path:
        assert path.read_bytes() == body


def test_what_is_not_there_is_missing(bucket: type[Bucket]) -> None:
    store = S3Store("s3://bucket/prefix")
    assert not store.exists("0" * 64)
    with pytest.raises(StorageError) as error:
        store.read("0" * 64)
    assert error.value.code == "missing"


def test_a_store_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ENDPOINT_URL", "http://127.0.0.1:1"), ("ACCESS_KEY_ID", "key"), ("REGION", "here")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-to-be-told")
    with pytest.raises(StorageError) as error:
        S3Store("s3://bucket/prefix").size("0" * 64)
    assert error.value.code == "unreachable"
    assert "not-to-be-told" not in str(error.value)
