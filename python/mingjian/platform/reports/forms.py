"""The formats a report leaves in: names, file endings, media types."""

from __future__ import annotations

import re

from msgspec import Struct

from mingjian.platform.web.words import Said


class Form(Struct, frozen=True, kw_only=True):
    words: Said
    ending: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: dict[str, Form] = {
    "pdf": Form(words=Said("PDF 文档", "PDF"), ending="pdf", media_type="application/pdf"),
    "html": Form(words=Said("单文件网页", "One-file page"), ending="html", media_type="text/html"),
    "docx": Form(words=Said("Word 文档", "Word document"), ending="docx",
                 media_type=f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": Form(words=Said("Excel 表格", "Excel workbook"), ending="xlsx",
                 media_type=f"{_OFFICE}.spreadsheetml.sheet"),
    "json": Form(words=Said("JSON 报告", "JSON report"), ending="json", media_type="application/json"),
    "sarif": Form(words=Said("SARIF", "SARIF"), ending="sarif", media_type="application/sarif+json"),
    "cyclonedx": Form(words=Said("CycloneDX 物料清单", "CycloneDX bill of materials"), ending="cdx.json",
                      media_type="application/vnd.cyclonedx+json"),
    "csv": Form(words=Said("CSV 发现清单", "CSV of findings"), ending="csv", media_type="text/csv"),
    "md": Form(words=Said("Markdown", "Markdown"), ending="md", media_type="text/markdown"),
}  # fmt: skip
ZIP = "application/zip"
_UNSAFE = re.compile(r"[^\w.\-]+")


def file_name(package: str, version: str, number: str, form: str) -> str:
    """`com.shiguang.ledger-5.8.2-7c41e0aa.pdf`: letters, digits, dots and dashes only."""
    parts = [_UNSAFE.sub("_", part).strip("._")[:80] for part in (package, version)]
    stem = "-".join(part for part in parts if part)
    return f"{stem or 'report'}-{number[:8]}.{FORMS[form].ending}"
