"""A report page with 500 findings, asked as a browser asks, in an embedded database.

`python -m bench.report_page` prints the median and 95th percentile of the server's time in milliseconds: the
whole way through Django, without the network. The bar: 300 ms.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import uuid
from pathlib import Path
from time import perf_counter, process_time

from msgspec.structs import replace

from bench.catalogue_search import database
from bench.samples import ROOT
from mingjian.model import Report

FINDINGS = 500
ASKED = 20
SAMPLE = ROOT / "examples" / "sample-app" / "sample.apk"


def main() -> None:
    """Puts the report there, asks, prints."""
    with tempfile.TemporaryDirectory(prefix="mj-bench-") as place:
        folder = Path(place)
        server = database(folder)
        try:
            rows = measured(folder)
        finally:
            from django.db import connection  # noqa: PLC0415

            connection.close()
            server.stop()
    if "--json" in sys.argv[1:]:
        print(json.dumps(rows))
        return
    for row in rows:
        bar = " (bar 300)" if row["bar_ms"] else ""
        print(f"{row['asked']}: median {row['median_ms']:.0f} ms, p95 {row['p95_ms']:.0f} ms{bar}")


def measured(folder: Path) -> list[dict[str, object]]:
    """What the page takes, and how much of that this process computes, whatever else the machine does."""
    from django.test import Client  # noqa: PLC0415 - Django is set up by `database`
    from django.urls import reverse  # noqa: PLC0415

    from mingjian.platform.accounts.models import Membership, Organisation, User  # noqa: PLC0415
    from mingjian.platform.database import SYSTEM, scope  # noqa: PLC0415

    with scope(SYSTEM):
        organisation = Organisation.objects.create(party="app_operator", name="拾光科技")
        user = User.objects.create(email="a@example.org", name="甲")
        Membership.objects.create(organisation=organisation, user=user, role="manager")
    with scope(organisation.id):
        scan_id = _kept(organisation.id, folder)
    with scope(SYSTEM):
        client = Client(headers={"Host": "localhost"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("report", args=[scan_id])
    took: list[float] = []
    computed: list[float] = []
    size = 0
    for _ in range(ASKED + 2):
        began, spent = perf_counter(), process_time()
        answer = client.get(address)
        took.append(1000 * (perf_counter() - began))
        computed.append(1000 * (process_time() - spent))
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
        size = len(answer.content)
    asked = f"report page, {FINDINGS} findings, {size // 1024:,} KiB"
    return [_row(asked, took[2:], 300), _row(f"{asked}: CPU", computed[2:], None)]


def _row(asked: str, took: list[float], bar_ms: int | None) -> dict[str, object]:
    timed = sorted(took)
    p95 = timed[int(0.95 * (len(timed) - 1))]
    return {"asked": asked, "median_ms": statistics.median(timed), "p95_ms": p95, "bar_ms": bar_ms}


def _kept(organisation_id: uuid.UUID, folder: Path) -> uuid.UUID:
    """A finished scan of the sample, whose report holds each finding again and again."""
    from mingjian.facts import stored as stored_facts  # noqa: PLC0415
    from mingjian.platform.catalogue.models import Artifact  # noqa: PLC0415
    from mingjian.platform.scans.models import Scan  # noqa: PLC0415
    from mingjian.platform.scans.services import keeping, runs  # noqa: PLC0415
    from mingjian.report import stored  # noqa: PLC0415
    from mingjian.report.json import to_json  # noqa: PLC0415
    from mingjian.report.render import Rendered, extras  # noqa: PLC0415
    from mingjian.scan import examine  # noqa: PLC0415

    examined = examine(str(SAMPLE))
    report = _many(examined.report)
    page, _ = stored.pack(extras(Rendered(report=report, facts=examined.facts)))
    output = folder / "made"
    output.mkdir()
    (output / "report.json").write_bytes(to_json(report))
    (output / "facts.bin").write_bytes(stored_facts.to_bytes(examined.facts))
    (output / "page.bin").write_bytes(page)
    made = keeping.keep(output, 0.1)
    artifact = Artifact.objects.create(
        sha256=report.subject.sha256, size_bytes=report.subject.size_bytes, media_type="application/zip"
    )
    scan = Scan.objects.create(
        organisation_id=organisation_id,
        artifact=artifact,
        file_name="sample.apk",
        requested_by="system:bench",
    )
    runs.start(scan.id)
    runs.finish(scan.id, made)
    return scan.id


def _many(report: Report) -> Report:
    """The report with 500 findings: those it has, in turn, each with a mark of its own."""
    outcomes = [outcome for outcome in report.outcomes if outcome.findings]
    there = [(place, finding) for place, outcome in enumerate(outcomes) for finding in outcome.findings]
    findings: dict[int, list[object]] = {place: [] for place in range(len(outcomes))}
    for number in range(FINDINGS):
        place, finding = there[number % len(there)]
        mark = f"{number:04d}{finding.fingerprint}"[:64]
        findings[place].append(replace(finding, fingerprint=mark))
    more = {id(outcomes[place]): tuple(some) for place, some in findings.items()}
    return replace(
        report,
        outcomes=tuple(
            replace(outcome, findings=more[id(outcome)]) if id(outcome) in more else outcome
            for outcome in report.outcomes
        ),
    )


if __name__ == "__main__":
    main()
