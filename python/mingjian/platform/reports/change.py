"""What a version changed: reports side by side, with the facts' own lists where both were kept."""

from __future__ import annotations

from msgspec.structs import replace

from mingjian.model import Diff, Report
from mingjian.platform.accounts.access import Actor
from mingjian.platform.catalogue.models import Version
from mingjian.platform.reports import kept
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.state import State
from mingjian.report.extras import Extras
from mingjian.scan.compare import collection, compare, entry_points, hidden_code


def version_before(actor: Actor, version: Version) -> Scan | None:
    """The newest finished scan of the version before this one, by version code."""
    rows = Scan.objects.filter(
        organisation_id=actor.organisation_id, version__app_id=version.app_id, state=State.DONE,
        version__version_code__lt=version.version_code, result__isnull=False,
    )  # fmt: skip
    rows = rows.select_related("version", "result")
    return rows.order_by("-version__version_code", "-created_at").first()


def newest_scan(actor: Actor, version: Version) -> Scan | None:
    """The newest finished scan of this version."""
    rows = Scan.objects.filter(
        organisation_id=actor.organisation_id, version=version, state=State.DONE, result__isnull=False
    )
    return rows.select_related("version", "result").order_by("-created_at").first()


def change_since(before: Scan, found: Report, beside: Extras) -> tuple[Report, Extras]:
    """The report with its change since an older scan, from the two reports alone: what a page can afford."""
    assert before.result is not None  # noqa: S101 - the query asked for it
    old = kept.report(before.result.report_sha256)
    return replace(found, diff=compare(old, found)), replace(beside, against=old)


def change_between(old: Result, new: Result) -> Diff:
    """The whole change, with entry points, hidden code and collection where the facts of both were kept."""
    before, after = kept.report(old.report_sha256), kept.report(new.report_sha256)
    facts = kept.facts(old), kept.facts(new)
    if facts[0] is None or facts[1] is None:
        return compare(before, after)
    return compare(
        before,
        after,
        entry_points=(entry_points(facts[0]), entry_points(facts[1])),
        hidden_code=(hidden_code(facts[0]), hidden_code(facts[1])),
        collection=(collection(facts[0]), collection(facts[1])),
    )
