"""A report made ready for paper: what identifies it, bounded lists, sentences with counts, in one language.

PDF and Word share it, so that both leave out the same and say so; the JSON report always has the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from mingjian.model import Report
from mingjian.report import reading
from mingjian.report.extras import Extras
from mingjian.report.finding_view import FindingView
from mingjian.report.labels import label
from mingjian.report.reading import visible
from mingjian.report.rows import DeclaredRow
from mingjian.report.run_view import subject_facts
from mingjian.report.view import Page
from mingjian.report.words import Both, Lang

MOST_FINDINGS = 1000
MOST_FRAMES = 400
"""Pieces of evidence drawn in one report; shared evenly when there are many findings, one each at least."""
MOST_ROWS = 400
"""Rows of a table."""

MOST_TEXT = 4000
"""Letters of one string; a quotation rarely has more, a hostile name may."""
MOST_LINES = 80
_GAP = re.compile(r"\n{3,}")

Row = TypeVar("Row")


class Identity(NamedTuple):
    """A line of what the subject is; `machine` values stand in the mono face."""

    name: str
    value: str
    machine: bool = True


def identity(report: Report, extras: Extras, lang: Lang) -> tuple[Identity, ...]:
    """Package or address, version, digest, signers, platform, size, file: what is known of them."""
    subject, tool = report.subject, report.tool
    version = " ".join(
        part
        for part in (
            subject.version_name or "",
            f"({subject.version_code})" if subject.version_code is not None else "",
        )
        if part
    )
    signers = "; ".join(
        f"{signer.sha256[:8]}…{signer.sha256[-8:]} {' '.join(signer.schemes)}" for signer in subject.signers
    )
    mib = subject.size_bytes / 1048576
    size = f"{mib:.1f} MiB" if subject.size_bytes >= 104858 else f"{subject.size_bytes / 1024:.1f} KiB"
    rows = [
        Identity(label("package", lang), subject.package or ""),
        Identity(label("version", lang), version),
        Identity("SHA-256", subject.sha256),
    ]
    rows += [
        Identity(name.of(lang), said if isinstance(said, str) else said.of(lang))
        for name, said in subject_facts(subject.kind, extras)
    ]
    if reading.signed(subject):
        rows.append(Identity(label("signer", lang), signers or label("no_signer", lang), bool(signers)))
    if subject.target_sdk:
        rows.append(Identity(label("sdk_range", lang), f"{subject.min_sdk or '?'} – {subject.target_sdk}"))
    rows += [
        Identity(label("size", lang), size),
        Identity(label("file", lang), subject.path),
        Identity(label("packed", lang), subject.packer or "", machine=False),
        Identity(
            label("tool", lang),
            f"{tool.name} {tool.version} · {label('ruleset', lang)} {tool.ruleset_sha256[:12]} · "
            f"{label('knowledge', lang)} {tool.knowledge_sha256[:12]}",
            machine=False,
        ),
    ]
    return tuple(Identity(name, visible(value), machine) for name, value, machine in rows if value)


def bounded(page: Page) -> tuple[tuple[FindingView, ...], int]:
    """The findings paper has room for, each with its share of evidence, and how many are left out."""
    shown = page.findings[:MOST_FINDINGS]
    share = max(1, MOST_FRAMES // max(len(shown), 1))
    cut = tuple(
        finding
        if len(finding.frames) <= share
        else replace(finding, frames=finding.frames[:share], more=finding.more + len(finding.frames) - share)
        for finding in shown
    )
    return cut, len(page.findings) - len(shown)


def short(text: str) -> str:
    """A string as it is seen, of bearable length and height."""
    shown = visible(text[: MOST_TEXT + 1])
    if len(text) > MOST_TEXT:
        shown = f"{shown[:MOST_TEXT]}…"
    lines = _GAP.sub("\n\n", shown).split("\n")
    return "\n".join(lines[:MOST_LINES]) + ("…" if len(lines) > MOST_LINES else "")


def few(rows: Sequence[Row], most: int = MOST_ROWS) -> tuple[Sequence[Row], Both | None]:
    """The first rows, and the sentence about the rest when there is one."""
    left = len(rows) - most
    if left <= 0:
        return rows, None
    return rows[:most], more_rows(left)


def more_rows(count: int) -> Both:
    return Both(f"另有 {count} 行，见 JSON 报告。", f"{count} more rows: see the JSON report.")


def more_evidence(count: int) -> Both:
    return Both(
        f"另有 {count} 处证据，见 JSON 报告。", f"{count} more pieces of evidence: see the JSON report."
    )


def more_findings(count: int) -> Both:
    return Both(f"另有 {count} 项发现，见 JSON 报告。", f"{count} more findings: see the JSON report.")


def omitted_pictures(count: int) -> Both:
    return Both(
        f"{count} 张图片因大小未放入本页，JSON 报告中有其摘要。",
        f"{count} pictures were left out for size; the JSON report has their digests.",
    )


def findings_note(count: int) -> Both:
    return Both(f"{count} 项 · 按结论、严重程度、措施排列", f"{count}, by verdict, severity, measure")


def declared_note(rows: Sequence[DeclaredRow]) -> Both:
    differ = sum(row.verdict in ("violates", "suspected") for row in rows)
    return Both(
        f"{len(rows)} 类个人信息，{differ} 类不符",
        f"kinds of personal information: {len(rows)}, of which differ: {differ}",
    )


def unseen_note(count: int) -> Both:
    return Both(f"只见于政策 {count} 类", f"Only in the policy: {count}")


def unchanged_note(count: int) -> Both:
    return Both(f"{count} 项发现不变", f"findings unchanged: {count}")


def open_note(count: int) -> Both:
    return Both(f"未作判定 {count} 项", f"Undetermined: {count}")
