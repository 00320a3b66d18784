"""The figures of SDKs as kept: read here, folded, checked against the rows, and counted anew.

Triggers (migration 0005) add what each statement changed, in the transaction that changed it, whoever wrote
it. Each addition is a row of its own: writers never wait for each other, and what is rolled back was never
counted. A figure is the sum of its rows, so folding them into one changes nothing that anyone reads.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from msgspec import Struct

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import SdkCount
from mingjian.platform.database import SYSTEM, scope

_log = logging.getLogger(__name__)
_LOCK = 0x6D6A_5DC0
"""Advisory lock, with a part of the organisation's id: one of ours at a time folds or counts anew."""
_COLUMNS = "organisation_id, sdk, apps, early, ever, versions"
_SOME = "NOT (apps = 0 AND early = 0 AND ever = 0 AND versions = 0)"
_COUNTED = """
    SELECT organisation_id, sdk, count(*) FILTER (WHERE now) AS apps, count(*) FILTER (WHERE early) AS early,
        count(*) AS ever, sum(versions)::bigint AS versions
    FROM (
        SELECT u.organisation_id, u.sdk, bool_or(u.version_id = a.newest_id) AS now,
            bool_or(u.version_id = a.newest_id AND u.state = 'called_before_consent') AS early,
            count(*) AS versions
        FROM catalogue_sdkuse u JOIN catalogue_app a ON a.id = u.app_id
        WHERE u.organisation_id = %(of)s
        GROUP BY u.organisation_id, u.sdk, u.app_id
    ) AS pairs GROUP BY organisation_id, sdk
"""
"""What the rows give: the meaning of the figures."""
_SUMMED = """
    SELECT organisation_id, sdk, sum(apps)::bigint AS apps, sum(early)::bigint AS early,
        sum(ever)::bigint AS ever, sum(versions)::bigint AS versions
    FROM {} GROUP BY organisation_id, sdk
"""
_REBUILD = f"""
    WITH gone AS (DELETE FROM catalogue_sdkcount WHERE organisation_id = %(of)s)
    INSERT INTO catalogue_sdkcount ({_COLUMNS}) {_COUNTED}
"""  # noqa: S608 - words of ours
"""One snapshot: what others commit meanwhile is neither counted nor deleted by it."""
_FOLD = f"""
    WITH gone AS (DELETE FROM catalogue_sdkcount WHERE organisation_id = %(of)s RETURNING {_COLUMNS})
    INSERT INTO catalogue_sdkcount ({_COLUMNS})
    SELECT {_COLUMNS} FROM ({_SUMMED.format("gone")}) AS sums WHERE {_SOME}
"""  # noqa: S608
_DIFFERING = f"""
    SELECT coalesce(kept.sdk, counted.sdk) AS code FROM (
        SELECT * FROM ({_SUMMED.format("catalogue_sdkcount WHERE organisation_id = %(of)s")}) AS sums
        WHERE {_SOME}
    ) AS kept
    FULL JOIN ({_COUNTED}) AS counted ON kept.sdk = counted.sdk
    WHERE (kept.apps, kept.early, kept.ever, kept.versions)
        IS DISTINCT FROM (counted.apps, counted.early, counted.ever, counted.versions)
    ORDER BY code
"""  # noqa: S608


class Figures(Struct, frozen=True):
    """How far an SDK is spread in an organisation."""

    sdk: str
    apps: int = 0
    """Apps whose newest version embeds it."""
    early: int = 0
    """Of those, where it is called before consent."""
    ever: int = 0
    """Apps any version of which embeds it."""
    versions: int = 0

    @property
    def before(self) -> int:
        """Apps that embed it no more."""
        return self.ever - self.apps


def ranked(organisation_id: UUID, limit: int) -> list[Figures]:
    """SDKs inside newest versions, the most embedded first."""
    found = _sums(organisation_id).filter(now__gt=0).order_by("-now", "sdk")
    return [Figures(*row) for row in found[:limit]]


def figures(organisation_id: UUID, sdk: str) -> Figures:
    """Of one SDK; zeros where no app embeds it."""
    row = _sums(organisation_id).filter(sdk=sdk).first()
    return Figures(*row) if row else Figures(sdk)


def differing(organisation_id: UUID) -> list[str]:
    """SDKs whose kept figures are not what the rows give: none, unless somebody wrote past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING, {"of": organisation_id})
        return [row[0] for row in cursor.fetchall()]


def rebuild(organisation_id: UUID) -> None:
    """Counts the rows and keeps that; scans may end meanwhile."""
    _alone(organisation_id, _REBUILD)


def fold(organisation_id: UUID) -> None:
    """Makes one row of the many a figure has gathered."""
    _alone(organisation_id, _FOLD)


def fold_all() -> int:
    """Folds where anything gathered; returns how many organisations that were."""
    with scope(SYSTEM):
        gathered = SdkCount.objects.values("organisation_id").annotate(
            rows=Count("id"), sdks=Count("sdk", distinct=True)
        )
        ids = [row["organisation_id"] for row in gathered if row["rows"] > row["sdks"]]
    for id_ in ids:
        with scope(id_):
            fold(id_)
    return len(ids)


def mend_all() -> int:
    """Checks every organisation's figures and counts anew what differs; returns how many that were."""
    with scope(SYSTEM):
        ids = list(Organisation.objects.filter(app__isnull=False).distinct().values_list("id", flat=True))
    wrong = 0
    for id_ in ids:
        with scope(id_):
            found = differing(id_)
            if found:
                _log.error("figures of SDKs were wrong and are counted anew", extra={"sdks": len(found)})
                rebuild(id_)
                wrong += 1
    return wrong


def _sums(organisation_id: UUID) -> QuerySet[SdkCount, tuple[Any, ...]]:
    return (
        SdkCount.objects.filter(organisation_id=organisation_id)
        .values_list("sdk")
        .annotate(
            now=Sum("apps"), in_newest_early=Sum("early"), in_any=Sum("ever"), all_versions=Sum("versions")
        )
        .order_by("sdk")
    )


def _alone(organisation_id: UUID, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # First the lock, by a statement of its own: the next one sees what was committed before it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK - 2**31, organisation_id.int % 2**31])
        cursor.execute(statement, {"of": organisation_id})
