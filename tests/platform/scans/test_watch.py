"""Watched folders: taken when it has stopped growing, once, and only what is a package."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mingjian import settings as ours
from mingjian.errors import UsageError
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.scans.models import Scan, Watched
from mingjian.platform.scans.services import watch
from tests.platform.scans.conftest import SAMPLE


@pytest.fixture
def folder(tmp_path: Path, manager: Actor, seen_by_all: None) -> Path:
    there = tmp_path / "in"
    there.mkdir()
    ours.override("watch", f"{manager.organisation_id}={there}")
    yield there
    ours.override("watch", "")


def test_a_file_is_taken_once_it_is_whole(folder: Path) -> None:
    body = SAMPLE.read_bytes()
    place = folder / "拾光.apk"
    place.write_bytes(body[:100])
    assert watch.look() == 0
    place.write_bytes(body)
    assert watch.look() == 0, "it has grown since"
    assert watch.look() == 1
    assert watch.look() == 0
    scan = Scan.objects.get()
    assert (scan.file_name, scan.source, scan.requested_by) == ("拾光.apk", "folder", "system:watch")
    os.utime(place, ns=(1, 1))
    assert [watch.look(), watch.look()] == [0, 1], "changed, but of the same content"
    assert Scan.objects.count() == 1
    place.unlink()
    watch.look()
    assert not Watched.objects.exists()


def test_a_name_that_is_no_utf_8_stops_no_other(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.apk")).write_bytes(SAMPLE.read_bytes())
    (folder / "b.apk").write_bytes(SAMPLE.read_bytes() + b"\0")
    assert [watch.look(), watch.look(), watch.look()] == [0, 2, 0]
    assert set(Scan.objects.values_list("file_name", flat=True)) == {".apk", "b.apk"}


def test_what_is_no_package_is_noted_and_left(folder: Path) -> None:
    (folder / "bad.apk").write_bytes(b"\x89PNG")
    (folder / "readme.txt").write_bytes(b"hello")
    (folder / ".hidden.apk").write_bytes(SAMPLE.read_bytes())
    (folder / "link.apk").symlink_to(SAMPLE)
    os.mkfifo(folder / "pipe.apk")
    assert [watch.look() for _ in range(3)] == [0, 0, 0]
    assert Watched.objects.get().refusal["code"] == "not_a_package"


def test_a_quota_that_is_used_up_passes(folder: Path, organisation: Organisation) -> None:
    organisation.quota = {"packages_a_day": 0}
    organisation.save()
    (folder / "a.apk").write_bytes(SAMPLE.read_bytes())
    assert [watch.look() for _ in range(3)] == [0, 0, 0]
    organisation.quota = {}
    organisation.save()
    assert watch.look() == 1


@pytest.mark.parametrize("told", ["nonsense", "=/tmp", "00000000-0000-0000-0000-000000000000="])
def test_a_setting_that_makes_no_sense(told: str) -> None:
    ours.override("watch", told)
    with pytest.raises(UsageError, match="MINGJIAN_WATCH"):
        watch.folders()
    ours.override("watch", "")


def test_an_organisation_that_is_not_there(folder: Path) -> None:
    ours.override("watch", f"00000000-0000-0000-0000-000000000001={folder}")
    (folder / "a.apk").write_bytes(SAMPLE.read_bytes())
    assert watch.look() == 0
