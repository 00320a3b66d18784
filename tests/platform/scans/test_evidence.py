"""Evidence beside a package, runs by themselves, and whose they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import scope
from mingjian.platform.exports.services import finished
from mingjian.platform.problems import Problem
from mingjian.platform.scans import services
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.options import Told
from mingjian.report.json import from_json
from mingjian.storage import blob_store
from tests.platform.scans.conftest import Ask, Bring, Host, Work, ended

APP = "cn.shiguang.ledger"
CALL = "android.provider.Settings$Secure.getString"
_ROWS: tuple[dict[str, Any], ...] = (
    {"at_ns": 0, "kind": "mark", "what": "launch"},
    {"at_ns": 410, "kind": "api_call", "what": CALL, "args": ["android_id"],
     "stack": [f"{CALL}(Settings.java:1)", f"{APP}.Home.onCreate(Home.java:31)"]},
    {"at_ns": 9_870, "kind": "mark", "what": "consent"},
)  # fmt: skip


def run(package: str = APP, more: str = "") -> bytes:
    """A first launch in which the device's number is read before consent."""
    rows = [{**row, "at_ns": 1_772_330_400_000_000_000 + row["at_ns"] * 1_000_000, "package": package}
            for row in _ROWS]  # fmt: skip
    return ("\n".join(json.dumps(row) for row in rows) + f"\n{more}").encode()


def _now(scan: Scan) -> Scan:
    return Scan.objects.select_related("result", "version__app").get(id=scan.id)


@pytest.fixture
def colleague(organisation: Organisation, join: Callable[..., Membership]) -> Actor:
    """Another member of the same organisation."""
    return actor_of(join(organisation, "reviewer"))


def test_a_run_beside_a_package_is_judged_with_it(manager: Actor, ask: Ask, bring: Bring, work: Work) -> None:
    """With the real host: records of an earlier scan's package, its version and its findings."""
    scan = ask(manager)
    work(scan)
    first = _now(scan)
    digest = bring(manager, run(), "first.jsonl", Kind.EVIDENCE)
    more = services.add_evidence(manager, scan.id, [(digest, "first.jsonl")], Told(first_run=True))
    work(more)
    second = _now(more)
    assert second.state == "done", second.failure
    assert second.version_id == first.version_id
    assert (second.source, second.owner_id) == ("evidence", None)
    assert first.result and second.result
    (report,) = from_json(blob_store().read(second.result.report_sha256))
    assert report.subject.package == APP
    assert [row.what for row in report.timeline if row.kind == "mark"] == ["launch", "consent"]
    used = next(row for row in report.timeline if row.kind == "api_call")
    assert (used.consent, used.source) == ("before", "evidence-0.jsonl:2")
    assert "first.jsonl" not in blob_store().read(second.result.report_sha256).decode()
    before = from_json(blob_store().read(first.result.report_sha256))[0]
    assert before.timeline == ()
    assert {o.rule for o in report.outcomes} == {o.rule for o in before.outcomes}


def test_the_same_files_in_any_order_are_the_same_scan(manager: Actor, ask: Ask, bring: Bring) -> None:
    scan = ask(manager)
    files = [(bring(manager, run(more="\n" * n), f"{n}.jsonl", Kind.EVIDENCE), f"{n}.jsonl") for n in (1, 2)]
    one = services.add_evidence(manager, scan.id, files)
    assert services.add_evidence(manager, scan.id, files[::-1]).id == one.id != scan.id
    assert services.add_evidence(manager, one.id, files[:1]).id == one.id, "what is there adds nothing"
    assert one.artifact_id == scan.artifact_id


def test_evidence_is_one_s_own_and_a_moment_is_a_time(
    manager: Actor, stranger: Actor, ask: Ask, bring: Bring, other: Organisation
) -> None:
    scan = ask(manager)
    with scope(other.id):
        theirs = bring(stranger, run(), "a.jsonl", Kind.EVIDENCE)
    with pytest.raises(Problem) as refused:
        services.add_evidence(manager, scan.id, [(theirs, "a.jsonl")])
    assert refused.value.status == 404
    mine = bring(manager, run(), "a.jsonl", Kind.EVIDENCE)
    with pytest.raises(Problem) as refused:
        services.add_evidence(manager, scan.id, [(mine, "a.jsonl")], Told(consent_at="yesterday"))
    assert refused.value.code == "moment"
    with pytest.raises(Problem) as refused:
        services.add_evidence(manager, scan.id, [(f"{n:064x}", "a.jsonl") for n in range(21)])
    assert refused.value.code == "too_many_files"


