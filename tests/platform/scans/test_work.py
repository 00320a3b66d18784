"""What a worker does of a scan, and that it counts once, whatever is killed."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from msgspec.structs import replace

from mingjian.errors import StorageError
from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.catalogue.models import App, AppSearch, SdkUse, Version
from mingjian.platform.database import scope
from mingjian.platform.findings.models import Finding
from mingjian.platform.scans import jobs, options, services, working
from mingjian.platform.scans.host.messages import ScanRequest
from mingjian.platform.scans.models import Kind, Result, Scan
from mingjian.platform.scans.services import keeping, runs
from mingjian.report.json import from_json, to_json
from mingjian.storage import blob_store
from tests.platform.scans.conftest import SAMPLE, Ask, Bring, Host, Work, ended

BODY = SAMPLE.read_bytes()


def _now(scan: Scan) -> Scan:
    return Scan.objects.select_related("result", "version__app").get(id=scan.id)


def _actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def test_from_package_to_report(manager: Actor, ask: Ask, work: Work) -> None:
    """With the real host."""
    scan = ask(manager)
    work(scan)
    scan = _now(scan)
    assert scan.state == "done" and scan.result and scan.version
    (report,) = from_json(blob_store().read(scan.result.report_sha256))
    assert report.subject.package == scan.version.app.package == "cn.shiguang.ledger"
    assert report.subject.path == f"{scan.artifact_id[:16]}.apk", "reports name no organisation's file"
    assert scan.verdicts["1.9"] == "violates" and scan.counts["violates"] >= 3
    assert (scan.version.app.name, scan.version.version_name) == ("拾光记账", "1.0.0")
    assert Finding.objects.filter(app=scan.version.app, present=True).count() >= 9
    assert scan.version.app.icon_sha256 in scan.result.media["pictures"]
    assert "记账" in AppSearch.objects.get(app_id=scan.version.app_id).words
    assert _actions() == ["file.brought", "scan.queued", "findings.taken_in", "scan.done"]
    assert list(verify(manager.organisation_id)) == []
    assert not list(working.work_folder().glob("out/*"))


def test_done_twice_counts_once(manager: Actor, ask: Ask, work: Work, host: Host, tmp_path: Path) -> None:
    """A worker thought dead and the one that took over both come to an end."""
    scan = ask(manager)
    work(scan, scan)
    assert len(host.asked) == 1
    first = _now(scan).finished_at
    host._copy(tmp_path / "again")
    made = keeping.keep(tmp_path / "again", 0.1)
    assert runs.finish(scan.id, made) is False
    assert not runs.fail(scan.id, {"code": "x"})
    assert _now(scan).finished_at == first
    assert _actions().count("scan.done") == 1


def test_a_killed_worker_s_scan_begins_again(manager: Actor, ask: Ask, work: Work, host: Host) -> None:
    scan = ask(manager)
    assert runs.start(scan.id) is not None  # and then the worker is killed
    assert _now(scan).state == "running"
    work(scan)
    assert (_now(scan).state, _now(scan).attempts) == ("done", 2)


def test_a_scan_whose_worker_dies_for_ever_is_given_up(manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    for _ in range(runs.MOST_LOST):
        assert runs.start(scan.id) is not None
    assert runs.start(scan.id) is None
    assert (_now(scan).state, _now(scan).failure["code"]) == ("failed", "worker_lost")


@pytest.mark.parametrize("outcome", ["crashed", "timed_out", "out_of_memory", "unreadable"])
def test_how_a_package_ends_is_told_in_words(
    manager: Actor, ask: Ask, work: Work, host: Host, outcome: str
) -> None:
    host.ends = [ended(outcome, "sigsegv")]
    scan = ask(manager)
    work(scan)
    scan = _now(scan)
    assert scan.state == "failed"
    assert scan.failure["outcome"] == outcome
    assert "sigsegv" in str(scan.failure["zh"]) and "sigsegv" in str(scan.failure["en"])
    assert _actions()[-1] == "scan.failed"
    services.retry(manager, scan.id)
    work(scan)
    assert (_now(scan).state, _now(scan).failure) == ("done", {})


def test_what_is_not_the_package_s_doing_is_tried_again(
    manager: Actor, ask: Ask, work: Work, host: Host
) -> None:
    scan = ask(manager)
    host.ends = [ended("crashed", "host_lost", again=True) for _ in range(runs.MOST_AGAIN)]
    for attempt in range(1, runs.MOST_AGAIN):
        work(scan)
        assert (_now(scan).state, _now(scan).attempts) == ("queued", attempt)
        assert _now(scan).job is not None
    work(scan)
    assert (_now(scan).state, _now(scan).failure["code"]) == ("failed", "host_lost")


def test_an_incomplete_scan_is_done_and_says_what_is_missing(
    manager: Actor, ask: Ask, work: Work, host: Host, made: Path
) -> None:
    scan = ask(manager)
    folder = working.work_folder() / "out" / f"{scan.id}-1"
    host.ends = [ended("incomplete", "dex_truncated", output=folder)]
    host.on_scan = lambda request: host._copy(request.output)
    work(scan)
    scan = _now(scan)
    assert (scan.state, scan.failure["outcome"], scan.failure["code"]) == (
        "done",
        "incomplete",
        "dex_truncated",
    )
    assert scan.result is not None


def test_what_postgresql_keeps_in_no_text_fails_nothing(
    manager: Actor, ask: Ask, work: Work, host: Host, made: Path
) -> None:
    """A package says NUL in its label, name and version; the blob of its report keeps what it said."""
    (report,) = from_json((made / "report.json").read_bytes())
    rule = next(one for one in report.outcomes if one.findings)
    found = replace(rule.findings[0], message_zh="坏\0话")
    hostile = replace(
        report,
        subject=replace(report.subject, label="拾\0光", version_name="1\0", package="cn.a\0b"),
        outcomes=(replace(rule, findings=(found,)), *(one for one in report.outcomes if one is not rule)),
    )

    def leave(request: ScanRequest) -> None:
        host._copy(request.output)
        (request.output / "report.json").write_bytes(to_json(hostile))

    scan = ask(manager)
    host.on_scan = leave
    host.ends = [
        replace(
            ended("incomplete", "zip_entry", output=working.work_folder() / "out" / f"{scan.id}-1"),
            entry="res/a\0.xml", detail="\0",
        )
    ]  # fmt: skip
    work(scan)
    scan = _now(scan)
    assert scan.state == "done" and scan.version and scan.result, scan.failure
    assert scan.failure["entry"] == "res/a\ufffd.xml"
    app = scan.version.app
    assert (app.name, app.package, scan.version.version_name) == ("拾\ufffd光", "cn.a\ufffdb", "1\ufffd")
    assert Finding.objects.filter(app=app, message_zh="坏\ufffd话").exists()
    (kept,) = from_json(blob_store().read(scan.result.report_sha256))
    assert kept.subject.label == "拾\0光"
    host.ends = [replace(ended("unreadable", "zip_entry"), entry="res/\0")]
    again = ask(manager, BODY + b"\0", "b.apk")
    work(again)
    assert (_now(again).state, _now(again).failure["entry"]) == ("failed", "res/\ufffd")


def test_cancelled_while_it_runs(manager: Actor, ask: Ask, work: Work, host: Host) -> None:
    scan = ask(manager)
    host.on_scan = lambda _: services.cancel(manager, scan.id)
    work(scan)
    scan = _now(scan)
    assert (scan.state, scan.result) == ("cancelled", None)
    assert not App.objects.exists()
    assert _actions()[-1] == "scan.cancelled"


def test_progress_ends_with_the_scan(manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    assert not runs.progress(scan.id, "rules", 1, 130)
    runs.start(scan.id)
    assert runs.progress(scan.id, "rules", 88, 130)
    now = _now(scan)
    assert (now.stage, now.done, now.total) == ("rules", 88, 130)
    services.cancel(manager, scan.id)
    assert not runs.progress(scan.id, "rules", 89, 130)
    assert _now(scan).stage == ""


def test_a_store_that_fails(
    manager: Actor, ask: Ask, work: Work, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = ask(manager)
    for code, state in (("full", "queued"), ("missing", "failed")):

        def broken(*_: object, code: str = code) -> None:
            raise StorageError(code, "no")

        with monkeypatch.context() as patch:
            patch.setattr(keeping, "keep", broken)
            work(scan)
        assert _now(scan).state == state
    assert _now(scan).failure["code"] == "storage_missing"


def test_a_host_that_leaves_rubbish(manager: Actor, ask: Ask, work: Work, host: Host, made: Path) -> None:
    scan = ask(manager)
    host.on_scan = lambda request: (
        request.output.mkdir(parents=True), (request.output / "report.json").write_bytes(b"{}")
    )  # fmt: skip
    host._copy = lambda _: None  # type: ignore[method-assign]
    work(scan)
    assert (_now(scan).state, _now(scan).failure["code"]) == ("failed", "bad_output")


def test_one_result_for_two_organisations_and_no_word_of_the_other(
    manager: Actor, stranger: Actor, ask: Ask, work: Work, host: Host, seen_by_all: None
) -> None:
    mine, theirs = ask(manager, name="内部代号.apk"), ask(stranger)
    work(mine)
    assert _now(theirs).state == "queued"
    work(theirs)
    assert len(host.asked) == 2, "a known result would be faster, and speed tells"
    assert all("内部代号" not in request.name for request in host.asked)
    assert Result.objects.count() == 1
    assert Version.objects.count() == App.objects.count() == 2
    with scope(stranger.organisation_id):
        assert App.objects.count() == 1


def test_options_reach_the_host(manager: Actor, ask: Ask, bring: Bring, work: Work, host: Host) -> None:
    old = ask(manager, b"#" + BODY)
    work(old)
    policy = bring(manager, "隐私政策".encode(), "条款.md", Kind.POLICY)
    listing = bring(manager, b"[]", "l.csv", Kind.LISTING)
    asked = options.make(
        "a.apk", policy=(policy, "条款.md"), listing=(listing, "l.csv"), category="online_shopping",
        against=old.artifact_id,
    )  # fmt: skip
    seen: list[tuple[str, bytes]] = []
    host.on_scan = lambda request: seen.extend(
        (path.name, path.read_bytes()) for path in (request.policy, request.listing, request.against) if path
    )
    scan = services.queue(manager, bring(manager), asked, file_name="a.apk")
    work(scan)
    assert host.asked[-1].category == "online_shopping"
    names = [name for name, _ in seen]
    assert names == ["policy.md", "listing.csv", "against.bin"]
    assert seen[0][1] == "隐私政策".encode()
    assert not (working.work_folder() / "beside" / f"{scan.id}-1").exists()


def test_newest_version_and_its_sdks(manager: Actor, ask: Ask, work: Work, host: Host) -> None:
    work(ask(manager), ask(manager, b"#" + BODY))
    app = App.objects.get()
    assert Version.objects.count() == 2
    assert app.newest and app.newest.artifact_id != Version.objects.order_by("created_at")[0].artifact_id
    assert SdkUse.objects.filter(version=app.newest).count() == SdkUse.objects.count() / 2


def test_broken_packages_end_with_the_place(manager: Actor, ask: Ask, work: Work) -> None:
    """With the real host: cut in the middle, an empty archive, one without a manifest."""
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        archive.writestr("hello.txt", "hello")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    scans = [ask(manager, body) for body in (BODY[: len(BODY) // 2], bare.getvalue(), empty.getvalue())]
    work(*scans)
    for scan in map(_now, scans):
        assert scan.state == "failed"
        assert scan.failure["outcome"] == "unreadable"
        assert scan.failure["code"] and scan.failure["zh"] and scan.failure["en"]
    assert _now(scans[0]).failure["zh"] == "无法读取：文件不完整：缺少 ZIP 末尾的目录记录 [zip_no_eocd]"


def test_an_interrupted_job_comes_again() -> None:
    class Job:
        attempts = 3

    again = jobs.Again()
    job = Job()
    assert again.get_retry_decision(exception=asyncio.CancelledError(), job=job) is not None  # type: ignore[arg-type]
    assert again.get_retry_decision(exception=OSError(), job=job) is not None  # type: ignore[arg-type]
    job.attempts = jobs.MOST_TRIES
    assert again.get_retry_decision(exception=OSError(), job=job) is None  # type: ignore[arg-type]


def test_progress_is_told_now_and_then(
    manager: Actor, ask: Ask, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what lasts is told; what runs no longer is ended."""
    scan = ask(manager)
    told: list[tuple[object, ...]] = []
    cancelled: list[str] = []
    monkeypatch.setattr(working, "TELL_EVERY_S", 0.001)
    monkeypatch.setattr(runs, "progress", lambda *args: bool(told.append(args)) or len(told) < 2)

    async def slow() -> None:
        begun = await working.database(scan.organisation_id, runs.start, scan.id)
        assert begun is not None
        teller = working._Teller(begun)

        async def cancel(id_: str) -> None:
            cancelled.append(id_)

        host.cancel = cancel  # type: ignore[method-assign]
        for done in range(200):
            teller.hear(working.Stage("rules", done, 130))
            await asyncio.sleep(0.002)
            if cancelled:
                break
        await teller.stop()

    async_to_sync(slow)()
    assert 2 <= len(told) < 200
    assert cancelled == [f"{scan.id}-1"]


def test_neutral_names() -> None:
    assert working.neutral("a" * 64, options.make("我的应用.AAB")) == "a" * 16 + ".aab"
