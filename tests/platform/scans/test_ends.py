"""Scans that end in one transaction leave what they leave one by one, versions of one app too."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

import pytest
from django.db import transaction
from msgspec.structs import replace

from mingjian.model import Outcome, Report
from mingjian.platform import events
from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.catalogue.counting import differing
from mingjian.platform.catalogue.models import App, AppSearch, Artifact, SdkUse, Version
from mingjian.platform.events import Happened
from mingjian.platform.findings.models import Finding
from mingjian.platform.scans.models import Brought, Result, Scan
from mingjian.platform.scans.services import queue, runs
from mingjian.platform.scans.services.keeping import Made
from tests.report.sample import OUTCOMES, sample

PACKAGES = ("cn.a", "cn.b", None)


def _report(number: int, chance: random.Random) -> Report:
    """A version of one of few apps, newer or older than others, with some of the findings and SDKs."""
    outcomes: tuple[Outcome, ...] = tuple(one for one in OUTCOMES if chance.random() < 0.6)
    whole = replace(sample(outcomes), diff=None)
    subject = replace(
        whole.subject, sha256=_digest(number), package=chance.choice(PACKAGES),
        version_code=chance.choice((1, 2, 3, 3)), label=chance.choice((None, "拾光", f"拾光{number}")),
    )  # fmt: skip
    sdks = tuple(
        replace(sdk, state=chance.choice(("called_before_consent", sdk.state)))
        for sdk in whole.sdks
        if chance.random() < 0.7
    )
    return replace(whole, subject=subject, sdks=sdks)


def _digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _end(actor: Actor, reports: Sequence[Report], steps: Sequence[int]) -> None:
    """Queues and begins scans of packages with these reports, and ends as many at once as `steps` says."""
    ends: list[runs.End] = []
    for report in reports:
        digest = report.subject.sha256
        Artifact.objects.create(sha256=digest, size_bytes=10, media_type="application/zip")
        Brought.objects.create(organisation_id=actor.organisation_id, artifact_id=digest, name="a.apk")
        scan = queue(actor, digest, file_name="a.apk")
        assert runs.start(scan.id)
        made = Made(
            report=report, report_sha256=digest, facts_sha256=digest, media={}, icon=digest[:9], seconds=1.0
        )
        ends.append(runs.End(scan_id=scan.id, made=made))
    for step in steps:
        some, ends = ends[:step], ends[step:]
        assert runs.finish_each(some) == {end.scan_id for end in some}


def _stands(heard: list[Happened]) -> dict[str, list[object]]:
    """All that the scans left, without ids and times."""
    names = {str(version.id): version.artifact_id for version in Version.objects.all()}
    of = {scan.id: scan for scan in Scan.objects.all()}
    told = [entry for entry in Entry.objects.order_by("number") if entry.action != "scan.queued"]
    return {
        "apps": sorted(
            App.objects.values_list(
                "package", "name", "developer", "icon_sha256", "newest__artifact_id", "ruleset_sha256"
            )
        ),
        "words": sorted(AppSearch.objects.values_list("words", flat=True)),
        "versions": sorted(Version.objects.values_list("artifact_id", "app__package", "version_code")),
        "sdks": sorted(SdkUse.objects.values_list("version__artifact_id", "app__package", "sdk", "state")),
        "findings": sorted(
            Finding.objects.values_list(
                "app__package", "fingerprint", "verdict", "message_zh", "present", "state",
                "first_version__artifact_id", "last_version__artifact_id",
            )
        ),
        "results": sorted(Result.objects.values_list("key", "artifact_id")),
        "scans": sorted(
            (scan.artifact_id, scan.state, scan.version.artifact_id if scan.version else "", scan.key)
            for scan in of.values()
        ),
        "entries": sorted(
            str((one.action, names.get(one.target.rpartition(":")[2], ""), one.detail)) for one in told
        ),
        "events": sorted(
            str((one.kind, names.get(one.subject.rpartition(":")[2], ""), _plain(one.detail)))
            for one in heard
        ),
    }  # fmt: skip


def _plain(detail: object) -> object:
    if isinstance(detail, dict):
        return {name: _plain(value) for name, value in detail.items() if name not in ("id", "scan", "name")}
    return [_plain(each) for each in detail] if isinstance(detail, list) else detail


@pytest.mark.parametrize("seed", range(4))
def test_together_as_one_by_one(manager: Actor, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    reports = [_report(number, chance) for number in range(9)]
    left: list[dict[str, list[object]]] = []
    for steps in ([1] * 9, [2, 7], [9]):
        heard: list[Happened] = []
        monkeypatch.setattr(events, "RECEIVERS", [heard.extend])
        with transaction.atomic():
            _end(manager, reports, steps)
            left.append(_stands(heard))
            assert list(verify(manager.organisation_id)) == []
            assert differing(manager.organisation_id) == []
            transaction.set_rollback(True)
    assert left[0]["findings"] and left[0]["events"]
    for name, alone in left[0].items():
        assert left[1][name] == alone, name
        assert left[2][name] == alone, name
