"""Lines of hostile text: bombs of nothing passed over by the buffer, numbers kept, each thing told."""

from __future__ import annotations

import io

import pytest

from mingjian.artifacts.device_log.lines import MAX_BLANK, MAX_LINE, lines

MANY = 300_000


def _read(data: bytes) -> tuple[list[tuple[int, str]], dict[str, tuple[int, str]]]:
    told: dict[str, tuple[int, str]] = {}
    given = list(
        lines(io.BytesIO(data), lambda code, line, detail: told.setdefault(code, (line, detail)) and None)
    )
    return given, told


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b" \t\n", b"\0\n"])
@pytest.mark.parametrize("wide", [False, True])
def test_a_bomb_of_blank_lines_is_passed_over_and_what_follows_keeps_its_number(
    blank: bytes, wide: bool
) -> None:
    data = b"first\n" + blank * MANY + b"last\n\nend"
    if wide:
        data = data.decode("ascii").encode("utf-16")
    given, told = _read(data)
    assert given[0] == (1, "first")
    assert given[-3:] == [(MANY + 2, "last"), (MANY + 3, ""), (MANY + 4, "end")]
    passed = int(told["blank_lines"][1])
    assert len(given) + passed == MANY + 4
    assert len(given) < 3 * MAX_BLANK
    assert told["blank_lines"][0] == 2 + MAX_BLANK
    assert ("nul" in told) == (b"\0" in blank)


def test_few_blank_lines_are_given_as_they_stand() -> None:
    given, told = _read(b"a\n" + b"\n" * (MAX_BLANK - 1) + b"b\n")
    assert [number for number, _ in given] == list(range(1, MAX_BLANK + 2))
    assert told == {}


@pytest.mark.parametrize("unit", [b"x", b"\0", b"\r", b" "])
def test_one_endless_line_is_cut_and_the_next_one_read(unit: bytes) -> None:
    given, told = _read(b"first\n" + unit * (5 * MAX_LINE) + b"\nlast")
    assert [number for number, _ in given] == [1, 2, 3]
    assert len(given[1][1]) <= MAX_LINE
    assert given[2] == (3, "last")
    assert told["line_cut"] == (2, "")
    assert ("nul" in told) == (unit == b"\0")


def test_a_line_of_utf_16_split_by_the_buffer_stays_whole() -> None:
    text = "".join(f"{number} 同意隐私政策😀\n" for number in range(40_000))
    given, told = _read(text.encode("utf-16"))
    assert [line for _, line in given] == text.splitlines()
    assert told == {}
