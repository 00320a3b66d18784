"""The report as Markdown, for an issue, a pull request or a letter: what was found, what lacks evidence.

Text from a package is escaped, so that it can neither make links nor break the table it stands in.
Source: GitHub Flavored Markdown 0.29.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingjian.model import Evidence, Report
from mingjian.patterns import late
from mingjian.report import reading, words
from mingjian.report.extras import Law, project_law
from mingjian.report.paper import more_rows
from mingjian.report.reading import Placed, visible
from mingjian.report.rows import declared_rows
from mingjian.report.timeline_view import sentence, tally
from mingjian.report.words import Both, Lang

MOST_PLACES = 3
MOST_TALLIES = 40
_SPECIAL = late(r"([\\`*_{}\[\]<>#|~!&$@])")
_TICKS = late(r"`+")


def to_markdown(reports: Sequence[Report], *, lang: Lang = "zh", law: Law | None = None) -> bytes:
    """All reports one below the other; UTF-8 with a newline at the end."""
    law = project_law() if law is None else law
    return "\n".join("\n".join(_page(report, lang, law)) for report in reports).encode()


def _page(report: Report, lang: Lang, law: Law) -> Iterator[str]:
    subject = report.subject
    yield f"# {_plain(subject.label or subject.package or subject.path)}"
    yield ""
    parts = [subject.package, subject.version_name, subject.path]
    yield " · ".join([*(_code(part) for part in parts if part), f"SHA-256 `{subject.sha256}`"])
    yield ""
    yield f"**{reading.summary(report).of(lang)}**"
    yield ""
    yield from _measures(report, lang, law)
    places = reading.placed(report)
    if places:
        yield f"## {Both('发现', 'Findings').of(lang)}"
        yield ""
    for place in places:
        yield from _finding(place, lang)
    yield from _timeline(report, lang)
    yield from _excused(report, lang)
    yield from _declared(report, lang)
    yield from _sdks(report, lang)
    yield from _blind(report, lang)
    tool = report.tool
    yield f"{tool.name} {tool.version} · `{tool.ruleset_sha256[:12]}` · `{tool.knowledge_sha256[:12]}`"
    yield ""


def _measures(report: Report, lang: Lang, law: Law) -> Iterator[str]:
    head = (
        ("措施", "判定", "发现", "已判/要求", "缺少的证据")
        if lang == "zh"
        else ("measure", "verdict", "findings", "settled/all", "missing evidence")
    )
    yield f"| {' | '.join(head)} |"
    yield "|---|---|--:|--:|---|"
    for row in report.measures:
        if row.verdict == "not_applicable":
            continue
        name = reading.measure_names(row, law).short.of(lang)
        missing = reading.joined(reading.need_names(row.missing)).of(lang)
        cells = (
            f"{row.id} {_plain(name)}",
            f"{words.GLYPH[row.verdict]} {words.VERDICT_SHORT[row.verdict].of(lang)}",
            str(row.findings or ""),
            f"{row.requirements.settled}/{row.requirements.total}",
            missing,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _finding(place: Placed, lang: Lang) -> Iterator[str]:
    finding, outcome = place.finding, place.outcome
    message = finding.message_zh if lang == "zh" else finding.message_en
    yield f"### {words.GLYPH[finding.verdict]} {_plain(message)}"
    yield ""
    meta = [
        words.VERDICT[finding.verdict].of(lang),
        words.LEAD.of(lang) if finding.role == "lead" else "",
        words.SEVERITY[outcome.severity].of(lang),
        _plain(reading.party_name(finding.party).of(lang)),
        words.CONSENT[finding.consent].of(lang) if finding.consent else "",
        _code(outcome.rule),
        " ".join(outcome.requirements),
        _code(finding.fingerprint),
    ]
    yield " · ".join(part for part in meta if part)
    yield ""
    if finding.threshold is not None:
        limit = finding.threshold
        kind = words.THRESHOLD_KIND[limit.kind].of(lang)
        yield f"- {_plain(f'{limit.id}: {limit.value} {limit.unit} [{kind}] {limit.source}')}"
    for item in finding.evidence[:MOST_PLACES]:
        yield from _place(item, lang)
    more = len(finding.evidence) - MOST_PLACES
    if more > 0:
        yield f"- {Both(f'另有 {more} 处', f'{more} more places').of(lang)}"
    yield ""


def _place(item: Evidence, lang: Lang) -> Iterator[str]:
    yield f"- {words.EVIDENCE[item.kind].of(lang)} {_code(item.location)}"
    for number, step in enumerate(item.chain, 1):
        caller, callee = (reading.method_name(name).short for name in (step.caller, step.callee))
        gate = item.consent_index == number - 1
        note = f" — {Both('同意门', 'consent gate').of(lang)}" if gate else ""
        edge = _plain(reading.edge_name(step.edge).of(lang))
        yield f"    {number}. {_code(caller)} → {_code(callee)} ({edge}){note}"
    if item.kind == "policy" and item.words and item.words in item.excerpt:
        before, at, after = reading.around(item.excerpt, item.words)
        yield f"    > {_plain(before)}**{_plain(at)}**{_plain(after)}"
    elif item.excerpt and not item.chain:
        yield f"    {_code(' '.join(item.excerpt.split())[:240])}"


def _timeline(report: Report, lang: Lang) -> Iterator[str]:
    """What the run showed, added up by moment, party and kind."""
    if not report.timeline:
        return
    rows = tally(report)
    yield f"## {Both('时间线', 'Timeline').of(lang)}"
    yield ""
    yield _plain(sentence(report.timeline).of(lang))
    yield ""
    head = ("时点", "行为方", "内容", "次数") if lang == "zh" else ("moment", "party", "what", "times")
    if rows:
        yield f"| {' | '.join(head)} |"
        yield "|---|---|---|--:|"
    for row in rows[:MOST_TALLIES]:
        said = (row.moment.of(lang), row.party.of(lang), row.what.of(lang), str(row.times))
        yield f"| {' | '.join(map(_plain, said))} |"
    if len(rows) > MOST_TALLIES:
        yield ""
        yield more_rows(len(rows) - MOST_TALLIES).of(lang)
    yield ""


def _excused(report: Report, lang: Lang) -> Iterator[str]:
    """Acts seen but not held against the app, with the lawful reason of each."""
    excused = reading.excused(report)
    if not excused:
        return
    yield f"## {Both('有合理理由，不计违规', 'Seen, and lawful for a reason').of(lang)}"
    yield ""
    for outcome in excused:
        reason = reading.both(outcome.reason or "").of(lang)
        yield f"- {outcome.measure} {_code(outcome.rule)} {_plain(reason)}"
    yield ""


def _declared(report: Report, lang: Lang) -> Iterator[str]:
    """What the policy says of each type beside who takes it; what was not seen to be taken is counted."""
    rows = declared_rows(report)
    if not rows:
        return
    yield f"## {Both('声明与观察', 'Declared and observed').of(lang)}"
    yield ""
    head = (
        ("个人信息", "隐私政策所写", "代码所取", "对照")
        if lang == "zh"
        else ("personal information", "what the policy says", "what code takes", "outcome")
    )
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---|---|"
    for row in rows:
        if not row.observed:
            continue
        before, at, after = map(_plain, row.quotation)
        said = f"{row.declared.of(lang)}: {before}{f'**{at}**' if at else ''}{after}".rstrip(": ")
        taken = "; ".join(
            _plain(f"{seen.party.of(lang)}, {seen.moment.of(lang)}, {seen.strength.of(lang)}")
            for seen in row.observed
        )
        outcome = f"{words.GLYPH[row.verdict]} {_plain(row.outcome.of(lang))}"
        yield f"| {_plain(row.name.of(lang))} | {said} | {taken} | {outcome} |"
    unseen = sum(not row.observed for row in rows)
    yield ""
    yield Both(f"只见于政策：{unseen} 类", f"Only in the policy: {unseen}").of(lang)
    yield ""


def _sdks(report: Report, lang: Lang) -> Iterator[str]:
    if not report.sdks:
        return
    yield f"## SDK ({len(report.sdks)})"
    yield ""
    head = ("名称", "版本", "开发者", "状态") if lang == "zh" else ("name", "version", "vendor", "state")
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---|---|"
    for sdk in report.sdks:
        state = words.SDK_STATE[sdk.state].of(lang)
        name, vendor = reading.sdk_name(sdk).of(lang), reading.sdk_vendor(sdk).of(lang)
        yield f"| {_plain(name)} | {_plain(sdk.version or '')} | {_plain(vendor)} | {state} |"
    yield ""


def _blind(report: Report, lang: Lang) -> Iterator[str]:
    if not report.subject.blind_spots:
        return
    yield f"## {Both('盲区', 'Blind spots').of(lang)}"
    yield ""
    for spot in report.subject.blind_spots:
        yield f"- {_plain(reading.both(spot).of(lang))}"
    yield ""


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def _code(text: str) -> str:
    """Text as a code span, whatever backticks it holds."""
    shown = " ".join(visible(text).split())
    longest = max((len(run) for run in _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}" if longest else f"`{shown}`"
