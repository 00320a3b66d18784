"""The findings of the invented app: every kind of evidence, threshold, party and moment once."""

from __future__ import annotations

from mingjian.model import (
    Box,
    Consent,
    Evidence,
    Finding,
    Measured,
    Media,
    Outcome,
    Party,
    Series,
    Severity,
    Threshold,
    ThresholdKind,
    Verdict,
)
from tests.report.sample_parts import ADS, APP, CHAIN, CLEAR, GATED, PUSH, SPLASH, digest, walk


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
        "26号-1.4.7",
        "high",
        _finding(
            "开屏广告步行即跳转，摇一摇阈值 8.0 m/s²",
            "Splash ad jumps while walking; shake threshold 8.0 m/s²",
            "violates",
            ADS,
            Evidence(kind="sensor", location="walk-03.csv:86", excerpt="步行轨迹不应触发。", series=walk()),
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
        "26号-1.3.4",
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
        "26号-2.3.4",
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
        "26号-2.6.3",
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
