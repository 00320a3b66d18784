"""Whatever the file, the answer is a document or an ArtifactError: spoilt bytes, depth, exploding sizes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from mingjian.artifacts.policy import Document, read_bytes
from mingjian.artifacts.policy.caps import MAX_BYTES, MAX_CELLS, MAX_CHARACTERS, MAX_DEPTH, MAX_PASSAGES
from mingjian.errors import ArtifactError
from tests.artifacts.policy.test_policy_files import pages, word
from tests.artifacts.policy.test_policy_html import PAGE

MANY = 20_000
MAIL = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>=E6=94=BF=E7=AD=96</p>\r\n--b--\r\n"
)
TABLE = "| 名称 | 目的 |\n|---|---|\n| 微信 | 登录 |\n\n# 一、共享\n\n- **手机号**\n".encode()
SEEDS: dict[str, Callable[[], bytes]] = {
    "html": PAGE.encode,
    "gbk": lambda: PAGE.encode("gbk"),
    "mhtml": lambda: MAIL,
    "markdown": lambda: TABLE,
    "docx": word,
    "pdf": pages,
}


def checked(data: bytes, source: str = "a") -> Document | None:
    """The document, which keeps the promises of its shape; None where it is refused."""
    try:
        document = read_bytes(data, source=source)
    except ArtifactError as error:
        if not error.code.startswith(("policy_", "documents_")) or error.path != source:
            raise
        return None
    assert len(document.passages) <= MAX_PASSAGES
    assert sum(len(p.text) for p in document.passages) <= MAX_CHARACTERS
    for index, passage in enumerate(document.passages):
        assert passage.place and (passage.text or passage.kind == "cell")
        assert passage.text == " ".join(passage.text.split())
        assert passage.section is None or (
            passage.section < index and document.passages[passage.section].kind == "heading"
        )
        for mark in passage.marks:
            assert 0 <= mark.start < mark.end <= len(passage.text)
    return document


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """`data` with bytes changed, parts left out, doubled or swapped."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) or 1)
        length = chance.choice((1, 2, 16, 200))
        part = out[at : at + length]
        match chance.randrange(4):
            case 0:
                out[at : at + length] = bytes(chance.randrange(256) for _ in part)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = part * chance.randint(1, 20)
            case _:
                other = chance.randrange(len(out) or 1)
                out[other:other] = part
    return bytes(out)


@pytest.mark.parametrize("kind", SEEDS)
def test_spoilt_files(kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311 - the same files each time
    seed = SEEDS[kind]()
    for _ in range(30 if kind in {"docx", "pdf"} else 80):
        checked(spoilt(seed, chance))


@pytest.mark.parametrize("kind", SEEDS)
def test_files_cut_short(kind: str) -> None:
    seed = SEEDS[kind]()
    for at in range(0, len(seed), max(len(seed) // 40, 1)):
        checked(seed[:at])


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * MANY + "政策",
        "<span>" * MANY + "政策",
        "<b><p>" * MANY + "政策",
        "<table><tr><td>" * MANY + "政策",
        "<ul><li>" * MANY + "政策",
        "<a href=#x>政策" * MANY,
        "<p " + " ".join(f"a{i}=1" for i in range(MANY)) + ">政策",
        "<p " + "x" * MANY + "='" + "y" * MANY,
        "<table>" + "<tr><td rowspan=65534 colspan=1000>政策</td><td>策</td></tr>" * 2_000 + "</table>",
        "<style>" + "a b c d e f g h i j k{color:red}" * 9_000 + "</style><p>政策",
        "<style>" + "{" * MANY + "</style><p>政策",
        "<p>" + "<" * MANY,
        "<p>" + "&" * MANY,
        "<p>" + "&lt;" * MANY,
        "<p style='" + "color:red;" * MANY + "'>政策",
        "<p class='" + "a " * MANY + "'>政策",
        "<i id=a>" * 4_000 + "</i>" * 4_000 + "政策",
        "<p>政<br>" * MANY,
        "</p>" * MANY + "<p>政策",
        "<!--" * MANY,
        "<script>" * MANY,
    ],
    ids=lambda page: page[:16],
)
def test_pages_made_to_hurt(page: str) -> None:
    checked(("<html><body>" + page).encode())


@pytest.mark.parametrize(
    "text",
    [
        "（" * 1_000_000,
        "、" * 1_000_000,
        "一、" * 500_000,
        "1." * 500_000,
        " " * 1_000_000 + "政策",
        "|" * 1_000_000,
        "|a" * 20_000 + "\n" + "|b" * 20_000,
        "\t" * 500_000 + "a\n" + "\t" * 500_000 + "b",
        "a  " * 300_000,
        "**" * 500_000,
        "# " * 500_000,
        "[" * 500_000,
        "[a](" * 200_000,
        "`" * 500_000,
        "\n".join(f"{n}、甲" for n in range(60_000)),
        "涓" * 200_000,
        "锟斤拷" * 100_000,
        "ä¸" * 200_000,
        "\u200b" * 500_000 + "政策",
        "\ufffe\ud7ff" * 1_000,
    ],
    ids=lambda text: repr(text[:6]),
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_texts_made_to_hurt(text: str, name: str) -> None:
    checked(text.encode(), name)


def test_depth_is_cut_and_said_so() -> None:
    document = checked(("<html><body>" + "<div>" * (MAX_DEPTH * 20) + "<p>我们收集您的手机号。</p>").encode())
    assert document is not None
    assert [n.code for n in document.notes] == ["truncated"]
    (passage,) = document.passages
    assert passage.text == "我们收集您的手机号。"
    assert len(LexborHTMLParser(PAGE).css("body")) == 1


def test_long_files_are_cut_and_said_so() -> None:
    document = checked(("我们收集您的手机号。\n" * (MAX_PASSAGES + 9)).encode())
    assert document is not None
    assert len(document.passages) == MAX_PASSAGES
    assert [n.code for n in document.notes] == ["truncated"]
    rows = "<tr><td>微信</td><td>登录</td></tr>" * MAX_CELLS
    cut = checked(f"<html><body><table>{rows}</table><table>{rows}</table>".encode())
    assert cut is not None
    assert "truncated" in {n.code for n in cut.notes}


def test_a_page_that_a_script_writes() -> None:
    shell = "<!doctype html><html><head><title>隐私政策</title></head><body>"
    shell += "<div id=app></div><script src=a.js></script>"
    document = checked(shell.encode())
    assert document is not None
    assert [n.code for n in document.notes] == ["script_rendered"]
    assert checked(b" " * MAX_BYTES) is None
    assert checked(b"a" * (MAX_BYTES + 1)) is None
