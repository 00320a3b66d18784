"""The page: self-contained, safe under its own policy, whole in both languages, all 30 measures there."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from mingjian.facts.layout import Layout, View
from mingjian.model import Report
from mingjian.report import words
from mingjian.report.extras import Extras
from mingjian.report.html import to_html
from mingjian.report.sarif import to_sarif
from mingjian.report.text import to_text
from tests.report.hostile import hostile
from tests.report.law_fixture import MEASURES, FixtureLaw
from tests.report.sample import CLEAR, OUTCOMES, VIP, extras, measures, sample

LAW = FixtureLaw()
VOID = {
    "meta",
    "br",
    "input",
    "img",
    "link",
    "hr",
    "use",
    "path",
    "rect",
    "circle",
    "line",
    "image",
    "polyline",
}
CJK = re.compile(r"[\u3400-\u9fff]")


class Page(HTMLParser):
    """Elements, attributes and the text seen in each language."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.zh: list[str] = []
        self.en: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.pairs: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag not in VOID:
            css = found.get("class", "").split()
            self._open.append((tag, "z" if "z" in css else "e" if "e" in css else ""))
            if self._open[-1][1]:
                self.pairs.append((self._open[-1][1], ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "script" in tags:
            self.scripts.append(data)
        elif "style" in tags:
            self.styles.append(data)
        else:
            mode = next((mode for _, mode in reversed(self._open) if mode), "")
            if mode:
                self.pairs[-1] = (mode, self.pairs[-1][1] + data)
            if mode != "e":
                self.zh.append(data)
            if mode != "z":
                self.en.append(data)

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def page(report: Report | None = None, more: Extras | None = None) -> Page:
    return Page(to_html(report or sample(), extras() if more is None else more, law=LAW))


def test_all_thirty_cells_in_the_notices_order() -> None:
    cells = [a for tag, a in page().elements if tag == "a" and "cell" in a.get("class", "").split()]
    assert [cell["data-measure"] for cell in cells] == list(MEASURES)
    assert [cell["class"].split()[1] for cell in cells] == [words.CSS[row.verdict] for row in measures()]


def test_every_link_inside_the_page_leads_somewhere() -> None:
    drawn = page()
    ids = drawn.ids()
    assert len(ids) == len(set(ids))
    for tag, attributes in drawn.elements:
        href = attributes.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, (tag, href)
        for_ = attributes.get("for")
        assert for_ is None or for_ in ids


def test_every_finding_with_clause_party_and_evidence() -> None:
    text = "".join(page().zh)
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert finding.message_zh in text
            assert outcome.requirements[0] in text
    for part in (
        "工信部信管函〔2023〕26号",
        "《个人信息保护法》第十七条",
        "线程回调 · 最弱边",
        "此链不经过同意关口：以上 5 步都在同意之前",
        "同意关口：Privacy.ask()",
        "项目默认",
        "标准参考",
        "v2 未通过",
        "已勾选",
        "同意前 4 次，同意后 2 次",
        "可见像素",
        "3.1%",
        "V2_SIG_DID_NOT_VERIFY",
        "缺推荐页面、上架信息",
        "READ_CONTACTS",
        "未见使用",
        "时点不符",
    ):
        assert part in text, part


def test_the_manifest_line_stands_among_its_neighbours() -> None:
    html = to_html(sample(), extras(), law=LAW)
    assert re.search(r'<li class="hit"><span class="number">215</span>.*BOOT_COMPLETED', html)
    numbers = [int(n) for n in re.findall(r'<span class="number">(\d+)</span><bdi>', html)]
    assert numbers == [213, 214, 215, 216, 217]


def test_nothing_is_fetched_and_no_inline_style_or_handler() -> None:
    for tag, attributes in page().elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            if name in ("src", "href", "xlink:href", "action", "srcset", "poster"):
                assert value.startswith(("#", "data:image/png;base64,")), (tag, value)
        assert tag not in ("iframe", "object", "embed", "link", "base", "form")
    for style in page().styles:
        assert "url(http" not in style
        assert "@import" not in style


def test_the_policy_names_the_one_style_and_the_one_script() -> None:
    drawn = page()
    policy = next(
        a["content"] for tag, a in drawn.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert [tag for tag, _ in drawn.elements].count("script") == 1
    assert [tag for tag, _ in drawn.elements].count("style") == 1
    for directive, text in (("style-src", "".join(drawn.styles)), ("script-src", "".join(drawn.scripts))):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_hostile_words_are_only_ever_text() -> None:
    report, beside = hostile()
    html = to_html(report, beside, law=LAW)
    drawn = Page(html)
    tame = page()
    assert [tag for tag, _ in drawn.elements].count("script") == 1
    assert not [a for tag, a in drawn.elements if tag == "img"]
    assert {name for _, a in drawn.elements for name in a} <= {name for _, a in tame.elements for name in a}
    assert "".join(drawn.scripts) == "".join(tame.scripts)
    assert "{{7*7}}" in html
    text = "".join(drawn.zh)
    assert "⟨U+202E⟩" in text
    for char in "\u202e\u3164":
        assert char not in html


def test_a_lawful_reason_is_told_and_stays_text() -> None:
    first, *rest = sample().outcomes
    reason = "闹钟按用户设定响铃 <b>x</b>\u202e / An alarm the user set"
    report = msgspec.structs.replace(
        sample(), outcomes=(msgspec.structs.replace(first, reason=reason), *rest)
    )
    drawn = page(report)
    for words_of in (drawn.zh, drawn.en):
        text = "".join(words_of)
        assert "闹钟按用户设定响铃 <b>x</b>⟨U+202E⟩ / An alarm the user set" in text
    assert "Seen, and lawful for a reason" in "".join(drawn.en)
    assert "Seen, and lawful for a reason" not in "".join(page().en)


def test_both_languages_are_whole() -> None:
    pairs = page().pairs
    assert len(pairs) > 300
    zh = [text.strip() for mode, text in pairs if mode == "z"]
    en = [text.strip() for mode, text in pairs if mode == "e"]
    glosses = sum(1 for outcome in OUTCOMES for _ in outcome.findings)
    assert all(zh)
    assert all(en)
    assert len(en) - len(zh) == glosses, (
        "an English gloss stands under each Chinese clause; all else comes in pairs"
    )


def test_no_chinese_of_ours_is_left_in_the_english_face() -> None:
    def latin(value: object) -> object:
        raw = msgspec.json.encode(value)
        return msgspec.json.decode(re.sub(r"[^\x00-\x7f]+", "x", raw.decode()), type=type(value))

    report = latin(sample())
    assert isinstance(report, Report)
    beside = msgspec.structs.replace(
        extras(),
        names={},
        layouts={VIP.entry: Layout(name="a", entry=VIP.entry, views=(View(tag="View", line=28),))},
    )
    left = [text for text in page(report, beside).en if CJK.search(text)]
    allowed = ("明鉴", "语言 Language", "中", "26号", "〔2023〕")
    quoted = {clause for row in MEASURES.values() for clause in row}
    stray = [text for text in left if not any(word in text for word in allowed) and text not in quoted]
    clauses = "".join(to_html(report, beside, law=LAW).split('<p class="clause" lang="zh-CN">')[1:])
    assert [text for text in stray if text.strip() not in clauses] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_in_the_language_asked_for(lang: str) -> None:
    html = to_html(sample(), extras(), lang="en" if lang == "en" else "zh", law=LAW)
    assert re.search(rf'id="lang-{lang}" checked', html)
    assert html.count(" checked>") == 2, "one language, one filter"


def test_never_a_word_of_approval() -> None:
    clean = msgspec.structs.replace(sample(), outcomes=(), measures=measures(()), diff=None)
    for report in (sample(), clean):
        text = "".join(page(report).zh + page(report).en)
        for word in ("合规", "安全", "compliant", "Compliant", "safe "):
            assert word not in text, word
    assert "没有发现违规或疑似" in "".join(page(clean).zh)


def test_without_extras_the_words_remain() -> None:
    text = "".join(page(more=Extras()).zh)
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert finding.message_zh in text
    assert "res/layout/vip.xml#28" in text
    assert "v2 摘要不符" in text


def test_a_picture_that_is_not_its_digest_is_not_shown() -> None:
    honest = msgspec.structs.replace(extras(), icons=(), app_icon=b"")
    forged = msgspec.structs.replace(honest, media=dict.fromkeys(honest.media, CLEAR + b"x"))
    images = [len([1 for tag, _ in page(more=more).elements if tag == "image"]) for more in (honest, forged)]
    assert images == [2, 0]


def test_five_hundred_findings_stay_under_three_megabytes() -> None:
    many = OUTCOMES * 50
    html = to_html(sample(many), extras(), law=LAW)
    assert html.count('class="finding-row"') == 500
    assert len(html.encode()) < 3_000_000
    assert 'class="card bench rows-500 long"' in html
    assert ".rows-500{grid-template-rows:repeat(500,auto) 1fr}" in html


def test_the_same_report_is_the_same_page() -> None:
    assert to_html(sample(), extras(), law=LAW) == to_html(sample(), extras(), law=LAW)


def test_several_subjects_share_a_page_without_sharing_an_id() -> None:
    both = [(sample(), extras()), (sample(OUTCOMES[:2]), Extras())]
    drawn = Page(to_html(both, law=LAW))
    ids = drawn.ids()
    assert len(ids) == len(set(ids))
    links = [a["href"] for tag, a in drawn.elements if a.get("href", "").startswith("#")]
    assert {link[1:] for link in links} <= set(ids)
    assert {"s1-top", "s2-top", "s1-f-10", "s2-f-4"} <= set(ids)
    assert [a["data-measure"] for _, a in drawn.elements if "cell" in a.get("class", "").split()] == [
        *MEASURES
    ] * 2


def test_a_page_needs_a_report() -> None:
    with pytest.raises(ValueError, match="no report"):
        to_html([], law=LAW)


def test_lines_a_rule_quotes_itself_need_no_manifest() -> None:
    quoted = '  <application\n>   android:debuggable="true"\n  >'
    outcome = OUTCOMES[2]
    finding = outcome.findings[0]
    item = msgspec.structs.replace(finding.evidence[0], excerpt=quoted, location="AndroidManifest.xml#40")
    report = sample(
        (msgspec.structs.replace(outcome, findings=(msgspec.structs.replace(finding, evidence=(item,)),)),)
    )
    html = to_html(report, Extras(), law=LAW)
    assert re.search(r'<li class="hit"><span class="number">40</span>.*debuggable', html)
    assert re.findall(r'<span class="number">(\d+)</span><bdi>', html) == ["39", "40", "41"]


def test_the_projects_own_law_speaks_in_the_page_and_the_table() -> None:
    html = to_html(sample(), extras())
    assert "通过简洁、清晰、易懂的方式<mark>告知用户个人信息处理规则</mark>" in html
    assert "工信部信管函〔2023〕26号 一（三）9" in html
    assert "知情安装" in to_text(sample())
    assert "26号-1.4.7" in to_sarif(sample()).decode()


def test_chromium_runs_the_script_and_the_policy_lets_it(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium")
        pytest.skip("no chromium")
    report, beside = hostile()
    file = tmp_path / "report.html"
    file.write_text(to_html([(sample(), extras()), (report, beside)], law=LAW), "utf-8")
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert re.search(r'<html[^>]* class="js"', done.stdout), done.stderr[-2000:]
    assert done.stdout.count(" chosen") >= 2, "the first finding of each subject is open"
    assert "Content Security Policy" not in done.stderr, done.stderr[-2000:]
    assert "Refused to" not in done.stderr, done.stderr[-2000:]


@pytest.mark.parametrize(
    ("svg", "drawn"),
    [
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="1" height="1"/></svg>',
            True,
        ),
        ("<svg><script>alert(1)</script></svg>", False),
        ('<svg><rect onclick="alert(1)"/></svg>', False),
        ('<svg><rect style="fill:url(https://x.example)"/></svg>', False),
        ('<svg><use href="https://x.example/a.svg"/></svg>', False),
        ('<svg><text href="https://x.example">a</text></svg>', False),
        ("<svg><foreignObject/></svg>", False),
        ("<svg><rect></svg>", False),
    ],
)
def test_a_drawn_layout_is_shown_only_as_plain_drawing(
    monkeypatch: pytest.MonkeyPatch, svg: str, drawn: bool
) -> None:
    asked: list[tuple[str, tuple[int, ...]]] = []

    def layout_svg(layout: Layout, highlight: tuple[int, ...]) -> str:
        asked.append((layout.entry, highlight))
        return svg

    monkeypatch.setitem(sys.modules, "mingjian.report.layout_svg", SimpleNamespace(layout_svg=layout_svg))
    html = to_html(sample(), extras(), law=LAW)
    assert asked == [("res/layout/vip.xml", (3,))]
    assert (svg in html) is drawn
    assert "已勾选" in html
