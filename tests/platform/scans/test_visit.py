"""Pages by address: met in the worker, judged in the host, told in words when nothing came."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from mingjian.artifacts import page_visit
from mingjian.artifacts.page_visit import Phone, Picture, Step, Unsettled, View, Visit
from mingjian.errors import ArtifactError, ServiceError
from mingjian.platform.accounts.access import Actor
from mingjian.platform.catalogue.models import App
from mingjian.platform.scans import services, visiting, working
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.options import read
from mingjian.platform.scans.services import records
from mingjian.report.json import from_json
from mingjian.storage import blob_store
from tests.platform.scans.conftest import Work
from tests.report.sample_parts import SPLASH

URL = "https://m.ledger.example/get"


def _now(scan: Scan) -> Scan:
    return Scan.objects.select_related("result").get(id=scan.id)


class Browser:
    """Takes the browser's place: writes a record as it would."""

    def __init__(self) -> None:
        self.met: list[str] = []
        self.fails: Exception | None = None
        self.unsettled: tuple[Unsettled, ...] = ()
        self.views = True
        self.title = "拾光记账 下载"

    async def meet(self, url: str, folder: Path) -> Visit:
        self.met.append(url)
        if self.fails is not None:
            raise self.fails
        folder.mkdir(parents=True)
        (folder / "raw").mkdir()
        (folder / "raw" / "raw.har").write_bytes(b"{}")
        (folder / "1.png").write_bytes(SPLASH)
        picture = Picture(
            file="1.png", sha256=hashlib.sha256(SPLASH).hexdigest(), mime="image/png", moment="loaded"
        )
        view = View(moment="loaded", at_ms=900.0, step=0, opening=0, url=url, title=self.title, picture=0)
        made = Visit(
            url=url, final_url=url, title=self.title, status=200, started="2026-03-01T02:00:00Z",
            phone=Phone(user_agent="x"), watched_s=30.0, pictures=(picture,), unsettled=self.unsettled,
            steps=(Step(cause="none", opening=0, at_ms=0, until_ms=30_000, purpose="open", after=0),),
            views=(view,) if self.views else (),
        )  # fmt: skip
        if not self.views:
            made = replace(made, steps=(), pictures=())
        page_visit.write(folder, made)
        return made


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    there = Browser()
    monkeypatch.setattr(visiting, "meet", there.meet)
    return there


def test_from_address_to_report(manager: Actor, browser: Browser, work: Work) -> None:
    """With the real host; each visit has a result of its own."""
    scan = services.queue_page(manager, URL)
    work(scan)
    done = _now(scan)
    assert done.state == "done", done.failure
    assert done.result
    (report,) = from_json(blob_store().read(done.result.report_sha256))
    assert (report.subject.kind, report.subject.path) == ("web_page", URL)
    assert done.result.media["pictures"] == [hashlib.sha256(SPLASH).hexdigest()]
    assert not App.objects.exists()
    assert len(read(done.options).visit) == 64
    (kept,) = records.records(manager, done)
    assert (kept.sha256, kept.name) == (read(done.options).visit, "visit.zip")
    with zipfile.ZipFile(io.BytesIO(blob_store().read(kept.sha256))) as packed:
        assert {"visit.json", "1.png"} <= set(packed.namelist())
    browser.title = "另一个标题"
    later = services.rescan(manager, scan.id)
    assert later.id != scan.id
    work(later)
    assert _now(later).result_id != done.result_id
    assert Result.objects.count() == 2
    assert browser.met == [URL, URL]
    assert not list((working.work_folder() / "visits").iterdir()), "nothing of a visit is left behind"


@pytest.mark.parametrize(("error", "code"), [
    (ServiceError("no browser"), "no_browser"), (ArtifactError("url_refused", "x"), "url_refused"),
    (RuntimeError("page crashed"), "visit_broken"),
])  # fmt: skip
def test_a_visit_that_cannot_be_made_says_why(
    manager: Actor, browser: Browser, work: Work, error: Exception, code: str
) -> None:
    browser.fails = error
    scan = services.queue_page(manager, URL)
    work(scan)
    assert (_now(scan).state, _now(scan).failure["code"]) == ("failed", code)
    browser.fails = None
    services.retry(manager, scan.id)
    assert _now(scan).state == "queued"


@pytest.mark.parametrize("code", ["refused", "unreachable"])
def test_where_no_page_came_nothing_is_judged(
    manager: Actor, browser: Browser, work: Work, code: Literal["refused", "unreachable"]
) -> None:
    browser.unsettled, browser.views = (Unsettled(code=code, detail="a.example", at_ms=0),), False
    scan = services.queue_page(manager, URL)
    work(scan)
    failure = _now(scan).failure
    assert failure["code"] == code
    assert "a.example" in str(failure["zh"])


def test_an_address_in_a_private_network_is_told_as_such(browser: Browser, tmp_path: Path) -> None:
    browser.views = False
    browser.unsettled = tuple(
        Unsettled(code=code, detail=code, at_ms=0) for code in ("unreachable", "refused")
    )
    with pytest.raises(visiting.NoPage, match="refused"):
        asyncio.run(visiting.record(URL, tmp_path))


def test_one_visit_at_a_time_a_worker(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most = 0, 0

    async def meet(url: str, folder: Path) -> Visit:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        made = await browser.meet(url, folder)
        under_way -= 1
        return made

    monkeypatch.setattr(visiting, "meet", meet)

    async def both() -> None:
        await asyncio.gather(*(visiting.record(URL, tmp_path / str(n)) for n in range(3)))

    asyncio.run(both())
    assert most == 1


def test_the_browsers_own_files_stay_out_and_a_huge_visit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "visit"
    (home / "raw").mkdir(parents=True)
    (home / "raw" / "raw.har").write_bytes(b"{}")
    (home / "visit.json").write_bytes(b"{}")
    (home / "link").symlink_to("/etc/passwd")
    with zipfile.ZipFile(visiting.pack(tmp_path).file) as packed:
        assert packed.namelist() == ["visit.json"]
    monkeypatch.setattr(visiting, "MOST_BYTES", 1)
    with pytest.raises(visiting.NoPage, match="visit_too_large"):
        visiting.pack(tmp_path)
