"""A PostgreSQL of one's own, Debian's, serves as the embedded one does; two workers share the queue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.platform.runtime.embedded import Embedded
from tools.drill.kills import strike, upload, variant
from tools.drill.platform import Platform, command, serving, until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Debian's server over a folder of its own, as an unprivileged user."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    running = Embedded(tmp_path_factory.mktemp("debian") / "pg", binaries=binaries, durable=False)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def external(server: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    data = tmp_path_factory.mktemp("external") / "data"
    with serving(data, MINGJIAN_DATABASE_URL=server.url, MINGJIAN_CONCURRENCY="1") as running:
        yield running


def test_it_makes_no_database_of_its_own(external: Platform) -> None:
    assert not (external.data / "postgres").exists()
    assert not external.pids("postgres")


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_nothing_is_lost_there_either(external: Platform, package: bytes, kind: str) -> None:
    strike(external, package, kind, {"web": 900_001, "worker": 900_002}[kind])


def test_a_server_that_was_away_is_found_again(external: Platform, server: Embedded, package: bytes) -> None:
    before = upload(external, variant(package, 900_100))
    server.stop()
    with external.client() as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    server.start()
    until(lambda: scanned(external, before))
    assert upload(external, variant(package, 900_101))


def test_two_workers_share_the_queue(
    external: Platform, server: Embedded, package: bytes, tmp_path: Path
) -> None:
    log = tmp_path / "second.log"
    environment = {**os.environ, "MINGJIAN_DATABASE_URL": server.url, "MINGJIAN_LOG_LEVEL": "info"}
    with log.open("wb") as out:
        second = subprocess.Popen(
            [sys.executable, "-m", "mingjian", "worker", "--data", str(external.data), "--concurrency", "1"],
            stderr=out, env=environment,
        )  # fmt: skip
    try:
        until(lambda: len(external.rows("SELECT id FROM procrastinate_workers")) >= 2)
        begun = len(external.records())
        ours, theirs, number = set[object](), set[object](), 900_200
        while not (ours and theirs) and number < 900_300:  # one may be quick enough to do a few alone
            scans = [upload(external, variant(package, number + n)) for n in range(4)]
            until(lambda scans=scans: all(scanned(external, scan) for scan in scans))
            ours = started(external.records()[begun:])
            theirs = started([json.loads(line) for line in log.read_text().splitlines()])
            number += 4
        second.terminate()
        assert second.wait(30) == 0
    finally:
        second.kill()
    assert ours and theirs, "one of the two did all"
    assert not ours & theirs, "both did the same"


def test_a_backup_goes_from_it_into_the_embedded_one(
    external: Platform, server: Embedded, tmp_path: Path
) -> None:
    file = tmp_path / "mingjian.tar"
    told = command("backup", str(file), "--data", str(external.data), MINGJIAN_DATABASE_URL=server.url)
    assert told.returncode == 0, told.stderr
    told = command("restore", str(file), "--data", str(tmp_path / "data"))
    assert told.returncode == 0, told.stderr


def scanned(platform: Platform, scan: str) -> bool:
    with platform.client() as client:
        answer = client.get(f"/api/v1/scans/{scan}")
    return answer.status_code == 200 and answer.json()["state"] == "done"


def started(records: list[dict[str, object]]) -> set[object]:
    """Jobs that scan packages, as a worker's log tells them; those it took along do not begin there."""
    return {
        line["job"] for line in records if line.get("task") == "scans.scan" and line["event"] == "start_job"
    }
