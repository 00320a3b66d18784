"""CAPP-130 and VioDroid-Finder as they lie in the shared data: sentences and what people said of them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
POLICY = Path(os.environ.get("MINGJIAN_SHARED") or ROOT.parent / "shared") / "data" / "policy"
CAPP = POLICY / "EnlightenedAI+CAPP-130" / "CAPP_130_Corpus" / "Annotation" / "Annotation"
VIODROID = POLICY / "VioDroid-Finder" / "labelled_sentences.csv"

PRACTICES: Mapping[str, str] = {
    "数据收集": "collection",
    "权限获取": "permission",
    "共享、委托、转让、公开（披露）": "sharing",
    "使用": "use",
    "存储方式": "storage",
    "安全措施": "security",
    "特殊人群": "audiences",
    "数据、权限管理": "control",
    "联系方式": "contact",
    "隐私政策的授权、修改与变更": "change",
    "停止运营": "cessation",
}
"""CAPP-130's name of a practice → ours, in the order of its label list (`label_explanation.json`)."""
OTHERS: Mapping[str, str] = {"摘要": "important", "潜在风险": "risk"}
"""What CAPP-130 says of a sentence besides its practices."""
LABELS = (*PRACTICES.values(), *OTHERS.values())


class Labelled(Struct, frozen=True):
    text: str
    labels: frozenset[str]


class Policy(Struct, frozen=True):
    """One annotated policy, its sentences in order."""

    file: str
    sha256: str
    sentences: tuple[Labelled, ...]


def policies(folder: Path = CAPP) -> tuple[Policy, ...]:
    """Every annotated policy, by file name.

    About forty rows carry a rewritten sentence in the field of labels: no label, left out.
    """
    return tuple(_policy(path) for path in sorted(folder.glob("rw_*.jsonl"), key=_number))


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("rw_"))


def _policy(path: Path) -> Policy:
    data = path.read_bytes()
    names = {**PRACTICES, **OTHERS}
    rows = [json.loads(line) for line in data.decode("utf-8").splitlines() if line.strip()]
    sentences = (
        Labelled(" ".join(row["text"].split()), frozenset(names[x] for x in row["label"] if x in names))
        for row in rows
    )
    return Policy(path.name, hashlib.sha256(data).hexdigest(), tuple(sentences))


class Row(Struct, frozen=True):
    """A sentence of VioDroid-Finder: its privacy category (`PC1` … `PC7`) and compliance rules, if any."""

    text: str
    category: str
    rules: frozenset[str]


def viodroid(file: Path = VIODROID) -> tuple[Row, ...]:
    """VioDroid-Finder's labelled sentences, in the file's order. For evaluation only."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return tuple(
            Row(" ".join(row[0].split()), row[1].strip(), frozenset(row[2].split("#")) - {""})
            for row in csv.reader(rows)
            if len(row) == 3 and row[0].strip()
        )
