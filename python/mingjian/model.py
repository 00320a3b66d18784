"""The report, `mingjian.report/1`: frozen values shared by scan, reports, the platform and clients.

Field for field the contract other programs read; grow it only by adding.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

SCHEMA = "mingjian.report/1"

Verdict = Literal["violates", "suspected", "passes", "undetermined", "not_applicable"]
Severity = Literal["low", "medium", "high"]
Level = Literal["must", "encouraged"]
Role = Literal["breach", "lead"]
Consent = Literal["before", "after", "refused", "unknown"]
ThresholdKind = Literal["law", "standard", "reference", "draft", "practice", "project"]
EvidenceKind = Literal[
    "manifest", "call_chain", "code", "layout", "icon", "resource", "policy", "page", "screen", "runtime",
    "sensor", "network", "record", "signature", "diff", "data_flow",
]  # fmt: skip
SdkState = Literal["embedded", "reachable", "called_before_consent"]

VERDICTS: tuple[Verdict, ...] = ("violates", "suspected", "undetermined", "passes", "not_applicable")
"""Gravest first: how outcomes add up to a requirement and requirements to a measure."""


class Tool(Struct, frozen=True, kw_only=True):
    name: str
    version: str
    ruleset_sha256: str
    knowledge_sha256: str


class Signer(Struct, frozen=True, kw_only=True):
    sha256: str
    subject: str
    schemes: tuple[str, ...]


class Subject(Struct, frozen=True, kw_only=True):
    """What was examined."""

    kind: str
    path: str
    sha256: str
    size_bytes: int
    package: str | None = None
    version_name: str | None = None
    version_code: int | None = None
    label: str | None = None
    min_sdk: int | None = None
    target_sdk: int | None = None
    signers: tuple[Signer, ...] = ()
    packer: str | None = None
    blind_spots: tuple[str, ...] = ()


class RequirementCount(Struct, frozen=True):
    total: int
    settled: int


class MeasureVerdict(Struct, frozen=True, kw_only=True):
    """One of the 26 measures or 4 work requirements; `missing` names the evidence that would settle it."""

    id: str
    title_zh: str
    title_en: str
    verdict: Verdict
    findings: int
    requirements: RequirementCount
    missing: tuple[str, ...] = ()


class Party(Struct, frozen=True):
    """Who did it: the app itself, or an SDK inside it."""

    kind: Literal["app", "sdk"]
    id: str
    name: str
    name_en: str = ""


class Threshold(Struct, frozen=True):
    """The number that decided, what kind of authority it has and where it stands."""

    id: str
    value: float | str
    unit: str
    kind: ThresholdKind
    source: str


class ChainStep(Struct, frozen=True):
    """One call: `edge` is how control passes (direct, virtual, callback, thread, component, reflection …)."""

    caller: str
    callee: str
    edge: str
    offset: int | None = None


class Box(Struct, frozen=True):
    x: int
    y: int
    w: int
    h: int
    label: str


class Media(Struct, frozen=True):
    """A picture beside the report, by digest; the bytes travel in `Report.media_store`, not in the JSON."""

    sha256: str
    mime: str
    boxes: tuple[Box, ...] = ()


class Series(Struct, frozen=True):
    unit: str
    points: tuple[tuple[float, float], ...]
    marks: tuple[tuple[float, str], ...] = ()
    left: int = 0
    """Records beyond those drawn: without a time, or more of the same."""


class Evidence(Struct, frozen=True, kw_only=True):
    """A place anyone can go back to, with what stands there."""

    kind: EvidenceKind
    location: str
    excerpt: str = ""
    chain: tuple[ChainStep, ...] = ()
    consent_index: int | None = None
    media: tuple[Media, ...] = ()
    series: Series | None = None
    words: str = ""
    """Of a quotation: the words at issue, as they stand in the excerpt."""


class Finding(Struct, frozen=True, kw_only=True):
    """One act or state that breaks, or may break, a requirement."""

    message_zh: str
    message_en: str
    verdict: Literal["violates", "suspected"]
    role: Role = "breach"
    party: Party
    personal_info: tuple[str, ...] = ()
    consent: Consent | None = None
    threshold: Threshold | None = None
    fingerprint: str = ""
    evidence: tuple[Evidence, ...]


class Measured(Struct, frozen=True):
    value: float | str | None
    unit: str
    target: float | str | None
    met: bool


JOINED, SETTLED = "已与代码检测的问题合并", "运行记录已足以判定"
"""How a reason begins that sends the reader to another outcome, where code and a run speak of the same."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What one rule said of one subject."""

    rule: str
    measure: str
    requirements: tuple[str, ...]
    level: Level
    obliged: tuple[str, ...]
    verdict: Verdict
    severity: Severity
    missing: tuple[str, ...] = ()
    reason: str | None = None
    """Why the rule does not apply, in both languages: a lawful reason, or `JOINED`, or `SETTLED`."""
    measured: Measured | None = None
    findings: tuple[Finding, ...] = ()


