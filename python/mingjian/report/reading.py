"""How a report is read aloud: counts, the summary sentence, the order of findings, what is missing.

Shared by the table, the page and SARIF, so that all three say the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from mingjian.errors import UsageError
from mingjian.model import JOINED, SETTLED, Finding, MeasureVerdict, Outcome, Party, Report, SdkSeen, Subject
from mingjian.patterns import late
from mingjian.report import words
from mingjian.report.extras import Law
from mingjian.report.words import Both

_VERDICT_RANK = {"violates": 0, "suspected": 1}
_SEVERITY_RANK = {"high": 0, "medium": 1, "low": 2}
_UNSIGNED = ("policy", "web_page", "device_run", "terminal_vendor")
_SUBJECT_EVIDENCE = {"policy": "privacy_policy", "web_page": "web_page", "device_run": "runtime_log",
                     "terminal_vendor": "device_test"}  # fmt: skip
_KIND_EVIDENCE = {
    "policy": "privacy_policy", "page": "web_page", "screen": "screen", "runtime": "runtime_log",
    "sensor": "sensor", "network": "network", "record": "ledger_record",
}  # fmt: skip
LISTING = "#/"
"""A place on a store's page is a JSON pointer, one on a web page a selector."""
# Letters that draw nothing, beyond the control and format categories: Hangul fillers, blank Braille.
_BLANK = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800}
_ODD = late("[\\ufe00-\\ufe0f" + "".join(map(chr, sorted(_BLANK))) + "]")
"""Printable by Python's reckoning, and yet drawn as nothing or changing what stands before."""


class Placed(Struct, frozen=True, kw_only=True):
    """A finding with the outcome that made it and its place (from 1) in reading order."""

    number: int
    finding: Finding
    outcome: Outcome


class MeasureNames(Struct, frozen=True, kw_only=True):
    """Full title and the short name that fits a cell."""

    title: Both
    short: Both


_last: tuple[tuple[Outcome, ...], tuple[Placed, ...]] = (), ()
"""What `placed` was asked last, and what it said; outcomes never change."""


@lru_cache(maxsize=256)
def measure_key(measure: str) -> tuple[int, ...]:
    """Sorts 1.9 before 1.10 and measures before anything that is not one."""
    parts = measure.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else (99,)


def placed(report: Report) -> tuple[Placed, ...]:
    """All findings by verdict, severity, measure; ties keep the report's own order.

    A page asks some ten times of one report: the last answer is kept.
    """
    global _last  # noqa: PLW0603 - one place, put there whole
    known, found = _last
    if known is not report.outcomes:
        found = _placed(report)
        _last = report.outcomes, found
    return found


def _placed(report: Report) -> tuple[Placed, ...]:
    pairs = [(outcome, finding) for outcome in report.outcomes for finding in outcome.findings]
    pairs.sort(
        key=lambda pair: (
            _VERDICT_RANK[pair[1].verdict],
            _SEVERITY_RANK[pair[0].severity],
            measure_key(pair[0].measure),
        )
    )
    return tuple(
        Placed(number=number, finding=finding, outcome=outcome)
        for number, (outcome, finding) in enumerate(pairs, 1)
    )


def verdict_counts(report: Report) -> dict[str, int]:
    """Measures by verdict, every verdict present."""
    counts: Counter[str] = Counter(measure.verdict for measure in report.measures)
    return {verdict: counts.get(verdict, 0) for verdict in words.GLYPH}


