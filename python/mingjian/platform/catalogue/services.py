"""The only writer of apps, versions and SDK uses: what a scan saw, and nothing else yet."""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

from msgspec import Struct

from mingjian.model import Report, Subject
from mingjian.platform.catalogue import search
from mingjian.platform.catalogue.models import App, AppSearch, SdkUse, Version
from mingjian.platform.events import MOST_LISTED, Happened, emit

PLATFORMS = {"ipa": "ios", "hap": "harmony", "mini_program": "mini_program", "quick_app": "quick_app"}
"""Of kinds of subject; every other package is Android's."""
_ORGANISATION = re.compile(r"(?:^|,)\s*O=((?:\\.|[^,\\])+)")
_NOBODY = {"android", "unknown", "test", "debug", ""}
"""What a certificate says where its holder said nothing."""
_MOST_CODE = 2**63 - 1


class Placed(Struct, frozen=True):
    """Where a scan's package stands: its app, its version, and whether that is the app's newest."""

    app: App
    version: Version
    newest: bool


def ingest(
    organisation_id: UUID, artifact: str, report: Report, *, source: str, icon: str = "", category: str = ""
) -> Placed | None:
    """Puts what a scan saw on the organisation's shelf, in the transaction under way; None without a package.

    The app's row stays locked until the transaction ends: scans of versions of one app follow each other.
    """
    subject = report.subject
    if not subject.package:
        return None
    app = _app(organisation_id, subject)
    version = _version(app, artifact, subject, source)
    newest = _is_newest(app, version)
    before = _found_by(app)
    last, early = app.newest_id, _early(app.newest_id)
    if newest:
        app.name = (subject.label or app.name or subject.package)[:200]
        app.developer = _developer(subject) or app.developer
        app.icon_sha256 = icon or app.icon_sha256
        app.newest = version
        app.ruleset_sha256 = report.tool.ruleset_sha256
    app.category = category[:40] or app.category
    app.save(
        update_fields=[
            "name",
            "developer",
            "category",
            "icon_sha256",
            "newest",
            "ruleset_sha256",
            "updated_at",
        ]
    )
    if before != _found_by(app):
        AppSearch.objects.bulk_create(
            [search.index(app)], update_conflicts=True, unique_fields=["app_id"],
            update_fields=["organisation_id", "words"],
        )  # fmt: skip
    _sdks(version, report)
    if newest and last is not None:
        _tell_early(app, version, _early(version.id) - early)
    return Placed(app, version, newest)


def _early(version_id: UUID | None) -> set[str]:
    """The SDKs a version calls before consent."""
    rows = SdkUse.objects.filter(version_id=version_id, state="called_before_consent")
    return set(rows.values_list("sdk", flat=True)) if version_id else set()


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


def _app(organisation_id: UUID, subject: Subject) -> App:
    key = {
        "organisation_id": organisation_id,
        "platform": PLATFORMS.get(subject.kind, "android"),
        "package": (subject.package or "")[:255],
    }
    rows = App.objects.select_for_update().filter(**key)
    app = rows.first()
    if app is None:
        App.objects.bulk_create([App(**key)], ignore_conflicts=True)
        app = rows.get()
    return app


def _version(app: App, artifact: str, subject: Subject, source: str) -> Version:
    Version.objects.bulk_create(
        [
            Version(
                organisation_id=app.organisation_id,
                app=app,
                artifact_id=artifact,
                version_name=(subject.version_name or "")[:120],
                version_code=max(0, min(subject.version_code or 0, _MOST_CODE)),
                signers=[signer.sha256 for signer in subject.signers],
                source=source[:120],
            )
        ],
        update_conflicts=True,
        unique_fields=["organisation", "artifact"],
        update_fields=["app", "version_name", "version_code", "signers"],
    )
    version = Version.objects.get(organisation_id=app.organisation_id, artifact_id=artifact)
    version.app = app
    return version


def _is_newest(app: App, version: Version) -> bool:
    """The highest version code; of equal ones the one that came last."""
    newest = (
        Version.objects.filter(app=app).order_by("-version_code", "-created_at").values_list("id", flat=True)
    )
    return newest.first() == version.id


def _developer(subject: Subject) -> str:
    """The organisation its signer's certificate names; empty where that says nothing."""
    for signer in subject.signers:
        named = _ORGANISATION.search(signer.subject)
        words = re.sub(r"\\(.)", r"\1", named[1]).strip() if named else ""
        if words.casefold() not in _NOBODY:
            return words[:200]
    return ""


def _sdks(version: Version, report: Report) -> None:
    """The SDKs inside, as this scan saw them; those it no longer sees go."""
    seen = {
        sdk.id[:80]: SdkUse(
            organisation_id=version.organisation_id,
            version=version,
            app_id=version.app_id,
            sdk=sdk.id[:80],
            sdk_version=(sdk.version or "")[:60],
            state=sdk.state,
            confidence=sdk.confidence,
            declared=sdk.declared,
        )
        for sdk in report.sdks
    }
    SdkUse.objects.filter(version=version).exclude(sdk__in=list(seen)).delete()
    if seen:
        SdkUse.objects.bulk_create(
            seen.values(),
            update_conflicts=True,
            unique_fields=["version", "sdk"],
            update_fields=["app", "sdk_version", "state", "confidence", "declared"],
        )
