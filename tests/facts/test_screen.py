"""Screens of a run as facts: contrast and size from pixels, pictures, order, answers, missing readers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.artifacts.device_log.picture import opened, size_of
from mingjian.capture import ocr
from mingjian.contrast import ratio
from mingjian.errors import ArtifactError
from mingjian.facts.screen import Node, Screen
from mingjian.facts.screen.answers import marks, place_of
from mingjian.facts.screen.build import from_log
from mingjian.facts.screen.kinds import kinds_of
from mingjian.facts.screen.pixels import WIDEST, looks, reduced
from tools.screens import APP, FONT

WHITE = (255, 255, 255)


def line(words: str, size: int, colour: tuple[int, int, int]) -> Image.Image:
    """Words on white."""
    picture = Image.new("RGB", (900, 120), WHITE)
    ImageDraw.Draw(picture).text((20, 20), words, font=ImageFont.truetype(FONT, size, index=2), fill=colour)
    return picture


@pytest.mark.parametrize(("grey", "told"), [(0x76, 4.54), (0x77, 4.48), (200, 1.67), (0, 21.0)])
@pytest.mark.parametrize("size", [24, 36])
def test_contrast_is_that_of_the_colours(grey: int, told: float, size: int) -> None:
    picture = line("我已阅读并同意《隐私政策》", size, (grey, grey, grey))
    assert looks(picture, (0, 0, 900, 120)).contrast == told
    assert round(ratio((grey, grey, grey), WHITE), 2) == told


@pytest.mark.parametrize("size", [20, 24, 33, 36, 48])
def test_size_of_words_is_within_a_twelfth(size: int) -> None:
    measured = looks(line("我已阅读并同意《隐私政策》", size, (80, 80, 80)), (0, 0, 900, 120)).text_px
    assert measured is not None
    assert abs(measured - size) <= size / 12


def test_a_photograph_has_no_ground() -> None:
    picture = Image.effect_noise((200, 200), 120).convert("RGB")
    assert looks(picture, (0, 0, 200, 200)).contrast is None


def test_a_picture_is_reduced_and_loses_what_it_says_of_itself() -> None:
    sha256, data, scale = reduced(Image.new("RGB", (1080, 2340), WHITE))
    assert (len(sha256), scale, opened(data).size) == (64, 0.5, (WIDEST, 1170))


def test_a_small_file_does_not_become_a_large_picture() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(ArtifactError, match="picture_too_large"):
        size_of(out.getvalue())
    with pytest.raises(ArtifactError, match="picture_unreadable"):
        opened(out.getvalue()[:200][:8] + b"x" * 50)


def asking(at_ns: int, *, kinds: tuple[str, ...] = ("app", "consent")) -> Screen:
    nodes = (
        Node(text="请阅读《隐私政策》", x=0, y=0, w=300, h=100),
        Node(text="同意", x=200, y=200, w=100, h=50, clickable=True),
        Node(text="不同意", x=0, y=200, w=100, h=50, clickable=True),
    )
    return Screen(at_ns=at_ns, width_px=300, height_px=600, nodes=nodes, kinds=kinds, source="1.xml")


@pytest.mark.parametrize(
    ("what", "kinds", "told"),
    [
        ("tap 250 220", ("app", "consent"), ["consent"]),
        ("tap 20 220", ("app", "consent"), ["refusal"]),
        ("tap 150 50", ("app", "consent"), []),
        ("key BACK", ("app", "consent"), []),
        ("tap 250 220", ("app", "popup"), []),
    ],
)
def test_answers_among_touches(what: str, kinds: tuple[str, ...], told: list[str]) -> None:
    touch = Event(at_ns=15, kind="input", package=APP, what=what)
    screens = [asking(10, kinds=kinds), asking(20, kinds=("app",))]
    found = marks(screens, [touch])
    assert [(one.what, one.how, one.at_ns) for one in found] == [(one, "seen", 15) for one in told]


def test_place_of_a_touch() -> None:
    assert place_of("tap 12 40: 同意") == (12, 40)
    assert place_of("swipe 1 2 3 4") is None


def test_pictures_nobody_reads_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (720, 1560), (40, 80, 120)).save(tmp_path / "screen_20260301_100000.png")
    monkeypatch.setattr(ocr, "read", lambda _: ocr.NotRead())
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        facts = from_log(log, APP, density_dpi=320)
    assert facts is not None
    assert (facts.unread, len(facts.screens), len(facts.pictures)) == (1, 1, 1)
    assert (facts.screens[0].density, facts.screens[0].text_read) == (2.0, False)


@pytest.mark.parametrize(
    ("words", "advert"), [("会员去广告、用模板", False), ("跳过广告 5", True), ("广告", True)]
)
def test_a_membership_without_advertising_is_no_advertisement(words: str, advert: bool) -> None:
    nodes = (Node(text=words, x=0, y=300, w=300, h=40),)
    kinds = kinds_of(
        nodes, package=APP, own=APP, activity="", surface=(0, 0, 300, 600), width=300, height=600,
        opening=False, only_picture=False,
    )  # fmt: skip
    assert ("advert" in kinds) is advert


def test_a_run_without_screens_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        assert from_log(log, APP) is None


@pytest.mark.parametrize(
    ("rows", "sold"),
    [
        (("早餐　8.00 元", "地铁　4.00 元", "记一笔"), False),
        (("余额 ¥1,284.50", "本月支出 ¥320", "明细"), False),
        (("月卡 ¥15.00", "年卡 ¥98.00", "立即开通"), True),
        (("首月 9.9 元", "之后 15元/月", "继续"), True),
        (("$4.99 / month", "Continue"), True),
    ],
)
def test_an_amount_alone_asks_for_no_money(rows: tuple[str, ...], sold: bool) -> None:
    nodes = tuple(
        Node(text=text, clickable=True, x=10, y=100 * n, w=300, h=60) for n, text in enumerate(rows, 1)
    )
    kinds = kinds_of(
        nodes, package=APP, own=APP, activity="", surface=(0, 0, 360, 780), width=360, height=780,
        opening=False, only_picture=False,
    )  # fmt: skip
    assert ("payment" in kinds) is sold
