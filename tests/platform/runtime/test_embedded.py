"""The embedded server: what a crash leaves, long paths, an account instead of a namespace."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from mingjian.errors import ServiceError, UsageError
from mingjian.platform.runtime import identity, reach
from mingjian.platform.runtime.embedded import Embedded, wheel_binaries
from tools.drill.platform import until


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    server = Embedded(tmp_path_factory.mktemp("embedded") / "pg", durable=False)
    yield server
    server.stop()


def asked(server: Embedded) -> bool:
    with psycopg.connect(server.url) as link:
        row = link.execute(
            "SELECT current_setting('server_encoding') = 'UTF8' AND NOT rolsuper FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
    return bool(row and row[0])


def test_the_application_is_no_superuser(cluster: Embedded) -> None:
    assert asked(cluster)


def test_killed_with_sessions_open_it_starts_again(cluster: Embedded) -> None:
    with psycopg.connect(cluster.url):
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
        until(lambda: cluster.pid is None, 10)
        cluster.start()
    assert asked(cluster)


def test_a_pid_file_of_another_process_is_no_hindrance(cluster: Embedded) -> None:
    file = cluster.folder / "postmaster.pid"
    cluster.stop()
    file.write_text(f"{os.getpid()}\n{cluster.folder}\n0\n5432\n{cluster.folder}\n\n0 0\nready   \n")
    cluster.start()
    assert asked(cluster)


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    server = Embedded(tmp_path / ("long" * 30) / "pg", durable=False)
    try:
        assert asked(server)
    finally:
        server.stop()


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    left = tmp_path / ".pg.new"
    left.mkdir()
    (left / "PG_VERSION").write_text("18")
    server = Embedded(tmp_path / "pg", durable=False)
    server.stop()
    assert not left.exists()
    (tmp_path / "pg" / "PG_VERSION").write_text("12\n")
    with pytest.raises(UsageError, match="was made by PostgreSQL 12"):
        server.start()


def test_what_is_no_cluster_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "mine.txt").write_text("mine")
    with pytest.raises(ServiceError, match="does not start"):
        Embedded(tmp_path / "pg", durable=False)
    assert (tmp_path / "pg" / "mine.txt").read_text() == "mine"


def reachable_by_others() -> bool:
    return all(above.stat().st_mode & 0o001 for above in wheel_binaries().resolve().parents)


@pytest.mark.skipif(os.geteuid() != 0 or not reachable_by_others(), reason="only root takes an account")
def test_an_account_where_there_are_no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_mapped", lambda: None)
    monkeypatch.setattr(identity, "_account", lambda: pwd.getpwnam("nobody"))
    with tempfile.TemporaryDirectory(prefix="mj-") as folder:
        Path(folder).chmod(0o711)
        server = Embedded(Path(folder) / "pg", durable=False)
        assert server.pid is not None
        owner = Path(f"/proc/{server.pid}").stat().st_uid
        server.stop()
    assert owner == pwd.getpwnam("nobody").pw_uid


def test_clocks_that_disagree_are_told(cluster: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "url", lambda: cluster.url)
    reach.check()
    ahead = datetime.now(UTC).timestamp() + 3600
    monkeypatch.setattr("mingjian.platform.runtime.reach.time.time", lambda: ahead)
    with pytest.raises(ServiceError, match="3600 s apart"):
        reach.check()


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, time\n"
        "from mingjian.platform.runtime.embedded import Embedded\n"
        f"server = Embedded(pathlib.Path({str(tmp_path / 'pg')!r}), durable=False)\n"
        "print(server.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not Path(f"/proc/{pid}").exists(), 30)
