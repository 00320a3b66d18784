"""An invented app with every kind of evidence: what the report tests draw and check."""

from __future__ import annotations

import hashlib
import io
import math

from PIL import Image, ImageDraw

from mingjian.facts.icon import IconVariant
from mingjian.facts.layout import Layout, View
from mingjian.facts.signature import Issue, LineageNode, SignatureFacts, SignerCertificate
from mingjian.model import (
    Box,
    ChainStep,
    Consent,
    Declared,
    DeclaredObserved,
    Diff,
    Evidence,
    Finding,
    Measured,
    MeasureVerdict,
    Media,
    Observed,
    Outcome,
    Party,
    PermissionSeen,
    Report,
    RequirementCount,
    SdkSeen,
    Series,
    Severity,
    Signer,
    Subject,
    Threshold,
    ThresholdKind,
    TimelineEvent,
    Timings,
    Tool,
    Verdict,
)
from mingjian.report.extras import Extras
from tests.report.law_fixture import MEASURES

APP = Party("app", "com.shiguang.ledger", "拾光记账")
PUSH = Party("sdk", "youxun-push", "优讯推送")
ADS = Party("sdk", "qifeng-ads", "旗风广告")


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _book(alpha: int) -> bytes:
    image = Image.new("RGBA", (192, 192), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, 191, 191), 42, fill=(30, 111, 120, alpha))
    pen.rectangle((54, 48, 138, 144), fill=(244, 239, 226, alpha))
    pen.rectangle((54, 48, 75, 144), fill=(226, 176, 74, alpha))
    for y in (75, 96, 117):
        pen.line((90, y, 123, y), fill=(30, 111, 120, alpha), width=8)
    return _png(image)


def _splash() -> bytes:
    image = Image.new("RGB", (360, 640), (242, 233, 216))
    pen = ImageDraw.Draw(image)
    pen.ellipse((110, 260, 250, 400), outline=(92, 58, 16), width=6)
    pen.polygon([(160, 290), (205, 302), (192, 372), (148, 360)], fill=(92, 58, 16))
    pen.rectangle((292, 24, 340, 50), outline=(183, 165, 131), width=2)
    pen.rectangle((70, 170, 290, 200), fill=(92, 58, 16))
    return _png(image)


ICON, CLEAR, SPLASH = _book(255), _book(8), _splash()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


MANIFEST = (
    *(f"<!-- {n} -->" for n in range(1, 212)),
    '<receiver android:name=".boot.KeepReceiver"',
    '    android:exported="true">',
    "  <intent-filter>",
    '    <action android:name="android.intent.action.BOOT_COMPLETED"/>',
    "  </intent-filter>",
    "</receiver>",
)

VIP = Layout(
    name="@layout/vip",
    entry="res/layout/vip.xml",
    views=(
        View(
            tag="LinearLayout",
            width="match",
            height="match",
            orientation="vertical",
            background="#ffffffff",
            padding_dp=(16, 16, 16, 16),
            line=2,
        ),
        View(
            tag="TextView",
            parent=0,
            text="拾光会员 连续包月 ¥12 / 月",
            width="match",
            height="96",
            background="#ff2b3a55",
            text_color="#fff0d79a",
            text_size_sp=18,
            line=8,
        ),
        View(
            tag="Button",
            parent=0,
            text="立即开通",
            width="match",
            height="48",
            background="#ff2b3a55",
            text_color="#fff0d79a",
            text_size_sp=16,
            line=20,
        ),
        View(
            tag="CheckBox",
            parent=0,
            id="@id/cb_renew",
            text="到期自动续费，可随时取消",
            checked=True,
            text_size_sp=8.5,
            text_color="#ff9aa3a0",
            line=28,
        ),
    ),
)

CHAIN = (
    ChainStep(
        "Lcom/youxun/push/PushInitProvider;->onCreate()Z",
        "Lcom/youxun/push/core/Boot;->init(Landroid/content/Context;)V",
        "direct",
        0x24,
    ),
    ChainStep(
        "Lcom/youxun/push/core/Boot;->init(Landroid/content/Context;)V",
        "Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V",
        "virtual",
        0x60,
    ),
    ChainStep(
        "Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V",
        "Lcom/youxun/push/core/DeviceProfile$1;->run()V",
        "thread",
        0x12,
    ),
    ChainStep(
        "Lcom/youxun/push/core/DeviceProfile$1;->run()V",
        "Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;",
        "direct",
        0x1A4F2C,
    ),
)
GATED = (
    ChainStep(
        "Lcom/shiguang/ledger/MainActivity;->onCreate(Landroid/os/Bundle;)V",
        "Lcom/shiguang/ledger/Privacy;->ask()V",
        "direct",
        8,
    ),
    ChainStep(
        "Lcom/shiguang/ledger/Privacy;->ask()V", "Lcom/shiguang/ledger/Home;->start()V", "callback", 16
    ),
    ChainStep(
        "Lcom/shiguang/ledger/Home;->start()V",
        "Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;",
        "direct",
        40,
    ),
)