def summary(report: Report) -> Both:
    """The one sentence: findings by verdict, measures touched, measures that lack evidence."""
    found = [finding for outcome in report.outcomes for finding in outcome.findings]
    violations = sum(finding.verdict == "violates" for finding in found)
    suspicions = len(found) - violations
    touched = len({outcome.measure for outcome in report.outcomes if outcome.findings})
    counts = verdict_counts(report)
    open_count, clear = counts["undetermined"], counts["passes"]
    zh = [f"{n} 处{what}" for n, what in ((violations, "违规"), (suspicions, "疑似")) if n]
    en = [
        words.plural(n, one, many)
        for n, one, many in ((violations, "violation", "violations"), (suspicions, "suspicion", "suspicions"))
        if n
    ]
    if found:
        first_zh = f"{'、'.join(zh)}，涉及 {touched} 项措施"
        first_en = f"{' and '.join(en)} on {words.plural(touched, 'measure', 'measures')}"
    elif clear:
        first_zh = f"{clear} 项措施未见违规"
        first_en = f"No violation found in {words.plural(clear, 'measure', 'measures')}"
    else:
        first_zh, first_en = "没有发现违规或疑似", "No violation or suspicion found"
    if open_count:
        return Both(
            f"{first_zh}；{open_count} 项措施证据不足，未作判定。",
            f"{first_en}; {open_count} {'lacks' if open_count == 1 else 'lack'} evidence.",
        )
    return Both(f"{first_zh}。", f"{first_en}.")


def around(text: str, words: str) -> tuple[str, str, str]:
    """A quotation parted before, at and after the words at issue; all before where they are not in it."""
    before, found, after = text.partition(words) if words else (text, "", "")
    return before, found, after


def excused(report: Report) -> tuple[Outcome, ...]:
    """Acts seen and not held against the subject, each with its `reason`.

    Measures that bind others are left out, and outcomes that only point to another one.
    """
    of_others = {measure.id for measure in report.measures if measure.verdict == "not_applicable"}
    return tuple(
        one
        for one in report.outcomes
        if one.reason and one.measure not in of_others and not one.reason.startswith((JOINED, SETTLED))
    )


def signed(subject: Subject) -> bool:
    """Whether a report of this subject tells of signers, even to say that there are none."""
    return bool(subject.signers) or subject.kind not in _UNSIGNED


def evidence_used(report: Report) -> tuple[Both, ...]:
    """Sources that were there: the subject itself, then what its findings and comparisons draw on."""
    used = [_SUBJECT_EVIDENCE.get(report.subject.kind, "static_apk")]
    if any(row.declared.declared is not None for row in report.declared_observed):
        used.append("privacy_policy")
    if report.timeline:
        used.append("runtime_log")
    shown = [item for place in placed(report) for item in place.finding.evidence]
    kinds = {item.kind for item in shown}
    pages = [item.location for item in shown if item.kind == "page"]
    if any(LISTING in location for location in pages):
        used.append("store_listing")
    for kind, source in _KIND_EVIDENCE.items():
        if kind == "page" and all(LISTING in location for location in pages):
            continue
        if kind in kinds:
            used.append(source)
    return tuple(words.need(code).name for code in dict.fromkeys(used))


def evidence_missing(report: Report) -> tuple[str, ...]:
    """Codes missing for undetermined measures, the one that would settle most first."""
    counts: Counter[str] = Counter()
    for measure in report.measures:
        if measure.verdict == "undetermined":
            counts.update(dict.fromkeys(measure.missing, 1))
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def need_names(codes: Iterable[str]) -> tuple[Both, ...]:
    """Names of missing evidence, each once."""
    return tuple(dict.fromkeys(words.need(code).name for code in codes))


def joined(parts: Iterable[Both]) -> Both:
    """A list in a sentence: 、 in Chinese, commas in English."""
    items = tuple(parts)
    return Both("、".join(item.zh for item in items), ", ".join(item.en for item in items))


def party_name(party: Party) -> Both:
    if party.kind == "app":
        return words.APP
    return Both(f"SDK {visible(party.name)}", f"SDK {visible(party.name_en or party.name)}")


def sdk_name(sdk: SdkSeen) -> Both:
    return Both(visible(sdk.name_zh), visible(sdk.name_en or sdk.name_zh))


