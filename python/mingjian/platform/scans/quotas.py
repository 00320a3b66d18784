"""How much an organisation may bring and ask for: `Organisation.quota` over the defaults here."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.utils import timezone
from msgspec import Struct

from mingjian.platform.accounts.models import Organisation
from mingjian.platform.problems import Problem
from mingjian.platform.scans.models import Brought, Kind, Scan, Upload
from mingjian.platform.scans.state import State

RESCAN = "rescan"
"""`Scan.source` of what we judge again by ourselves: it counts against no quota."""
MOST_BYTES = {Kind.POLICY: 20 << 20, Kind.LISTING: 50 << 20, Kind.EVIDENCE: 512 << 20, Kind.PAGE: 8 << 10}
"""Largest file of each kind besides packages."""


class Quota(Struct, frozen=True, kw_only=True):
    """Project choices, for one machine and many organisations; `Organisation.quota` names others."""

    packages_a_day: int = 2000
    bytes_a_day: int = 200 << 30
    package_bytes: int = 2 << 30
    """Largest package."""
    at_once: int = 1000
    """Scans waiting or running."""
    uploads_at_once: int = 200


def of(organisation: Organisation) -> Quota:
    """The organisation's quota; the defaults where what it names makes no sense."""
    given: dict[str, object] = dict(organisation.quota)
    try:
        return msgspec.convert(given, Quota)
    except msgspec.ValidationError:
        return Quota()


def lock(organisation_id: UUID) -> Organisation:
    """The organisation, held until the transaction ends: what is counted next cannot change meanwhile."""
    return Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)


def today() -> datetime:
    """When this day began in Asia/Shanghai: a quota of a day begins with it."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def check_scan(organisation: Organisation, more: int = 1) -> int:
    """So many more scans may be queued; how many are under way already. Call under `lock`.

    Raises:
        Problem: 429, with the number and when there is room again.
    """
    quota = of(organisation)
    active = Scan.objects.filter(organisation=organisation, state__in=[State.QUEUED, State.RUNNING])
    under_way = active.count()
    if under_way + more > quota.at_once:
        raise Problem(
            429, "quota_at_once", f"排队和检测中的已有 {quota.at_once} 件，等其中一些完成后再提交",
            f"{quota.at_once} scans are waiting or running; submit more when some are done",
            headers={"Retry-After": "60"},
        )  # fmt: skip
    made = Scan.objects.filter(organisation=organisation, created_at__gte=today()).exclude(source=RESCAN)
    if made.count() + more > quota.packages_a_day:
        raise Problem(
            429, "quota_packages_a_day", f"今日 {quota.packages_a_day} 件的额度已用完，次日零时恢复",
            f"today's quota of {quota.packages_a_day} packages is used up; it renews at 00:00 Asia/Shanghai",
            headers={"Retry-After": str(_until_tomorrow())},
        )  # fmt: skip
    return under_way


def check_bytes(
    organisation: Organisation, kind: str, size_bytes: int, *, upload: UUID | None = None
) -> None:
    """A file of that size may come in; `upload`: the one that is it, not counted twice. Call under `lock`.

    Raises:
        Problem: 413 or 429, with the number.
    """
    check_size(of(organisation), kind, size_bytes)
    check_bytes_of(organisation, size_bytes, upload=upload)


def check_bytes_of(organisation: Organisation, size_bytes: int, *, upload: UUID | None = None) -> None:
    """So many bytes may come in, in one file or several. Raises: Problem: 429, with the number."""
    quota = of(organisation)
    came = Brought.objects.filter(organisation=organisation, created_at__gte=today())
    coming = Upload.objects.filter(organisation=organisation).exclude(id=upload)
    there = (
        came.aggregate(sum=Sum("artifact__size_bytes"))["sum"] or 0,
        coming.aggregate(sum=Sum("size_bytes"))["sum"] or 0,
    )
    if sum(there) + size_bytes > quota.bytes_a_day:
        gib = f"{quota.bytes_a_day / (1 << 30):.1f}"
        raise Problem(
            429, "quota_bytes_a_day", f"今日 {gib} GiB 的额度不够装下这个文件，次日零时恢复",
            f"today's quota of {gib} GiB has no room for this file; it renews at 00:00 Asia/Shanghai",
            headers={"Retry-After": str(_until_tomorrow())},
        )  # fmt: skip


def check_size(quota: Quota, kind: str, size_bytes: int) -> None:
    """Raises: Problem: 413 too large, 422 empty."""
    if size_bytes <= 0:
        raise Problem(422, "empty_file", "文件为空（0 字节）", "the file is empty (0 bytes)")
    most = MOST_BYTES.get(Kind(kind), quota.package_bytes)
    if size_bytes > most:
        mib = most >> 20
        raise Problem(
            413,
            "too_large",
            f"文件超过 {mib:,} MiB 的上限",
            f"the file is larger than the limit of {mib:,} MiB",
        )


def check_uploads(organisation: Organisation) -> None:
    """One more upload may begin. Raises: Problem: 429."""
    most = of(organisation).uploads_at_once
    if Upload.objects.filter(organisation=organisation).count() >= most:
        raise Problem(
            429, "quota_uploads", f"已有 {most} 个上传未完成，先完成或取消其中一些",
            f"{most} uploads are unfinished; finish or drop some first", headers={"Retry-After": "60"},
        )  # fmt: skip


def _until_tomorrow() -> int:
    return max(1, int((today() + timedelta(days=1) - timezone.localtime()).total_seconds()))
