"""Packing and unpacking in the core speak the zlib everyone speaks, and take no damage for data."""

from __future__ import annotations

import random
import zlib

import pytest

from mingjian._core import zlib_packed, zlib_unpacked

TEXTS = [b"", b"a", b"facts " * 5000, random.Random(7).randbytes(70_000)]  # noqa: S311 - a sample


@pytest.mark.parametrize("text", TEXTS, ids=len)
def test_each_reads_what_the_other_wrote(text: bytes) -> None:
    assert zlib.decompress(zlib_packed(text, 1)) == text
    assert zlib_unpacked(zlib.compress(text, 6), len(text)) == text
    assert zlib_unpacked(zlib_packed(text, 12), len(text)) == text


def test_another_size_cut_off_and_damage_are_refused() -> None:
    text = TEXTS[2]
    packed = zlib_packed(text, 6)
    for data, size in ((packed, len(text) - 1), (packed, len(text) + 1), (packed[:-1], len(text)), (b"", 0)):
        with pytest.raises(ValueError, match=r"."):
            zlib_unpacked(data, size)
    refused = 0
    for at in range(len(packed)):
        damaged = packed[:at] + bytes([packed[at] ^ 0x10]) + packed[at + 1 :]
        try:
            assert zlib_unpacked(damaged, len(text)) == text  # a bit that says nothing, of the header
        except ValueError:
            refused += 1
    assert refused >= len(packed) - 2


@pytest.mark.parametrize("level", [-1, 13])
def test_levels_are_0_to_12(level: int) -> None:
    with pytest.raises(ValueError, match="levels are 0 to 12"):
        zlib_packed(b"x", level)
