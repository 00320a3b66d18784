"""What lower nouns say happened: findings brought in, gone, decided, replied to; SDKs; scans that fail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from mingjian import clock
from mingjian.model import Report, SdkSeen
from mingjian.platform.accounts.access import Actor
from mingjian.platform.catalogue.models import Artifact
from mingjian.platform.catalogue.services import ingest
from mingjian.platform.events import KINDS, RECEIVERS, Happened
from mingjian.platform.findings import services as findings
from mingjian.platform.findings.models import Finding
from mingjian.platform.notifications import telling
from mingjian.platform.notifications.models import Message
from mingjian.platform.notifications.words import KIND_WORDS
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services import runs
from mingjian.scan import examine
from tests.platform.notifications.conftest import Subscribe

SAMPLE = Path(__file__).parents[3] / "examples" / "sample-app" / "sample.apk"


@pytest.fixture(scope="module")
def report() -> Report:
    return examine(str(SAMPLE)).report


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Happened]:
    """Everything that is emitted, beside the outbox."""
    said: list[Happened] = []
    monkeypatch.setattr("mingjian.platform.events.RECEIVERS", [*RECEIVERS, said.extend])
    return said


def _bring(actor: Actor, report: Report, name: str, code: int, sdks: Any = ()) -> Any:
    artifact = Artifact.objects.create(sha256=name * 64, size_bytes=1, media_type="application/zip")
    subject = replace(report.subject, version_code=code, version_name=f"{code}.0")
    told = replace(report, subject=subject, sdks=sdks)
    placed = ingest(actor.organisation_id, artifact.sha256, told, source="upload")
    assert placed is not None
    Scan.objects.create(
        organisation_id=actor.organisation_id, artifact=artifact, version=placed.version, state="done",
        file_name="a.apk", requested_by="user:x",
    )  # fmt: skip
    return placed.version


def test_findings_from_one_version_to_the_next(
    manager: Actor, report: Report, heard: list[Happened], subscribe: Subscribe
) -> None:
    subscribe(events=list(KINDS[:6]))
    findings.take_in(manager, _bring(manager, report, "a", 1), report)
    first = heard[-1]
    count = Finding.objects.count()
    assert (first.kind, first.detail["count"]) == ("finding.new", count)
    listed = cast("list[dict[str, str]]", first.detail["findings"])
    assert listed[0]["verdict"] == "violates" and Finding.objects.filter(id=listed[0]["id"]).exists()
    findings.take_in(manager, _bring(manager, report, "b", 2), replace(report, outcomes=()))
    assert (heard[-1].kind, heard[-1].detail["count"]) == ("finding.gone", count)
    findings.take_in(manager, _bring(manager, report, "c", 3), report)
    back = cast("list[dict[str, str]]", heard[-1].detail["findings"])
    assert heard[-1].kind == "finding.new"
    assert all(Finding.objects.filter(id=row["id"]).exists() for row in back), "the rows' own ids"
    finding = Finding.objects.order_by("id")[0]
    until = clock.now() + timedelta(days=9)
    findings.decide(manager, [finding.id], "suppress", "已在 3.1 修复", until)
    assert heard[-1].kind == "finding.decided" and heard[-1].by == manager.user_id
    findings.reply(manager, finding.id, "下周发布")
    assert heard[-1].kind == "finding.replied"
    for message in Message.objects.select_related("subscription__user"):
        sheet = telling.sheet(message, telling.events_of(message))
        assert sheet.subject.zh and sheet.subject.en and sheet.groups[0].told[0].path


def test_sdks_newly_called_before_consent(manager: Actor, report: Report, heard: list[Happened]) -> None:
    one = SdkSeen(
        id="jpush", name_zh="极光推送", vendor="极光", version="4.0", categories=("push",),
        matched_by=("prefix",), confidence=1.0, state="embedded",
    )  # fmt: skip
    early = replace(one, state="called_before_consent")
    _bring(manager, report, "a", 1, (early,))
    assert heard == [], "nothing to compare a first version with"
    _bring(manager, report, "b", 2, (one,))
    _bring(manager, report, "c", 3, (early,))
    _bring(manager, report, "d", 4, (early,))
    assert [(row.kind, row.detail["sdks"]) for row in heard] == [("sdk.before_consent", [one.id])]


def test_a_scan_that_fails(manager: Actor, report: Report, heard: list[Happened]) -> None:
    version = _bring(manager, report, "a", 1)
    scan = Scan.objects.create(
        organisation_id=manager.organisation_id, artifact_id=version.artifact_id, state="running",
        file_name="坏.apk", requested_by="user:x",
    )  # fmt: skip
    assert runs.fail(scan.id, {"code": "dex", "zh": "损坏", "en": "damaged"})
    assert (heard[-1].kind, heard[-1].detail["file"], heard[-1].detail["code"]) == (
        "scan.failed", "坏.apk", "dex",
    )  # fmt: skip


def test_every_kind_has_its_name() -> None:
    assert set(KIND_WORDS) == set(KINDS)