def _walk() -> Series:
    points = tuple((t / 25, abs(5 * math.sin(t / 6)) + (6.0 if 84 <= t <= 88 else 0.0)) for t in range(150))
    return Series("m/s²", points, ((3.42, "跳转"),))


def _finding(
    zh: str,
    en: str,
    verdict: str,
    party: Party,
    *evidence: Evidence,
    consent: Consent | None = None,
    threshold: Threshold | None = None,
    info: tuple[str, ...] = (),
    role: str = "breach",
) -> Finding:
    return Finding(
        message_zh=zh,
        message_en=en,
        verdict=verdict,
        role=role,
        party=party,
        personal_info=info,  # type: ignore[arg-type]
        consent=consent,
        threshold=threshold,
        fingerprint=digest(zh.encode())[:16],
        evidence=evidence,
    )


def _outcome(rule: str, requirement: str, severity: Severity, *findings: Finding) -> Outcome:
    gravest: Verdict = "violates" if any(f.verdict == "violates" for f in findings) else "suspected"
    return Outcome(
        rule=rule,
        measure=rule.split("/", maxsplit=1)[0],
        requirements=(requirement,),
        level="must",
        obliged=("app_operator",),
        verdict=gravest,
        severity=severity,
        findings=findings,
    )


def _threshold(code: str, value: float | str, unit: str, kind: ThresholdKind, source: str) -> Threshold:
    return Threshold(code, value, unit, kind, source)


