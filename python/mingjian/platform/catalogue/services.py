"""The only writer of apps, versions and SDK uses: what a scan saw, and nothing else yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from mingjian.model import Report, Subject
from mingjian.platform.catalogue import search
from mingjian.platform.catalogue.models import App, SdkUse, Version
from mingjian.platform.events import MOST_LISTED, Happened, emit
from mingjian.platform.rows import create_each, update_each

PLATFORMS = {"ipa": "ios", "hap": "harmony", "mini_program": "mini_program", "quick_app": "quick_app"}
"""Of kinds of subject; every other package is Android's."""
_ORGANISATION = re.compile(r"(?:^|,)\s*O=((?:\\.|[^,\\])+)")
_NOBODY = {"android", "unknown", "test", "debug", ""}
"""What a certificate says where its holder said nothing."""
_MOST_CODE = 2**63 - 1
EARLY = "called_before_consent"
_OF_A_SCAN = ("name", "developer", "category", "icon_sha256", "newest", "ruleset_sha256", "updated_at")
"""Columns of an app that a scan writes."""


class Placed(Struct, frozen=True):
    """Where a scan's package stands: its app, its version, and whether that is the app's newest."""

    app: App
    version: Version
    newest: bool


class Seen(Struct, frozen=True, kw_only=True):
    """What one scan saw."""

    artifact: str
    report: Report
    source: str
    icon: str = ""
    category: str = ""

    @property
    def app(self) -> tuple[str, str] | None:
        """Platform and package, which name an app of an organisation; None where the scan saw no package."""
        subject = self.report.subject
        if not subject.package:
            return None
        return PLATFORMS.get(subject.kind, "android"), subject.package[:255]


def ingest(
    organisation_id: UUID, artifact: str, report: Report, *, source: str, icon: str = "", category: str = ""
) -> Placed | None:
    """Puts what a scan saw on the organisation's shelf, in the transaction under way; None without a package.

    The app's row stays locked until the transaction ends: scans of versions of one app follow each other.
    """
    seen = Seen(artifact=artifact, report=report, source=source, icon=icon, category=category)
    return ingest_each(organisation_id, [seen])[0]


def ingest_each(organisation_id: UUID, seen: Sequence[Seen]) -> list[Placed | None]:
    """The same for several scans, each of another artifact, as if one came after the other.

    It takes about as many statements as for one.
    """
    keys = [one.app for one in seen]
    apps = _apps(organisation_id, {key for key in keys if key is not None})
    shown = [(one, apps[key]) for one, key in zip(seen, keys, strict=True) if key is not None]
    if not shown:
        return [None] * len(seen)
    versions, highest = _versions(shown)
    before = {app.id: (app, _found_by(app)) for _, app in shown}
    early = _early({app.newest_id for app, _ in before.values()})
    uses = _sdks([(one.report, version) for (one, _), version in zip(shown, versions, strict=True)])
    placed: dict[str, Placed] = {}
    for (one, app), version in zip(shown, versions, strict=True):
        rank = version.version_code, version.created_at
        newest = app.id not in highest or rank >= highest[app.id]
        placed[one.artifact] = Placed(app, version, newest)
        if newest:
            highest[app.id], last = rank, app.newest_id
            _take_over(app, version, one)
            if last is not None:
                _tell_early(app, version, uses.get(version.id, set()) - early.get(last, set()))
        app.category = one.category[:40] or app.category
        early[version.id] = uses.get(version.id, set())
    update_each([app for app, _ in before.values()], _OF_A_SCAN)
    renamed = [search.index(app) for app, found_by in before.values() if found_by != _found_by(app)]
    if renamed:
        create_each(renamed, unique=("app_id",), refresh=("organisation_id", "words"))
    return [placed[one.artifact] if key is not None else None for one, key in zip(seen, keys, strict=True)]


def _take_over(app: App, version: Version, seen: Seen) -> None:
    """What the app's newest version says of the app."""
    subject = seen.report.subject
    app.name = (subject.label or app.name or subject.package or "")[:200]
    app.developer = _developer(subject) or app.developer
    app.icon_sha256 = seen.icon or app.icon_sha256
    app.newest = version
    app.ruleset_sha256 = seen.report.tool.ruleset_sha256


def _early(version_ids: Iterable[UUID | None]) -> dict[UUID, set[str]]:
    """The SDKs each version calls before consent."""
    found: dict[UUID, set[str]] = {}
    wanted = [each for each in version_ids if each is not None]
    if wanted:
        rows = SdkUse.objects.filter(version_id__in=wanted, state=EARLY)
        for version_id, sdk in rows.values_list("version_id", "sdk"):
            found.setdefault(version_id, set()).add(sdk)
    return found


