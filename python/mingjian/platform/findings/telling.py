"""What is said of findings to those who subscribed (`platform.events`): some by name, all by count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

from mingjian.model import VERDICTS
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.events import MOST_LISTED, Happened, Kind, emit
from mingjian.platform.findings.models import Act, Finding

_LONGEST_TEXT = 500
_GRAVITY = {"high": 0, "medium": 1, "low": 2}


def brief(finding: Finding) -> dict[str, object]:
    """What an event says of one finding."""
    return {
        "id": str(finding.id), "fingerprint": finding.fingerprint, "measure": finding.measure,
        "rule": finding.rule, "verdict": finding.verdict, "severity": finding.severity,
        "party": finding.party, "zh": finding.message_zh, "en": finding.message_en,
    }  # fmt: skip


def app_brief(app: App, version: Version | None = None) -> dict[str, str]:
    """What an event says of an app."""
    told = {"id": str(app.id), "name": app.name, "package": app.package}
    return {**told, "version": version.version_name} if version else told


def taken_in(version: Version, app: App, new: Sequence[Finding], gone: Sequence[Finding]) -> None:
    """A scan brought findings in that the app did not show, or no longer shows some."""
    of_version: tuple[tuple[Kind, Sequence[Finding]], ...] = (("finding.new", new), ("finding.gone", gone))
    for kind, findings in of_version:
        if findings:
            _emit(kind, app, findings, f"version:{version.id}", version=version)


def decided(findings: Sequence[Finding], decision: str, reason: str, *, by: UUID | None) -> None:
    """People decided; one event an app, however many of its findings."""
    apps: dict[UUID, list[Finding]] = {}
    for finding in findings:
        apps.setdefault(finding.app_id, []).append(finding)
    for some in apps.values():
        more = {"decision": decision, "text": reason[:_LONGEST_TEXT]}
        _emit("finding.decided", some[0].app, some, f"finding:{some[0].id}", by=by, more=more)


def replied(finding: Finding, act: Act) -> None:
    """Somebody replied or left a note."""
    more = {"act": act.kind, "text": act.text[:_LONGEST_TEXT]}
    _emit("finding.replied", finding.app, [finding], f"finding:{finding.id}", by=act.by_id, more=more)


def _emit(
    kind: Kind,
    app: App,
    findings: Sequence[Finding],
    subject: str,
    *,
    version: Version | None = None,
    by: UUID | None = None,
    more: dict[str, str] | None = None,
) -> None:
    ordered = sorted(findings, key=_order)
    marks = hashlib.sha256("\n".join(sorted(row.fingerprint for row in findings)).encode()).hexdigest()[:16]
    detail: dict[str, object] = {
        "app": app_brief(app, version), "count": len(ordered),
        "findings": [brief(row) for row in ordered[:MOST_LISTED]], **(more or {}),
    }  # fmt: skip
    emit(
        Happened(
            organisation_id=app.organisation_id, kind=kind, subject=subject, detail=detail, by=by,
            key=f"{kind}:{subject}:{marks}:{uuid4().hex[:12]}",
        )
    )  # fmt: skip


def _order(finding: Finding) -> tuple[int, int, str]:
    return (
        VERDICTS.index(finding.verdict) if finding.verdict in VERDICTS else len(VERDICTS),
        _GRAVITY.get(finding.severity, 3),
        finding.measure,
    )
