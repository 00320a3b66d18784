"""Every anomaly code of the core stands in docs/anomalies.md, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "crates" / "apk" / "src"


def described() -> dict[str, set[str]]:
    """First word of each section's title → codes in its table."""
    page = (ROOT / "docs" / "anomalies.md").read_text("utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {
        re.split(r"\W", part, maxsplit=1)[0]: set(re.findall(r"^\| `(\w+)`", part, re.MULTILINE))
        for part in sections
    }


def source(folder: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((CORE / folder).glob("*.rs")))


@pytest.mark.parametrize(
    ("section", "folder", "pattern", "at_least"),
    [
        ("Archive", "zip", r'pub const \w+: &str = "(\w+)";', 20),
        ("Manifest", "manifest", r'"([a-z]+(?:_[a-z]+)+): [^"]*"', 8),
        ("Dex", "dex", r'self\.note\("(\w+)"', 5),
    ],
)
def test_every_code_is_described(section: str, folder: str, pattern: str, at_least: int) -> None:
    said = set(re.findall(pattern, source(folder)))
    assert len(said) >= at_least
    assert described()[section] == said
