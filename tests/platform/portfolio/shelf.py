"""A small shelf to look at: apps, versions, finished scans, SDK uses and findings, written as rows."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.utils import timezone

from mingjian import law
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.catalogue.models import App, Artifact, SdkUse, Version
from mingjian.platform.catalogue.search import index
from mingjian.platform.findings.models import Finding
from mingjian.platform.scans.models import Scan

NAMES = (
    "拾光记账",
    "云步健身",
    "慢读",
    "晴川天气",
    "巷口地图",
    "半日聊",
    "橙子商城",
    "北窗阅读",
    "轻数报表",
    "沿河骑行",
)
SDKS = ("jpush", "umeng-analytics", "bugly", "amap-location", "alipay")


def shelf(organisation: Organisation, count: int = 10, versions: int = 2) -> list[App]:
    """`count` apps of `versions` versions each; the caller is in a scope that may write them."""
    made: list[App] = []
    for n in range(count):
        name = NAMES[n % len(NAMES)]
        app = App.objects.create(
            organisation=organisation,
            name=name,
            package=f"com.example.app{n}",
            developer=f"{name}科技有限公司",
            category="ledger" if n % 2 else "",
        )
        index(app).save()
        for v in range(versions):
            app.newest = _version(app, v)
        app.save()
        _findings(app, n)
        made.append(app)
    return made


def _version(app: App, v: int) -> Version:
    sha256 = hashlib.sha256(f"{app.organisation_id}{app.package}{v}".encode()).hexdigest()
    artifact = Artifact.objects.create(sha256=sha256, size_bytes=1000, media_type="application/zip")
    version = Version.objects.create(
        organisation_id=app.organisation_id,
        app=app,
        artifact=artifact,
        version_name=f"{v + 1}.0.{v}",
        version_code=v + 1,
        source="upload",
    )
    verdicts = {
        row.id: ("violates", "suspected", "passes", "undetermined")[(i + v + len(app.name)) % 4]
        if row.id[0] == "1" or row.id in ("2.1", "2.2", "2.3")
        else "not_applicable"
        for i, row in enumerate(law.measures())
    }
    done = timezone.now() - timedelta(days=40 * (2 - v))
    scan = Scan.objects.create(
        organisation_id=app.organisation_id,
        artifact=artifact,
        version=version,
        state="done",
        file_name="a.apk",
        requested_by="user:x",
        verdicts=verdicts,
        finished_at=done,
        counts={"violates": len(app.name) % 3, "suspected": 2, "before_consent": 1},
    )
    Scan.objects.filter(id=scan.id).update(created_at=done)
    for i, sdk in enumerate(SDKS[: 3 + v]):
        SdkUse.objects.create(
            organisation_id=app.organisation_id,
            version=version,
            app=app,
            sdk=sdk,
            sdk_version=f"4.{i}.{v}",
            state=("called_before_consent", "reachable", "embedded")[i % 3],
            declared=(True, False, None)[i % 3],
        )
    return version


def _findings(app: App, n: int) -> None:
    rows = (
        (
            "1.9",
            "violates",
            "jpush",
            "before",
            "同意前读取 Android ID，经极光推送 SDK 回传",
            "Reads the Android ID before consent; sent by the JPush SDK",
        ),
        ("1.6", "suspected", "app", "", "重启后自启动，未见用户操作", "Starts after a reboot"),
        ("1.4", "violates", "app", "", "摇一摇阈值 8.0 m/s²", "Shake threshold of 8.0 m/s²"),
    )
    for i, (measure, verdict, party, consent, zh, en) in enumerate(rows[: 1 + n % 3]):
        Finding.objects.create(
            organisation_id=app.organisation_id,
            app=app,
            fingerprint=f"{n}-{i}",
            rule=f"{measure}/x",
            measure=measure,
            verdict=verdict,
            severity="high",
            party=party,
            consent=consent,
            message_zh=zh,
            message_en=en,
            first_version=app.newest,
            last_version=app.newest,
        )
