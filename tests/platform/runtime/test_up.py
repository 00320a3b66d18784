"""`mingjian up`: starts from nothing, keeps everything, stops cleanly, takes its children with it."""

from __future__ import annotations

import hashlib
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mingjian.platform.runtime.embedded import Embedded
from tools.drill.platform import Platform, command, free_port, until


@contextmanager
def embedded(data: Path) -> Iterator[None]:
    server = Embedded(data / "postgres")
    yield
    server.stop()


def link_in(platform: Platform) -> str:
    found = re.search(rf"http://127\.0\.0\.1:{platform.port}/accounts/first/(\S{{30,}})", platform.said)
    assert found, platform.said
    return found[1]


def test_it_says_where_and_who(platform: Platform) -> None:
    assert re.search(r"http://127\.0\.0\.1:\d+  \(\d+\.\d s\)", platform.said)
    held = platform.rows("SELECT secret_sha256 FROM accounts_invitation")
    assert held == [(hashlib.sha256(link_in(platform).encode()).hexdigest(),)]
    for name in ("admin-token", "secret-key"):
        assert (platform.data / name).stat().st_mode & 0o777 == 0o600
    assert platform.data.stat().st_mode & 0o777 == 0o700
    with platform.client() as client:
        assert client.get("/readyz").json() == {"ready": True}
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/").status_code == 200


def test_stop_and_start_keep_everything(platform: Platform) -> None:
    def kept() -> list[object]:
        files = [(platform.data / name).read_text() for name in ("admin-token", "secret-key")]
        return [*files, *platform.rows("SELECT id, secret_sha256 FROM accounts_token")]

    before, link = kept(), link_in(platform)
    assert platform.stop() == 0
    assert not platform.pids("postgres")
    platform.again()
    assert kept() == before
    assert link_in(platform) != link, "each start makes a new link until someone used one"


def test_killed_it_takes_its_children_along_and_recovers(platform: Platform) -> None:
    children = [platform.pids(kind)[0] for kind in ("web", "worker", "postgres")]
    os.kill(platform.process.pid, signal.SIGKILL)
    platform.process.wait()
    until(lambda: not any(alive(pid) for pid in children))
    platform.again()
    with platform.client() as client:
        assert client.get("/readyz").status_code == 200


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_the_log_is_json_without_secrets(platform: Platform) -> None:
    with platform.client() as client:
        client.get(f"/accounts/first/{link_in(platform)}", headers={"X-Request-Id": "abcdef-123456"})
    until(lambda: any(line.get("request") == "abcdef-123456" for line in platform.records()))
    text = platform.log.read_text()
    assert link_in(platform) not in text
    assert (platform.data / "admin-token").read_text().strip() not in text
    until(lambda: {line["process"] for line in platform.records()} >= {"web", "worker"})


def test_what_is_going_on_is_told_to_prometheus(platform: Platform) -> None:
    with platform.client() as client:
        client.get("/")
        told = client.get("/metrics").text
    assert 'mingjian_request_seconds_count{method="GET",route="",status="2xx"}' in told
    assert re.search(r"^mingjian_database_bytes \d", told, re.MULTILINE)


def test_a_second_one_over_the_same_folder_is_refused(platform: Platform) -> None:
    told = command("up", "--data", str(platform.data), "--port", str(free_port()))
    assert told.returncode == 2
    assert f"already runs over {platform.data}" in told.stderr
    assert f":{platform.port}" in told.stderr
    assert platform.pids("web") and platform.pids("postgres")


def test_a_port_that_is_taken_is_told(platform: Platform, tmp_path: Path) -> None:
    told = command("up", "--data", str(tmp_path / "other"), "--port", str(platform.port))
    assert told.returncode == 2
    assert "cannot be had" in told.stderr and "--port" in told.stderr
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["lock"]


def test_a_newer_database_is_refused(platform: Platform) -> None:
    platform.rows("INSERT INTO django_migrations (app, name, applied) VALUES ('scans', '9999_later', now())")
    assert platform.stop() == 0
    told = command("up", "--data", str(platform.data), "--port", str(platform.port))
    with embedded(platform.data):
        platform.rows("DELETE FROM django_migrations WHERE name = '9999_later'")
    platform.again()
    assert told.returncode == 2
    assert "newer Mingjian (scans.9999_later)" in told.stderr


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = command("up", "--data", str(tmp_path / "file" / "data"), "--port", str(free_port()))
    assert told.returncode == 2
    assert "cannot be written" in told.stderr and "--data" in told.stderr


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("mysql://here/there", 2, "MINGJIAN_DATABASE_URL is not a PostgreSQL address"),
        ("postgresql://me:hidden@127.0.0.1:1/there", 5, "cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_told(tmp_path: Path, url: str, code: int, words: str) -> None:
    told = command(
        "up", "--data", str(tmp_path / "data"), "--port", str(free_port()), MINGJIAN_DATABASE_URL=url
    )
    assert told.returncode == code, told.stderr
    assert words in told.stderr
    assert "hidden" not in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "data" / "secret-key").exists()
