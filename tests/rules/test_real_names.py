"""Names of real apps, as two stores list them, with their real packages: hardly one is held for a copy."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.signature import SignatureFacts
from mingjian.facts.subject import SubjectFacts
from mingjian.rules import NotApplicable
from mingjian.rules.m1_03_uninstall import system_disguise
from mingjian.rules.m2_12_risk_warning import counterfeit

STORES = ("01应用宝App信息", "02豌豆荚App信息")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def listed(path: Path) -> Iterator[tuple[str, str]]:
    """Name and package of every row of a store's list (columns C and D)."""
    with zipfile.ZipFile(path) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        texts = ["".join(item.itertext()) for item in shared.iter(f"{MAIN}si")]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for row in list(sheet.iter(f"{MAIN}row"))[1:]:
        cells = {
            re.sub(r"\d", "", cell.attrib["r"]): texts[int(value.text or "0")]
            for cell in row.iter(f"{MAIN}c")
            if cell.get("t") == "s" and (value := cell.find(f"{MAIN}v")) is not None
        }
        yield cells["C"], cells["D"]


@pytest.mark.parametrize("store", STORES)
def test_real_names_are_not_held_for_copies(store: str, shared: Path) -> None:
    rows = list(listed(shared / "data/store/Colin-zh+WebCrawler" / store / "result/tencent_games.xlsx"))
    assert len(rows) > 100
    wrong: list[tuple[str, str]] = []
    for name, package in rows:
        facts = Facts(
            subject=SubjectFacts(kind="apk", path="", sha256="", size_bytes=1),
            manifest=ManifestFacts(package=package, label=name),
            signature=SignatureFacts(min_sdk=24, max_sdk=36, verified=True, schemes={}),
        )
        disguised = system_disguise.check(facts)
        assert not isinstance(disguised, NotApplicable)
        if [*counterfeit.check(facts), *disguised]:
            wrong.append((name, package))
    assert wrong == []
