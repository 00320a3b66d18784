"""Findings as rows of a spreadsheet: one line a finding, and one for each measure left open.

UTF-8 with a byte order mark and CRLF, as Excel wants it. A cell that a spreadsheet would run as a formula
begins with an apostrophe. Source: RFC 4180; OWASP, CSV injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from mingjian.model import MeasureVerdict, Report
from mingjian.report import reading, words
from mingjian.report.reading import Placed, visible
from mingjian.report.words import Lang

COLUMNS = (
    "path", "sha256", "package", "version", "measure", "title", "verdict", "severity", "role", "rule",
    "requirements", "party", "consent", "personal_info", "threshold", "message", "location", "fingerprint",
    "missing", "quotation",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(reports: Sequence[Report], *, lang: Lang = "zh") -> bytes:
    """All reports in one table, the head once; words in `lang`, codes as in the contract."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for report in reports:
        titles = {row.id: row.title_zh if lang == "zh" else row.title_en for row in report.measures}
        for row in _rows(report, titles, lang):
            table.writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _rows(report: Report, titles: dict[str, str], lang: Lang) -> Iterator[dict[str, str]]:
    subject = report.subject
    about = {
        "path": subject.path,
        "sha256": subject.sha256,
        "package": subject.package or "",
        "version": subject.version_name or "",
    }
    for place in reading.placed(report):
        yield about | _finding(place, titles.get(place.outcome.measure, ""), lang)
    for measure in report.measures:
        if measure.verdict == "undetermined":
            yield about | _open(measure, lang)


def _finding(place: Placed, title: str, lang: Lang) -> dict[str, str]:
    finding, outcome, limit = place.finding, place.outcome, place.finding.threshold
    kind = words.THRESHOLD_KIND[limit.kind].of(lang) if limit else ""
    return {
        "measure": outcome.measure,
        "title": title,
        "verdict": finding.verdict,
        "severity": outcome.severity,
        "role": finding.role,
        "rule": outcome.rule,
        "requirements": " ".join(outcome.requirements),
        "party": reading.party_name(finding.party).of(lang),
        "consent": finding.consent or "",
        "personal_info": " ".join(finding.personal_info),
        "threshold": f"{limit.id} {limit.value} {limit.unit} [{kind}] {limit.source}" if limit else "",
        "message": finding.message_zh if lang == "zh" else finding.message_en,
        "location": "\n".join(item.location for item in finding.evidence),
        "fingerprint": finding.fingerprint,
        "quotation": "\n".join(item.words for item in finding.evidence if item.words),
    }


def _open(measure: MeasureVerdict, lang: Lang) -> dict[str, str]:
    return {
        "measure": measure.id,
        "title": measure.title_zh if lang == "zh" else measure.title_en,
        "verdict": measure.verdict,
        "missing": " ".join(measure.missing),
    }


def _cell(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
