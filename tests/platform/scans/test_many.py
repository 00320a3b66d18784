"""Many packages in one request: each answered by itself, counted once, all or none where there is no room."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.scans.models import Brought, Scan
from tests.platform.scans.conftest import Ask

URL = "/api/v1/scans/many"


def _package(word: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(zipfile.ZipInfo("AndroidManifest.xml"), word)  # of no day: equal bytes
    return body.getvalue()


def _files(*named: tuple[str, bytes]) -> dict[str, list[SimpleUploadedFile]]:
    return {"file": [SimpleUploadedFile(name, body) for name, body in named]}


def test_each_file_is_answered_in_its_place(bearer: Client, manager: Actor) -> None:
    given = _files(
        ("a.apk", _package("a")), ("无.txt", b"no package"), ("b.apks", _package("b")), ("c.apk", b"")
    )
    answer = bearer.post(URL, given)
    assert answer.status_code == 202, answer.content
    items = answer.json()["items"]
    assert [item["file_name"] for item in items] == ["a.apk", "无.txt", "b.apks", "c.apk"]
    assert [(item["refused"] or {}).get("code") for item in items] == [
        None, "not_a_package", None, "empty_file"
    ]  # fmt: skip
    assert [item["scan"]["state"] for item in items if item["scan"]] == ["queued", "queued"]
    assert Scan.objects.get(file_name="b.apks").options == {"ending": ".apks"}
    jobs = dict(ProcrastinateJob.objects.values_list("id", "args"))
    assert {jobs[scan.job]["scan_id"] for scan in Scan.objects.all() if scan.job} == {
        str(scan.id) for scan in Scan.objects.all()
    }
    told = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert told == ["file.brought", "file.brought", "scan.queued", "scan.queued"]
    assert list(verify(manager.organisation_id)) == []


def test_the_same_again_is_the_same_scan(bearer: Client, manager: Actor, ask: Ask) -> None:
    there = ask(manager, _package("a"), name="a.apk")
    answer = bearer.post(
        URL, _files(("x.apk", _package("a")), ("b.apk", _package("b")), ("c.apk", _package("b")))
    )
    ids = [item["scan"]["id"] for item in answer.json()["items"]]
    assert ids[0] == str(there.id) and ids[1] == ids[2] != ids[0]
    assert (Scan.objects.count(), Brought.objects.count()) == (2, 2)


def test_where_there_is_no_room_for_all_none_is_queued(bearer: Client, manager: Actor) -> None:
    Organisation.objects.filter(id=manager.organisation_id).update(quota={"at_once": 1})
    answer = bearer.post(URL, _files(("a.apk", _package("a")), ("b.apk", _package("b"))))
    assert (answer.status_code, answer.json()["code"]) == (429, "quota_at_once")
    assert not Scan.objects.exists() and not Brought.objects.exists()


def test_no_file_is_no_request(bearer: Client, manager: Actor) -> None:
    assert bearer.post(URL).status_code == 422
