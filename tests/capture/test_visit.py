"""What a visit records: what pages do by themselves, what touches do, and that it always ends."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from mingjian.artifacts import page_visit
from mingjian.artifacts.page_visit import Act, Visit
from mingjian.artifacts.page_visit.har import body, read_recording
from mingjian.capture.page import timing
from mingjian.capture.page.driver import Driver
from mingjian.capture.page.reader import Unresponsive
from mingjian.capture.page.visiting import Options
from mingjian.capture.proxy import Caps
from tests.artifacts.wacz_file import PAGE, answer, chunked, record, wacz, zstd
from tests.capture.conftest import Visiting
from tests.capture.site import PACKAGE, PAGES, TEXT, page, serving

FAST = Options(allow=("127.0.0.1",), moved_time=True)
BRIEF = replace(FAST, dwell_s=12.0, record=False)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as origin:
        yield origin


@pytest.fixture(scope="module")
def everything(visiting: Visiting, site: str) -> tuple[Visit, Path]:
    return visiting(f"{site}/everything", FAST), visiting.folder


def acts(visit: Visit, kind: str) -> list[Act]:
    return [act for act in visit.acts if act.kind == kind]


def test_what_the_page_does_by_itself(everything: tuple[Visit, Path]) -> None:
    visit, _ = everything
    hidden = next(act for act in acts(visit, "scheme") if act.target == "alipays://hidden")
    assert hidden.hidden and not hidden.gesture and hidden.opens is False
    assert 8_500 <= hidden.at_ms <= 9_600
    assert visit.steps[hidden.step].purpose == "wait"
    assert visit.watched_s >= 30
    assert visit.unsettled == () and visit.refused == ()


def test_a_window_in_a_closed_shadow_root_is_seen_closed_and_comes_back(
    everything: tuple[Visit, Path],
) -> None:
    visit, _ = everything
    seen = [view for view in visit.views if view.opening == 0 and view.layers]
    layer = seen[0].layers[0]
    assert (layer.how, layer.covers) == ("fixed", 1.0)
    assert layer.covers_text == 1.0 and "打开APP" in layer.text
    closes = [step for step in visit.steps if step.cause == "close" and step.opening == 0]
    assert closes[0].node is not None and closes[0].node.text == "×" and ">>>" in closes[0].node.selector
    assert not visit.views[closes[0].after].layers
    assert any(view.layers for view in visit.views[closes[0].after :])
    assert len(closes) >= 2


def test_what_touches_do(everything: tuple[Visit, Path]) -> None:
    visit, _ = everything
    more = next(act for act in acts(visit, "scheme") if act.target == "weixin://more")
    step = visit.steps[more.step]
    assert (step.cause, more.gesture, more.opens) == ("unfold", True, True)
    intent = next(act for act in acts(visit, "scheme") if act.target.startswith("intent:"))
    assert (intent.package, intent.fallback) == ("cn.a.b", "https://a.example/")
    assert intent.gesture and visit.steps[intent.step].cause == "control"
    down = acts(visit, "download")[0]
    assert down.gesture and visit.steps[down.step].purpose == "download"


def test_what_was_delivered_lies_beside(everything: tuple[Visit, Path]) -> None:
    visit, folder = everything
    assert len(visit.deliveries) == 1
    one = visit.deliveries[acts(visit, "download")[0].delivery]
    assert (folder / one.file).read_bytes() == PACKAGE
    assert one.sha256 == hashlib.sha256(PACKAGE).hexdigest() and not one.cut_short
    entries = read_recording(folder).log.entries
    recorded = next(entry for entry in entries if entry.request.url.endswith("/x.apk"))
    assert body(recorded.response.content, folder) == PACKAGE


def test_folded_text_and_what_is_behind_links(everything: tuple[Visit, Path]) -> None:
    visit, _ = everything
    fold = visit.views[0].folds[0]
    assert fold.how == "clipped" and fold.hidden_characters > 3 * fold.shown_characters
    assert "打开APP阅读全文" in [visit.views[0].nodes[one].text for one in fold.controls]
    assert [(one.title, one.status) for one in visit.links] == [("隐私政策", 200)]


def test_the_record_is_whole(everything: tuple[Visit, Path]) -> None:
    visit, folder = everything
    assert page_visit.read(folder) == visit
    for picture in visit.pictures:
        assert page_visit.picture(folder, picture).startswith(b"\xff\xd8")
    assert "立即打开" in (folder / page_visit.DOM).read_text()
    assert (
        visit.phone.user_agent.endswith("Mobile Safari/537.36") and "Headless" not in visit.phone.user_agent
    )


def test_a_replay_gives_the_same_record(everything: tuple[Visit, Path], visiting: Visiting) -> None:
    visit, folder = everything
    again = visiting(visit.url, Options(replay=str(folder)))
    assert again.replayed and again.connections == 0
    # What a browser draws may differ by a shade.
    assert visit.pictures and folder != visiting.folder
    assert [far_apart(folder / one.file, visiting.folder / one.file) for one in visit.pictures] == [
        0 for _ in visit.pictures
    ]
    before, after = (
        replace(
            one, connections=0, sent_bytes=0, received_bytes=0, replayed=False,
            pictures=tuple(replace(picture, sha256="") for picture in one.pictures),
        )
        for one in (visit, again)
    )  # fmt: skip
    told = [msgspec.json.format(msgspec.json.encode(one)).splitlines() for one in (before, after)]
    assert [pair for pair in zip_longest(*told) if pair[0] != pair[1]] == []


def far_apart(one: Path, other: Path) -> int:
    """How many pixels in a thousand of two pictures are plainly of another colour."""
    with Image.open(one) as first, Image.open(other) as second:
        assert first.size == second.size
        shades = ImageChops.difference(first.convert("L"), second.convert("L")).histogram()
    return 1000 * sum(shades[64:]) // sum(shades)


def test_a_recording_others_made_over_https_is_replayed(visiting: Visiting, tmp_path: Path) -> None:
    html = page(
        f"<article>{TEXT}</article><a href='/policy'>隐私政策</a><a href='/x.apk'>立即下载</a>"
    ).encode()
    kind = "application/vnd.android.package-archive"
    records = [
        record("response", PAGE, answer(chunked(gzip.compress(html)), Content_Encoding="gzip",
                                        Transfer_Encoding="chunked")),
        record("response", "https://shop.example/x.apk", answer(PACKAGE, kind)),
        record("response", "https://shop.example/policy", answer(zstd(PAGES["/policy"].encode()),
                                                                  Content_Encoding="zstd")),
    ]  # fmt: skip
    recording = wacz(tmp_path / "a.wacz", records)
    visit = visiting(PAGE, Options(replay=str(recording), dwell_s=2.0))
    assert visit.started == "2025-11-03T02:04:06Z" and visit.replayed and visit.unsettled == ()
    assert (visit.status, visit.final_url, visit.connections) == (200, PAGE, 0)
    assert "明鉴帮助每一位用户" in "".join(one.text for one in visit.views[0].passages)
    assert [(one.title, one.status) for one in visit.links] == [("隐私政策", 200)]
    assert [(one.url, one.sha256) for one in visit.deliveries] == [
        ("https://shop.example/x.apk", hashlib.sha256(PACKAGE).hexdigest())
    ]


def test_a_renderer_that_crashes_ends_the_visit(
    visiting: Visiting, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = 0
    wait = Driver.wait

    async def crashing(driver: Driver, ms: float) -> None:
        nonlocal waits
        waits += 1
        if waits == 3:
            with contextlib.suppress(Unresponsive):
                await driver.reader.send("Page.crash", seconds=0.2)
        await wait(driver, ms)

    monkeypatch.setattr(Driver, "wait", crashing)
    visit = visiting(f"{site}/plain", BRIEF)
    assert [one.code for one in visit.unsettled] == ["crashed"]
    assert [view.moment for view in visit.views] == ["loaded"]
    assert page_visit.read(visiting.folder) == visit


def test_every_kind_of_act(visiting: Visiting, site: str) -> None:
    visit = visiting(f"{site}/acts", BRIEF)
    own = [act for act in visit.acts if act.opening == 0 and act.step == 1]
    assert [(act.kind, act.how) for act in own] == [
        ("scheme", "script"), ("scheme", "http"), ("fetch_package", "fetch"), ("download", ""),
        ("download", "script"), ("clipboard", ""), ("history", ""), ("dialog", "alert"),
        ("popup_window", "window.open"),
    ]  # fmt: skip
    assert not any(act.gesture for act in own)
    assert own[1].target == "intent://a#Intent;scheme=zz;package=cn.c.d;end" and own[1].package == "cn.c.d"
    assert (own[3].target, own[5].target) == (f"blob:{site}/1", "口令")
    assert {one.name for one in visit.deliveries} == {"b.apk", "y.apk"}


def test_scrolling_that_is_locked_and_freed(visiting: Visiting, site: str) -> None:
    visit = visiting(f"{site}/locked", BRIEF)
    scrolled = next(view for view in visit.views if view.moment == "scrolled")
    assert scrolled.scroll_locked and 0.3 < scrolled.layers[0].covers < 0.4
    cancel = next(step for step in visit.steps if step.purpose == "cancel")
    settled = next(view for view in visit.views[cancel.after :] if view.moment == "settled")
    assert settled.scroll_y > 500 and not settled.scroll_locked


def test_a_question_is_refused_before_it_is_confirmed(visiting: Visiting, site: str) -> None:
    visit = visiting(f"{site}/confirm", BRIEF)
    steps = [visit.steps[act.step].purpose for act in visit.acts if act.kind == "dialog"]
    assert steps == ["download", "confirm"]
    assert [visit.steps[act.step].purpose for act in acts(visit, "download")] == ["confirm"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/loop", "unresponsive"),
        ("/alerts", "dialog_storm"),
        ("/popups", "popup_storm"),
        ("/ping", "redirect_loop"),
        ("/round", "redirect_loop"),
        ("/gone", "http_status"),
    ],
)
def test_it_ends(
    visiting: Visiting, site: str, path: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path in {"/loop", "/alerts"}:  # of those that never answer again
        monkeypatch.setattr(timing, "STUCK_S", 1.0)
    visit = visiting(site + path, BRIEF)
    assert code in [one.code for one in visit.unsettled]
    assert page_visit.read(visiting.folder) == visit


def test_a_download_ends_at_the_cap(visiting: Visiting, site: str) -> None:
    visit = visiting(f"{site}/big", replace(BRIEF, most_download_bytes=8 << 20))
    assert [one.code for one in visit.unsettled] == ["too_large"]
    (one,) = visit.deliveries
    assert one.cut_short and 0 < one.size_bytes <= 8 << 20 and one.announced_bytes == 64 << 20


def test_a_visit_ends_with_its_bytes_and_at_its_deadline(visiting: Visiting, site: str) -> None:
    few = visiting(f"{site}/plain", replace(BRIEF, caps=Caps(bytes_both_ways=100)))
    assert "too_large" in [one.code for one in few.unsettled]
    short = visiting(f"{site}/plain", replace(BRIEF, deadline_s=1.5))
    assert [one.code for one in short.unsettled] == ["deadline"]


def test_nobody_there(visiting: Visiting) -> None:
    visit = visiting("http://127.0.0.1:1/", BRIEF)
    assert [one.code for one in visit.unsettled] == ["unreachable"]
    assert visit.views == ()
