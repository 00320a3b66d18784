"""Sends packages as a browser would, and costs as little as can be: the kernel sends each file by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import cast

import httpx

BOUNDARY = b"mingjian-bench"
TIMEOUT_S = 60


class Uploader:
    """A connection a thread to the platform that `client` asks, with its token."""

    def __init__(self, client: httpx.Client) -> None:
        self._base, self._token = client.base_url, client.headers["Authorization"]
        self._own = threading.local()

    def upload(self, paths: Sequence[Path], *, together: bool = False) -> None:
        """Packages in, in one request. Raises: SystemExit: one was not taken."""
        heads = [_head(path.name) for path in paths]
        end = b"--%s--\r\n" % BOUNDARY
        length = len(end) + sum(len(head) + 2 for head in heads) + sum(path.stat().st_size for path in paths)
        line = self._connection()
        line.putrequest("POST", f"{self._base.path}scans{'/many' if together else ''}")
        line.putheader("Authorization", self._token)
        line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY.decode()}")
        line.putheader("Content-Length", str(length))
        line.endheaders()
        for head, path in zip(heads, paths, strict=True):
            line.sock.sendall(head)
            with path.open("rb") as file:
                line.sock.sendfile(file)
            line.sock.sendall(b"\r\n")
        line.sock.sendall(end)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != 202 or (together and any(one["refused"] for one in json.loads(text)["items"])):
            raise SystemExit(f"{answer.status}: {text[:300].decode('utf-8', 'replace')}")

    def _connection(self) -> HTTPConnection:
        line = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = HTTPConnection(self._base.host, self._base.port, timeout=TIMEOUT_S)
        return cast("HTTPConnection", line)


def _head(name: str) -> bytes:
    """What stands before a file in the form."""
    return (
        b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
        b"Content-Type: application/vnd.android.package-archive\r\n\r\n" % (BOUNDARY, name.encode())
    )