class SdkSeen(Struct, frozen=True, kw_only=True):
    id: str
    name_zh: str
    vendor: str
    version: str | None
    categories: tuple[str, ...]
    matched_by: tuple[str, ...]
    confidence: float
    state: SdkState
    personal_info: tuple[str, ...] = ()
    declared: bool | None = None
    name_en: str = ""
    vendor_en: str = ""


class PermissionSeen(Struct, frozen=True, kw_only=True):
    name: str
    protection: str
    group: str
    used_by: tuple[Party, ...] = ()
    declared_purpose: str | None = None
    requested_at: tuple[str, ...] = ()


class Observed(Struct, frozen=True):
    party: Party
    consent: Consent | None
    strength: str


class Declared(Struct, frozen=True):
    declared: bool | None
    quotation: str | None = None
    location: str | None = None
    words: str | None = None
    """The words of the quotation that name the type."""


class DeclaredObserved(Struct, frozen=True, kw_only=True):
    type: str
    sensitive: bool
    declared: Declared
    observed: tuple[Observed, ...] = ()
    outcome: str


class TimelineEvent(Struct, frozen=True):
    at: str
    """ISO 8601, all of one report with the same offset; empty where no time is known."""
    source: str
    party: Party
    what: str
    consent: Consent | None
    kind: str = ""
    """`device_log.event.EventKind`; `mark` divides the run and `what` says how (`consent`, `refusal` …)."""
    personal_info: tuple[str, ...] = ()
    times: int = 1
    """How many records it stands for: this one and those left out after it."""
    foreground: bool | None = None


class Diff(Struct, frozen=True, kw_only=True):
    """What changed since `against`; findings by fingerprint, the rest as added (+) and removed (-) names."""

    against: str
    new: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    permissions: dict[str, tuple[str, ...]] = {}
    sdks: dict[str, tuple[str, ...]] = {}
    entry_points: dict[str, tuple[str, ...]] = {}
    hidden_code: dict[str, tuple[str, ...]] = {}
    collection: dict[str, tuple[str, ...]] = {}
    """`type · party · moment` for each type of personal information, who takes it and when."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the pair itself (an older version, another signer), in both languages."""


class Timings(Struct, frozen=True, kw_only=True):
    """Milliseconds by stage; the only part of a report that differs between equal runs."""

    open: float
    parse: float
    facts: float
    rules: float
    total: float


class Report(Struct, frozen=True, kw_only=True):
    schema: str = SCHEMA
    tool: Tool
    subject: Subject
    measures: tuple[MeasureVerdict, ...]
    outcomes: tuple[Outcome, ...]
    sdks: tuple[SdkSeen, ...] = ()
    permissions: tuple[PermissionSeen, ...] = ()
    declared_observed: tuple[DeclaredObserved, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    diff: Diff | None = None
    timings_ms: Timings = field()
