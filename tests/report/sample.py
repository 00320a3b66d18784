"""An invented app with every kind of evidence: what the report tests draw and check."""

from __future__ import annotations

from mingjian.facts.icon import IconVariant
from mingjian.facts.signature import Issue, LineageNode, SignatureFacts, SignerCertificate
from mingjian.model import (
    Declared,
    DeclaredObserved,
    Diff,
    MeasureVerdict,
    Observed,
    Outcome,
    PermissionSeen,
    Report,
    RequirementCount,
    SdkSeen,
    Signer,
    Subject,
    TimelineEvent,
    Timings,
    Tool,
    Verdict,
)
from mingjian.report.extras import Extras
from tests.report.law_fixture import MEASURES
from tests.report.sample_findings import OUTCOMES
from tests.report.sample_parts import APP, CLEAR, ICON, MANIFEST, PUSH, SPLASH, VIP, digest

_OTHER: dict[str, tuple[Verdict, tuple[str, ...]]] = {
    "1.1": ("undetermined", ("web_page_browser", "store_listing")),
    "1.2": ("undetermined", ("web_page_browser",)),
    "1.5": ("undetermined", ("ui_dump_screenshot", "device_test")),
    "1.8": ("passes", ()),
    "1.11": ("undetermined", ("hotline",)),
    "1.12": ("passes", ()),
    "2.1": ("undetermined", ("document", "a_new_kind")),
    "2.2": ("passes", ()),
}


def measures(outcomes: tuple[Outcome, ...] = OUTCOMES) -> tuple[MeasureVerdict, ...]:
    """All 30, verdicts and counts added up from the outcomes."""
    rows = []
    for code, (title_zh, title_en, _, _) in MEASURES.items():
        found = [f for o in outcomes if o.measure == code for f in o.findings]
        verdict, missing = _OTHER.get(code, ("not_applicable", ()))
        if found:
            verdict = "violates" if any(f.verdict == "violates" for f in found) else "suspected"
        rows.append(
            MeasureVerdict(
                id=code,
                title_zh=title_zh,
                title_en=title_en,
                verdict=verdict,
                findings=len(found),
                requirements=RequirementCount(9, 0 if missing else 6),
                missing=missing,
            )
        )
    return tuple(rows)


