"""A run of a device and a visit to a page, made by hand: facts as builders leave them, and reports."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from mingjian.artifacts.device_log.event import Device, Event, Source
from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts, Coverage, Mark, Timeline, Use
from mingjian.facts.network import HostSeen, NetworkFacts
from mingjian.facts.screen import Node, Screen, ScreenFacts
from mingjian.facts.sensor import Motion, SensorFacts, Trace
from mingjian.facts.subject import SubjectFacts
from mingjian.facts.web_page import Act, Control, Delivered, Element, Fold, Overlay, Picture, WebPageFacts
from mingjian.model import Box, Evidence, Finding, Media, Outcome, Party, Report, Series, Subject, Threshold
from mingjian.report.extras import Extras
from mingjian.report.render import Rendered, extras
from mingjian.scan.timeline import timeline
from tests.report.sample import sample
from tests.report.sample_parts import APP, PUSH, SPLASH

BEGAN = 1_795_132_800_000_000_000
"""2026-11-20 08:00:00 in Shanghai."""
SHOT = hashlib.sha256(SPLASH).hexdigest()


def _at(seconds: float) -> int:
    return BEGAN + round(seconds * 1e9)


def _use(
    what: str, party: Party, moment: Timeline, seconds: tuple[float, ...], *types: str, times: int = 0
) -> Use:
    events = tuple(
        Event(
            at_ns=_at(at),
            kind="api_call",
            package="com.shiguang.ledger",
            what=what,
            source="run/calls.csv",
            line=n,
        )
        for n, at in enumerate(seconds, 2)
    )
    return Use(
        kind="api_call",
        what=what,
        personal_info=types,
        party=party,
        timeline=moment,
        foreground=moment != "refused",
        times=times or len(events),
        first_ns=_at(seconds[0]),
        last_ns=_at(seconds[-1]),
        samples=events,
    )


def series() -> Series:
    """Walking, with the app's jump."""
    return Series(
        "m/s²", tuple((n / 50, 3 + 3 * abs((n % 30) / 15 - 1)) for n in range(300)), ((3.42, "跳转 · jump"),)
    )


def facts(shot: bytes = SPLASH, width: int = 1080) -> Facts:
    """A first launch of 16 seconds: consent at 9.87 s after a refusal at 6 s."""
    digest = hashlib.sha256(shot).hexdigest()
    return Facts(
        subject=SubjectFacts(kind="device_run", path="run/", sha256="7c" * 32, size_bytes=40_960),
        behaviour=BehaviourFacts(
            package="com.shiguang.ledger",
            device=Device(maker="Xiaomi", model="14", android="15", api_level=35),
            marks=(
                Mark(at_ns=_at(0), what="launch"),
                Mark(at_ns=_at(6), what="refusal", source="run/plan.jsonl"),
                Mark(at_ns=_at(9.87), what="consent", source="run/plan.jsonl"),
                Mark(at_ns=_at(14), what="background"),
            ),
            uses=(
                _use(
                    "android.provider.Settings$Secure.getString",
                    PUSH,
                    "before",
                    (0.41, 2.2, 5.0),
                    "android_id",
                ),
                _use("android.provider.Settings$Secure.getString", PUSH, "after", (11.2,), "android_id"),
                _use(
                    "android.content.pm.PackageManager.getInstalledPackages",
                    PUSH,
                    "refused",
                    (6.9,),
                    "installed_apps",
                    times=86,
                ),
                _use("FINE_LOCATION", APP, "after", (12.4,), "location"),
                _use("CAMERA", APP, "after", (15.1,)),
            ),
            events=93,
            coverage=Coverage(
                from_ns=_at(0),
                to_ns=_at(16),
                timelines=("before", "refused", "after"),
                permission_use=True,
                calls=True,
                first_run=True,
            ),
            sources=(Source(path="run/calls.csv", format="calls_table", events=92),),
        ),
        screen=ScreenFacts(
            screens=(
                Screen(
                    at_ns=_at(1),
                    step="launch",
                    package="com.shiguang.ledger",
                    activity="com.shiguang.Splash",
                    width_px=width,
                    height_px=2400,
                    nodes=(Node(text="跳过", x=900, y=80, w=120, h=60),),
                    picture=digest,
                    mime="image/png",
                    timeline="before",
                    kinds=("splash",),
                ),
                Screen(
                    at_ns=_at(9),
                    step="consent",
                    package="com.shiguang.ledger",
                    width_px=width,
                    height_px=2400,
                    timeline="refused",
                    kinds=("consent", "popup"),
                    text_read=False,
                ),
            ),
            pictures={digest: shot},
            unread=1,
        ),
        network=NetworkFacts(
            hosts=(
                HostSeen(
                    host="reg.youxun.example",
                    party=PUSH,
                    operator="优讯科技",
                    third_party=True,
                    requests=4,
                    cleartext=1,
                    bytes_sent=4_812,
                    timelines=("before", "after"),
                    types=("android_id", "installed_apps"),
                ),
                HostSeen(
                    host="cfg.qifeng.example", party=APP, requests=2, bytes_sent=180, timelines=("before",)
                ),
            ),
            total=6,
        ),
        sensor=SensorFacts(
            traces=(
                Trace(
                    source="run/walk-03.csv",
                    scene="walking",
                    daily=True,
                    seconds=6.0,
                    rate_hz=50.0,
                    gravity_included=False,
                    acceleration=series(),
                    motions=(
                        Motion(
                            at_s=3.42,
                            target="market://details",
                            acceleration_ms2=8.2,
                            angle_deg=12.0,
                            duration_s=0.4,
                        ),
                    ),
                ),
            )
        ),
    )


