"""Exports in every format, zips, expiry; seals and their verifier; badges only where they are asked for."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from mingjian.platform.accounts.access import ROLE_SCOPES, Actor, Forbidden, Role
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.exports import making, services
from mingjian.platform.exports.models import Badge, Export, Seal
from mingjian.platform.problems import Problem
from mingjian.platform.reports.forms import FORMS, file_name
from mingjian.platform.scans.models import Scan
from mingjian.storage import blob_store
from tests.platform.kept import keep
from tests.report.sample import extras, sample


@pytest.fixture
def scan(organisation: Organisation, manager: Actor) -> Scan:
    return keep(organisation, replace(sample(), diff=None), extras())


@pytest.fixture
def browser(organisation: Organisation, manager: Actor) -> Client:
    client = Client()
    member = Membership.objects.select_related("user").get(user_id=manager.user_id)
    client.force_login(member.user)
    return client


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"pdf", "docx", "xlsx"}))
def test_a_file_of_each_format(manager: Actor, scan: Scan, browser: Client, form: str) -> None:
    asked = services.ask(manager, [scan.id], form, "zh")
    assert asked.state == "queued"
    making.make(asked.id)
    asked.refresh_from_db()
    assert asked.state == "done" and asked.done == 1
    body = blob_store().read(asked.sha256)
    assert hashlib.sha256(body).hexdigest() == asked.sha256 and len(body) == asked.size_bytes
    answer = browser.get(f"/exports/{asked.id}/file")
    assert b"".join(answer.streaming_content) == body  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert asked.name.endswith(FORMS[form].ending) and answer["X-Content-Type-Options"] == "nosniff"


def test_an_office_file_and_a_pdf(manager: Actor, scan: Scan) -> None:
    for form, magic in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")):
        asked = services.ask(manager, [scan.id], form, "en")
        making.make(asked.id)
        asked.refresh_from_db()
        assert blob_store().read(asked.sha256).startswith(magic)


def test_json_is_the_report_byte_for_byte(manager: Actor, scan: Scan) -> None:
    asked = services.ask(manager, [scan.id], "json", "zh")
    making.make(asked.id)
    asked.refresh_from_db()
    assert scan.result is not None
    assert asked.sha256 == scan.result.report_sha256 and not asked.owned


def test_many_reports_make_one_archive(organisation: Organisation, manager: Actor, scan: Scan) -> None:
    second = replace(sample().subject, sha256="9" * 64, version_name="../../5.9", version_code=50900)
    other = keep(organisation, replace(sample(), diff=None, subject=second), extras())
    asked = services.ask(manager, [scan.id, other.id, scan.id], "md", "zh")
    making.make(asked.id)
    asked.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(blob_store().read(asked.sha256)))
    names = archive.namelist()
    assert len(names) == 2 == asked.done
    assert all("/" not in name and ".." not in name and name.endswith(".md") for name in names)
    assert archive.testzip() is None


def test_made_twice_it_is_made_once(manager: Actor, scan: Scan) -> None:
    asked = services.ask(manager, [scan.id], "csv", "zh")
    making.make(asked.id)
    making.make(asked.id)
    actions = Entry.objects.filter(target=f"export:{asked.id}").values_list("action", flat=True)
    assert sorted(actions) == ["export.asked", "export.made"]


def test_what_passes_its_day_is_forgotten(manager: Actor, scan: Scan) -> None:
    Scan.objects.filter(id=scan.id).update(file_name=f"{uuid4()}.apk")
    first, second = (services.ask(manager, [scan.id], "html", "zh") for _ in range(2))
    making.make(first.id)
    making.make(second.id)
    first.refresh_from_db()
    blob = first.sha256
    for export, gone in ((first, False), (second, True)):
        Export.objects.filter(id=export.id).update(expires_at=timezone.now() - timedelta(seconds=1))
        with scope(SYSTEM):
            assert services.expire() == 1
        assert blob_store().exists(blob) is not gone
        export.refresh_from_db()
        assert (export.state, export.sha256) == ("expired", "")


def test_who_may_ask_and_for_what(
    manager: Actor, scan: Scan, other: Organisation, join: Callable[[Organisation, Role], Membership]
) -> None:
    auditor = Actor(
        id="user:x", user_id=None, organisation_id=manager.organisation_id, role="auditor",
        scopes=ROLE_SCOPES["auditor"],
    )  # fmt: skip
    with pytest.raises(Forbidden):
        services.ask(auditor, [scan.id], "pdf", "zh")
    stranger = Actor(
        id="user:y", user_id=None, organisation_id=other.id, role="admin", scopes=ROLE_SCOPES["admin"]
    )
    for act in (
        lambda: services.ask(stranger, [scan.id], "pdf", "zh"),
        lambda: services.seal(stranger, scan.id, base="https://a", language="zh"),
        lambda: services.show_badge(stranger, scan.version.app_id if scan.version else uuid4(), shown=True),
        lambda: services.of(stranger, services.ask(manager, [scan.id], "md", "zh").id),
    ):
        with scope(SYSTEM), pytest.raises(Problem) as why:
            act()
        assert why.value.status == 404
    for ids, form in (([], "pdf"), ([uuid4() for _ in range(201)], "pdf"), ([scan.id], "exe")):
        with pytest.raises(Problem) as why:
            services.ask(manager, ids, form, "zh")
        assert why.value.status == 422


def sealed(manager: Actor, scan: Scan) -> Seal:
    made = services.seal(manager, scan.id, base="https://mingjian.example", language="zh")
    making.print_seal(made.id)
    made.refresh_from_db()
    return made


def test_a_seal_can_be_checked_by_anyone(manager: Actor, scan: Scan) -> None:
    made = sealed(manager, scan)
    told = json.loads(made.statement)
    assert scan.result is not None
    assert told["report"]["sha256"] == scan.result.report_sha256 == made.report_sha256
    assert hashlib.sha256(made.statement.encode()).hexdigest() == made.statement_sha256
    assert blob_store().read(made.pdf_sha256).startswith(b"%PDF-")
    anyone = Client()
    with scope(""):
        page = LexborHTMLParser(anyone.get(f"/seals/{made.id}").content.decode())
        text = page.body.text() if page.body else ""
        assert "与封存时一致" in text and "这还不是电子签名" in text and "com.shiguang.ledger" in text
        assert not page.css("[style], style, script:not([src])")
        for given, said in (
            (made.pdf_sha256, "正是封存的 PDF"), (made.report_sha256.upper(), "正是封存的 JSON 报告"),
            ("0" * 64, "不是封存的任何一份文件"),
        ):  # fmt: skip
            assert said in anyone.get(f"/seals/{made.id}", {"sha256": given}).content.decode()
        assert anyone.get(f"/seals/{made.id}/pdf").status_code == 302, "files are the organisation's own"
        assert anyone.get(f"/seals/{uuid4()}").status_code == 404


def test_a_changed_seal_says_so(manager: Actor, scan: Scan) -> None:
    made = sealed(manager, scan)
    Seal.objects.filter(id=made.id).update(statement=made.statement.replace("violates", "passes"))
    assert "与封存时不符" in Client().get(f"/seals/{made.id}").content.decode()
    Seal.objects.filter(id=made.id).update(statement=made.statement)
    blob_store().delete(made.pdf_sha256)
    page = Client().get(f"/seals/{made.id}").content.decode()
    assert "与封存时不符" in page and "文件取不到" in page


def test_the_sealed_files_are_for_the_organisation(manager: Actor, scan: Scan, browser: Client) -> None:
    made = sealed(manager, scan)
    for kind, sha256 in (
        ("pdf", made.pdf_sha256),
        ("json", made.report_sha256),
        ("statement", made.statement_sha256),
    ):
        answer = browser.get(f"/seals/{made.id}/{kind}")
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert hashlib.sha256(body).hexdigest() == sha256
    assert browser.get(f"/seals/{made.id}/exe").status_code == 404


def test_a_badge_is_there_only_when_asked_for(manager: Actor, scan: Scan, browser: Client) -> None:
    assert scan.version is not None
    app = scan.version.app_id
    assert Client().get(f"/badges/{app}.svg").status_code == 404
    browser.post(f"/apps/{app}/badge", {"shown": "yes"})
    browser.post(f"/apps/{app}/badge", {"shown": "yes"})
    assert Badge.objects.count() == 1
    assert Entry.objects.filter(action="badge.shown").count() == 1
    answer = Client().get(f"/badges/{app}.svg")
    root = ElementTree.fromstring(answer.content)
    text = "".join(root.itertext())
    counts = scan.counts
    assert f"违规 {counts['violates']} · 疑似 {counts['suspected']} · 未判定 5" in text
    assert (
        answer["Content-Type"] == "image/svg+xml"
        and "default-src 'none'" in answer["Content-Security-Policy"]
    )
    assert b"violations" in Client().get(f"/badges/{app}.svg?lang=en").content
    browser.post(f"/apps/{app}/badge", {"shown": "no"})
    assert Client().get(f"/badges/{app}.svg").status_code == 404


def test_the_pages_lead_from_report_to_file(manager: Actor, scan: Scan, browser: Client) -> None:
    page = LexborHTMLParser(browser.get(f"/scans/{scan.id}/report").content.decode())
    assert {button.attributes["value"] for button in page.css("button[name=form]")} == set(FORMS)
    answer = browser.post("/exports", {"scan": str(scan.id), "form": "md"})
    export = Export.objects.get()
    assert answer["Location"] == f"/exports/{export.id}"
    waiting = browser.get(answer["Location"]).content.decode()
    assert "正在生成" in waiting and 'hx-trigger="every 2s"' in waiting
    making.make(export.id)
    part = browser.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "文件已备好" in part and "<html" not in part and "hx-trigger" not in part
    assert "文件已备好" not in browser.get("/exports").content.decode()
    assert export.name == "" and Export.objects.get().name in browser.get("/exports").content.decode()
    sealing = browser.post(f"/scans/{scan.id}/seal")
    assert sealing["Location"] == f"/seals/{Seal.objects.get().id}"


def test_a_failure_is_told(manager: Actor, scan: Scan, browser: Client) -> None:
    asked = services.ask(manager, [scan.id], "md", "zh")
    services.began(asked.id)
    services.failed(asked.id)
    assert "文件没有做成" in browser.get(f"/exports/{asked.id}").content.decode()


@pytest.mark.parametrize(
    ("package", "version", "name"),
    [
        ("com.a", "1.0", "com.a-1.0-12345678.pdf"),
        ("../../etc/passwd", "a/b", "etc_passwd-a_b-12345678.pdf"),
        ("", "", "report-12345678.pdf"),
        ('"><script>', "\u202e\r\nX: y", "script-X_y-12345678.pdf"),
    ],
)
def test_names_of_files_are_plain(package: str, version: str, name: str) -> None:
    made = file_name(package, version, "1234567890", "pdf")
    assert made == name or not set(made) & set('/\\"<>\r\n:\u202e')


def test_the_api_does_what_the_pages_do(scan: Scan, browser: Client) -> None:
    asked = browser.post(
        "/api/v1/exports", {"scans": [str(scan.id)], "form": "md"}, content_type="application/json"
    )
    assert asked.status_code == 202
    at = f"/api/v1/exports/{asked.json()['id']}"
    assert browser.get(f"{at}/file").status_code == 409
    making.make(UUID(asked.json()["id"]))
    assert browser.get(at).json()["state"] == "done"
    assert browser.get(f"{at}/file").status_code == 200
    assert [row["id"] for row in browser.get("/api/v1/exports").json()["items"]] == [asked.json()["id"]]
    seal = browser.post("/api/v1/seals", {"scan": str(scan.id)}, content_type="application/json")
    assert seal.status_code == 201 and seal.json()["holds"]
    assert browser.get(f"/api/v1/seals/{seal.json()['id']}").json()["statement_sha256"]
