"""What /api/v1 says of apps, versions, SDKs and the shelf as a whole."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from mingjian.knowledge.types import Sdk
from mingjian.platform.catalogue.models import Version
from mingjian.platform.findings.models import Finding
from mingjian.platform.portfolio.compare import Compared, Line
from mingjian.platform.portfolio.counted import Bar
from mingjian.platform.portfolio.facets import Facets
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.portfolio.overview import Overview
from mingjian.platform.portfolio.shelf import AppRow, Embedding, SdkHistory, SdkRow, VersionRow
from mingjian.platform.scans.models import Scan


class VersionBrief(Schema):
    id: UUID
    version_name: str
    version_code: int
    sha256: str

    @staticmethod
    def of(version: Version) -> VersionBrief:
        return VersionBrief(
            id=version.id,
            version_name=version.version_name,
            version_code=version.version_code,
            sha256=version.artifact_id,
        )


class ScanBrief(Schema):
    id: UUID
    finished_at: datetime | None
    ruleset_sha256: str
    verdicts: dict[str, str] = Field(description="verdict by measure id")
    counts: dict[str, int] = Field(description="findings by verdict, and `before_consent`")

    @staticmethod
    def of(scan: Scan) -> ScanBrief:
        return ScanBrief(
            id=scan.id, finished_at=scan.finished_at, ruleset_sha256=scan.ruleset_sha256,
            verdicts=scan.verdicts, counts=scan.counts,
        )  # fmt: skip


class AppOut(Schema):
    id: UUID
    platform: str
    package: str
    name: str
    developer: str
    category: str
    newest: VersionBrief | None
    scan: ScanBrief | None = Field(description="the newest finished scan of the newest version")
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def of(row: AppRow) -> AppOut:
        app = row.app
        return AppOut(
            id=app.id, platform=app.platform, package=app.package, name=app.name, developer=app.developer,
            category=app.category, newest=VersionBrief.of(row.version) if row.version else None,
            scan=ScanBrief.of(row.scan) if row.scan else None, created_at=app.created_at,
            updated_at=app.updated_at,
        )  # fmt: skip


class AppPage(Schema):
    items: list[AppOut]
    next: str | None


class ChoiceOut(Schema):
    """One choice of a filter and how many apps it would leave."""

    value: str
    apps: int


class FacetsOut(Schema):
    """What the list could be narrowed to; each group under every filter but its own."""

    counted: int = Field(description="apps under all filters, as far as they were counted")
    more: bool = Field(description="there are more; numbers are of those that changed last")
    verdict: list[ChoiceOut]
    measure: list[ChoiceOut]
    consent: list[ChoiceOut]
    category: list[ChoiceOut]
    sdk: list[ChoiceOut]

    @staticmethod
    def of(seen: Facets) -> FacetsOut:
        return FacetsOut(
            counted=seen.counted,
            more=seen.more,
            **{
                name: [ChoiceOut(value=row.value, apps=row.apps) for row in getattr(seen, name)]
                for name in ("verdict", "measure", "consent", "category", "sdk")
            },
        )


class VersionOut(VersionBrief):
    signers: list[str]
    source: str
    created_at: datetime
    scan: ScanBrief | None
    new_findings: int = Field(description="findings first seen in this version")

    @staticmethod
    def row(row: VersionRow) -> VersionOut:
        version = row.version
        return VersionOut(
            **VersionBrief.of(version).dict(), signers=version.signers, source=version.source,
            created_at=version.created_at, scan=ScanBrief.of(row.scan) if row.scan else None,
            new_findings=row.new,
        )  # fmt: skip


class VersionPage(Schema):
    items: list[VersionOut]
    next: str | None


class SdkBrief(Schema):
    """An SDK by id, and by name where we know it."""

    id: str
    name_zh: str
    name_en: str
    vendor_zh: str
    vendor_en: str

    @staticmethod
    def of(code: str, known: Sdk | None) -> SdkBrief:
        if known is None:
            return SdkBrief(id=code, name_zh=code, name_en=code, vendor_zh="", vendor_en="")
        return SdkBrief(
            id=code, name_zh=known.name_zh, name_en=known.name_en, vendor_zh=known.vendor_zh,
            vendor_en=known.vendor_en,
        )  # fmt: skip


class AppSdkOut(Schema):
    """An SDK of an app through its versions."""

    sdk: SdkBrief
    state: str = Field(description="in the newest version; empty when it is gone")
    sdk_version: str
    declared: bool | None
    first: VersionBrief
    last: VersionBrief

    @staticmethod
    def of(row: SdkHistory) -> AppSdkOut:
        return AppSdkOut(
            sdk=SdkBrief.of(row.sdk, row.known), state=row.state, sdk_version=row.sdk_version,
            declared=row.declared, first=VersionBrief.of(row.first), last=VersionBrief.of(row.last),
        )  # fmt: skip


class SdkOut(Schema):
    sdk: SdkBrief
    apps: int = Field(description="apps whose newest version embeds it")
    before_consent: int = Field(description="those where it is called before consent")

    @staticmethod
    def of(row: SdkRow) -> SdkOut:
        return SdkOut(sdk=SdkBrief.of(row.sdk, row.known), apps=row.apps, before_consent=row.before_consent)


class EmbeddingOut(Schema):
    app_id: UUID
    package: str
    name: str
    version: VersionBrief
    sdk_version: str
    state: str
    declared: bool | None
    now: bool = Field(description="in the newest version; false: only in earlier ones")

    @staticmethod
    def of(row: Embedding) -> EmbeddingOut:
        return EmbeddingOut(
            app_id=row.app.id, package=row.app.package, name=row.app.name,
            version=VersionBrief.of(row.version), sdk_version=row.use.sdk_version, state=row.use.state,
            declared=row.use.declared, now=row.now,
        )  # fmt: skip


class SdkDetail(Schema):
    sdk: SdkBrief
    categories: list[str]
    policy_url: str
    apps: list[EmbeddingOut] = Field(description="embedding it now, then before; 200 at most")
    apps_now: int = Field(0, description="all apps whose newest version embeds it")
    apps_before: int = Field(0, description="all apps of which only earlier versions do")
    versions: int = Field(0, description="all versions that embed it")


class NamedOut(Schema):
    id: str
    zh: str
    en: str


class FoundVersion(Schema):
    app_id: UUID
    version: VersionBrief


class FoundOut(Schema):
    apps: list[AppOut]
    versions: list[FoundVersion]
    sdks: list[SdkBrief]
    measures: list[NamedOut]
    requirements: list[NamedOut]


class BarOut(Schema):
    code: str
    zh: str
    en: str
    violates: int
    suspected: int

    @staticmethod
    def of(bar: Bar) -> BarOut:
        return BarOut(
            code=bar.code, zh=bar.said.zh, en=bar.said.en, violates=bar.violates, suspected=bar.suspected
        )


class MonthOut(Schema):
    start: datetime
    counts: dict[str, int]


class FindingBrief(Schema):
    id: UUID
    app_id: UUID
    measure: str
    rule: str
    verdict: str
    state: str
    until: datetime | None
    message_zh: str
    message_en: str
    created_at: datetime

    @staticmethod
    def of(row: Finding) -> FindingBrief:
        return FindingBrief(
            id=row.id, app_id=row.app_id, measure=row.measure, rule=row.rule, verdict=row.verdict,
            state=row.state, until=row.state_until, message_zh=row.message_zh, message_en=row.message_en,
            created_at=row.created_at,
        )  # fmt: skip


class OverviewOut(Schema):
    apps: int
    arrived: int = Field(description="in the last seven days")
    violating: int
    before_consent: int
    by_sdk: int = Field(description="of those before consent, where an SDK does it")
    half_open: int = Field(description="of `looked_at`, where over half of the measures are undetermined")
    looked_at: int
    waiting: int
    failed: int = Field(description="in the last thirty days")
    matrix: list[AppOut]
    months: list[MonthOut]
    sdks: list[BarOut]
    measures: list[BarOut]
    expiring: list[FindingBrief]
    newest: list[FindingBrief]

    @staticmethod
    def of(seen: Overview) -> OverviewOut:
        return OverviewOut(
            apps=seen.apps, arrived=seen.arrived, violating=seen.violating,
            before_consent=seen.before_consent, by_sdk=seen.by_sdk, half_open=seen.half_open,
            looked_at=seen.looked_at, waiting=seen.waiting, failed=seen.failed,
            matrix=[AppOut.of(row) for row in seen.matrix],
            months=[MonthOut(start=row.start, counts=row.counts) for row in seen.months],
            sdks=[BarOut.of(row) for row in seen.sdks], measures=[BarOut.of(row) for row in seen.measures],
            expiring=[FindingBrief.of(row) for row in seen.expiring],
            newest=[FindingBrief.of(row) for row in seen.newest],
        )  # fmt: skip


class LineOut(Schema):
    code: str
    cells: list[str] = Field(description="a state for each app in their order; empty: it has it not")

    @staticmethod
    def of(line: Line) -> LineOut:
        return LineOut(code=line.code, cells=list(line.cells))


class ComparedOut(Schema):
    apps: list[AppOut]
    unread: list[bool] = Field(description="of each app: there is no report, so empty cells say nothing")
    sdks: list[LineOut]
    permissions: list[LineOut]
    personal_info: list[LineOut]

    @staticmethod
    def of(seen: Compared) -> ComparedOut:
        return ComparedOut(
            apps=[AppOut.of(row) for row in seen.apps], unread=list(seen.unread),
            sdks=[LineOut.of(row) for row in seen.sdks],
            permissions=[LineOut.of(row) for row in seen.permissions],
            personal_info=[LineOut.of(row) for row in seen.personal_info],
        )  # fmt: skip


class SearchIn(Schema):
    name: str = Field(min_length=1, max_length=80)
    page: str = Field("apps", pattern="^(apps|findings)$")
    query: str = Field("", max_length=500, description="as in the address of the list")


class SearchOut(SearchIn):
    id: UUID
    created_at: datetime

    @staticmethod
    def of(row: SavedSearch) -> SearchOut:
        return SearchOut(id=row.id, name=row.name, page=row.page, query=row.query, created_at=row.created_at)
