"""A policy from a file or from bytes: what it is told by what is in it, not by its name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from mingjian.artifacts.policy import encoding, html, markdown, mhtml, mojibake, plain, structure
from mingjian.artifacts.policy.caps import MAX_BYTES, MAX_CHARACTERS, MAX_PASSAGES
from mingjian.artifacts.policy.document import Document, Format, Note
from mingjian.artifacts.policy.lines import Line
from mingjian.errors import ArtifactError

_TAGS = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|br|span|table|tr|h[1-6]|ul|ol|li|strong|font|section"
    r"|meta|script)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_ROOT = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def read(path: str | Path) -> Document:
    """The policy in the file `path`.

    Raises:
        ArtifactError: `file_unreadable`, or as `read_bytes`.
    """
    shown = os.fsencode(path).decode("utf-8", "replace")
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise ArtifactError("file_unreadable", "is not a file", path=shown)
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArtifactError("file_unreadable", error.strerror or "cannot be read", path=shown) from None
    return read_bytes(data, source=shown)


def read_bytes(data: bytes, *, source: str, hint: str = "") -> Document:
    """The policy in `data`.

    `source`: the name shown; its ending only decides between Markdown and plain text. `hint`: a Content-Type.

    Raises:
        ArtifactError: `policy_too_large`, `policy_empty`, `policy_unsupported` (with what it is instead).
    """
    if len(data) > MAX_BYTES:
        raise ArtifactError(
            "policy_too_large", f"a policy of more than {MAX_BYTES} bytes", path=source, offset=MAX_BYTES
        )
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise ArtifactError("policy_empty", "an empty file", path=source)
    kind = sniff(data, source)
    if kind == "pdf":
        from mingjian.artifacts.policy import pdf  # noqa: PLC0415 - PDFium loads only for a PDF

        lines, title, notes = pdf.lines(data, source)
        return document(lines, "pdf", data, source=source, title=title, notes=notes)
    if kind == "docx":
        from mingjian.artifacts.policy import docx  # noqa: PLC0415 - zipfile and expat, for Word only

        lines, title, notes = docx.lines(data, source)
        return document(lines, "docx", data, source=source, title=title, notes=notes)
    if kind == "mhtml":
        page, told = mhtml.page(data)
        text, name, notes = _decoded(page, told, source)
        lines, title, more = html.lines(text)
        return document(lines, "mhtml", data, source=source, encoding=name, title=title, notes=notes + more)
    text, name, notes = _decoded(data, hint, source)
    told_as, lines, title, more = _text(text, source)
    return document(lines, told_as, data, source=source, encoding=name, title=title, notes=notes + more)


def sniff(data: bytes, source: str) -> Format:
    """What `data` is by its first bytes; `txt` for any text, to be told apart once it is decoded.

    Raises:
        ArtifactError: `policy_unsupported`, `policy_encrypted`.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ArtifactError("policy_encrypted", "a document that asks for a password", path=source)
        raise ArtifactError(
            "policy_unsupported", "a Word document of before 2007: save it as DOCX or PDF", path=source
        )
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise ArtifactError(
                "policy_unsupported",
                f"is {what}: save the text as HTML, DOCX, PDF or plain text",
                path=source,
            )
    return "mhtml" if mhtml.is_mhtml(data) else "txt"


_OTHERS = (
    (b"{\\rtf", "a Rich Text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "compressed"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x7fELF", "a program"),
    (b"dex\n", "a program"),
)


def _decoded(data: bytes, told: str, source: str) -> tuple[str, str, tuple[Note, ...]]:
    text, name, notes = encoding.decode(data, declared=told)
    control = _CONTROL.findall(text, 0, 60_000)
    if len(control) * 50 > min(len(text), 60_000):
        raise ArtifactError("policy_unsupported", "is not text", path=source, offset=0)
    text, more = mojibake.repair(text)
    return text, name, (*notes, *more)


def _text(text: str, source: str) -> tuple[Format, list[Line], str, tuple[Note, ...]]:
    if is_html(text):
        lines, title, notes = html.lines(text)
        return "html", lines, title, notes
    if markdown.is_markdown(text, named=source.lower().endswith((".md", ".markdown"))):
        return "md", markdown.lines(text), "", ()
    return "txt", plain.lines(text), "", ()


def is_html(text: str) -> bool:
    """Whether `text` is a page or a part of one, rather than a text that mentions a tag."""
    if _ROOT.match(text, 0, 4096):
        return True
    head = text[:200_000]
    tags = sum(1 for _ in _TAGS.finditer(head))
    return tags >= 2 and tags * 400 >= len(head)


def document(
    lines: list[Line],
    kind: Format,
    data: bytes,
    *,
    source: str,
    encoding: str = "",
    title: str = "",
    notes: tuple[Note, ...] = (),
) -> Document:
    """The document that `lines`, read from `data`, make."""
    kept: list[Line] = []
    characters = 0
    for line in lines:
        characters += len(line.text)
        if characters > MAX_CHARACTERS or len(kept) >= MAX_PASSAGES:
            if not any(n.code == "truncated" for n in notes):
                notes = (*notes, Note("truncated", f"read up to {line.place}"))
            break
        kept.append(line)
    if not any(line.text for line in kept) and not any(
        n.code in {"no_text", "script_rendered"} for n in notes
    ):
        notes = (*notes, Note("no_text", "no text in it"))
    return Document(
        source=source,
        format=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        encoding=encoding,
        title=title,
        passages=structure.passages(kept),
        notes=notes,
    )
