"""The PDF: whole in both languages, words only ever words, the same bytes again, bounded, sealed."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
import segno
from msgspec.structs import replace

from mingjian.errors import UsageError
from mingjian.model import ChainStep, Evidence, Report
from mingjian.report import fonts, paper, words
from mingjian.report.extras import Extras
from mingjian.report.pdf import Seal, to_pdf
from mingjian.report.words import Lang
from mingjian.settings import override, settings
from tests.report.hostile import hostile, hostile_report
from tests.report.law_fixture import MEASURES, FixtureLaw
from tests.report.sample import OUTCOMES, extras, sample

LAW = FixtureLaw()
LANGS: tuple[Lang, ...] = ("zh", "en")
MM = 72 / 25.4
SEAL = Seal(
    verify_url="https://mingjian.example/verify/7c41e0b9d2f6",
    statement_sha256="ab12" * 16,
    sealed_by="杭州拾光云科技",
    sealed_at="2026-11-22 14:20",
    log_index=120934,
)


def _made(
    report: Report | None = None, more: Extras | None = None, *, lang: Lang = "zh", seal: Seal | None = None
) -> bytes:
    beside = extras() if more is None else more
    return to_pdf([(report or sample(), beside)], lang=lang, law=LAW, seal=seal)


def _pages(made: bytes) -> list[str]:
    """The text of each page without line ends, so that a word broken over lines is one again."""
    document = pypdfium2.PdfDocument(made)
    try:
        return [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("lang", LANGS)
def test_measures_findings_and_evidence_are_all_there(lang: Lang) -> None:
    text = "".join(_pages(_made(lang=lang)))
    for code, names in MEASURES.items():
        assert _squeezed(f"{code}{names[0 if lang == 'zh' else 1]}") in text, code
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert _squeezed(finding.message_zh if lang == "zh" else finding.message_en) in text
            assert finding.fingerprint in text
            for item in finding.evidence:
                assert _squeezed(item.location) in text
    told = {
        "zh": (
            "此链不经过同意关口：以上5步都在同意之前",
            "用户同意9.87s",
            "项目默认",
            "已勾选",
            "时点不符",
            "未见使用",
        ),
        "en": (
            "Noconsentgateonthischain",
            "consent9.87s",
            "projectdefault",
            "ticked",
            "momentdiffers",
            "nouseseen",
        ),
    }[lang]
    for part in (
        *told,
        "告知用户个人信息处理规则",
        "BOOT_COMPLETED",
        "V2_SIG_DID_NOT_VERIFY",
        "途点" if lang == "zh" else "2.0.6",
    ):
        assert part in text, part


@pytest.mark.parametrize("lang", LANGS)
def test_each_foot_names_the_package_the_ruleset_and_the_page(lang: Lang) -> None:
    pages = _pages(_made(lang=lang, seal=SEAL))
    report = sample()
    for number, text in enumerate(pages, 1):
        assert f"SHA-256{report.subject.sha256}" in text
        assert f"{'规则集' if lang == 'zh' else 'ruleset'}{report.tool.ruleset_sha256[:12]}" in text
        assert f"{number}/{len(pages)}" in text


def test_bookmarks_and_title_are_the_findings_as_they_are() -> None:
    long = "com.example.a_very_long_name_of_a_package_without_any_blank_" * 4
    report = replace(sample(), subject=replace(sample().subject, label=long))
    first = OUTCOMES[0].findings[0]
    named = replace(OUTCOMES[0], findings=(replace(first, message_zh=long),))
    document = pypdfium2.PdfDocument(_made(replace(report, outcomes=(named,))))
    titles = [mark.get_title() for mark in document.get_toc()]
    assert titles[0] == long
    assert titles[2] == long
    assert document.get_metadata_dict()["Title"] == long
    document.close()


def test_the_same_report_is_the_same_file_whatever_it_took() -> None:
    first = _made()
    slow = replace(sample(), timings_ms=replace(sample().timings_ms, total=987654.0))
    assert _made() == first
    assert _made(slow) == first
    assert _made(lang="en") != first


@pytest.mark.parametrize(
    "word",
    [
        '#panic("a") #eval("1+1") $x^2$ *b* _i_ <label> @ref // c \\ `raw` = head',
        '")#panic()("',
        "[#sys.inputs] {{7*7}} -- ... ~ '",
        "a·“b”…" * 250,
        "a." * 900,
    ],
)
def test_words_of_a_package_are_never_markup(word: str) -> None:
    text = "".join(_pages(_made(hostile_report(word), Extras())))
    assert _squeezed(word) in text


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_unseen_is_seen_and_what_no_face_draws_is_written_out(lang: Lang) -> None:
    report, beside = hostile()
    text = "".join(_pages(_made(report, beside, lang=lang)))
    assert "<script>alert(1)</script>" in text
    assert "〈U+202E〉" in text
    assert "\u202e" not in text
    strange = replace(sample(), subject=replace(sample().subject, label="记账😀مال𠮷"))
    first = _pages(_made(strange, lang=lang))[0]
    assert first.startswith("记账〈U+1F600〉〈U+0645〉〈U+0627〉〈U+0644〉𠮷")


def test_a_flood_of_lines_does_not_become_a_flood_of_pages() -> None:
    pages = _pages(_made(hostile_report("x" + "\n" * 1500 + "y\n" * 900), Extras()))
    assert len(pages) < 250


def test_never_a_word_of_approval() -> None:
    clean = replace(
        sample(),
        outcomes=(),
        measures=tuple(replace(row, findings=0) for row in sample().measures),
        diff=None,
    )
    for lang in LANGS:
        text = "".join(_pages(_made(clean, lang=lang)))
        for word in ("合规", "安全", "ompliant", "safely"):
            assert word not in text, word
    assert words.VERDICT["passes"].zh in "".join(_pages(_made(clean)))


def test_a_picture_that_cannot_be_read_leaves_the_report_whole() -> None:
    more = extras()
    broken = {key: data[:60] for key, data in more.media.items()}
    text = "".join(_pages(_made(more=replace(more, app_icon=more.app_icon[:50], media=broken))))
    for outcome in OUTCOMES:
        for finding in outcome.findings:
            assert _squeezed(finding.message_zh) in text


def test_a_picture_too_large_to_print_is_told() -> None:
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (9000).to_bytes(4) + (9000).to_bytes(4) + b"\x08\x06\0\0\0"
    text = "".join(_pages(_made(more=replace(extras(), app_icon=huge))))
    assert _squeezed(paper.omitted_pictures(1).zh) in text


def test_evidence_taller_than_a_page_goes_on_and_none_leaves_the_paper() -> None:
    steps = tuple(
        ChainStep(f"Lcom/a/C{n};->m{n}()V", f"Lcom/a/C{n + 1};->m{n + 1}()V", "direct", n) for n in range(90)
    )
    lines = "\n".join(f"line {n} " + "x" * 300 for n in range(40))
    quoted = "我们收集您的信息。" * 500
    outcome = OUTCOMES[0]
    tall = replace(
        outcome.findings[0],
        message_zh="a/very.long_name" * 30,
        evidence=(
            Evidence(kind="call_chain", location="classes.dex!La;->b()V", chain=steps),
            Evidence(kind="code", location="c", excerpt=lines),
            Evidence(kind="policy", location="p.html#p 1", excerpt=quoted),
        ),
    )
    made = _made(sample((replace(outcome, findings=(tall,)),)))
    text = "".join(_pages(made))
    assert all(f"C{n}.m{n}()" in text for n in range(91))
    assert all(f"line{n}x" in text for n in range(40))
    document = pypdfium2.PdfDocument(made)
    for page in document:
        for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            left, low, right, high = found.get_bounds()
            assert left > 20 * MM and right < 190 * MM, page.get_textpage().get_text_bounded(
                *found.get_bounds()
            )
            assert low > 8 * MM and high < 289 * MM
    document.close()


def test_many_findings_stay_bounded_and_say_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "".join(_pages(_made(sample(OUTCOMES * 2))))
    assert "JSON报告" not in whole
    monkeypatch.setattr(paper, "MOST_FINDINGS", 12)
    monkeypatch.setattr(paper, "MOST_FRAMES", 12)
    cut = "".join(_pages(_made(sample(OUTCOMES * 2))))
    assert len(cut) < len(whole)
    assert _squeezed(paper.more_findings(8).zh) in cut
    most = max(len(f.evidence) for o in OUTCOMES for f in o.findings)
    assert _squeezed(paper.more_evidence(most - 1).zh) in cut


def test_without_fonts_the_package_to_install_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingjian.settings._given", {})
    override("fonts", str(tmp_path))
    fonts.faces.cache_clear()
    try:
        with pytest.raises(UsageError, match="fonts-noto-cjk"):
            _made()
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        fonts.faces.cache_clear()
    assert _made()


def test_a_file_that_is_no_font_is_a_usage_error(tmp_path: Path) -> None:
    for body in (b"", b"ttcf", b"OTTO" + bytes(40), b"\0\1\0\0\0\1" + bytes(6) + b"cmap" + bytes(12)):
        (tmp_path / "a.otf").write_bytes(body)
        with pytest.raises(UsageError):
            fonts._letters(tmp_path / "a.otf", 0)


def test_several_reports_each_begin_a_page_and_keep_their_own_foot() -> None:
    other = replace(sample(), subject=replace(sample().subject, sha256="9" * 64, label="第二个"))
    pages = _pages(to_pdf([(sample(), extras()), (other, extras())], law=LAW))
    start = next(
        n
        for n, text in enumerate(pages)
        if text.startswith("明鉴Mingjian·检测报告·第二个") or "9" * 64 in text
    )
    assert all("9" * 64 not in text for text in pages[:start])
    assert all(f"SHA-256{'9' * 64}" in text for text in pages[start:])


def test_the_seal_page_says_what_is_sealed() -> None:
    last = _pages(_made(seal=SEAL))[-1]
    for part in (
        "封存凭证",
        SEAL.verify_url,
        SEAL.statement_sha256,
        "杭州拾光云科技",
        "120934",
        sample().subject.sha256,
    ):
        assert _squeezed(part) in last
    assert "封存凭证" not in "".join(_pages(_made()))


def test_the_code_on_the_seal_page_is_the_address() -> None:
    scale = 4
    document = pypdfium2.PdfDocument(_made(seal=SEAL))
    image = document[len(document) - 1].render(scale=scale).to_pil().convert("L")
    document.close()
    left = image.crop((0, 0, int(80 * MM * scale), int(250 * MM * scale))).point(
        lambda grey: 255 * (grey < 90)
    )
    dark = [y for y in range(left.height) if left.crop((0, y, left.width, y + 1)).getbbox()]
    runs: list[list[int]] = []
    for y in dark:
        if runs and y - runs[-1][-1] <= 4:
            runs[-1].append(y)
        else:
            runs.append([y])
    tallest = max(runs, key=len)
    box = left.crop((0, tallest[0], left.width, tallest[-1] + 1)).getbbox()
    assert box is not None
    code = left.crop((box[0], tallest[0], box[2], tallest[-1] + 1))
    wanted = [list(row) for row in segno.make(SEAL.verify_url, error="m", micro=False).matrix]
    step = code.width / len(wanted)
    assert abs(code.height / len(wanted) - step) < 0.2
    seen = [
        [int(code.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) > 128) for x in range(len(wanted))]
        for y in range(len(wanted))
    ]
    assert seen == wanted
