"""The report as a table on a terminal: plain when piped, right at 80 columns, Chinese widths counted.

`rich` is imported when a table is drawn, not before: starting up must stay cheap.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from mingjian.model import Diff, Evidence, Finding, Report
from mingjian.report import reading, words
from mingjian.report.extras import Law, project_law
from mingjian.report.reading import Placed, visible
from mingjian.report.timeline_view import sentence, tally
from mingjian.report.words import Both, Lang

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_STYLE = {
    "violates": "bold red", "suspected": "yellow", "passes": "green", "undetermined": "magenta",
    "not_applicable": "dim",
}  # fmt: skip
_CELL = {"zh": 20, "en": 24}
_LABEL = {"zh": 14, "en": 22}
_MOST_TALLIES = 12


def to_text(
    report: Report, *, lang: Lang = "zh", width: int = 80, colour: bool = False, law: Law | None = None
) -> str:
    """The whole report as text, `width` columns wide; `colour` adds ANSI styles."""
    law = project_law() if law is None else law
    return drawn(_parts(report, lang, law, width), width=width, colour=colour)


def drawn(parts: Iterable[RenderableType], *, width: int, colour: bool = False) -> str:
    """Parts as lines of text without trailing blanks."""
    from rich.console import Console  # noqa: PLC0415 - rich is dear; only when a table is drawn

    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=colour, color_system="standard" if colour else None,
        highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def display_width(text: str) -> int:
    """Columns a terminal gives `text`: wide and full-width letters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    """Cut or filled to exactly `width` columns."""
    while display_width(text) > width:
        text = text[:-2] + "…"
    return text + " " * (width - display_width(text))


def _parts(report: Report, lang: Lang, law: Law, width: int) -> list[RenderableType]:
    parts: list[RenderableType] = [*_head(report, lang), *_matrix(report, lang, law, width)]
    parts += _findings(report, lang)
    parts += _missing(report, lang, law)
    parts += _reasons(report, lang)
    if report.diff is not None:
        found = {place.finding.fingerprint: place.finding for place in reading.placed(report)}
        parts += [
            _heading(Both("版本变化", "Version change"), lang),
            *diff_lines(report.diff, lang, messages=found),
        ]
    if report.timeline:
        parts += [_heading(Both("时间线", "Timeline"), lang), *_timeline(report, lang)]
    parts += _declared(report, lang)
    if report.sdks:
        parts += [
            _heading(Both(f"SDK {len(report.sdks)} 个", f"SDKs: {len(report.sdks)}"), lang),
            *_sdks(report, lang),
        ]
    if report.subject.blind_spots:
        parts.append(_heading(Both("盲区", "Blind spots"), lang))
        parts += [_hung(reading.both(spot).of(lang), "  · ") for spot in report.subject.blind_spots]
    tool = report.tool
    parts += [
        _text(""),
        _hung(
            f"{tool.name} {tool.version} · {Both('规则集', 'ruleset').of(lang)} {tool.ruleset_sha256[:12]} · "
            f"{Both('知识库', 'knowledge').of(lang)} {tool.knowledge_sha256[:12]} · "
            f"{report.timings_ms.total / 1000:.2f} s", "", "dim",
        ),
    ]  # fmt: skip
    return parts


def _text(content: str, style: str = "") -> Text:
    from rich.text import Text  # noqa: PLC0415 - rich is dear; only when a table is drawn

    return Text(content, style=style)


def _heading(title: Both, lang: Lang) -> Text:
    return _text(f"\n{title.of(lang)}", "bold")


