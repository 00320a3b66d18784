"""Files on their way in: resumed, checked, counted, and never told of to another organisation."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings

from mingjian.errors import StorageError
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.problems import Problem
from mingjian.platform.scans import services
from mingjian.platform.scans.models import Brought, Kind, Upload
from mingjian.platform.scans.services import uploads
from tests.platform.scans.conftest import SAMPLE, Bring

BODY = SAMPLE.read_bytes()
DIGEST = hashlib.sha256(BODY).hexdigest()


def _code(problem: pytest.ExceptionInfo[Problem]) -> str:
    return problem.value.code


def test_chunk_by_chunk(manager: Actor) -> None:
    row = services.begin_upload(manager, "拾光.apk", len(BODY), sha256=DIGEST)
    middle = len(BODY) // 2
    services.put_chunk(manager, row.id, 0, BODY[:middle])
    assert services.upload(manager, row.id).received_bytes == middle
    services.put_chunk(manager, row.id, middle, BODY[middle:])
    brought = services.finish_upload(manager, row.id)
    assert (brought.artifact_id, brought.name, brought.artifact.size_bytes) == (DIGEST, "拾光.apk", len(BODY))
    assert not Upload.objects.exists()
    assert [entry.action for entry in Entry.objects.all()] == ["file.brought"]


def test_a_chunk_sent_twice_counts_once(manager: Actor) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY))
    services.put_chunk(manager, row.id, 0, BODY[:100])
    assert services.put_chunk(manager, row.id, 0, BODY[:100]).received_bytes == 100


def test_a_chunk_half_written_is_written_again(manager: Actor) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY))
    services.put_chunk(manager, row.id, 0, BODY[:100])
    place = Path(settings.DATA_DIR) / "uploads" / str(row.id)
    with place.open("ab") as file:
        file.write(b"rubbish that a process left when it was killed")
    services.put_chunk(manager, row.id, 100, BODY[100:])
    assert services.finish_upload(manager, row.id).artifact_id == DIGEST


@pytest.mark.parametrize("offset", [1, 50, 10_000])
def test_a_gap_is_refused(manager: Actor, offset: int) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY))
    with pytest.raises(Problem) as told:
        services.put_chunk(manager, row.id, offset, BODY[:200])
    assert _code(told) == "offset"
    assert services.upload(manager, row.id).received_bytes == 0


def test_more_than_was_told_is_refused(manager: Actor) -> None:
    row = services.begin_upload(manager, "a.apk", 10)
    with pytest.raises(Problem) as told:
        services.put_chunk(manager, row.id, 0, BODY)
    assert _code(told) == "chunk_too_large"


def test_an_upload_that_is_not_whole_cannot_end(manager: Actor) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY))
    services.put_chunk(manager, row.id, 0, BODY[:100])
    with pytest.raises(Problem) as told:
        services.finish_upload(manager, row.id)
    assert _code(told) == "unfinished"


def test_another_digest_than_told(manager: Actor) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY), sha256="0" * 64)
    services.put_chunk(manager, row.id, 0, BODY)
    with pytest.raises(Problem) as told:
        services.finish_upload(manager, row.id)
    assert _code(told) == "digest_mismatch"
    assert not Brought.objects.exists()


def test_another_organisation_is_never_told(manager: Actor, stranger: Actor, seen_by_all: None) -> None:
    services.receive(manager, "a.apk", io.BytesIO(BODY), len(BODY))
    assert services.known(manager, DIGEST) is not None
    assert services.known(stranger, DIGEST) is None
    with pytest.raises(Problem) as told:
        services.queue(stranger, DIGEST, file_name="a.apk")
    assert _code(told) == "missing"
    row = services.begin_upload(manager, "b.apk", 10)
    with pytest.raises(Problem) as told:
        services.upload(stranger, row.id)
    assert _code(told) == "missing"


def test_the_disk_is_full(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    row = services.begin_upload(manager, "a.apk", len(BODY))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uploads.os, "write", full)
        with pytest.raises(Problem) as told:
            services.put_chunk(manager, row.id, 0, BODY[:100])
    assert (told.value.status, _code(told)) == (507, "disk_full")
    assert services.upload(manager, row.id).received_bytes == 0
    services.put_chunk(manager, row.id, 0, BODY)
    assert services.finish_upload(manager, row.id).artifact_id == DIGEST


def test_the_store_is_full(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def put_stream(self, *_: object, **__: object) -> None:
            raise StorageError("full", "the disk is full")

    monkeypatch.setattr(uploads, "blob_store", Full)
    with pytest.raises(Problem) as told:
        services.receive(manager, "a.apk", io.BytesIO(BODY), len(BODY))
    assert (told.value.status, _code(told)) == (507, "disk_full")
    assert not Brought.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not_a_package"),
        (b"<!doctype html><p>hello", "not_a_package"),
        (b"%PDF-1.7\n", "not_a_package"),
    ],
)
def test_what_is_no_package(manager: Actor, content: bytes, code: str) -> None:
    with pytest.raises(Problem) as told:
        services.receive(manager, "a.apk", io.BytesIO(content), len(content))
    assert _code(told) == code
    assert told.value.zh and told.value.en


def test_a_package_behind_other_bytes_is_one(manager: Actor, bring: Bring) -> None:
    assert bring(manager, b"#!/bin/sh\n" + BODY)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\应用.apk", "应用.apk"),
        ("a\x00b\x1b[31m.apk", "ab[31m.apk"),
        ("\u202egnp.apk", "gnp.apk"),
        ("", "-"),
        ("..", ".."),
        ("长" * 300 + ".apk", "长" * 240 + "….apk"),
        ("<script>alert(1)</script>.apk", "script>.apk"),
        ("'; DROP TABLE scans_scan; --.apk", "'; DROP TABLE scans_scan; --.apk"),
    ],
)
def test_hostile_names(manager: Actor, name: str, kept: str) -> None:
    assert services.receive(manager, name, io.BytesIO(BODY), len(BODY)).name == kept


def test_quota_of_bytes(manager: Actor, organisation: Organisation) -> None:
    organisation.quota = {"bytes_a_day": len(BODY) * 2 - 1}
    organisation.save()
    services.receive(manager, "a.apk", io.BytesIO(BODY), len(BODY))
    with pytest.raises(Problem) as told:
        services.begin_upload(manager, "b.apk", len(BODY))
    assert (told.value.status, _code(told)) == (429, "quota_bytes_a_day")
    assert int(told.value.headers["Retry-After"]) > 0


def test_uploads_under_way_count(manager: Actor, organisation: Organisation) -> None:
    organisation.quota = {"bytes_a_day": 100, "uploads_at_once": 2}
    organisation.save()
    services.begin_upload(manager, "a.apk", 60)
    with pytest.raises(Problem) as told:
        services.begin_upload(manager, "b.apk", 60)
    assert _code(told) == "quota_bytes_a_day"
    services.begin_upload(manager, "b.apk", 10)
    with pytest.raises(Problem) as told:
        services.begin_upload(manager, "c.apk", 10)
    assert _code(told) == "quota_uploads"


def test_too_large(manager: Actor, organisation: Organisation) -> None:
    with pytest.raises(Problem) as told:
        services.begin_upload(manager, "a.apk", 3 << 30)
    assert (told.value.status, _code(told)) == (413, "too_large")
    organisation.quota = {"package_bytes": 4 << 30}
    organisation.save()
    assert services.begin_upload(manager, "a.apk", 3 << 30).size_bytes == 3 << 30
    with pytest.raises(Problem) as told:
        services.begin_upload(manager, "policy.pdf", 30 << 20, kind=Kind.POLICY)
    assert _code(told) == "too_large"


def test_uploads_given_up_are_dropped(manager: Actor, seen_by_all: None) -> None:
    old = services.begin_upload(manager, "a.apk", 10)
    new = services.begin_upload(manager, "b.apk", 10)
    Upload.objects.filter(id=old.id).update(updated_at="2026-01-01T00:00:00Z")
    assert uploads.sweep() == 1
    assert [row.id for row in Upload.objects.all()] == [new.id]
