"""Headings of the printed forms are those of the page, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.report import html
from mingjian.report.labels import LABELS, ON_PAPER

PAGE = "\n".join(
    path.read_text("utf-8") for path in sorted((Path(html.__file__).parent / "templates").glob("*.html.j2"))
)


@pytest.mark.parametrize("key", LABELS)
def test_the_page_says_the_same(key: str) -> None:
    zh, en = LABELS[key]
    assert f"'{zh}', '{en}'" in PAGE


def test_each_key_stands_once() -> None:
    assert not set(LABELS) & set(ON_PAPER)
