"""The labelled pages themselves: complete, served whole, and the same in every variant."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tools.pages import VARIANTS, PageCase, Site, cases, serving, variant
from tools.pages.case import PARTS
from tools.pages.server import text

CASES = cases()
_TEXT = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving({}) as served:
        yield served


def test_there_are_forty_pages_of_both_kinds() -> None:
    assert len(CASES) >= 40
    assert min(sum(case.violates for case in CASES), sum(not case.violates for case in CASES)) >= 30
    for case in CASES:
        assert case.expect, case.name
        assert case.violates or not case.may, f"{case.name} is lawful, so no rule may find anything"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_variants_hold_the_same_words(case: PageCase) -> None:
    html = text(case.folder / "index.html")
    for kind in VARIANTS:
        made = variant(kind, html)
        assert sorted(_TEXT.findall(made)) == sorted(_TEXT.findall(html)), (case.name, kind)
        assert (made == html) == (kind == "plain"), (case.name, kind)
    assert not re.search(r"class=\"(?!k-)", html), "a class that `renamed` would not rename"


@pytest.mark.parametrize("kind", VARIANTS)
def test_pages_and_parts_are_served(site: Site, kind: str) -> None:
    page = httpx.get(site.url("download", kind))
    assert page.status_code == 200
    assert "#include" not in page.text
    assert httpx.get(site.url("no_such_page", kind)).status_code == 404
    policy = httpx.get(site.url("download", kind).replace("index.html", "policy.html"))
    assert policy.text == (PARTS / "policy.html").read_text(encoding="utf-8")


def test_nothing_outside_the_set_is_served(site: Site) -> None:
    for path in (
        "/plain/download/../../../pyproject.toml",
        "/plain/_parts/label.toml",
        "/plain/download/label.toml",
    ):
        assert httpx.get(site.origin + path).status_code == 404, path
