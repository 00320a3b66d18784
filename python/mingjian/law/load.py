"""Lookups over the law's tables, loaded once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from mingjian import tables
from mingjian.errors import UsageError
from mingjian.law import source
from mingjian.law import types as t

T = TypeVar("T", t.Measure, t.Requirement, t.Threshold, t.Determination, t.Term, t.TestItem, t.Code, t.Group)

HERE = Path(__file__).parent
PART_MARKS = {"1": ("一", "I"), "2": ("二", "II"), "3": ("三", "III")}


@cache
def _loaded() -> tuple[t.Tables, str]:
    return tables.load("law", t.Tables, source.sources(), source.build)


@cache
def _related() -> tuple[t.Related, str]:
    return tables.load("law_related", t.Related, source.related_sources(), source.build_related)


@cache
def _index(name: str) -> dict[str, object]:
    home = _related()[0] if name in t.Related.__struct_fields__ else _loaded()[0]
    return {row.id: row for row in getattr(home, name)}


def _get(kind: type[T], table: str, code: str) -> T:
    found = _index(table).get(code)
    if isinstance(found, kind):
        return found
    import difflib  # noqa: PLC0415 - only for a hint on the way out

    near = difflib.get_close_matches(code, _index(table), n=5, cutoff=0.5)
    hint = f"; near: {', '.join(near)}" if near else ""
    raise UsageError(f"no {kind.__name__.lower()} {code!r} in the law{hint}")


def all_tables() -> t.Tables:
    """The notice, its requirements and thresholds whole."""
    return _loaded()[0]


def related_tables() -> t.Related:
    """What surrounds the notice: determination items, terms, articles, standards, test items."""
    return _related()[0]


def sha256() -> str:
    """Digest of the notice's tables: part of what identifies a ruleset."""
    return _loaded()[1]


def document() -> t.Document:
    """The notice's number and title."""
    return _loaded()[0].document


def parts() -> tuple[t.Part, ...]:
    """The notice's three parts."""
    return _loaded()[0].parts


def groups() -> tuple[t.Group, ...]:
    """The notice's headings, in order."""
    return _loaded()[0].groups


def group(code: str) -> t.Group:
    """The heading `1-2`. Raises: UsageError."""
    return _get(t.Group, "groups", code)


def measures() -> tuple[t.Measure, ...]:
    """The 26 measures and 4 work requirements, in the notice's order."""
    return _loaded()[0].measures


def measure(code: str) -> t.Measure:
    """The measure `1.4`. Raises: UsageError."""
    return _get(t.Measure, "measures", code.removeprefix("26号-"))


@cache
def _by_folder() -> dict[str, t.Measure]:
    return {row.folder: row for row in measures()}


def measure_by_folder(folder: str) -> t.Measure:
    """The measure whose rules live in `m1_04_close_window`. Raises: UsageError."""
    found = _by_folder().get(folder)
    if found is None:
        raise UsageError(f"no measure has the folder {folder!r}")
    return found


@cache
def requirements(measure: str | None = None) -> tuple[t.Requirement, ...]:
    """All 262, or those that report under `measure`, in the notice's order."""
    rows = _loaded()[0].requirements
    return rows if measure is None else tuple(row for row in rows if row.measure == measure)


@cache
def requirement(code: str) -> t.Requirement:
    """The requirement `26号-1.4.7` (`1.4.7` is accepted). Raises: UsageError."""
    bare = code.count(".") == 2 and code[0].isdigit() and "-" not in code
    return _get(t.Requirement, "requirements", f"26号-{code}" if bare else code)


def thresholds() -> tuple[t.Threshold, ...]:
    """All thresholds."""
    return _loaded()[0].thresholds


def threshold(code: str) -> t.Threshold:
    """The threshold `TH-05`. Raises: UsageError."""
    return _get(t.Threshold, "thresholds", code)


