"""What the pages ask of apps, versions and SDK uses: a bounded number of queries a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet
from msgspec import Struct

from mingjian import knowledge
from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge.types import Category, Sdk
from mingjian.platform.catalogue import counting
from mingjian.platform.catalogue.models import App, SdkUse, Version
from mingjian.platform.findings.models import Finding
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State


class AppRow(Struct, frozen=True, kw_only=True):
    """An app with its newest version's newest finished scan, where there is one."""

    app: App
    version: Version | None
    scan: Scan | None

    @property
    def tally(self) -> dict[str, int]:
        """Measures by verdict."""
        return tally(self.scan)

    @property
    def category(self) -> Category | None:
        """The app's category, where it is one we know."""
        return next((row for row in knowledge.categories() if row.id == self.app.category), None)


class VersionRow(Struct, frozen=True, kw_only=True):
    version: Version
    scan: Scan | None
    """Its newest finished scan."""
    new: int
    """Findings first seen in this version."""

    @property
    def tally(self) -> dict[str, int]:
        """Measures by verdict."""
        return tally(self.scan)


class SdkRow(Struct, frozen=True, kw_only=True):
    sdk: str
    known: Sdk | None
    apps: int
    """Apps whose newest version embeds it."""
    before_consent: int
    """Those where it is called before consent."""


class SdkHistory(Struct, frozen=True, kw_only=True):
    """An SDK of an app through its versions."""

    sdk: str
    known: Sdk | None
    state: str
    """In the newest version; empty when it is gone."""
    sdk_version: str
    declared: bool | None
    first: Version
    last: Version


class Embedding(Struct, frozen=True, kw_only=True):
    """An app and the SDK in it: in the newest version (`now`), or only in earlier ones."""

    app: App
    version: Version
    use: SdkUse
    now: bool


def tally(scan: Scan | None) -> dict[str, int]:
    """Measures by verdict, as the newest scan says."""
    return dict(Counter(scan.verdicts.values())) if scan else {}


def rows(apps: Iterable[App]) -> list[AppRow]:
    """Rows for the apps given, two queries for all of them."""
    apps = list(apps)
    newest = {app.newest_id for app in apps if app.newest_id}
    versions = Version.objects.in_bulk(list(newest))
    scans = newest_scans(newest)
    return [
        AppRow(
            app=app,
            version=versions.get(app.newest_id) if app.newest_id else None,
            scan=scans.get(app.newest_id) if app.newest_id else None,
        )
        for app in apps
    ]


def newest_scans(versions: Iterable[UUID]) -> dict[UUID, Scan]:
    """The newest finished scan of each version."""
    found = (
        Scan.objects.filter(version_id__in=list(versions), state=State.DONE)
        .order_by("version_id", "-created_at")
        .distinct("version_id")
    )
    return {scan.version_id: scan for scan in found if scan.version_id}


def changes(shown: Iterable[AppRow]) -> dict[UUID, int]:
    """Findings more than in the version before, by app; no entry where there is none. Two queries."""
    newest = {row.app.id: row for row in shown if row.version and row.scan}
    before = (
        Version.objects.filter(app_id__in=newest)
        .exclude(id__in=[row.version.id for row in newest.values() if row.version])
        .order_by("app_id", "-version_code", "-created_at")
        .distinct("app_id")
    )
    of_app = {version.id: version.app_id for version in before}
    found = {of_app[key]: _findings(scan) for key, scan in newest_scans(of_app).items()}
    return {app: _findings(newest[app].scan) - count for app, count in found.items()}


def _findings(scan: Scan | None) -> int:
    counts = scan.counts if scan else {}
    return int(counts.get("violates", 0)) + int(counts.get("suspected", 0))


def history(app: App, limit: int = 100) -> list[VersionRow]:
    """Versions of an app, newest first."""
    return version_rows(app, app_versions(app)[:limit])


def version_rows(app: App, some: Iterable[Version]) -> list[VersionRow]:
    """Rows for the versions of an app given, two queries for all of them."""
    versions = list(some)
    scans = newest_scans(version.id for version in versions)
    new = dict(
        Finding.objects.filter(app_id=app.id, first_version_id__in=[v.id for v in versions])
        .values_list("first_version_id")
        .annotate(n=Count("id"))
    )
    return [VersionRow(version=v, scan=scans.get(v.id), new=new.get(v.id, 0)) for v in versions]


def app_versions(app: App) -> QuerySet[Version]:
    """Versions of an app by code, then by when they came, newest first."""
    return Version.objects.filter(app_id=app.id).order_by("-version_code", "-created_at")


def sdk_rows(organisation_id: UUID, limit: int = 700) -> list[SdkRow]:
    """SDKs inside the newest versions, the most embedded first."""
    return [
        SdkRow(sdk=row.sdk, known=known_sdk(row.sdk), apps=row.apps, before_consent=row.early)
        for row in counting.ranked(organisation_id, limit)
    ]


def known_sdk(code: str) -> Sdk | None:
    """What we know of an SDK; None for one we no longer, or never, described."""
    try:
        return knowledge.sdk(code)
    except (KnowledgeError, UsageError):
        return None


def sdk_history(app: App) -> list[SdkHistory]:
    """SDKs of an app: those in the newest version first, then those that are gone."""
    uses = (
        SdkUse.objects.filter(app_id=app.id)
        .select_related("version")
        .order_by("sdk", "version__version_code", "version__created_at")[:5000]
    )
    by_sdk: dict[str, list[SdkUse]] = defaultdict(list)
    for use in uses:
        by_sdk[use.sdk].append(use)
    found: list[SdkHistory] = []
    for code, several in by_sdk.items():
        last = several[-1]
        now = last.version_id == app.newest_id
        found.append(
            SdkHistory(
                sdk=code,
                known=known_sdk(code),
                state=last.state if now else "",
                sdk_version=last.sdk_version,
                declared=last.declared,
                first=several[0].version,
                last=last.version,
            )
        )
    order = {"called_before_consent": 0, "reachable": 1, "embedded": 2, "": 3}
    found.sort(key=lambda row: (order.get(row.state, 2), row.sdk))
    return found


def sdk_versions(found: Iterable[Embedding]) -> list[tuple[str, int]]:
    """Versions of an SDK now embedded, with how many apps embed each; unknown as an empty name."""
    counts = Counter(row.use.sdk_version for row in found if row.now)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def embeddings(organisation_id: UUID, sdk: str, limit: int = 200) -> list[Embedding]:
    """Apps that embed an SDK now, then those that did before, each app once."""
    mine = SdkUse.objects.filter(organisation_id=organisation_id, sdk=sdk)
    # Apps first, from the index alone: a common SDK is in more versions than one may sort.
    apps = list(mine.order_by("app_id").values_list("app_id", flat=True).distinct()[:limit])
    uses = (
        mine.filter(app_id__in=apps)
        .select_related("app", "version")
        .order_by("app_id", "-version__version_code", "-version__created_at")[: limit * 4]
    )
    by_app: dict[UUID, list[SdkUse]] = defaultdict(list)
    for use in uses:
        by_app[use.app_id].append(use)
    found: list[Embedding] = []
    for several in by_app.values():
        now = next((use for use in several if use.version_id == use.app.newest_id), None)
        use = now or several[0]
        found.append(Embedding(app=use.app, version=use.version, use=use, now=now is not None))
    found.sort(key=lambda row: (not row.now, row.app.name))
    return found
