"""Whatever the bytes are in and are said to be in, the same words come out, or a note says they do not."""

from __future__ import annotations

import pytest

from mingjian.artifacts.policy import Document, read_bytes
from mingjian.errors import ArtifactError

TEXT = (
    "清河手账隐私政策\n我们重视您的个人信息和隐私保护，收集您的手机号用于注册。您有权查询、更正、删除您的个人信息。\n"
    * 3
)
HANT = (
    "隱私權政策\n我們重視您的個人資訊與隱私權保護，收集您的電話號碼用於註冊。您有權查詢、更正、刪除您的個人資料。\n"
    * 3
)


def codes(document: Document) -> set[str]:
    return {note.code for note in document.notes}


def words(document: Document) -> str:
    return "\n".join(p.text for p in document.passages) + "\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_encodings_are_told_by_the_bytes(encoding: str, told: str) -> None:
    document = read_bytes((TEXT + "ID: abc-123 (SDK) http://a.b\n" * 6).encode(encoding), source="a.txt")
    assert document.encoding == told
    assert words(document).startswith(TEXT)
    assert codes(document) <= {"encoding_guessed"}


def test_big5_is_not_taken_for_gbk() -> None:
    document = read_bytes(HANT.encode("big5"), source="a.txt")
    assert document.encoding == "big5" and words(document) == HANT


@pytest.mark.parametrize("meta", ["gbk", "iso-8859-1", "utf-8", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_wrong_declaration_does_no_harm(meta: str, encoding: str) -> None:
    page = f"<html><head><meta charset={meta}></head><body><p>{TEXT}</p></body></html>"
    document = read_bytes(page.encode(encoding), source="a.html", hint=f"text/html; charset={meta}")
    assert "收集您的手机号用于注册" in words(document)
    assert "mojibake" not in codes(document)


@pytest.mark.parametrize(("wrong", "right"), [("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gbk")])
def test_text_read_wrongly_and_saved_is_put_right(wrong: str, right: str) -> None:
    whole = "".join(c for c in TEXT if _shown(c, right, wrong))
    spoilt = whole.encode(right).decode(wrong)
    document = read_bytes(spoilt.encode(), source="a.txt")
    assert "mojibake_repaired" in codes(document)
    assert words(document).split() == whole.split()


def _shown(character: str, right: str, wrong: str) -> bool:
    """Whether the wrong encoding has a sign for each byte."""
    try:
        character.encode(right).decode(wrong)
    except UnicodeDecodeError:
        return False
    return True


def test_utf8_read_as_gbk_is_put_right_as_far_as_it_was_kept() -> None:
    spoilt = TEXT.encode().decode("gbk", "replace").replace("\ufffd", "?")
    assert "浜轰俊鎭" in spoilt
    document = read_bytes(spoilt.encode("gbk"), source="a.txt")
    assert "mojibake" in codes(document)
    kept = set(words(document)) - {"\ufffd", "?"}
    assert len(kept & set(TEXT)) > 0.6 * len(set(TEXT))


def test_lost_text_is_noted() -> None:
    lost = TEXT.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "replace")
    document = read_bytes(lost.encode(), source="a.txt")
    assert "mojibake" in codes(document)


def test_single_broken_bytes_are_noted_and_the_rest_is_read() -> None:
    data = bytearray((TEXT * 20).encode())
    data[100] = 0xFF
    document = read_bytes(bytes(data), source="a.txt")
    assert document.encoding == "utf-8" and "replaced_characters" in codes(document)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "policy_empty"),
        (b" \r\n\t", "policy_empty"),
        (b"\x89PNG\r\n\x1a\n", "policy_unsupported"),
        (b"{\\rtf1 abc}", "policy_unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "policy_unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "policy_encrypted"),
        (bytes(range(256)) * 8, "policy_unsupported"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ArtifactError) as caught:
        read_bytes(data, source="a.html")
    assert caught.value.code == code and caught.value.path == "a.html"