def term(code: str) -> t.Term:
    """The notice term `V01`. Raises: UsageError."""
    return _get(t.Term, "terms", code)


def terms() -> tuple[t.Term, ...]:
    """The 21 terms of public notices."""
    return _related()[0].terms


def notice_format() -> t.NoticeFormat:
    """How a public notice is laid out."""
    return _related()[0].notice_format


def determination(code: str) -> t.Determination:
    """The item `RD-3.1` of the 2019 determination method. Raises: UsageError."""
    return _get(t.Determination, "determination", code)


def determinations() -> tuple[t.Determination, ...]:
    """The 31 items of the 2019 determination method."""
    return _related()[0].determination


def test_item(code: str) -> t.TestItem:
    """The evaluation test item `T/TAF078.7-8-d`. Raises: UsageError."""
    return _get(t.TestItem, "tests", code)


def test_items() -> tuple[t.TestItem, ...]:
    """The test items of the evaluation standards."""
    return _related()[0].tests


def articles(under: str) -> tuple[t.Article, ...]:
    """What the measure (or 关联 requirement) `under` rests on."""
    return tuple(row for row in _related()[0].articles if row.under == under)


def party(code: str) -> t.Code:
    """A party's names. Raises: UsageError."""
    return _get(t.Code, "parties", code)


def evidence(code: str) -> t.Code:
    """An evidence kind's names. Raises: UsageError."""
    return _get(t.Code, "evidence", code)


@cache
def obliged(measure_id: str) -> tuple[str, ...]:
    """Party codes bound by the measure: every party of one of its requirements, most bound first.

    Raises:
        UsageError: no such measure.
    """
    counts: dict[str, int] = {}
    for row in requirements(measure(measure_id).id):
        for bound in row.parties:
            counts[bound] = counts.get(bound, 0) + 1
    return tuple(sorted(counts, key=lambda bound: -counts[bound]))


def citation(measure_id: str) -> tuple[str, str]:
    """How the measure is cited, Chinese and English: `…26号 一（二）4`, `Notice 26 (2023) I(2)4`."""
    row = measure(measure_id)
    part, _, number = row.id.partition(".")
    mark_zh, mark_en = PART_MARKS[part]
    heading = group(row.group)
    if heading.mark:
        inner = row.group.partition("-")[2]
        return (
            f"{document().number} {mark_zh}{heading.mark}{number}",
            f"Notice 26 (2023) {mark_en}({inner}){number}",
        )
    ordinal = "一二三四"[int(number) - 1]
    return f"{document().number} {mark_zh}（{ordinal}）", f"Notice 26 (2023) {mark_en}({number})"


def clause(code: str) -> t.Clause:
    """Where the words of a requirement stand in its measure's clause; for a measure, all of it.

    A 关联 requirement quotes another rule: its clause is its own words.

    Raises:
        UsageError: no such id, or a 解读 requirement, which belongs to no measure.
    """
    if code.removeprefix("26号-").count(".") == 1:
        row = measure(code)
        zh, en = citation(row.id)
        return t.Clause(
            measure=row.id,
            text=row.clause_zh,
            start=0,
            end=len(row.clause_zh),
            citation_zh=zh,
            citation_en=en,
        )
    wanted = requirement(code)
    if wanted.measure is None:
        raise UsageError(f"{wanted.id} is context and belongs to no measure")
    zh, en = citation(wanted.measure)
    if wanted.related:
        return t.Clause(
            measure=wanted.measure,
            text=wanted.clause_zh,
            start=0,
            end=len(wanted.clause_zh),
            citation_zh=wanted.derived_from,
            citation_en=wanted.derived_from,
        )
    text = measure(wanted.measure).clause_zh
    start = text.index(wanted.clause_zh)
    return t.Clause(
        measure=wanted.measure,
        text=text,
        start=start,
        end=start + len(wanted.clause_zh),
        citation_zh=zh,
        citation_en=en,
    )