def sample(outcomes: tuple[Outcome, ...] = OUTCOMES) -> Report:
    """The report of the invented app 拾光记账 5.8.2."""
    prints = [f.fingerprint for o in outcomes for f in o.findings]
    return Report(
        tool=Tool(
            name="mingjian",
            version="0.1.0",
            ruleset_sha256="e4b7" + "0" * 56 + "90aa",
            knowledge_sha256="51c2" + "1" * 56 + "7d0e",
        ),
        subject=Subject(
            kind="apk",
            path="in/shiguang-5.8.2.apk",
            sha256="7c41e0" + "a" * 52 + "b9d2f6",
            size_bytes=18_442_117,
            package="com.shiguang.ledger",
            version_name="5.8.2",
            version_code=50802,
            label="拾光记账",
            min_sdk=23,
            target_sdk=34,
            signers=(
                Signer(sha256="a81f" + "0" * 56 + "03cc", subject="CN=Shiguang Cloud", schemes=("v1", "v2")),
            ),
            blind_spots=(
                "反射调用 3 处，目标不是常量：com.shiguang.a.b.c",
                "加固库 1 个：lib/arm64-v8a/libguard.so",
            ),
        ),
        measures=measures(outcomes),
        outcomes=outcomes,
        sdks=(
            SdkSeen(
                id="youxun-push",
                name_zh="优讯推送",
                vendor="优讯科技",
                version="4.3.1",
                categories=("push",),
                matched_by=("prefix:com.youxun.push", "component:PushInitProvider"),
                confidence=0.98,
                state="called_before_consent",
                personal_info=("android_id", "installed_apps"),
                declared=True,
            ),
            SdkSeen(
                id="qifeng-ads",
                name_zh="旗风广告",
                vendor="旗风传媒",
                version=None,
                categories=("ads",),
                matched_by=("prefix:com.qifeng",),
                confidence=0.9,
                state="reachable",
                declared=None,
            ),
            SdkSeen(
                id="tudian-location",
                name_zh="途点定位",
                vendor="途点",
                version="2.0.6",
                categories=("location",),
                matched_by=("native:libtudian.so",),
                confidence=0.71,
                state="embedded",
                declared=False,
            ),
        ),
        permissions=(
            PermissionSeen(
                name="android.permission.READ_CONTACTS",
                protection="dangerous",
                group="CONTACTS",
                used_by=(APP,),
                declared_purpose="用于记账好友",
                requested_at=("Lcom/shiguang/ledger/Home;->ask()V",),
            ),
            PermissionSeen(
                name="android.permission.QUERY_ALL_PACKAGES", protection="normal", group="", used_by=(PUSH,)
            ),
            PermissionSeen(
                name="android.permission.RECORD_AUDIO", protection="dangerous", group="MICROPHONE"
            ),
        ),
        declared_observed=(
            DeclaredObserved(
                type="android_id",
                sensitive=False,
                declared=Declared(True, "在您同意本政策后", "3.2"),
                observed=(Observed(PUSH, "before", "code+runtime"),),
                outcome="时点不符",
            ),
            DeclaredObserved(
                type="installed_apps",
                sensitive=True,
                declared=Declared(False),
                observed=(Observed(PUSH, "before", "code"),),
                outcome="未声明",
            ),
            DeclaredObserved(
                type="phone",
                sensitive=False,
                declared=Declared(True, None, "2.1"),
                observed=(Observed(APP, "after", "code"),),
                outcome="一致",
            ),
            DeclaredObserved(type="oaid", sensitive=False, declared=Declared(None), outcome="未判定"),
        ),
        timeline=(
            TimelineEvent(
                "2026-11-20T08:00:00.410+08:00", "run/first-launch.jsonl:3", PUSH, "读取 Android ID", "before"
            ),
            TimelineEvent(
                "2026-11-20T08:00:11.200+08:00", "run/first-launch.jsonl:41", APP, "读取定位", "after"
            ),
        ),
        diff=Diff(
            against="5.8.1",
            new=tuple(prints[:3]),
            fixed=("gone1", "gone2"),
            unchanged=tuple(prints[3:]),
            permissions={"added": ("android.permission.QUERY_ALL_PACKAGES",)},
            sdks={"added": ("途点定位 2.0.6",), "removed": ("旧统计 1.2",)},
        ),
        timings_ms=Timings(open=3.1, parse=211.0, facts=820.5, rules=65.2, total=1099.8),
    )


def extras() -> Extras:
    return Extras(
        media={digest(item): item for item in (ICON, CLEAR, SPLASH)},
        layouts={VIP.entry: VIP},
        icons=(
            IconVariant(
                component="",
                resource="@mipmap/ic_launcher",
                entry="res/mipmap-xxhdpi/ic_launcher.png",
                config="xxhdpi",
                kind="png",
                visible_share=0.031,
                png=CLEAR,
            ),
            IconVariant(
                component="",
                resource="@mipmap/ic_launcher",
                entry="res/mipmap-mdpi/ic_launcher.png",
                config="mdpi",
                kind="png",
                visible_share=0.94,
                png=ICON,
            ),
        ),
        app_icon=ICON,
        manifest=MANIFEST,
        signature=SignatureFacts(
            min_sdk=23,
            max_sdk=36,
            verified=True,
            schemes={"v1": True, "v2": False, "v3": None, "v3.1": None, "v4": None},
            signers=(
                SignerCertificate(
                    sha256="a81f" + "0" * 56 + "03cc",
                    subject="CN=Shiguang Cloud",
                    issuer="CN=Shiguang Cloud",
                    serial="1",
                    not_before="2021-03-01T00:00:00Z",
                    not_after="2046-03-01T00:00:00Z",
                    key_algorithm="RSA",
                    key_bits=2048,
                    signature_algorithm="SHA256withRSA",
                    schemes=("v1",),
                ),
            ),
            lineage=(
                LineageNode(
                    sha256="a81f" + "0" * 56 + "03cc",
                    subject="CN=Shiguang Cloud",
                    capabilities=("INSTALLED_DATA",),
                ),
                LineageNode(sha256="5be2" + "0" * 56 + "7f10", subject="CN=Shiguang Cloud 2"),
            ),
            errors=(Issue("V2_SIG_DID_NOT_VERIFY", "v2 signature over signed-data did not verify"),),
        ),
        names={
            "android_id": ("Android ID", "Android ID"),
            "installed_apps": ("已安装应用列表", "installed apps"),
            "phone": ("手机号", "phone number"),
            "oaid": ("OAID", "OAID"),
            "location": ("精确位置", "precise location"),
        },
    )
