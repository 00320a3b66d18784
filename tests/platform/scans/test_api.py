"""/api/v1/scans and /uploads, as a client meets them."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.scans.models import Scan, Upload
from mingjian.report.json import from_json
from tests.platform.scans.conftest import SAMPLE, Ask, Host, Work

BODY = SAMPLE.read_bytes()
DIGEST = hashlib.sha256(BODY).hexdigest()
SCANS, UPLOADS = "/api/v1/scans", "/api/v1/uploads"


def _file(body: bytes = BODY, name: str = "拾光.apk") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def _post(client: Client, **fields: Any) -> Any:
    return client.post(SCANS, {"file": _file(), **fields})


def test_upload_state_report_facts(bearer: Client, work: Work, host: Host) -> None:
    answer = _post(bearer)
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert (told["state"], told["sha256"], told["file_name"]) == ("queued", DIGEST, "拾光.apk")
    at = f"{SCANS}/{told['id']}"
    early = bearer.get(f"{at}/report")
    assert (early.status_code, early.json()["code"]) == (409, "no_report")
    work(Scan.objects.get())
    done = bearer.get(at).json()
    assert (done["state"], done["app"]["package"], done["failure"]) == ("done", "cn.shiguang.ledger", None)
    report = bearer.get(f"{at}/report")
    assert from_json(report.content)[0].subject.sha256 == DIGEST
    assert bearer.get(f"{at}/report", headers={"If-None-Match": report["ETag"]}).status_code == 304
    assert bearer.get(f"{at}/facts").json()["manifest"]["package"] == "cn.shiguang.ledger"
    again = _post(bearer).json()
    assert (again["id"], again["state"]) == (told["id"], "done")


def test_bad_requests_say_what_is_wrong(bearer: Client, organisation: Organisation) -> None:
    for fields, status, code in (
        ({"file": _file(b"")}, 422, "empty_file"),
        ({"file": _file(b"%PDF-1.7")}, 422, "not_a_package"),
        ({"sha256": "0" * 64}, 404, "missing"),
        ({"sha256": "zz"}, 422, "invalid"),
        ({}, 422, "file"),
        ({"file": _file(), "sha256": DIGEST}, 422, "file"),
        ({"file": _file(), "category": "nope"}, 422, "category"),
        ({"file": _file(), "against": str(uuid4())}, 404, "missing"),
        ({"file": _file(), "against": "x"}, 404, "missing"),
    ):
        answer = bearer.post(SCANS, fields)
        assert (answer.status_code, answer.json()["code"]) == (status, code), fields
        assert answer.json()["title_zh"]
    broken = bearer.post(SCANS, b"--x\r\nnot multipart", content_type="multipart/form-data; boundary=y")
    assert broken.status_code in (400, 422)
    cut = b'--y\r\nContent-Disposition: form-data; name="file"; filename="a.apk"\r\n\r\nPK'
    told = bearer.post(SCANS, cut, content_type="multipart/form-data; boundary=y").json()
    assert (told["code"], "cut off" in told["title"]) == ("file", True)
    assert not Scan.objects.exists()


def test_policy_and_listing_come_along(bearer: Client) -> None:
    policy = SimpleUploadedFile("条款.html", "隐私政策".encode())
    listing = SimpleUploadedFile("l.json", b"[]")
    answer = _post(bearer, policy=policy, listing=listing, category="other")
    assert answer.status_code == 202, answer.content
    asked = Scan.objects.get().options
    assert asked["policy"] == hashlib.sha256("隐私政策".encode()).hexdigest()
    assert asked["listing"] == hashlib.sha256(b"[]").hexdigest()
    assert asked["category"] == "other"


def test_pages_of_scans(bearer: Client, manager: Actor, ask: Ask) -> None:
    made = [str(ask(manager, b"#" * n + BODY).id) for n in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = bearer.get(SCANS, {"limit": 2, "cursor": cursor}).json()
        seen += [scan["id"] for scan in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == made[::-1]
    assert len(bearer.get(SCANS, {"state": "done"}).json()["items"]) == 0
    assert len(bearer.get(SCANS, {"sha256": DIGEST}).json()["items"]) == 1


def test_cancel_and_retry(bearer: Client, manager: Actor, ask: Ask) -> None:
    at = f"{SCANS}/{ask(manager).id}"
    assert bearer.post(f"{at}/retry").status_code == 409
    assert bearer.delete(at).json()["state"] == "cancelled"
    assert bearer.delete(at).status_code == 409
    assert bearer.post(f"{at}/retry").json()["state"] == "queued"


def test_another_organisation_s_scan_is_not_there(
    bearer: Client, stranger: Actor, ask: Ask, seen_by_all: None
) -> None:
    at = f"{SCANS}/{ask(stranger).id}"
    for method, path in (
        ("get", at), ("delete", at), ("post", f"{at}/retry"), ("post", f"{at}/rescan"),
        ("get", f"{at}/report"),
        ("get", f"{at}/facts"), ("get", f"{at}/events"),
    ):  # fmt: skip
        assert getattr(bearer, method)(path).status_code == 404, path


def test_a_large_file_in_chunks(bearer: Client) -> None:
    told = {"name": "拾光.apk", "size_bytes": len(BODY), "sha256": DIGEST}
    answer = bearer.post(UPLOADS, told, content_type="application/json")
    assert answer.status_code == 201, answer.content
    at = f"{UPLOADS}/{answer.json()['id']}"
    put = {"content_type": "application/octet-stream"}
    assert bearer.put(f"{at}?offset=0", BODY[:1000], **put).json()["received_bytes"] == 1000
    gap = bearer.put(f"{at}?offset=2000", BODY[2000:], **put)
    assert (gap.status_code, gap.json()["code"]) == (409, "offset")
    assert bearer.get(at).json()["received_bytes"] == 1000
    assert [row["received_bytes"] for row in bearer.get(UPLOADS).json()["items"]] == [1000]
    bearer.put(f"{at}?offset=1000", BODY[1000:], **put)
    done = bearer.post(f"{at}/finish", {}, content_type="application/json")
    assert done.status_code == 202, done.content
    assert (done.json()["sha256"], done.json()["scan"]["state"]) == (DIGEST, "queued")
    assert bearer.get(at).status_code == 404
    known = bearer.post(UPLOADS, told, content_type="application/json")
    assert (known.status_code, known.json()["known"], known.json()["id"]) == (200, True, None)
    from_known = bearer.post(SCANS, {"sha256": DIGEST})
    assert from_known.json()["id"] == done.json()["scan"]["id"]


def test_an_upload_is_dropped(bearer: Client) -> None:
    told = bearer.post(UPLOADS, {"name": "a.apk", "size_bytes": 5}, content_type="application/json").json()
    assert bearer.delete(f"{UPLOADS}/{told['id']}").status_code == 204
    assert not Upload.objects.exists()


def test_a_policy_in_chunks_goes_with_a_package(bearer: Client) -> None:
    def put(name: str, kind: str, body: bytes, **finish: str) -> Any:
        told = {"name": name, "size_bytes": len(body), "kind": kind}
        at = f"{UPLOADS}/{bearer.post(UPLOADS, told, content_type='application/json').json()['id']}"
        bearer.put(f"{at}?offset=0", body, content_type="application/octet-stream")
        return bearer.post(f"{at}/finish", json.dumps(finish), content_type="application/json").json()

    policy = put("条款.html", "policy", "隐私政策".encode())
    assert policy["scan"] is None
    put("a.apk", "package", BODY, policy=policy["sha256"])
    assert Scan.objects.get().options == {"policy": policy["sha256"]}


def test_a_key_makes_one_scan(bearer: Client) -> None:
    key = {"Idempotency-Key": "once"}
    first = bearer.post(SCANS, {"file": _file()}, headers=key)
    second = bearer.post(SCANS, {"file": _file()}, headers=key)
    assert first.json()["id"] == second.json()["id"]
    assert second["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("path", ["", "/report", "/facts", "/events"])
def test_no_such_scan(bearer: Client, path: str) -> None:
    assert bearer.get(f"{SCANS}/{uuid4()}{path}").status_code == 404
