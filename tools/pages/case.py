"""Labelled pages as they lie in tests/pages: a folder each, with label.toml and index.html."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "tests" / "pages"
PARTS = PAGES / "_parts"
"""What pages include, and what they link to where they have no file of that name themselves."""

Verdict = Literal["violates", "suspected", "passes", "undetermined", "not_applicable"]
HITS: tuple[Verdict, ...] = ("violates", "suspected")
_KEYS = {"title", "why", "expect", "may", "variants"}


@dataclass(frozen=True, kw_only=True)
class PageCase:
    """One page and what must be said of it; a finding of any other rule is wrong."""

    name: str
    title: str
    why: str
    expect: dict[str, Verdict]
    """Rule → exactly this verdict."""
    may: tuple[str, ...] = ()
    """Rules, or beginnings of rule ids, that the same page may break too."""

    @property
    def folder(self) -> Path:
        return PAGES / self.name

    @property
    def violates(self) -> bool:
        """Some rule must find something."""
        return any(verdict in HITS for verdict in self.expect.values())


def cases(selected: list[str] | None = None) -> list[PageCase]:
    """All labelled pages, or those whose name contains one of `selected`, by name."""
    found = [_load(path) for path in sorted(PAGES.glob("*/label.toml"))]
    return [case for case in found if not selected or any(part in case.name for part in selected)]


def _load(path: Path) -> PageCase:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := table.keys() - _KEYS:
        raise ValueError(f"{path.parent.name}: no such key: {', '.join(sorted(unknown))}")
    return PageCase(
        name=path.parent.name,
        title=table["title"],
        why=table["why"],
        expect=table["expect"],
        may=tuple(table.get("may", ())),
    )
