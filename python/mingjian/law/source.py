"""The law's YAML read and checked; only compiling needs it, and PyYAML with it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from mingjian import tables
from mingjian.law import types as t

HERE = Path(__file__).parent
NAMES = ("miit_2023_26.yaml", "requirements.yaml", "thresholds.yaml")
RELATED = ("determination_2019.yaml", "issue_vocabulary.yaml", "law_map.yaml", "test_specs.yaml")
SHAPES = [HERE / "types.py", HERE / "source.py"]


class _Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    document: t.Document
    parts: tuple[t.Part, ...]
    groups: tuple[t.Group, ...]
    measures: tuple[t.Measure, ...]
    parties: tuple[t.Code, ...]
    evidence: tuple[t.Code, ...]
    automation: tuple[t.Code, ...]


class _Vocabulary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terms: tuple[t.Term, ...]
    notice_format: t.NoticeFormat


class _Map(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    articles: tuple[t.Article, ...]
    standards: tuple[t.Standard, ...]


def sources() -> list[Path]:
    """The files whose digest stamps law.json: the YAML and the shapes it is read into."""
    return [HERE / name for name in NAMES] + SHAPES


def related_sources() -> list[Path]:
    """The files whose digest stamps law_related.json."""
    return [HERE / name for name in RELATED] + SHAPES


def build() -> t.Tables:
    """The notice's YAML read and checked against its shapes.

    Raises:
        KnowledgeError: a file does not fit.
    """
    notice = tables.read_yaml(HERE / "miit_2023_26.yaml", _Notice)
    return t.Tables(
        document=notice.document,
        parts=notice.parts,
        groups=notice.groups,
        measures=notice.measures,
        parties=notice.parties,
        evidence=notice.evidence,
        automation=notice.automation,
        requirements=tables.read_yaml(HERE / "requirements.yaml", tuple[t.Requirement, ...]),
        thresholds=tables.read_yaml(HERE / "thresholds.yaml", tuple[t.Threshold, ...]),
    )


def build_related() -> t.Related:
    """The surrounding tables read and checked against their shapes.

    Raises:
        KnowledgeError: a file does not fit.
    """
    vocabulary = tables.read_yaml(HERE / "issue_vocabulary.yaml", _Vocabulary)
    law_map = tables.read_yaml(HERE / "law_map.yaml", _Map)
    return t.Related(
        determination=tables.read_yaml(HERE / "determination_2019.yaml", tuple[t.Determination, ...]),
        terms=vocabulary.terms,
        notice_format=vocabulary.notice_format,
        articles=law_map.articles,
        standards=law_map.standards,
        tests=tables.read_yaml(HERE / "test_specs.yaml", tuple[t.TestItem, ...]),
    )
