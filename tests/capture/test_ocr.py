"""Words in screenshots: small grey Chinese on pop-ups is read, and without the extra it is said so."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from mingjian.capture import ocr

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIZE = (720, 1280)


def drawn() -> Image.Image:
    """A pop-up over an advertisement, at 2 pixels a dp: words down to 9 sp, greys down to 1.7:1."""
    picture = Image.new("RGB", SIZE, (30, 60, 120))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((90, 380, 630, 860), 24, fill=(255, 255, 255))
    for words, place, size, colour in (
        ("新人专享红包", (200, 430), 48, (220, 30, 30)),
        ("首月9.9元，次月起自动续费15元/月", (150, 600), 18, (180, 180, 180)),
        ("暂不需要", (310, 790), 22, (200, 200, 200)),
        ("跳过", (620, 60), 24, (190, 195, 205)),
        ("关闭", (320, 900), 24, (150, 160, 180)),
        ("广告", (12, 1240), 20, (120, 140, 170)),
        ("×", (585, 392), 32, (190, 190, 190)),
    ):
        draw.text(place, words, font=ImageFont.truetype(FONT, size, index=2), fill=colour)
    return picture


def test_small_grey_words_are_read_where_they_stand() -> None:
    answer = ocr.read(drawn())
    assert isinstance(answer, ocr.Text)
    found = {one.text.replace(" ", ""): one for one in answer.words}
    assert {"新人专享红包", "暂不需要", "跳过", "关闭", "广告", "×"} <= found.keys()
    terms = next(text for text in found if "次月起自动续费15元/月" in text)
    assert "9.9元" in terms
    cross, skip = found["×"], found["跳过"]
    assert 580 <= cross.x <= 605
    assert 395 <= cross.y <= 425
    assert abs(skip.x - 620) < 12
    assert abs(skip.y - 66) < 12
    assert answer == ocr.read(drawn())


def test_without_the_extra_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_models", lambda: None)
    ocr._engine.cache_clear()
    try:
        assert not ocr.available()
        assert ocr.read(Image.new("RGB", (10, 10))) == ocr.NotRead(missing="ocr")
    finally:
        ocr._engine.cache_clear()
