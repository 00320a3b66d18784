"""The table: all 30 cells, right widths, nothing from the package that a terminal would obey."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from mingjian.report import words
from mingjian.report.reading import method_name, summary, visible, weakest_edge
from mingjian.report.text import display_width, to_text
from mingjian.report.words import Lang
from tests.report.law_fixture import MEASURES, FixtureLaw
from tests.report.sample import OUTCOMES, measures, sample

LAW = FixtureLaw()
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    for line in to_text(sample(), lang=lang, width=width, law=LAW).splitlines():
        assert display_width(line) <= width, line


@pytest.mark.parametrize("lang", LANGS)
def test_all_thirty_cells_with_glyph_and_short_name(lang: Lang) -> None:
    text = to_text(sample(), lang=lang, law=LAW)
    for row in sample().measures:
        short = MEASURES[row.id][2 if lang == "zh" else 3]
        assert f"{words.GLYPH[row.verdict]} {row.id:<4} {short}" in text


def test_findings_stand_by_verdict_severity_measure() -> None:
    text = to_text(sample(), law=LAW)
    order = [
        "图标几乎透明",
        "步行即跳转",
        "同意前读取 Android ID",
        "41 秒自启动",
        "18×18 dp",
        "默认勾选",
        "通讯录权限时",
        "第三方清单",
    ]
    places = [text.index(words_) for words_ in order]
    assert places == sorted(places)


def test_what_a_reader_needs_is_there() -> None:
    text = to_text(sample(), law=LAW)
    for part in (
        "4 处违规、6 处疑似，涉及 8 项措施；5 项措施证据不足，未作判定。",
        "SDK 优讯推送",
        "同意前",
        "26号-1.9.16",
        "1.9/collect-before-consent",
        "最弱边 线程回调",
        "阈值 24 dp [项目默认]",
        "缺推荐页面、上架信息",
        "--listing",
        "反射调用 3 处",
        "+3 新增 −2 消除",
        "线索",
        "同意前调用",
        "缺制度文件、a_new_kind",
    ):
        assert part in text, part


def test_english_speaks_english() -> None:
    text = to_text(sample(), lang="en", law=LAW)
    assert "4 violations and 6 suspicions on 8 measures; 5 lack evidence." in text
    for zh in ("违规", "疑似", "未判定", "发现", "缺", "盲区", "阈值", "调用链"):
        assert zh not in text.replace("签名只有", ""), zh


def test_hostile_text_reaches_no_terminal() -> None:
    hostile = "\x1b[31m红\x07\u202egpj.exe\u2066\u3164[bold]x[/bold]\x9b0m"
    report = sample()
    report = msgspec.structs.replace(
        report,
        subject=msgspec.structs.replace(
            report.subject, label=hostile, packer=hostile, blind_spots=(hostile,)
        ),
        outcomes=tuple(
            msgspec.structs.replace(
                o,
                findings=tuple(
                    msgspec.structs.replace(f, message_zh=hostile, message_en=hostile) for f in o.findings
                ),
            )
            for o in OUTCOMES
        ),
    )
    text = to_text(report, law=LAW)
    assert not set(text) & {"\x1b", "\x07", "\u202e", "\u2066", "\u3164", "\x9b"}
    for shown in ("⟨U+202E⟩", "⟨U+3164⟩", "[bold]x[/bold]"):
        assert shown in text


def test_piped_text_is_plain_and_colour_is_asked_for() -> None:
    assert "\x1b" not in to_text(sample(), law=LAW)
    assert "\x1b[" in to_text(sample(), law=LAW, colour=True)


def test_nothing_found_is_not_praised() -> None:
    clean = msgspec.structs.replace(sample(), outcomes=(), measures=measures(()), diff=None)
    assert summary(clean).zh == "3 项措施未见违规；5 项措施证据不足，未作判定。"
    assert summary(clean).en == "No violation found in 3 measures; 5 lack evidence."
    assert "合规" not in to_text(clean, law=LAW)


def test_a_measure_unknown_to_the_law_keeps_its_title() -> None:
    odd = msgspec.structs.replace(sample().measures[0], id="1.1")

    class NoLaw(FixtureLaw):
        def measure(self, code: str, /) -> object:
            raise KeyError(code)

    report = msgspec.structs.replace(sample(), measures=(odd,))
    assert "确保知情同意" in to_text(report, law=NoLaw())


def test_methods_read_as_people_write_them() -> None:
    assert (
        method_name("Lcom/a/Boot;->init(Landroid/content/Context;[I[[J)V").short
        == "Boot.init(Context, int[], long[][])"
    )
    assert method_name("Lcom/a/Boot;-><init>()V").short == "new Boot()"
    assert method_name("Lcom/a/Boot;->init()V").package == "com.a"
    assert method_name("not a method\x1b").short == "not a method⟨U+001B⟩"


def test_the_least_certain_edge_is_named() -> None:
    assert weakest_edge(["direct", "thread", "virtual"]) == "thread"
    assert weakest_edge(["direct", "made_up"]) == "made_up"
    assert weakest_edge([]) is None


def test_visible_keeps_ordinary_text() -> None:
    assert visible("拾光记账 2.0 – “名”\n\t") == "拾光记账 2.0 – “名”\n\t"


def test_importing_reports_does_not_import_rich() -> None:
    modules = "mingjian.report, mingjian.report.text, mingjian.report.json"
    code = f"import sys, {modules}; print('rich' in sys.modules, 'jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