def _tell_early(app: App, version: Version, sdks: set[str]) -> None:
    """Says which SDKs are called before consent that were not when the app was looked at last."""
    if not sdks:
        return
    named = sorted(sdks)
    digest = hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]
    emit(
        Happened(
            organisation_id=app.organisation_id, kind="sdk.before_consent", subject=f"version:{version.id}",
            key=f"sdk.before_consent:{version.id}:{digest}",
            detail={
                "app": {
                    "id": str(app.id), "name": app.name, "package": app.package,
                    "version": version.version_name,
                },
                "count": len(named), "sdks": named[:MOST_LISTED],
            },
        )
    )  # fmt: skip


def _found_by(app: App) -> tuple[str, str]:
    return app.name, app.developer


def _apps(organisation_id: UUID, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], App]:
    """The apps of these platforms and packages, made where they are new, locked in one order."""
    wanted = sorted(keys)
    rows = App.objects.select_for_update().order_by("id")
    rows = rows.filter(organisation_id=organisation_id, package__in=[package for _, package in wanted])
    found = {(app.platform, app.package): app for app in rows}
    new = [key for key in wanted if key not in found]
    if new:
        create_each(
            [App(organisation_id=organisation_id, platform=key[0], package=key[1]) for key in new],
            ignore=True,
        )
        found = {(app.platform, app.package): app for app in rows.all()}
    return {key: found[key] for key in wanted}


def _versions(
    shown: Sequence[tuple[Seen, App]],
) -> tuple[list[Version], dict[UUID, tuple[int, datetime]]]:
    """The versions, and of each app the highest code there was before them, with when it came."""
    made = [
        Version(
            organisation_id=app.organisation_id,
            app=app,
            artifact_id=one.artifact,
            version_name=(one.report.subject.version_name or "")[:120],
            version_code=max(0, min(one.report.subject.version_code or 0, _MOST_CODE)),
            signers=[signer.sha256 for signer in one.report.subject.signers],
            source=one.source[:120],
        )
        for one, app in shown
    ]
    create_each(
        made,
        unique=("organisation", "artifact"),
        refresh=("app", "version_name", "version_code", "signers"),
    )
    artifacts = [one.artifact for one, _ in shown]
    rows = Version.objects.filter(organisation_id=shown[0][1].organisation_id, artifact_id__in=artifacts)
    found = {version.artifact_id: version for version in rows}
    for one, app in shown:
        found[one.artifact].app = app
    new = {version.id for version in made}
    there = Version.objects.filter(app_id__in={app.id for _, app in shown}).exclude(id__in=new)
    ordered = there.order_by("app_id", "-version_code", "-created_at").distinct("app_id")
    ranks = ordered.values_list("app_id", "version_code", "created_at")
    highest = {app_id: (code, at) for app_id, code, at in ranks}
    return [found[artifact] for artifact in artifacts], highest


def _developer(subject: Subject) -> str:
    """The organisation its signer's certificate names; empty where that says nothing."""
    for signer in subject.signers:
        named = _ORGANISATION.search(signer.subject)
        words = re.sub(r"\\(.)", r"\1", named[1]).strip() if named else ""
        if words.casefold() not in _NOBODY:
            return words[:200]
    return ""


def _sdks(read: Sequence[tuple[Report, Version]]) -> dict[UUID, set[str]]:
    """The SDKs inside, as these scans saw them; those no longer seen go. Returns those before consent."""
    seen = {
        (version.id, sdk.id[:80]): SdkUse(
            organisation_id=version.organisation_id,
            version=version,
            app_id=version.app_id,
            sdk=sdk.id[:80],
            sdk_version=(sdk.version or "")[:60],
            state=sdk.state,
            confidence=sdk.confidence,
            declared=sdk.declared,
        )
        for report, version in read
        for sdk in report.sdks
    }
    known = SdkUse.objects.filter(version_id__in=[version.id for _, version in read])
    gone = [row[0] for row in known.values_list("id", "version_id", "sdk") if row[1:] not in seen]
    if gone:
        SdkUse.objects.filter(id__in=gone).delete()
    if seen:
        create_each(
            list(seen.values()),
            unique=("version", "sdk"),
            refresh=("app", "sdk_version", "state", "confidence", "declared"),
        )
    early: dict[UUID, set[str]] = {}
    for (version_id, sdk), use in seen.items():
        if use.state == EARLY:
            early.setdefault(version_id, set()).add(sdk)
    return early
