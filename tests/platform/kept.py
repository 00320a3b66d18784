"""Finished scans for the tests of what comes after: rows and blobs as the pipeline leaves them."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from mingjian.facts import stored as stored_facts
from mingjian.model import Report
from mingjian.platform.accounts.access import Actor, system
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App, Artifact, Version
from mingjian.platform.findings import services
from mingjian.platform.scans.models import Result, Scan
from mingjian.report import stored
from mingjian.report.extras import Extras
from mingjian.report.json import to_json
from mingjian.report.render import Rendered, extras
from mingjian.scan import Examined, examine
from mingjian.storage import blob_store


def keep(
    organisation: Organisation, report: Report, beside: Extras, *, facts: bytes = b"", taken_in: bool = True
) -> Scan:
    """A finished scan of `organisation` with this report, its findings taken in."""
    subject = report.subject
    sha256 = hashlib.sha256(f"{subject.sha256}{organisation.id}".encode()).hexdigest()
    artifact, _ = Artifact.objects.get_or_create(
        sha256=sha256, defaults={"size_bytes": subject.size_bytes, "media_type": "application/zip"}
    )
    app, _ = App.objects.get_or_create(
        organisation=organisation, package=subject.package or "com.unnamed", platform="android",
        defaults={"name": subject.label or ""},
    )  # fmt: skip
    version, _ = Version.objects.get_or_create(
        organisation=organisation, artifact=artifact,
        defaults={"app": app, "version_name": subject.version_name or "",
                  "version_code": subject.version_code or 0, "source": "upload"},
    )  # fmt: skip
    app.newest = version
    app.save()
    page, media = stored.pack(beside)
    blobs = blob_store()
    told = to_json(report)
    icon = hashlib.sha256(beside.app_icon).hexdigest() if beside.app_icon else ""
    result, _ = Result.objects.update_or_create(
        key=hashlib.sha256(told + page).hexdigest(),
        defaults={
            "artifact": artifact,
            "ruleset_sha256": report.tool.ruleset_sha256,
            "report_sha256": blobs.put_bytes(told).sha256,
            "facts_sha256": blobs.put_bytes(facts).sha256 if facts else "",
            "media": {
                "page": blobs.put_bytes(page).sha256,
                "pictures": [blobs.put_bytes(data).sha256 for data in media.values()],
                "icon": icon,
            },
        },
    )
    scan = Scan.objects.create(
        organisation=organisation, artifact=artifact, version=version, state="done", result=result,
        file_name=subject.path.rpartition("/")[2], requested_by="system:test",
        ruleset_sha256=report.tool.ruleset_sha256, finished_at=timezone.now(),
        verdicts={row.id: row.verdict for row in report.measures},
        counts={
            verdict: sum(f.verdict == verdict for o in report.outcomes for f in o.findings)
            for verdict in ("violates", "suspected")
        },
    )  # fmt: skip
    if taken_in:
        services.take_in(system(organisation.id, "scans"), version, report)
    return scan


def examined(organisation: Organisation, path: str, **options: str) -> Scan:
    """A scan of the package at `path`, examined here and now."""
    made: Examined = examine(path, **options)  # type: ignore[arg-type]
    rendered = Rendered(report=made.report, facts=made.facts, against=made.older)
    return keep(organisation, made.report, extras(rendered), facts=stored_facts.to_bytes(made.facts))


def worker(actor: Actor) -> Actor:
    """The scan worker acting for the actor's organisation."""
    return system(actor.organisation_id, "scans")