def sdk_vendor(sdk: SdkSeen) -> Both:
    return Both(visible(sdk.vendor), visible(sdk.vendor_en or sdk.vendor))


def both(text: str) -> Both:
    """A sentence the report carries in both languages, `中文 · English`; one language stands for both."""
    zh, dot, en = visible(text).partition(" · ")
    return Both(zh, en if dot else zh)


def number(value: float | str | None) -> str:
    """A measured value as it is read: 2, whether the report was made here or read back from JSON as 2.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def why(measure: MeasureVerdict) -> Both:
    """The cell's last line: why the verdict is what it is."""
    if measure.findings:
        return Both(f"{measure.findings} 项发现", words.plural(measure.findings, "finding", "findings"))
    if measure.verdict == "undetermined":
        names = need_names(measure.missing)
        if names:
            return Both(f"缺{names[0].zh}", f"no {names[0].en}")
        return Both("证据不足", "lacks evidence")
    return words.VERDICT_SHORT[measure.verdict]


def measure_names(measure: MeasureVerdict, law: Law) -> MeasureNames:
    """Titles from the report; the short name from the law, the title where the law has none."""
    title = Both(measure.title_zh, measure.title_en)
    try:
        text = law.measure(measure.id)
    except (LookupError, UsageError):
        return MeasureNames(title=title, short=title)
    return MeasureNames(title=title, short=Both(text.short_zh or title.zh, text.short_en or title.en))


def weakest_edge(edges: Iterable[str]) -> str | None:
    """The least certain kind of edge, unknown kinds counting as least certain; data flows have none."""
    edges = [edge for edge in edges if edge not in words.FLOW]
    order = {edge: rank for rank, edge in enumerate(words.EDGE_ORDER)}
    return max(edges, key=lambda edge: order.get(edge, len(order)), default=None)


def edge_name(edge: str) -> Both:
    return words.EDGE.get(edge) or words.FLOW.get(edge) or Both(visible(edge), visible(edge))


def _shown(char: str) -> str:
    code = ord(char)
    if char in "\n\t" or (code >= 0x20 and code < 0x7F):
        return char
    unseen = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return f"⟨U+{code:04X}⟩" if unseen or code in _BLANK or 0xFE00 <= code <= 0xFE0F else char


def visible(text: str) -> str:
    """Text from a package made safe to read: controls, direction marks and blank letters as ⟨U+202E⟩."""
    if text.isprintable() and (text.isascii() or not _ODD.search(text)):
        return text
    return "".join(map(_shown, text))


_METHOD = late(r"^L([\w$/\-]+);->([\w$<>\-]+)\((.*)\)(.+)$")
_PRIMITIVE = {
    "V": "void",
    "Z": "boolean",
    "B": "byte",
    "S": "short",
    "C": "char",
    "I": "int",
    "J": "long",
    "F": "float",
    "D": "double",
}


class MethodName(Struct, frozen=True, kw_only=True):
    package: str
    short: str
    """`Boot.init(Context)`."""


def _types(descriptor: str) -> Iterator[str]:
    for match in re.finditer(r"(\[*)(L[^;]+;|[VZBSCIJFD])", descriptor):
        arrays, kind = match.groups()
        name = kind[1:-1].rsplit("/", 1)[-1] if kind.startswith("L") else _PRIMITIVE[kind]
        yield name + "[]" * len(arrays)


def method_name(signature: str) -> MethodName:
    """`Lcom/a/Boot;->init(Landroid/content/Context;)V` as people write it; other text unchanged."""
    match = _METHOD.match(signature)
    if match is None:
        return MethodName(package="", short=visible(signature))
    owner, name, arguments, _ = match.groups()
    package, _, short = owner.rpartition("/")
    called = short if name == "<init>" else f"{short}.{name}"
    prefix = "new " if name == "<init>" else ""
    return MethodName(
        package=visible(package.replace("/", ".")),
        short=visible(f"{prefix}{called}({', '.join(_types(arguments))})"),
    )
