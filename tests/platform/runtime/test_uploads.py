"""Bodies that are too much, broken, or more than the disk holds: a clear answer, and nothing stays."""

from __future__ import annotations

import http.client
import json
import resource
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.drill.kills import upload, variant
from tools.drill.platform import Platform, until

GIB = 1 << 30


def token(platform: Platform) -> str:
    return (platform.data / "admin-token").read_text().strip()


def asked(platform: Platform, head: str, body: Iterator[bytes]) -> tuple[int, dict[str, Any]]:
    """A request written by hand; the answer may come before the body was sent."""
    with socket.create_connection(("127.0.0.1", platform.port), timeout=30) as link:
        link.sendall(f"POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        try:
            for piece in body:
                link.sendall(piece)
        except OSError:
            pass  # it hung up: the answer is there to be read
        answer = http.client.HTTPResponse(link)
        answer.begin()
        return answer.status, json.loads(answer.read())


def chunks(total: int) -> Iterator[bytes]:
    piece = b"x" * (1 << 20)
    for _ in range(total // len(piece)):
        yield b"100000\r\n" + piece + b"\r\n"


def left(platform: Platform) -> list[Path]:
    return list((platform.data / "incoming").iterdir())


def test_three_gib_are_refused_before_they_are_read(platform: Platform) -> None:
    head = f"Authorization: Bearer {token(platform)}\r\nContent-Type: application/octet-stream\r\n"
    status, told = asked(platform, f"{head}Content-Length: {3 * GIB}", iter(()))
    assert (status, told["code"]) == (413, "too_large")
    assert told["title"] and told["title_zh"]


def test_who_is_unknown_may_not_send_much(platform: Platform) -> None:
    status, told = asked(platform, f"Content-Length: {5 << 20}", iter(()))
    assert (status, told["code"]) == (401, "unauthenticated")
    status, told = asked(platform, "Transfer-Encoding: chunked", chunks(8 << 20))
    assert (status, told["code"]) == (401, "unauthenticated")
    until(lambda: not left(platform), 10)


def test_a_broken_form_is_told(platform: Platform) -> None:
    with platform.client() as client:
        for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
            answer = client.post(
                "/api/v1/scans", content=b"--y\r\nnonsense", headers={"Content-Type": content_type}
            )
            assert answer.status_code in (400, 422), answer.text
            assert answer.headers["Content-Type"] == "application/problem+json"
        answer = client.post("/api/v1/scans", files={"file": ("a.apk", b"no package at all")})
        assert answer.status_code in (202, 415, 422), answer.text


def test_an_upload_that_breaks_off_leaves_nothing(platform: Platform) -> None:
    with socket.create_connection(("127.0.0.1", platform.port)) as link:
        head = f"Authorization: Bearer {token(platform)}\r\nContent-Length: {64 << 20}"
        link.sendall(f"POST /api/v1/scans HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        link.sendall(b"x" * (8 << 20))
        until(lambda: left(platform) or True, 10)
    until(lambda: not left(platform), 10)


def blobs(platform: Platform) -> list[Path]:
    return sorted(path for path in (platform.data / "blobs").rglob("*") if path.is_file())


def test_a_full_disk_fails_cleanly_and_recovers(platform: Platform, package: bytes) -> None:
    large = variant(package, 777_001) + b"\0" * (8 << 20)
    before = blobs(platform)
    web = platform.pids("web")[0]
    soft, hard = resource.prlimit(web, resource.RLIMIT_FSIZE)
    resource.prlimit(
        web, resource.RLIMIT_FSIZE, (4 << 20, hard)
    )  # the system then refuses as a full disk does
    try:
        with platform.client() as client:
            answer = client.post("/api/v1/scans", files={"file": ("a.apk", large)})
            assert answer.status_code == 507, answer.text
            assert answer.json()["code"] == "full"
            assert client.get("/readyz").status_code == 200
    finally:
        resource.prlimit(web, resource.RLIMIT_FSIZE, (soft, hard))
    until(lambda: not left(platform), 10)
    assert blobs(platform) == before
    assert upload(platform, large)


@pytest.mark.parametrize("name", ["Expired", "mj_" + "x" * 43])
def test_a_token_that_is_not_known_is_told(platform: Platform, name: str) -> None:
    with platform.client() as client:
        answer = client.get("/api/v1/scans", headers={"Authorization": f"Bearer {name}"})
    assert answer.status_code == 401
    assert answer.json()["title"]
