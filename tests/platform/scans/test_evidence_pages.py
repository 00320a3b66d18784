"""Evidence over the API and by the forms: what is asked, what is answered, what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.scans import services
from mingjian.platform.scans.events import Change
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.options import read
from mingjian.platform.scans.stream import Looker
from tests.platform.scans.conftest import SAMPLE, Ask, Bring, Host
from tests.platform.scans.test_evidence import run


def _file(name: str = "run.jsonl", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, run() if content is None else content)


def _json(answer: Any, status: int = 202) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_package_comes_with_its_evidence(bearer: Client) -> None:
    package = SimpleUploadedFile("拾光记账.apk", SAMPLE.read_bytes())
    told = _json(
        bearer.post(
            "/api/v1/scans",
            {"file": package, "evidence": [_file(), _file("a.har", b'{"log": {}}')], "first_run": "true"},
        )
    )
    assert (told["subject"], told["private"], told["source"]) == ("package", False, "api")
    options = read(Scan.objects.get(id=told["id"]).options)
    assert sorted(options.evidence_endings) == [".har", ".jsonl"]
    assert options.first_run


def test_evidence_is_added_to_a_scan_that_is_there(bearer: Client, manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    address = f"/api/v1/scans/{scan.id}/evidence"
    told = _json(bearer.post(address, {"evidence": _file(), "consent_at": "2026-03-01T10:00:05"}))
    assert told["id"] != str(scan.id)
    assert told["sha256"] == scan.artifact_id
    again = _json(
        bearer.post(address, {"evidence": _file("other name.jsonl"), "consent_at": "2026-03-01T10:00:05"})
    )
    assert again["id"] == told["id"], "the same bytes are the same scan"
    assert _json(bearer.post(address, {"consent_at": "2026-03-01"}), 422)["code"] == "file"
    assert _json(bearer.post(address, {"evidence": _file(), "consent_at": "soon"}), 422)["code"] == "moment"
    assert _json(bearer.post(address, {"evidence": _file(content=b"")}), 422)["code"] == "empty_file"


def test_what_came_in_chunks_is_named_by_digest(
    bearer: Client, manager: Actor, ask: Ask, bring: Bring
) -> None:
    scan = ask(manager)
    body = run()
    begun = _json(
        bearer.post(
            "/api/v1/uploads",
            {"name": "big.zip", "size_bytes": len(body), "kind": "evidence"},
            "application/json",
        ),
        201,
    )
    bearer.put(f"/api/v1/uploads/{begun['id']}?offset=0", body, "application/octet-stream")
    done = _json(bearer.post(f"/api/v1/uploads/{begun['id']}/finish", {}, "application/json"))
    assert (done["kind"], done["scan"]) == ("evidence", None)
    told = _json(bearer.post(f"/api/v1/scans/{scan.id}/evidence", {"evidence_sha256": done["sha256"]}))
    options = read(Scan.objects.get(id=told["id"]).options)
    assert (options.evidence, options.evidence_endings) == ((done["sha256"],), (".zip",))
    unknown = bearer.post(f"/api/v1/scans/{scan.id}/evidence", {"evidence_sha256": "0" * 64})
    assert unknown.status_code == 404


def test_a_device_record_is_the_asker_s_alone(
    bearer: Client, organisation: Organisation, join: Callable[..., Membership]
) -> None:
    told = _json(bearer.post("/api/v1/run-scans", {"evidence": _file(), "package": "cn.shiguang.ledger"}))
    assert (told["subject"], told["private"]) == ("run", True)
    assert [row["id"] for row in bearer.get("/api/v1/scans?subject=run").json()["items"]] == [told["id"]]
    (record,) = bearer.get(f"/api/v1/scans/{told['id']}/records").json()
    assert (record["name"], record["size_bytes"]) == ("run.jsonl", len(run()))
    kept = f"/scans/{told['id']}/records/{record['sha256']}"
    answer = bearer.get(f"/api/v1{kept}")
    assert b"".join(answer.streaming_content) == run()
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''run.jsonl"
    assert bearer.get(f"/api/v1/scans/{told['id']}/records/{'0' * 64}").status_code == 404
    assert record["sha256"] not in str(list(Entry.objects.values_list("target", "detail")))
    colleague = Client()
    colleague.force_login(join(organisation, "admin").user)
    for address in (
        kept, f"/api/v1{kept}", f"/api/v1/scans/{told['id']}/records",
        f"/api/v1/scans/{told['id']}", f"/api/v1/scans/{told['id']}/report", f"/scans/{told['id']}/report",
        f"/scans/{told['id']}/evidence",
    ):  # fmt: skip
        assert colleague.get(address).status_code == 404, address
    assert colleague.get("/api/v1/scans").json()["items"] == []
    assert told["file_name"] not in colleague.get("/scans").content.decode()


def test_a_page_is_asked_for_by_address(bearer: Client) -> None:
    told = _json(
        bearer.post("/api/v1/page-scans", {"url": "https://m.ledger.example/get"}, "application/json")
    )
    assert (told["subject"], told["file_name"]) == ("page", "https://m.ledger.example/get")
    refused = bearer.post("/api/v1/page-scans", {"url": "file:///etc/passwd"}, "application/json")
    assert _json(refused, 422)["code"] == "url"


def test_the_forms_take_what_the_api_takes(
    manager: Actor, organisation: Organisation, join: Callable[..., Membership], ask: Ask
) -> None:
    client = Client()
    client.force_login(join(organisation, "member").user)
    scan = ask(manager)
    form = f"/scans/{scan.id}/evidence"
    assert "补充证据" in client.get(form).content.decode()
    empty = client.post(form, {})
    assert empty.status_code == 422
    assert "没有选择文件" in empty.content.decode()
    policy = SimpleUploadedFile("政策.html", b"<h1>x</h1>")
    sent = client.post(form, {"evidence": _file(), "policy": policy, "first_run": "on"})
    assert sent.status_code == 302
    made = Scan.objects.exclude(id=scan.id).get()
    assert sent["Location"] == f"/scans/{made.id}/report"
    options = read(made.options)
    assert options.policy
    assert options.policy_ending == ".html"
    assert (len(options.evidence), options.first_run) == (1, True)
    assert client.post("/scans/run", {"evidence": _file("b.jsonl")}).status_code == 302
    assert client.post("/scans/page", {"url": "https://a.example/"}).status_code == 302
    wrong = client.post("/scans/page", {"url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "完整网址" in wrong.content.decode()
    assert {row.subject for row in Scan.objects.all()} == {"package", "run", "page"}


def test_every_form_says_what_it_wants_in_both_languages(
    organisation: Organisation, join: Callable[..., Membership], manager: Actor, ask: Ask
) -> None:
    client = Client()
    client.force_login(join(organisation, "member").user)
    scan = ask(manager)
    for address in (f"/scans/{scan.id}/evidence", "/scans/run", "/scans/page", "/upload"):
        zh = client.get(address).content.decode()
        en = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert 'style="' not in zh + en
        main = en[en.index("<main") : en.index("</main>")]
        assert not any("一" <= sign <= "鿿" for sign in main.replace("拾光记账", "")), address


def test_a_colleague_hears_nothing_of_a_private_scan(manager: Actor, bring: Bring, host: Host) -> None:
    digest = bring(manager, run(), "a.jsonl", Kind.EVIDENCE)
    scan = services.queue_run(manager, [(digest, "a.jsonl")])
    change = Change(organisation=str(scan.organisation_id), scan=str(scan.id), owner=str(scan.owner_id))
    for person, heard in ((str(manager.user_id), 1), ("someone", 0)):
        looker = Looker("", person)
        looker.give(change)
        assert looker.waiting.qsize() == heard
