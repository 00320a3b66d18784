"""Word documents, PDF files and saved pages: passages as from a page, each with its place in the file."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.shared import Pt, RGBColor

from mingjian.artifacts.policy import Document, Passage, pdf, read_bytes
from mingjian.artifacts.policy.caps import MAX_BYTES
from mingjian.errors import ArtifactError
from tests.artifacts.policy import made

SENTENCE = (
    "我们会按照法律法规的规定收集和使用您的个人信息并且采取必要的安全措施保护您的个人信息安全，防止泄露。"
)


def shape(document: Document) -> list[tuple[str, str, str]]:
    return [(p.kind, p.text, p.place) for p in document.passages if p.kind != "cell"]


def cells(document: Document) -> list[tuple[str, int, int, int, int, bool]]:
    return [
        (p.text, p.row, p.column, p.rows, p.columns, p.header) for p in document.passages if p.kind == "cell"
    ]


def marks(passage: Passage) -> set[tuple[str, str]]:
    return {(m.kind, passage.text[m.start : m.end]) for m in passage.marks}


def refused(data: bytes) -> str:
    with pytest.raises(ArtifactError) as caught:
        read_bytes(data, source="a")
    assert caught.value.path == "a"
    return caught.value.code


def word() -> bytes:
    file = docx.Document()
    file.core_properties.title = "清河手账隐私政策"
    file.add_heading("清河手账隐私政策", 0)
    file.add_paragraph("更新日期：2024年3月1日")
    file.add_heading("一、我们收集的信息", 1)
    text = file.add_paragraph("我们收集")
    text.add_run("手机号").bold = True
    text.add_run("和")
    place = text.add_run("位置")
    place.underline = True
    place.font.color.rgb = RGBColor(0xB0, 0, 0)
    file.add_paragraph("姓名", style="List Bullet")
    file.add_paragraph().add_run("（一）注册").bold = True
    file.add_paragraph("第一行\n第二行")
    table = file.add_table(3, 3)
    for row, words in enumerate(
        (("SDK名称", "使用目的", "个人信息"), ("微信", "登录", "昵称"), ("", "支付", "金额"))
    ):
        for column, said in enumerate(words):
            table.cell(row, column).text = said
    table.cell(1, 0).merge(table.cell(2, 0))
    file.add_table(1, 1).cell(0, 0).text = "框中的一段话。"
    small = file.add_paragraph().add_run("小字")
    small.font.size, small.font.color.rgb = Pt(7), RGBColor(0xCC, 0xCC, 0xCC)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_word_document() -> None:
    document = read_bytes(word(), source="a.docx")
    assert (document.format, document.title) == ("docx", "清河手账隐私政策")
    assert shape(document) == [
        ("heading", "清河手账隐私政策", "paragraph 1"),
        ("paragraph", "更新日期：2024年3月1日", "paragraph 2"),
        ("heading", "一、我们收集的信息", "paragraph 3"),
        ("paragraph", "我们收集手机号和位置", "paragraph 4"),
        ("item", "姓名", "paragraph 5"),
        ("heading", "（一）注册", "paragraph 6"),
        ("paragraph", "第一行", "paragraph 7"),
        ("paragraph", "第二行", "paragraph 7"),
        ("paragraph", "框中的一段话。", "table 2 row 1 column 1"),
        ("paragraph", "小字", "paragraph 8"),
    ]
    assert cells(document) == [
        ("SDK名称", 0, 0, 1, 1, True),
        ("使用目的", 0, 1, 1, 1, True),
        ("个人信息", 0, 2, 1, 1, True),
        ("微信", 1, 0, 2, 1, False),
        ("登录", 1, 1, 1, 1, False),
        ("昵称", 1, 2, 1, 1, False),
        ("支付", 2, 1, 1, 1, False),
        ("金额", 2, 2, 1, 1, False),
    ]
    assert marks(document.passages[3]) == {("bold", "手机号"), ("underline", "位置"), ("colour", "位置")}
    assert marks(document.passages[-1]) == {("small", "小字"), ("pale", "小字")}


def changed(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The Word document with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = change(info.filename, old.read(info))
            if data is not None:
                new.writestr(info.filename, data)
    return out.getvalue()


def test_deleted_words_are_no_text_and_inserted_ones_are() -> None:
    def edit(name: str, data: bytes) -> bytes:
        was, now = (
            "<w:r><w:t>第一行</w:t>",
            "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>",
        )
        return data.replace(was.encode(), (now + was).encode()) if name == "word/document.xml" else data

    assert "新第一行" in [p.text for p in read_bytes(changed(edit), source="a").passages]


def test_word_documents_that_harm_are_refused() -> None:
    def bomb(name: str, data: bytes) -> bytes:
        return b"<a>" + b" " * (80 << 20) + b"</a>" if name == "word/document.xml" else data

    def entities(name: str, data: bytes) -> bytes:
        doctype = b'<!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY z "&x;&x;">]>'
        return (
            data.replace(b"<w:document", doctype + b"<w:document", 1) if name == "word/document.xml" else data
        )

    assert refused(changed(bomb)) == "policy_too_large"
    assert refused(changed(entities)) == "policy_malformed"
    assert (
        refused(changed(lambda name, data: None if name == "word/document.xml" else data))
        == "policy_unsupported"
    )
    assert refused(word()[:-300]) == "policy_malformed"


def test_depth_of_word_documents_is_no_matter() -> None:
    def deep(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        return data.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 100_000 + b"</w:sdt>" * 100_000)

    assert len(read_bytes(changed(deep), source="a").passages) == len(read_bytes(word(), source="a").passages)


def pages() -> bytes:
    words, y, body = SENTENCE * 3, 680.0, []
    body.append(made.text(84, y, words[:34]))
    for at in range(34, len(words), 36):
        y -= 18
        body.append(made.text(60, y, words[at : at + 36]))
    grid = [made.ruled([60, 200, 340, 520], [y - 20, y - 50, y - 100, y - 150])]
    for row, (line, bold) in enumerate(
        ((("名称", "目的", "信息"), True), (("微信", "登录", "昵称、头像、"), False))
    ):
        grid += [made.text(70 + 140 * i, y - 40 - 30 * row, w, bold=bold) for i, w in enumerate(line)]
    grid += [made.text(350, y - 86, "性别"), made.text(70, y - 120, "友盟")]
    head = made.text(60, 800, "清河科技 公开")
    return made.pdf(
        [
            [
                head,
                made.text(220, 770, "清河手账隐私政策", size=20, bold=True),
                made.text(60, 710, "一、我们收集的信息", size=14, bold=True),
                *body,
                *grid,
                made.text(280, 30, "- 1 -"),
            ],
            [head, made.text(60, 740, "二、联系我们", size=14, bold=True), made.text(280, 30, "- 2 -")],
            [head, made.text(84, 740, "电话：010-12345678", grey=0.8), made.text(280, 30, "第 3 页")],
        ]
    )


def test_pdf_file() -> None:
    document = read_bytes(pages(), source="a.pdf")
    assert document.format == "pdf" and document.notes == ()
    assert shape(document) == [
        ("heading", "清河手账隐私政策", "page 1 line 2"),
        ("heading", "一、我们收集的信息", "page 1 line 3"),
        ("paragraph", SENTENCE * 3, "page 1 line 4"),
        ("heading", "二、联系我们", "page 2 line 2"),
        ("paragraph", "电话：010-12345678", "page 3 line 2"),
    ]
    assert cells(document) == [
        ("名称", 0, 0, 1, 1, True),
        ("目的", 0, 1, 1, 1, True),
        ("信息", 0, 2, 1, 1, True),
        ("微信", 1, 0, 1, 1, False),
        ("登录", 1, 1, 1, 1, False),
        ("昵称、头像、 性别", 1, 2, 1, 1, False),
        ("友盟", 2, 0, 1, 1, False),
        ("", 2, 1, 1, 1, False),
        ("", 2, 2, 1, 1, False),
    ]
    assert [p.level for p in document.passages if p.kind == "heading"] == [1, 2, 2]
    assert marks(document.passages[0]) == {("bold", "清河手账隐私政策"), ("large", "清河手账隐私政策")}
    assert ("pale", "电话：010-12345678") in marks(document.passages[-1])


def test_a_scan_has_no_text_and_a_broken_file_is_refused() -> None:
    assert [n.code for n in read_bytes(made.pdf([[], []]), source="a").notes] == ["no_text"]
    assert refused(b"%PDF-1.4\nnothing") == "policy_malformed"


def test_a_pdf_with_a_password_is_refused() -> None:
    key = "00" * 32
    locked = made.pdf(
        [[made.text(60, 700, "一")]],
        trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
        f" /ID [<{key}> <{key}>]",
    )
    assert refused(locked) == "policy_encrypted"


def test_without_its_package_a_pdf_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(pdf.importlib, "import_module", missing)
    with pytest.raises(ArtifactError) as caught:
        read_bytes(pages(), source="a.pdf")
    assert caught.value.code == "pdf_package_missing" and "pip install pypdfium2" in caught.value.detail


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_saved_page(coding: str, charset: str) -> None:
    page = f"<html><body><h1>清河手账隐私政策</h1><p>{SENTENCE}</p></body></html>".encode(charset)
    body = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[coding](
        page
    )
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.b/\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x--"\r\n\r\n\r\n'
        b"----x--\r\nContent-Type: text/html; charset="
        + charset.encode()
        + b"\r\nContent-Transfer-Encoding: "
        + coding.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n----x--\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n----x----\r\n"
    )
    document = read_bytes(data, source="a.mhtml")
    assert document.format == "mhtml"
    assert [(p.kind, p.text) for p in document.passages] == [
        ("heading", "清河手账隐私政策"),
        ("paragraph", SENTENCE),
    ]
    assert document.passages[1].place == "body > p:nth-of-type(1)"


def test_too_large_is_refused_with_the_place() -> None:
    with pytest.raises(ArtifactError) as caught:
        read_bytes(b"<p>" + b"a" * MAX_BYTES, source="a")
    assert (caught.value.code, caught.value.offset) == ("policy_too_large", MAX_BYTES)
