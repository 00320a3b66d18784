"""A policy from a file or from bytes: what it is told by what is in it, not by its name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from mingjian.artifacts.policy import encoding, html, markdown, plain, structure
from mingjian.artifacts.policy.caps import MAX_BYTES, MAX_CHARACTERS, MAX_PASSAGES
from mingjian.artifacts.policy.document import Document, Format, Note
from mingjian.artifacts.policy.lines import Line
from mingjian.errors import ArtifactError

_TAGS = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|br|span|table|tr|h[1-6]|ul|ol|li|strong|font|section"
    r"|meta|script)\b[^<>]*>",
    re.IGNORECASE,
)
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
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
    text, name, notes = encoding.decode(data, declared=hint)
    kind, lines, title, more = _text(text, source)
    return document(lines, kind, data, source=source, encoding=name, title=title, notes=(*notes, *more))


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
