"""Backup and restore, drilled: into an empty folder come back the same rows, blobs and keys."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.drill.kills import upload, variant
from tools.drill.platform import Platform, command, serving, until


@pytest.fixture(scope="module")
def scan(platform: Platform, package: bytes) -> str:
    """A scan that is done."""
    number = upload(platform, variant(package, 888_001))

    def done() -> bool:
        with platform.client() as client:
            return bool(client.get(f"/api/v1/scans/{number}").json()["state"] == "done")

    until(done)
    return number


@pytest.fixture(scope="module")
def saved(platform: Platform, scan: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the platform while it works."""
    file = tmp_path_factory.mktemp("backup") / "mingjian.tar"
    told = command("backup", str(file), "--data", str(platform.data))
    assert told.returncode == 0, told.stderr
    return file


def blobs(data: Path) -> set[str]:
    return {path.name for path in (data / "blobs").glob("??/*")}


def about(file: Path) -> dict[str, object]:
    with tarfile.open(file) as tar:
        body = tar.extractfile("mingjian-backup.json")
        assert body is not None
        told: dict[str, object] = json.load(body)
        return told


def changed(file: Path, to: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same backup with other content in it."""
    with tarfile.open(file) as old, tarfile.open(to, "w") as new:
        for member in old:
            body = old.extractfile(member)
            assert body is not None
            content = change(member.name, body.read())
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return to


def test_into_an_empty_folder_comes_back_the_same(
    platform: Platform, scan: str, saved: Path, tmp_path: Path
) -> None:
    other, again = tmp_path / "other", tmp_path / "again.tar"
    told = command("restore", str(saved), "--data", str(other))
    assert told.returncode == 0, told.stderr
    assert blobs(other) == blobs(platform.data)
    for key in ("admin-token", "secret-key"):
        assert (other / key).read_text() == (platform.data / key).read_text()
        assert (other / key).stat().st_mode & 0o777 == 0o600
    assert command("backup", str(again), "--data", str(other)).returncode == 0
    assert about(again)["tables"] == about(saved)["tables"]

    refused = command("restore", str(saved), "--data", str(other))
    assert refused.returncode == 2
    assert "--force" in refused.stderr

    with platform.client() as client:
        report = client.get(f"/api/v1/scans/{scan}/report").content
    with serving(other) as restored, restored.client() as client:
        assert client.get(f"/api/v1/scans/{scan}/report").content == report


def test_a_backup_is_for_its_owner_and_replaces_nothing(platform: Platform, saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    told = command("backup", str(saved), "--data", str(platform.data))
    assert told.returncode == 2
    assert "there already" in told.stderr


def test_a_changed_backup_changes_nothing(saved: Path, tmp_path: Path) -> None:
    def flip(part: str) -> Callable[[str, bytes], bytes]:
        return lambda name, body: body[:-1] + bytes([body[-1] ^ 1]) if name.startswith(part) else body

    for part in ("blobs/", "database.dump"):
        wrong = changed(saved, tmp_path / "wrong.tar", flip(part))
        told = command("restore", str(wrong), "--data", str(tmp_path / "other"))
        assert told.returncode == 3
        assert "was changed" in told.stderr
    (tmp_path / "cut.tar").write_bytes(saved.read_bytes()[:-20_000])
    assert command("restore", str(tmp_path / "cut.tar"), "--data", str(tmp_path / "other")).returncode == 3
    assert not (tmp_path / "other").exists()


def test_a_restore_over_a_running_platform_is_refused(platform: Platform, saved: Path) -> None:
    told = command("restore", str(saved), "--data", str(platform.data), "--force")
    assert told.returncode == 2
    assert "already runs" in told.stderr


def test_the_doctor_finds_all_in_order(platform: Platform) -> None:
    told = command("doctor", "--data", str(platform.data), "--port", str(platform.port), "--format", "json")
    findings = {row["what"]: row for row in json.loads(told.stdout)}
    assert told.returncode == 0, told.stdout
    needed = {"data", "disk", "database", "schema", "walls", "blobs", "clock", "scan host", "port"}
    assert needed <= findings.keys()
    assert all(findings[name]["level"] != "fail" for name in needed)
    assert all(row["zh"] and row["en"] for row in findings.values())


def test_the_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = command(
        "doctor", "--data", str(tmp_path / "data"), "--lang", "en",
        MINGJIAN_BLOB_URL=str(tmp_path / "file"), MINGJIAN_DATABASE_URL="postgresql://127.0.0.1:1/none",
    )  # fmt: skip
    assert told.returncode == 5
    assert "✕ database" in told.stdout and "✕ blobs" in told.stdout
    assert not (tmp_path / "data").exists()
