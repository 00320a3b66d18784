"""The law as data: the notice 工信部信管函〔2023〕26号, its measures, requirements and thresholds.

    law.measure("1.4").title_zh
    law.requirement("26号-1.4.7").refute
    law.threshold("TH-05").value, law.threshold("TH-05").kind
    law.clause("26号-1.4.7").quotation
    law.explain("TH-05")

The YAML beside this file is the source; `_compiled/law.json` is what a built package loads.
"""

from __future__ import annotations

from mingjian.law.explain import Explanation, explain
from mingjian.law.load import (
    all_tables,
    articles,
    citation,
    clause,
    determination,
    determinations,
    document,
    evidence,
    group,
    groups,
    measure,
    measure_by_folder,
    measures,
    notice_format,
    obliged,
    parts,
    party,
    related_tables,
    requirement,
    requirements,
    sha256,
    term,
    terms,
    test_item,
    test_items,
    threshold,
    thresholds,
)
from mingjian.law.types import (
    Article,
    Clause,
    Code,
    Determination,
    Document,
    Group,
    Measure,
    NoticeFormat,
    Part,
    Related,
    Requirement,
    Standard,
    Tables,
    Term,
    TestItem,
    Threshold,
)

__all__ = [
    "Article",
    "Clause",
    "Code",
    "Determination",
    "Document",
    "Explanation",
    "Group",
    "Measure",
    "NoticeFormat",
    "Part",
    "Related",
    "Requirement",
    "Standard",
    "Tables",
    "Term",
    "TestItem",
    "Threshold",
    "all_tables",
    "articles",
    "citation",
    "clause",
    "determination",
    "determinations",
    "document",
    "evidence",
    "explain",
    "group",
    "groups",
    "measure",
    "measure_by_folder",
    "measures",
    "notice_format",
    "obliged",
    "parts",
    "party",
    "related_tables",
    "requirement",
    "requirements",
    "sha256",
    "term",
    "terms",
    "test_item",
    "test_items",
    "threshold",
    "thresholds",
]
