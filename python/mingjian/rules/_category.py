"""The app's category as rules cite it: its name, where it is known from and how surely."""

from __future__ import annotations

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.category import OTHER
from mingjian.knowledge import Category
from mingjian.model import Evidence
from mingjian.rules._evidence import line_of, manifest_line

SOURCES = {
    "declared": ("声明", "declared"),
    "listing": ("应用商店列表", "listing"),
    "inferred": ("推定", "inferred"),
}


def category_of(facts: Facts) -> Category | None:
    """Which of the 39 the app is; None when it is unknown or outside them."""
    told = facts.category
    return None if told is None or told.id == OTHER else knowledge.category(told.id)


def told_zh(facts: Facts) -> str:
    """`电子图书类（推定，置信度 0.78）`."""
    known, told = category_of(facts), facts.category
    if known is None or told is None:
        return ""
    sure = "" if told.source == "declared" else f"，置信度 {told.confidence:g}"
    return f"{known.name_zh}（{SOURCES[told.source][0]}{sure}）"


def told_en(facts: Facts) -> str:
    """`E-books (inferred, confidence 0.78)`."""
    known, told = category_of(facts), facts.category
    if known is None or told is None:
        return ""
    sure = "" if told.source == "declared" else f", confidence {told.confidence:g}"
    return f"{known.name_en} ({SOURCES[told.source][1]}{sure})"


def category_evidence(facts: Facts) -> Evidence:
    """Why the category is held to be so: the signs in the package, at the app's name in the manifest."""
    told = facts.category
    shown = manifest_line(facts, line_of(facts, "<application"))
    reasons = "" if told is None else "\n".join(told.reasons)
    if not reasons:
        return shown
    return Evidence(kind="manifest", location=shown.location, excerpt=f"{reasons}\n{shown.excerpt}")
