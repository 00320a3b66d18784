"""What ran, shown: the same timeline, screens, traffic, traces and visits in every form of the report."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Event
from mingjian.facts import Facts
from mingjian.facts import stored as stored_facts
from mingjian.facts.behaviour import Act
from mingjian.model import Box, Consent, TimelineEvent
from mingjian.report import plots, plots_run, stored
from mingjian.report.extras import Extras
from mingjian.report.frame_types import Pictures
from mingjian.report.html import to_html
from mingjian.report.render import Rendered, extras, render
from mingjian.report.rows import type_names
from mingjian.report.run_view import run_view
from mingjian.report.timeline_view import MOST_LANES, tally
from mingjian.report.view import page as view_of
from mingjian.report.words import Both, need
from mingjian.scan.timeline import MOST, shown, timeline
from tests.report.hostile import HOSTILE
from tests.report.law_fixture import FixtureLaw
from tests.report.run_sample import (
    BEGAN,
    SHOT,
    device_run,
    facts,
    findings,
    page_facts,
    page_visit,
    rendered,
    series,
)  # fmt: skip
from tests.report.sample import extras as package_extras
from tests.report.sample import sample
from tests.report.sample_parts import APP, PUSH
from tests.report.test_html import Page

LAW = FixtureLaw()


def seen(html: str) -> str:
    """The Chinese face of a page as text, spaces taken together."""
    return " ".join("".join(Page(html).zh).split())


# -- the timeline of a report --------------------------------------------------------------------------------


def test_a_report_tells_uses_marks_and_what_was_left_out_in_order() -> None:
    run, rows = facts().behaviour, timeline(facts())
    assert run is not None
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert rows[0].kind == "mark"
    assert rows[0].at == "2026-11-20T08:00:00.000+08:00"
    apps = next(row for row in rows if row.personal_info == ("installed_apps",))
    assert (apps.times, apps.consent, apps.source) == (86, "refused", "run/calls.csv:2")
    assert sum(row.times for row in rows if row.kind != "mark") == sum(use.times for use in run.uses)


def test_acts_stand_on_the_timeline_the_facts_put_them_on() -> None:
    run = facts().behaviour
    assert run is not None
    moments: tuple[Consent, ...] = ("before", "refused", "after", "unknown")
    acts = tuple(
        Act(
            event=Event(at_ns=BEGAN + number, kind="jump", package="a", what="market://"),
            touched=None,
            timeline=moment,
        )
        for number, moment in enumerate(moments)
    )
    rows = timeline(replace(facts(), behaviour=replace(run, uses=(), acts=acts)))
    assert tuple(row.consent for row in rows if row.kind == "jump") == moments


def test_a_clock_no_calendar_has_is_no_time() -> None:
    assert shown(None) == ""
    assert shown(1 << 80) == ""
    assert shown(BEGAN + 999_999) == "2026-11-20T08:00:00.000+08:00"


def test_a_report_stays_small_and_keeps_what_came_before_consent() -> None:
    run = facts().behaviour
    assert run is not None
    use = run.uses[0]
    many = tuple(replace(use, what=f"op{n}", timeline="after" if n % 2 else "before") for n in range(MOST))
    rows = timeline(replace(facts(), behaviour=replace(run, uses=many)))
    assert len(rows) == MOST
    assert {row.consent for row in rows if row.kind != "mark"} == {"before"}


# -- drawings ------------------------------------------------------------------------------------------------


def test_ticks_lie_in_their_zones_and_tags_name_their_moments() -> None:
    drawn = plots_run.lanes(
        [plots_run.Lane(name=words("甲", "a"), at_s=(1.0, 7.0, 11.0))],
        [(6.0, "refusal"), (9.0, "consent")],
        "k",
    )
    assert drawn.count('class="warn"') == 2
    assert drawn.count('class="later"') == 1
    assert "用户拒绝 6 s" in drawn
    assert "consent 9 s" in drawn
    assert 'class="refused"' in drawn
    assert 'id="hatch-k"' in drawn


def words(zh: str, en: str) -> Both:
    return Both(zh, en)


def test_without_marks_nothing_is_called_early() -> None:
    drawn = plots_run.lanes([plots_run.Lane(name=words("甲", "a"), at_s=(1.0,))], [], "k")
    assert "warn" not in drawn
    assert "hatch" not in drawn


@pytest.mark.parametrize(
    ("end", "unit"), [(16, "s"), (600, "min"), (9_000, "min"), (90_000, "h"), (900_000, "d")]
)
def test_long_runs_are_counted_in_longer_units(end: float, unit: str) -> None:
    assert plots_run.scale([0, end]).unit == unit


def test_ten_thousand_uses_draw_no_more_than_can_be_told_apart() -> None:
    drawn = plots_run.lanes(
        [plots_run.Lane(name=words("甲", "a"), at_s=tuple(n / 100 for n in range(10_000)))],
        [(50.0, "consent")],
        "k",
    )
    assert drawn.count("<rect") < 300


def test_boxes_are_measured_on_the_screen_not_on_its_reduced_picture() -> None:
    held = Pictures({}, 0, {"a" * 64: 1080})
    assert held.measured("a" * 64, (540, 1200)) == (1080, 2400)
    assert held.measured("b" * 64, (540, 1200)) == (540, 1200)


def test_a_box_beyond_the_picture_is_cut_at_its_edge() -> None:
    drawn = plots.boxed("p-x", (100, 200), (Box(-50, 150, 500, 500, "外"),))
    assert 'x="0" y="150" width="100" height="50"' in drawn


def test_a_threshold_is_drawn_with_the_kind_of_its_authority() -> None:
    text = to_html(*device_run(), law=LAW)
    assert "标准参考 15 m/s²" in text
    assert plots.replay(series(), None).count("reference") == 0


# -- the page ------------------------------------------------------------------------------------------------


def test_the_page_shows_every_kind_of_what_ran() -> None:
    text = seen(to_html(*device_run(), law=LAW))
    for part in (
        "同意前 3 次，拒绝后 86 次，同意后 3 次，2 方",
        "Xiaomi 14 · Android 15",
        "Settings$Secure.getString",
        "× 86",
        "用户拒绝 6 s",
        "6 次请求，2 个域名，其中第三方 1 个；明文 1 次",
        "reg.youxun.example",
        "优讯科技",
        "A 关闭过小",
        "B 摇动",
        "1 屏的文字没有读出",
        "另有 1 屏没有截图",
        "步行",
        "应用跳转 1 次",
        "同一运行记录与规则集",
    ):
        assert part in text, part
    assert "签名者" not in text


def test_the_page_shows_what_a_web_page_did() -> None:
    text = seen(to_html(*page_visit(), law=LAW))
    for part in (
        "这次访问没有走完：页面未在限时内载入。未见不等于没有。",
        "开始下载",
        "无用户手势",
        "ledger://open",
        "系统会打开",
        "遮挡 64%、关不掉、关闭后又出现 2 次",
        "藏起 1800 字、引向应用",
        "经链接可见、链接无效",
        "41.0 MB",
        "A 遮挡 64%",
        "另有 1 张未在此显示",
    ):
        assert part in text, part
    order = [text.index(part) for part in ("跳转页面", "开始下载", "唤起应用")]
    assert order == sorted(order)


def test_what_was_not_recorded_is_said_in_words() -> None:
    only = replace(facts(), screen=None, network=None, sensor=None)
    item = rendered(only)
    text = seen(to_html(item.report, extras(item), law=LAW))
    assert "这次运行没有记录：界面、网络流量、传感器。" in text
    run = only.behaviour
    assert run is not None
    item = rendered(replace(only, behaviour=replace(run, uses=(), marks=())))
    assert "这次运行没有留下本应用的记录" in seen(to_html(item.report, extras(item), law=LAW))


def test_a_run_nobody_divided_is_one_list() -> None:
    report = device_run()[0]
    bare = replace(
        report,
        timeline=tuple(replace(row, consent="unknown") for row in report.timeline if row.kind != "mark"),
    )
    view = run_view(bare, Extras(names=type_names()), Pictures({}, 0), "")
    assert view.timeline is not None
    assert [moment.code for moment in view.timeline.moments] == ["unknown"]
    assert "没有标出同意的时刻" in view.timeline.said.zh


def test_records_without_a_name_are_called_by_their_file() -> None:
    report, more = device_run()
    nameless = replace(report.subject, package=None, path="/home/somebody/run/first.xls")
    assert view_of(replace(report, subject=nameless), more, LAW).title == "first.xls"


def test_what_a_rule_wants_recorded_is_said_in_its_own_words() -> None:
    assert need("设置页面 · the settings pages").name == ("设置页面", "the settings pages")
    assert need("设置页面 · the settings pages").option == "--evidence"
    assert need("run_first").option == "--evidence"


def test_a_package_that_never_ran_has_none_of_it() -> None:
    view = view_of(replace(sample(), timeline=()), package_extras(), LAW)
    assert view.visit is None
    assert (view.run.timeline, view.run.traffic, view.run.screens, view.run.traces) == (None,) * 4
    assert view.run.absent == ("", "")


def test_pictures_travel_by_digest_and_a_forged_one_is_not_shown() -> None:
    report, more = device_run()
    assert SHOT in more.media
    assert to_html(report, more, law=LAW).count("data:image/png;base64,") == 1
    forged = replace(more, media={SHOT: b"\x89PNG\r\n\x1a\n" + b"\0" * 40})
    assert "data:image" not in to_html(report, forged, law=LAW)


def test_hostile_words_of_a_run_are_only_ever_text() -> None:
    base = facts()
    run, net, screen = base.behaviour, base.network, base.screen
    assert run is not None and net is not None and screen is not None
    bad = replace(
        base,
        behaviour=replace(
            run,
            uses=tuple(replace(use, what=HOSTILE, samples=()) for use in run.uses),
            marks=(*run.marks, replace(run.marks[0], what=HOSTILE, source=HOSTILE)),
            acts=(
                Act(
                    event=Event(at_ns=BEGAN, kind="jump", package=HOSTILE, what=HOSTILE, source=HOSTILE),
                    touched=None,
                ),
            ),
        ),
        network=replace(net, hosts=tuple(replace(row, host=HOSTILE, operator=HOSTILE) for row in net.hosts)),
        screen=replace(
            screen, screens=tuple(replace(one, step=HOSTILE, activity=HOSTILE) for one in screen.screens)
        ),
    )
    page = page_facts()
    visit = page.web_page
    assert visit is not None
    bad_page = replace(
        page,
        web_page=replace(
            visit, url=HOSTILE, final_url=HOSTILE, title=HOSTILE, unsettled=(HOSTILE,),
            acts=tuple(replace(act, target=HOSTILE) for act in visit.acts),
            overlays=tuple(replace(one, text=HOSTILE) for one in visit.overlays),
            elements=tuple(replace(one, text=HOSTILE) for one in visit.elements),
        ),
    )  # fmt: skip
    for one in (bad, bad_page):
        item = rendered(one, findings())
        drawn = Page(to_html(item.report, extras(item), law=LAW))
        assert {tag for tag, _ in drawn.elements} & {"script", "img", "iframe", "object", "style"} <= {
            "script",
            "style",
        }
        assert not [name for _, attributes in drawn.elements for name in attributes if name.startswith("on")]
        for form in ("pdf", "docx", "xlsx", "md", "csv", "table", "sarif", "json"):
            assert render(form, [item], lang="en", width=80, colour=False)


def test_many_lanes_are_counted_not_drawn() -> None:
    row = TimelineEvent("2026-11-20T08:00:00.000+08:00", "a:1", APP, "x", "before", kind="permission_use")
    report = replace(
        device_run()[0], timeline=tuple(replace(row, what=f"OP_{n}", party=PUSH) for n in range(100))
    )
    view = run_view(report, Extras(names=type_names()), Pictures({}, 0), "")
    assert view.timeline is not None
    assert view.timeline.lanes_left == 100 - MOST_LANES
    assert view.timeline.moments[0].left == 40


# -- kept and shown by address -------------------------------------------------------------------------------


def test_what_is_kept_draws_the_same_page_without_its_facts() -> None:
    report, more = device_run()
    packed, media = stored.pack(more)
    again = stored.unpack(packed, media)
    assert to_html(report, again, law=LAW) == to_html(report, more, law=LAW)
    elsewhere = stored.unpack(packed, {})
    view = view_of(report, elsewhere, LAW)
    assert view.named == {f"p-{SHOT[:16]}": SHOT}
    assert view.pictures == {}


def test_view_trees_and_pictures_are_not_kept_twice() -> None:
    packed, media = stored.pack(device_run()[1])
    assert set(media) == {SHOT}
    assert b"IHDR" not in packed
    assert "跳过".encode() not in packed


def test_facts_with_pictures_come_back_from_the_store() -> None:
    for one in (facts(), page_facts()):
        assert stored_facts.from_bytes(stored_facts.to_bytes(one), path="") == one


# -- other forms ---------------------------------------------------------------------------------------------


def item_of(one: Facts) -> Rendered:
    return rendered(one, findings())


@pytest.mark.parametrize(
    "form", ["pdf", "docx", "xlsx", "md", "csv", "table", "sarif", "json", "jsonl", "cyclonedx"]
)
@pytest.mark.parametrize("kind", ["device_run", "web_page", "terminal_vendor"])
def test_no_form_breaks_on_a_subject_that_is_no_package(form: str, kind: str) -> None:
    item = item_of(page_facts() if kind == "web_page" else facts())
    item = replace(item, report=replace(item.report, subject=replace(item.report.subject, kind=kind)))
    assert render(form, [item], lang="zh", width=80, colour=False)


def test_the_table_and_markdown_add_the_run_up() -> None:
    rows = tally(device_run()[0])
    assert [(row.moment.zh, row.times, row.early) for row in rows][:2] == [
        ("同意前", 3, True),
        ("拒绝后", 86, True),
    ]
    for form in ("md", "table"):
        text = render(form, [item_of(facts())], lang="zh", width=100, colour=False).decode()
        assert "拒绝后 86 次" in text
        assert "Android ID" in text


def test_the_workbook_has_sheets_of_what_ran() -> None:
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(io.BytesIO(render("xlsx", [item_of(facts())], lang="zh", width=0, colour=False)))
    assert [row[0].value for row in book["网络流量"].iter_rows(min_row=2)] == [
        "reg.youxun.example",
        "cfg.qifeng.example",
    ]
    assert book["时间线"].max_row == len(timeline(facts())) + 1
    visit = load_workbook(
        io.BytesIO(render("xlsx", [item_of(page_facts())], lang="zh", width=0, colour=False))
    )
    assert visit["页面访问"].max_row > 6


def test_word_and_pdf_hold_the_screenshot() -> None:
    made = render("docx", [item_of(facts())], lang="zh", width=0, colour=False)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        images = [name for name in file.namelist() if name.startswith("word/media/")]
        assert {hashlib.sha256(file.read(name)).hexdigest() for name in images} == {SHOT}
    pdf = render("pdf", [item_of(facts())], lang="zh", width=0, colour=False)
    plain = render("pdf", [replace(item_of(facts()), facts=None)], lang="zh", width=0, colour=False)
    assert pdf.count(b"/Subtype/Image") + pdf.count(b"/Subtype /Image") > plain.count(
        b"/Subtype/Image"
    ) + plain.count(b"/Subtype /Image")
