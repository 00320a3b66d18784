"""Generates docs/rules/<measure>/<rule>.md, docs/measures.md, docs/personal-information.md and
docs/access.md from the rules, the law, the knowledge, the frozen cases and the platform's views.

python -m tools.docs           tells what is out of date (exit 1)
python -m tools.docs --write   writes it
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mingjian.rules import discover
from tools.docs.access import access_page
from tools.docs.cases import Cases
from tools.docs.measures import measures_page
from tools.docs.personal_info import personal_info_page
from tools.docs.rules import HEADER, rule_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: path below docs/, content."""
    cases = Cases()
    for rule in discover():
        yield Path("rules") / f"{rule.id}.md", rule_page(rule, cases)
    yield Path("measures.md"), measures_page(cases)
    yield Path("personal-information.md"), personal_info_page(HEADER)
    yield Path("access.md"), access_page(HEADER)


def stale() -> list[Path]:
    """Generated pages that are missing, differ, or belong to no rule."""
    wanted = dict(pages())
    found = [path for path, text in wanted.items() if not _same(DOCS / path, text)]
    there = {path.relative_to(DOCS) for path in (DOCS / "rules").rglob("*.md")}
    return found + sorted(there - wanted.keys())


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def write() -> None:
    """Writes every page and removes those without a rule."""
    for path in stale():
        (DOCS / path).unlink(missing_ok=True)
    for path, text in pages():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8")