def _hung(content: str, lead: str, style: str = "") -> RenderableType:
    """A paragraph whose later lines stand under its first letter."""
    from rich.table import Table  # noqa: PLC0415 - rich is dear; only when a table is drawn

    grid = Table.grid(padding=0)
    grid.add_column(width=display_width(lead), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(_text(lead, style), _text(content, style))
    return grid


def _head(report: Report, lang: Lang) -> list[RenderableType]:
    subject = report.subject
    version = " ".join(
        part
        for part in (
            subject.version_name,
            f"({subject.version_code})" if subject.version_code is not None else "",
        )
        if part
    )  # fmt: skip
    title = visible(subject.label or subject.package or subject.path)
    facts = " · ".join(visible(part) for part in (subject.package, version) if part and part != title)
    signers = "; ".join(f"{s.sha256[:4]}…{s.sha256[-4:]} {' '.join(s.schemes)}" for s in subject.signers)
    sdk = (
        f"SDK {subject.min_sdk or '?'}–{subject.target_sdk or '?'}"
        if subject.target_sdk or subject.min_sdk
        else ""
    )
    marks = [
        f"SHA-256 {subject.sha256[:12]}…{subject.sha256[-6:]}",
        f"{subject.size_bytes:,} B",
        sdk,
        f"{Both('签名者', 'signer').of(lang)} {signers}"
        if signers
        else Both("没有签名者", "no signer").of(lang)
        if subject.kind != "policy"
        else "",
        f"{Both('加固', 'packer').of(lang)} {visible(subject.packer)}" if subject.packer else "",
    ]
    used = reading.joined(reading.evidence_used(report)).of(lang)
    missing = reading.joined(reading.need_names(reading.evidence_missing(report))[:6]).of(lang)
    lines: list[RenderableType] = [_text(title, "bold")]
    if facts:
        lines.append(_text(facts))
    lines.append(_text(visible(subject.path), "dim"))
    lines.append(_text(" · ".join(mark for mark in marks if mark), "dim"))
    lines += [_text(""), _text(reading.summary(report).of(lang), "bold")]
    sentence = Both(f"已用证据：{used}。", f"Used: {used}.").of(lang)
    if missing:
        sentence += Both(f"缺：{missing}。", f" Missing: {missing}.").of(lang)
    lines.append(_text(sentence))
    return lines


def _matrix(report: Report, lang: Lang, law: Law, width: int) -> list[RenderableType]:
    by_id = {measure.id: measure for measure in report.measures}
    counts = reading.verdict_counts(report)
    bar = _text("\n")
    for code, count in counts.items():
        bar.append(f"{words.GLYPH[code]} {words.VERDICT_SHORT[code].of(lang)} {count}  ", _STYLE[code])
    lines: list[RenderableType] = [bar, _text("")]
    label, cell = _LABEL[lang], _CELL[lang]
    a_row = max(1, (width - label) // cell)
    for group in words.GROUPS:
        present = [by_id[measure] for measure in group.measures if measure in by_id]
        for start in range(0, len(present), a_row):
            line = _text(_pad(group.name.of(lang) if start == 0 else "", label), "dim")
            for measure in present[start : start + a_row]:
                short = reading.measure_names(measure, law).short.of(lang)
                tail = f" {measure.findings}" if measure.findings else ""
                name = _pad(short, min(display_width(short), cell - 8 - len(tail)))
                said = f"{words.GLYPH[measure.verdict]} {measure.id:<4} {name}{tail}"
                line.append(_pad(said, cell - 1) + " ", _STYLE[measure.verdict])
            lines.append(line)
    return lines


def _findings(report: Report, lang: Lang) -> list[RenderableType]:
    places = reading.placed(report)
    if not places:
        return []
    lines: list[RenderableType] = [_heading(Both(f"发现 {len(places)} 项", f"Findings: {len(places)}"), lang)]
    for place in places:
        lines += _finding(place, lang)
    return lines


def _finding(place: Placed, lang: Lang) -> list[RenderableType]:
    finding, outcome = place.finding, place.outcome
    meta = [
        outcome.measure,
        reading.party_name(finding.party).of(lang),
        words.CONSENT[finding.consent].of(lang) if finding.consent else "",
        words.LEAD.of(lang) if finding.role == "lead" else "",
        words.SEVERITY[outcome.severity].of(lang),
        " ".join(outcome.requirements[:2]),
        outcome.rule,
    ]
    lines = [
        _hung(
            visible(finding.message_zh if lang == "zh" else finding.message_en),
            f"{words.GLYPH[finding.verdict]} ",
            _STYLE[finding.verdict],
        ),
        _hung(" · ".join(part for part in meta if part), "  ", "dim"),
    ]
    if finding.threshold is not None:
        t = finding.threshold
        kind = words.THRESHOLD_KIND[t.kind].of(lang)
        said = Both("阈值", "threshold").of(lang)
        lines.append(_hung(visible(f"{said} {t.value} {t.unit} [{kind}] {t.source}"), "  ", "dim"))
    lines += [_hung(place_line(item, lang), "  → ", "dim") for item in finding.evidence[:3]]
    if len(finding.evidence) > 3:
        more = len(finding.evidence) - 3
        lines.append(_text(Both(f"  → 另有 {more} 处", f"  → {more} more").of(lang), "dim"))
    return lines


def place_line(evidence: Evidence, lang: Lang) -> str:
    """One piece of evidence on one line: kind, place, and the way there or what stands there."""
    said = f"{words.EVIDENCE[evidence.kind].of(lang)} {visible(evidence.location)}"
    if evidence.chain:
        first, last = evidence.chain[0], evidence.chain[-1]
        way = f"{reading.method_name(first.caller).short} ⇒ {reading.method_name(last.callee).short}"
        weakest = reading.weakest_edge(step.edge for step in evidence.chain)
        if weakest is None:
            steps = Both(f"{len(evidence.chain)} 步", f"{len(evidence.chain)} steps")
            return f"{said}  {way}（{steps.zh}）" if lang == "zh" else f"{said}  {way} ({steps.en})"
        edge = words.EDGE.get(weakest or "", Both(weakest or "", weakest or "")).of(lang)
        note = Both(
            f"{len(evidence.chain) + 1} 步，最弱边 {edge}",
            f"{len(evidence.chain) + 1} steps, weakest: {edge}",
        )
        return f"{said}  {way}（{note.zh}）" if lang == "zh" else f"{said}  {way} ({note.en})"
    rows = evidence.excerpt.splitlines()
    hit = [row[2:] for row in rows if row.startswith("> ")]
    excerpt = " ".join(visible(" ".join(hit or rows)).split())
    return f"{said}  {excerpt[:120]}" if excerpt else said


def _missing(report: Report, lang: Lang, law: Law) -> list[RenderableType]:
    undetermined = [measure for measure in report.measures if measure.verdict == "undetermined"]
    if not undetermined:
        return []
    lines: list[RenderableType] = [
        _heading(Both(f"未作判定 {len(undetermined)} 项", f"Undetermined: {len(undetermined)}"), lang)
    ]
    for measure in undetermined:
        short = reading.measure_names(measure, law).short.of(lang)
        names = reading.joined(reading.need_names(measure.missing)).of(lang)
        options = " ".join(
            dict.fromkeys(words.need(code).option for code in measure.missing if words.need(code).option)
        )
        lead = Both("缺", "missing: ").of(lang)
        said = f"{lead}{names}" if names else Both("证据不足", "lacks evidence").of(lang)
        settled = f"{measure.requirements.settled}/{measure.requirements.total}"
        tail = f"  {options}" if options else ""
        line = Both(f"{short}（{settled}） {said}{tail}", f"{short} ({settled}) {said}{tail}").of(lang)
        lines.append(_hung(line, f"? {measure.id:<4} ", "magenta"))
    return lines


def _reasons(report: Report, lang: Lang) -> list[RenderableType]:
    """Acts seen but not held against the app, with the lawful reason of each."""
    excused = reading.excused(report)
    if not excused:
        return []
    lines: list[RenderableType] = [
        _heading(Both("有合理理由，不计违规", "Not applicable, for a reason"), lang)
    ]
    return lines + [_hung(reading.both(one.reason or "").of(lang), f"– {one.rule} ") for one in excused]


def _declared(report: Report, lang: Lang) -> list[RenderableType]:
    """Types on which policy and code differ, one line each; the rest counted."""
    from mingjian.report.rows import declared_rows  # noqa: PLC0415 - only with a policy

    rows = declared_rows(report)
    if not rows:
        return []
    shown = [row for row in rows if row.verdict in ("violates", "suspected")]
    agree = sum(row.verdict == "passes" for row in rows)
    unseen = sum(not row.observed for row in rows)
    lines: list[RenderableType] = [_heading(Both("声明与观察", "Declared and observed"), lang)]
    for row in shown:
        taken = "; ".join(
            f"{seen.party.of(lang)} {seen.moment.of(lang)} {seen.strength.of(lang)}" for seen in row.observed
        )
        said = "".join(row.quotation)
        told = [row.name.of(lang), row.outcome.of(lang), taken, f"“{said}”" if said else ""]
        lead = f"{words.GLYPH[row.verdict]} "
        lines.append(_hung(" · ".join(part for part in told if part), lead, _STYLE[row.verdict]))
    rest = Both(
        f"一致 {agree} 类，只见于政策 {unseen} 类",
        f"consistent: {agree}; only in the policy: {unseen}",
    )
    return [*lines, _hung(rest.of(lang), "  ", "dim")]


def _timeline(report: Report, lang: Lang) -> list[RenderableType]:
    """The run in a sentence and its most telling rows."""
    rows = tally(report)
    lines: list[RenderableType] = [_hung(sentence(report.timeline).of(lang), "  ")]
    for row in rows[:_MOST_TALLIES]:
        said = f"{row.moment.of(lang)} · {row.party.of(lang)} · {row.what.of(lang)} × {row.times}"
        lines.append(_hung(said, "    ", _STYLE["violates"] if row.early else ""))
    if len(rows) > _MOST_TALLIES:
        left = len(rows) - _MOST_TALLIES
        lines.append(_hung(Both(f"另有 {left} 行", f"{left} more rows").of(lang), "    ", "dim"))
    return lines


def _sdks(report: Report, lang: Lang) -> list[RenderableType]:
    return [
        _hung(
            " ".join(part for part in (reading.sdk_name(sdk).of(lang), visible(sdk.version or "")) if part)
            + f" · {words.SDK_STATE[sdk.state].of(lang)}",
            "  ",
        )
        for sdk in report.sdks
    ]


def _names(finding: Finding, lang: Lang) -> str:
    return visible(finding.message_zh if lang == "zh" else finding.message_en)


def diff_lines(
    diff: Diff,
    lang: Lang,
    *,
    messages: Mapping[str, Finding] = MappingProxyType({}),
    version: str | None = None,
) -> list[RenderableType]:
    """A version change: counts, then what is new (+) and what is gone (−).

    `messages` holds findings by fingerprint, `version` names what is compared with.
    """
    against = visible(version or diff.against[:12])
    new, fixed, same = len(diff.new), len(diff.fixed), len(diff.unchanged)
    lines: list[RenderableType] = [
        _text(
            Both(
                f"对比 {against}：+{new} 新增 −{fixed} 消除 {same} 不变",
                f"Against {against}: +{new} new −{fixed} gone {same} unchanged",
            ).of(lang)
        )
    ]
    lines += [_hung(reading.both(note).of(lang), "  ! ", "yellow") for note in diff.notes]
    for sign, marks, style in (("+", diff.new, "red"), ("−", diff.fixed, "green")):
        lines += [
            _hung(_names(messages[mark], lang), f"  {sign} ", style) for mark in marks if mark in messages
        ]
    for title, change in (
        (Both("权限", "permission"), diff.permissions),
        (Both("个人信息", "personal information"), diff.collection),
        (Both("SDK", "SDK"), diff.sdks),
        (Both("入口", "entry point"), diff.entry_points),
        (Both("隐藏代码", "hidden code"), diff.hidden_code),
    ):
        for which, shown in (("added", "+"), ("removed", "−")):
            lines += [
                _hung(f"{title.of(lang)} {visible(name)}", f"  {shown} ") for name in change.get(which, ())
            ]
    return lines
