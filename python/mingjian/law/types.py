"""The law's tables as frozen values: what the notice says, requirement by requirement.

Field order and names are those of the YAML beside this file. Texts ending in `_zh` are verbatim where a
clause is quoted; `_en` texts are our glosses.
"""

from typing import Literal

from msgspec import Struct

Automation = Literal["auto", "semi", "attested"]
LevelCode = Literal["must", "encouraged", "context"]
Kind = Literal["law", "standard", "reference", "draft", "practice", "project"]
Value = float | tuple[float, ...] | None
"""A number, alternatives or a span, or None where the rule is in words."""


class Document(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    number: str
    title_zh: str
    title_en: str
    issuer_zh: str
    issuer_en: str


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """一, 二 or 三 of the notice."""

    number: int
    mark: str
    title_zh: str
    title_en: str


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A heading of the notice, `（二）优化服务体验`, and its short form for the matrix."""

    id: str
    part: int
    mark: str
    heading_zh: str
    heading_en: str
    short_zh: str
    short_en: str


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A party, evidence kind or automation class, with the names to show."""

    id: str
    name_zh: str
    name_en: str


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the 26 measures or 4 work requirements."""

    id: str
    """`1.4`: part and number in the notice."""
    folder: str
    """Its place under rules/ and fixtures: `m1_04_close_window`."""
    group: str
    title_zh: str
    title_en: str
    short_zh: str
    short_en: str
    clause_zh: str
    clause_en: str


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The smallest thing that can be met or not."""

    id: str
    measure: str | None = None
    """Measure it reports under; None for 解读-n, which are context."""
    related: bool = False
    """True for 关联-n: from surrounding rules, not from the notice itself."""
    level: LevelCode
    parties: tuple[str, ...]
    clause_zh: str
    requirement_en: str
    refute: tuple[str, ...] = ()
    """Evidence kinds any one of which can show a breach."""
    prove: tuple[str, ...] = ()
    """Evidence kinds all of which must have been seen for `passes`."""
    automation: Automation
    criterion: str = ""
    """What counts as met, in words."""
    method: str = ""
    notes: str = ""
    thresholds: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    determination: tuple[str, ...] = ()
    """Items of the 2019 determination method that overlap."""
    tests: tuple[str, ...] = ()
    derived_from: str = ""
    systems: tuple[str, ...] = ()
    """Public systems the clause names (电子签名认证 …)."""
    beyond_code_zh: str = ""
    beyond_code_en: str = ""
    """Why a package alone cannot tell, and what could; empty where a rule answers."""


class Threshold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A number with its authority."""

    id: str
    topic_zh: str
    topic_en: str
    operator: str = ""
    value: Value = None
    unit: str = ""
    unit_en: str = ""
    kind: Kind
    sizing: bool = False
    """True for a scale figure that limits nothing."""
    source: str
    clause: str = ""
    strength: str = ""
    text_zh: str
    quote_zh: str = ""
    combine: str = ""
    note: str = ""
    confidence: str
    requirements: tuple[str, ...] = ()


class Determination(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the 31 items of the 2019 determination method (国信办秘字〔2019〕191号)."""

    id: str
    category: str
    text_zh: str
    text_en: str
    evidence: tuple[str, ...] = ()
    automation: Automation
    method: str
    tests: tuple[str, ...] = ()
    source: str
    confidence: str


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A problem as public notices name it (所涉问题)."""

    id: str
    term_zh: str
    term_en: str
    variants: tuple[str, ...] = ()
    definition_zh: str = ""
    document: str
    source: str
    seen_in: tuple[str, ...] = ()
    confidence: str
    requirements: tuple[str, ...] = ()
    determination: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class NoticeFormat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a public notice (通报) is laid out."""

    title_pattern: str
    columns: tuple[str, ...]
    provincial_columns: tuple[str, ...]
    sdk_list: str
    row_rules: tuple[str, ...]
    escalation: tuple[str, ...]


class Article(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An article of a law or standard that a measure (or 关联 requirement) rests on."""

    under: str
    law: str
    article: str = ""
    quote_zh: str = ""
    status: str


class Standard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    number: str
    title: str = ""
    seen: str


class TestItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A test item of an evaluation standard, restated."""

    __test__ = False  # not a pytest class

    id: str
    document: str
    clause: str
    term_zh: str
    what_en: str
    requirements: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    preconditions: str = ""
    steps: tuple[str, ...] = ()
    passes: str
    fails: str
    evidence: tuple[str, ...] = ()
    decidable: tuple[str, ...] = ()
    strength: str
    determination: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    note: str = ""


class Clause(Struct, frozen=True, kw_only=True):
    """Where a quotation stands: `text[start:end]` is the quotation, `text` the measure's whole clause."""

    measure: str
    text: str
    start: int
    end: int
    citation_zh: str
    citation_en: str

    @property
    def quotation(self) -> str:
        """The words quoted."""
        return self.text[self.start : self.end]


class Tables(Struct, frozen=True, kw_only=True):
    """The notice itself, its requirements and thresholds, as compiled."""

    document: Document
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    parties: tuple[Code, ...]
    evidence: tuple[Code, ...]
    automation: tuple[Code, ...]
    requirements: tuple[Requirement, ...]
    thresholds: tuple[Threshold, ...]


class Related(Struct, frozen=True, kw_only=True):
    """What surrounds the notice, as compiled; loaded only when asked for."""

    determination: tuple[Determination, ...]
    terms: tuple[Term, ...]
    notice_format: NoticeFormat
    articles: tuple[Article, ...]
    standards: tuple[Standard, ...]
    tests: tuple[TestItem, ...]