OUTCOMES = (
    _outcome(
        "1.9/collect-before-consent",
        "26号-1.9.16",
        "high",
        _finding(
            "同意前读取 Android ID，经优讯推送 SDK 回传",
            "Reads the Android ID before consent; sent by the Youxun Push SDK",
            "violates",
            PUSH,
            Evidence(
                kind="runtime",
                location="run/first-launch.jsonl",
                excerpt="同意前 4 次读取，同意后 1 次。",
                series=Series(
                    "s",
                    ((0.34, 0), (2.13, 0), (4.96, 0), (11.2, 0), (0.55, 1), (10.5, 1)),
                    ((0, "Android ID"), (1, "已安装应用列表"), (9.87, "consent")),
                ),
            ),
            Evidence(
                kind="call_chain",
                location="classes3.dex!Lcom/youxun/push/core/DeviceProfile$1;->run()V+0x1a4f2c",
                chain=CHAIN,
            ),
            Evidence(
                kind="policy",
                location="privacy.html#3.2",
                excerpt="……在您同意本政策后，优讯推送将收集设备标识（Android ID）与网络状态，用于消息送达……",
            ),
            Evidence(
                kind="network",
                location="run/flows.har:17",
                excerpt="POST https://reg.youxun.example/v4/dev\n+0.93 s · 200 · 1.2 kB · TLS 1.3\n"
                '{"aid":"9f3c…e81b","pkgs":86,"consent":0}',
            ),
            consent="before",
            info=("android_id",),
        ),
        _finding(
            "同意后读取精确位置，链上有同意关口",
            "Reads precise location after the consent gate",
            "suspected",
            APP,
            Evidence(
                kind="call_chain",
                location="classes.dex!Lcom/shiguang/ledger/Home;->start()V+0x28",
                chain=GATED,
                consent_index=1,
            ),
            consent="after",
            info=("location",),
        ),
    ),
    _outcome(
        "1.4/shake",
        "26号-1.4.6",
        "high",
        _finding(
            "开屏广告步行即跳转，摇一摇阈值 8.0 m/s²",
            "Splash ad jumps while walking; shake threshold 8.0 m/s²",
            "violates",
            ADS,
            Evidence(kind="sensor", location="walk-03.csv:86", excerpt="步行轨迹不应触发。", series=_walk()),
            Evidence(
                kind="code",
                location="classes2.dex!Lcom/qifeng/ads/Shake;->onSensorChanged(Landroid/hardware/SensorEvent;)V+0x5e",
                excerpt="const/high16 v2, 0x41000000    ; 8.0f\ncmpl-float v0, v1, v2\nif-ltz v0, +0x0f",
            ),
            Evidence(
                kind="screen",
                location="shot-0007.png",
                excerpt="OCR 读出 4 处文字，与布局文本一致。",
                media=(
                    Media(
                        digest(SPLASH),
                        "image/png",
                        (Box(288, 20, 56, 34, "关闭 18 dp"), Box(104, 254, 152, 152, "摇动")),
                    ),
                ),
            ),
            threshold=_threshold("TH-15", 15, "m/s²", "reference", "T/TAF 078.7-2022 第8章 d) 注"),
        ),
        _finding(
            "弹窗关闭按钮 18×18 dp",
            "Close button of the popup is 18×18 dp",
            "suspected",
            APP,
            Evidence(
                kind="resource", location="res/values/dimens.xml#close_size", excerpt="close_size = 18dp"
            ),
            threshold=_threshold("TH-90", 24, "dp", "project", "WCAG 2.2 2.5.8"),
        ),
    ),
    _outcome(
        "1.6/boot-receiver",
        "26号-1.6.1",
        "medium",
        _finding(
            "重启后 41 秒自启动，无用户操作与服务需要",
            "Starts itself 41 s after reboot without user act or service need",
            "violates",
            APP,
            Evidence(
                kind="manifest",
                location="AndroidManifest.xml#215",
                excerpt="重启后无用户操作即启动进程；未见用途说明。",
            ),
        ),
    ),
    _outcome(
        "1.7/pre-ticked",
        "26号-1.7.2",
        "medium",
        _finding(
            "会员页“到期自动续费”默认勾选",
            "Auto-renewal is pre-ticked on the membership page",
            "suspected",
            APP,
            Evidence(
                kind="layout", location="res/layout/vip.xml#28", excerpt="@id/cb_renew checked=true，8.5 sp"
            ),
            Evidence(
                kind="record",
                location="record:renew-11",
                excerpt="开通 10-25  续费 11-08  提醒 11-05  提前 3 日",
            ),
        ),
    ),
    _outcome(
        "1.3/transparent-icon",
        "26号-1.3.3",
        "high",
        _finding(
            "图标几乎透明，可见像素 3.1%",
            "The icon is nearly transparent: 3.1% of pixels are visible",
            "violates",
            APP,
            Evidence(
                kind="icon",
                location="res/mipmap-xxhdpi/ic_launcher.png",
                excerpt="可见像素 3.1%",
                media=(Media(digest(CLEAR), "image/png"),),
            ),
            threshold=_threshold("TH-95", 5, "%", "project", "docs/thresholds"),
        ),
    ),
    _outcome(
        "1.10/no-purpose",
        "26号-1.10.3",
        "medium",
        _finding(
            "申请通讯录权限时未见同步告知目的",
            "No purpose seen when contacts permission is requested",
            "suspected",
            APP,
            Evidence(
                kind="page",
                location="https://www.shiguang.example/help#contacts",
                excerpt="通讯录：用于记账好友",
            ),
        ),
    ),
    _outcome(
        "2.3/undeclared-sdk",
        "26号-2.3.1",
        "low",
        _finding(
            "第三方清单未列途点定位 SDK",
            "The Tudian Location SDK is missing from the third-party list",
            "suspected",
            APP,
            Evidence(
                kind="diff",
                location="privacy.html",
                excerpt=" 优讯推送\n-旗风广告 1.0\n+旗风广告 2.0\n+途点定位",
            ),
        ),
    ),
    _outcome(
        "2.6/signature",
        "26号-2.6.4",
        "medium",
        _finding(
            "签名只有 v1 方案可验证",
            "Only the v1 scheme verifies",
            "suspected",
            APP,
            Evidence(kind="signature", location="APK Signing Block", excerpt="v2 摘要不符。"),
            role="lead",
        ),
    ),
    Outcome(
        rule="1.11/answer-rate",
        measure="1.11",
        requirements=("26号-1.11.5",),
        level="encouraged",
        obliged=("app_operator",),
        verdict="passes",
        severity="low",
        measured=Measured(41.0, "秒", 30, False),
    ),
)

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
            permissions={"+": ("android.permission.QUERY_ALL_PACKAGES",)},
            sdks={"+": ("途点定位 2.0.6",), "-": ("旧统计 1.2",)},
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