def test_a_run_by_itself_is_its_owner_s_alone(
    manager: Actor, colleague: Actor, bring: Bring, work: Work, organisation: Organisation
) -> None:
    """With the real host. The second wall holds it: no query of a colleague's request finds the row."""
    digest = bring(manager, run(), "phone.jsonl", Kind.EVIDENCE)
    scan = services.queue_run(manager, [(digest, "phone.jsonl")], Told(first_run=True))
    work(scan)
    done = _now(scan)
    assert done.state == "done", done.failure
    assert (done.subject, done.owner_id, done.version_id) == ("run", manager.user_id, None)
    assert not App.objects.exists(), "nothing of it stands on the organisation's shelf"
    assert done.result
    (report,) = from_json(blob_store().read(done.result.report_sha256))
    assert (report.subject.kind, report.subject.package) == ("device_run", APP)
    with scope(organisation.id, person=manager.user_id):
        assert services.one(manager, scan.id).id == scan.id
        assert not finished(manager).filter(id=scan.id).exists(), "it goes into no export of the organisation"
    with scope(organisation.id, person=colleague.user_id):
        assert not Scan.objects.filter(id=scan.id).exists()
        with pytest.raises(Problem) as refused:
            services.one(colleague, scan.id)
        assert refused.value.status == 404
        assert services.known(colleague, digest, Kind.EVIDENCE) is None
        own = services.queue_run(colleague, [(digest, "phone.jsonl")], Told(first_run=True))
    assert own.id != scan.id
    assert own.key != done.key


def test_a_row_cannot_be_made_in_another_s_name(
    manager: Actor, colleague: Actor, bring: Bring, organisation: Organisation
) -> None:
    digest = bring(manager, run(), "phone.jsonl", Kind.EVIDENCE)
    with (
        scope(organisation.id, person=colleague.user_id),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
    ):
        Scan.objects.create(
            organisation=organisation, artifact_id=digest, owner_id=manager.user_id, file_name="x",
            requested_by="user:x",
        )  # fmt: skip


def test_a_private_run_that_fails_is_told_to_nobody_else(
    manager: Actor, bring: Bring, work: Work, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("mingjian.platform.scans.services.runs.emit", told.append)
    host.ends = [ended("unreadable", "no_run"), ended("unreadable", "no_run")]
    digest = bring(manager, run(), "phone.jsonl", Kind.EVIDENCE)
    scan = services.queue_run(manager, [(digest, "phone.jsonl")])
    work(scan)
    assert _now(scan).state == "failed"
    assert told == []
    assert Entry.objects.order_by("number").last().action == "scan.failed"  # type: ignore[union-attr]


def test_a_run_of_several_apps_asks_which(manager: Actor, bring: Bring, work: Work) -> None:
    """With the real host."""
    both = run() + run("com.example.other")
    digest = bring(manager, both, "phone.jsonl", Kind.EVIDENCE)
    scan = services.queue_run(manager, [(digest, "phone.jsonl")])
    work(scan)
    failure = _now(scan).failure
    assert failure["code"] == "run_packages"
    assert APP in str(failure["zh"]) and "com.example.other" in str(failure["en"])
    named = services.queue_run(manager, [(digest, "phone.jsonl")], package="com.example.other")
    work(named)
    assert _now(named).state == "done", _now(named).failure


def test_what_is_no_record_of_a_run_says_so(manager: Actor, bring: Bring, work: Work) -> None:
    """With the real host."""
    digest = bring(manager, b"\x00\x01\x02 nothing", "a.bin", Kind.EVIDENCE)
    scan = services.queue_run(manager, [(digest, "a.bin")])
    work(scan)
    assert _now(scan).failure["code"] == "no_run"
    assert "可作证据的运行记录" in str(_now(scan).failure["zh"])


def test_nobody_hands_in_a_run_without_a_person(manager: Actor, bring: Bring) -> None:
    from msgspec.structs import replace  # noqa: PLC0415

    digest = bring(manager, run(), "phone.jsonl", Kind.EVIDENCE)
    for given, actor in (([], manager), ([(digest, "a")], replace(manager, user_id=None))):
        with pytest.raises(Problem) as refused:
            services.queue_run(actor, given)
        assert refused.value.status == 422


@pytest.mark.parametrize("url", [
    "", "ftp://a.example/", "javascript:alert(1)", "https://", "https://me:secret@a.example/", "http://a b/",
    "https://a.example/\u202e", "x" * 3000,
])  # fmt: skip
def test_only_a_web_address_is_visited(manager: Actor, url: str) -> None:
    with pytest.raises(Problem) as refused:
        services.queue_page(manager, url)
    assert refused.value.code == "url"


def test_a_page_is_asked_for_once_at_a_time(manager: Actor, host: Host) -> None:
    one = services.queue_page(manager, " https://m.ledger.example/get ")
    assert services.queue_page(manager, "https://m.ledger.example/get").id == one.id
    assert (one.subject, one.file_name, one.owner_id) == ("page", "https://m.ledger.example/get", None)
    with pytest.raises(Problem) as refused:
        services.add_evidence(manager, one.id, [("0" * 64, "a.har")])
    assert refused.value.code == "no_package"
    Scan.objects.filter(id=one.id).update(state="done")
    assert services.queue_page(manager, "https://m.ledger.example/get").id != one.id, "a page changes"
