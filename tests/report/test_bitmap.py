"""What a picture is, read from its own first bytes."""

from __future__ import annotations

import hashlib
import struct

import pytest
from msgspec.structs import replace

from mingjian.model import Box, Evidence, Media
from mingjian.report.bitmap import bitmap
from mingjian.report.frame_types import Pictures
from mingjian.report.html import to_html
from mingjian.report.render import extras
from tests.report.run_sample import SHOT, facts, findings, rendered
from tests.report.test_run import LAW, seen

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 844, 390) + b"\x01\x01\x11\0\xff\xd9"
)  # fmt: skip


def test_kind_and_size_are_read_from_the_pictures_own_head() -> None:
    found = bitmap(JPEG)
    assert found is not None
    assert (found.mime, found.size) == ("image/jpeg", (390, 844))
    media = Media(hashlib.sha256(JPEG).hexdigest(), "image/jpeg")
    held = Pictures({media.sha256: JPEG}, 1000)
    assert held.find(media) is not None
    assert held.find(replace(media, mime="image/png")) is None


@pytest.mark.parametrize("data", [
    b"", b"GIF89a" + b"\0" * 40, b"<svg/>", JPEG[:12], b"\xff\xd8\xff" + b"\xff" * 4000,
    JPEG[:20] + b"\0" * 40,
    b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">II", 0, 5), b"\xff\xd8\xff\xe0\0\0" * 5000,
])  # fmt: skip
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert bitmap(data) is None


def test_several_pictures_of_one_piece_of_evidence_are_lettered_through() -> None:
    media = tuple(Media(SHOT, "image/png", (Box(0, 0, 9, 9, name),)) for name in ("甲", "乙"))
    outcome = findings()[1]
    finding = replace(outcome.findings[0], evidence=(Evidence(kind="screen", location="a.png", media=media),))
    item = rendered(facts(), (replace(outcome, findings=(finding,)),))
    text = seen(to_html(item.report, extras(item), law=LAW))
    assert "A 甲" in text
    assert "B 乙" in text