def page_facts(shot: bytes = SPLASH) -> Facts:
    """A page that starts a download by itself and covers its text."""
    digest = hashlib.sha256(shot).hexdigest()
    install = Control(
        selector="#install", text="立即安装", box=Box(20, 700, 350, 48, "立即安装"), says=("download",)
    )
    return Facts(
        subject=SubjectFacts(
            kind="web_page", path="https://m.ledger.example/get", sha256="5a" * 32, size_bytes=9_216
        ),
        web_page=WebPageFacts(
            url="https://m.ledger.example/get",
            final_url="https://m.ledger.example/get?from=news",
            title="拾光记账 下载",
            status=200,
            redirects=("https://m.ledger.example/get",),
            kind="recommendation",
            visits=2,
            watched_s=24.0,
            acts=(
                Act(at_ms=1200, kind="download", target="https://m.ledger.example/a.apk", cause="none"),
                Act(
                    at_ms=9200,
                    kind="scheme",
                    target="ledger://open",
                    cause="blank",
                    platform_opens=True,
                    visit=1,
                ),
                Act(
                    at_ms=400,
                    kind="redirect",
                    target="https://m.ledger.example/get?from=news",
                    cause="control",
                    control=install,
                    gesture=True,
                ),
            ),
            overlays=(
                Overlay(
                    selector="#mask",
                    text="打开应用看全文",
                    box=Box(0, 300, 390, 544, ""),
                    covers=0.64,
                    appeared_ms=900,
                    cause="scroll",
                    pushes=("open_app",),
                    close_works=False,
                    came_back=2,
                ),
            ),
            folds=(
                Fold(selector="article", hidden_characters=1800, shown_characters=300, unfolds="open_app"),
            ),
            elements=(
                Element(name="operator", state="shown", text="拾光云科技"),
                Element(name="policy", state="linked", href="https://m.ledger.example/p", works=False),
                Element(name="permissions", state="missing"),
            ),
            delivered=(
                Delivered(
                    control=install,
                    url="https://m.ledger.example/a.apk",
                    sha256="9d" * 32,
                    size_bytes=41_000_000,
                    package="com.shiguang.ledger",
                    label="拾光记账",
                ),
            ),
            pictures=(
                Picture(
                    sha256=digest, moment="overlay", boxes=(Box(0, 300, 390, 544, "遮挡 64% · covers 64%"),)
                ),
                Picture(sha256="0" * 64, moment="loaded"),
            ),
            media={digest: shot},
            unsettled=("load_timeout",),
        ),
    )


def findings(shot: bytes = SPLASH, mime: str = "image/png") -> tuple[Outcome, ...]:
    """One finding a kind of run-time evidence."""
    digest = hashlib.sha256(shot).hexdigest()
    strip = Series(
        "s",
        ((0.41, 0), (2.2, 0), (5.0, 0), (6.9, 1), (11.2, 0)),
        ((0, "Android ID"), (1, "已安装应用 · installed apps"), (6.0, "refusal"), (9.87, "consent")),
    )
    made = (
        (
            "1.9/run-before",
            "1.9",
            Evidence(kind="runtime", location="run/calls.csv:2", excerpt="首次启动", series=strip),
        ),
        (
            "1.4/close-small",
            "1.4",
            Evidence(
                kind="screen",
                location="run/shots/0001.png",
                excerpt="关闭按钮 18×18 dp，对比 1.9:1",
                media=(
                    Media(
                        digest,
                        mime,
                        (
                            Box(900, 80, 120, 60, "关闭过小 · close too small"),
                            Box(300, 900, 480, 700, "摇动 · shake"),
                        ),
                    ),
                ),
            ),
        ),
        (
            "1.4/shake",
            "1.4",
            Evidence(
                kind="sensor", location="run/walk-03.csv", excerpt="步行轨迹不应触发。", series=series()
            ),
        ),
        (
            "1.9/traffic",
            "1.9",
            Evidence(
                kind="network",
                location="run/flows.har#17",
                words="9f3c…e81b",
                excerpt='POST https://reg.youxun.example/v4/dev\n+0.93 s · 200 · 1.2 kB\n{"aid":"9f3c…e81b"}',
            ),
        ),
    )
    limit = Threshold("shake-acceleration", 15.0, "m/s²", "reference", "T/TAF 078.7-2022")
    return tuple(
        Outcome(
            rule=rule,
            measure=measure,
            requirements=(f"26号-{measure}.1",),
            level="must",
            obliged=("app_operator",),
            verdict="violates",
            severity="high",
            findings=(
                Finding(
                    message_zh=f"运行所见 {rule}",
                    message_en=f"Seen in the run {rule}",
                    verdict="violates",
                    party=PUSH,
                    consent="before",
                    threshold=limit if item.kind == "sensor" else None,
                    fingerprint=rule,
                    evidence=(item,),
                ),
            ),
        )
        for rule, measure, item in made
    )


def rendered(seen: Facts, outcomes: tuple[Outcome, ...] = ()) -> Rendered:
    """A report of facts that no rule has judged, with outcomes of one's own."""
    subject = seen.subject
    run = seen.behaviour
    report = replace(
        sample(),
        subject=Subject(
            kind=subject.kind,
            path=subject.path,
            sha256=subject.sha256,
            size_bytes=subject.size_bytes,
            package=run.package if run else None,
            label=seen.web_page.title if seen.web_page else None,
        ),
        outcomes=outcomes,
        sdks=(),
        permissions=(),
        declared_observed=(),
        diff=None,
        timeline=timeline(seen),
    )
    return Rendered(report=report, facts=seen)


def device_run() -> tuple[Report, Extras]:
    """The run with a finding of each kind."""
    item = rendered(facts(), findings())
    return item.report, extras(item)


def page_visit() -> tuple[Report, Extras]:
    """The page's visit, without findings."""
    item = rendered(page_facts())
    return item.report, extras(item)
