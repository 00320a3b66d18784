"""What a page shows of a run below the findings: timeline, traffic, screens, sensor traces."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from mingjian.artifacts.device_log.event import Device
from mingjian.model import Media, Report
from mingjian.report import plots, reading, words
from mingjian.report.extras import Extras, Run
from mingjian.report.frame_types import Pictures
from mingjian.report.reading import visible
from mingjian.report.rows import named
from mingjian.report.run_words import SCENE, SCREEN, STEP
from mingjian.report.run_words import named as word
from mingjian.report.timeline_view import TimelineView, begins, timeline_view
from mingjian.report.words import Both

MOST_HOSTS = 200
MOST_SCREENS = 24
MOST_TRACES = 8


class HostRow(Struct, frozen=True, kw_only=True):
    host: str
    party: Both
    operator: str
    third_party: bool
    requests: int
    cleartext: int
    sent: str
    types: tuple[Both, ...]
    moments: tuple[tuple[Both, bool], ...]
    """When, and whether that is before consent or after a refusal."""


class TrafficView(Struct, frozen=True, kw_only=True):
    said: Both
    hosts: tuple[HostRow, ...]
    left: int
    attributed: bool


class ScreenView(Struct, frozen=True, kw_only=True):
    svg: Markup
    caption: Both
    activity: str
    moment: Both
    early: bool
    kinds: tuple[Both, ...]


class ScreensView(Struct, frozen=True, kw_only=True):
    screens: tuple[ScreenView, ...]
    total: int
    unread: int
    without: int
    """Screens recorded without a picture, or whose picture is not shown."""


class TraceView(Struct, frozen=True, kw_only=True):
    source: str
    scene: Both
    daily: Both | None
    said: Both
    svg: Markup
    motions: tuple[tuple[str, str, str, str, str], ...]
    """When it jumped, where to, acceleration, turn, length."""


class RunView(Struct, frozen=True, kw_only=True):
    """Parts are None where nothing of the kind was recorded."""

    facts: tuple[tuple[Both, str | Both], ...]
    timeline: TimelineView | None
    traffic: TrafficView | None
    screens: ScreensView | None
    traces: tuple[TraceView, ...] | None
    absent: Both
    """What a run of a device did not record, named; empty where it all was, or where nothing ran."""


def run_view(report: Report, extras: Extras, pictures: Pictures, key: str) -> RunView:
    """Everything shown of the run; `key` tells drawings of several subjects apart."""
    run = extras.run
    ran = bool(report.timeline) or any((run.behaviour, run.screen, run.network, run.sensor))
    return RunView(
        facts=_facts(run),
        timeline=timeline_view(report, extras, key) if report.timeline or run.behaviour else None,
        traffic=traffic_view(run, extras),
        screens=_screens(run, pictures, begins(report)),
        traces=_traces(run),
        absent=_absent(report, run) if ran else Both("", ""),
    )


def _absent(report: Report, run: Run) -> Both:
    parts = [
        name
        for name, there in (
            (Both("权限使用与调用", "permission uses and calls"), bool(report.timeline) or run.behaviour),
            (Both("界面", "screens"), run.screen),
            (Both("网络流量", "traffic"), run.network),
            (Both("传感器", "sensors"), run.sensor),
        )
        if not there
    ]
    return reading.joined(parts)


def _facts(run: Run) -> tuple[tuple[Both, str | Both], ...]:
    behaviour = run.behaviour
    if behaviour is None:
        return ()
    rows: list[tuple[Both, str | Both]] = []
    if run.device is not None and (name := device_name(run.device)):
        rows.append((Both("设备", "Device"), name))
    cover = behaviour.coverage
    if cover.from_ns is not None and cover.to_ns is not None:
        rows.append((Both("时长", "Span"), span((cover.to_ns - cover.from_ns) / 1e9)))
    rows.append((Both("记录", "Records"), f"{behaviour.events:,}"))
    if behaviour.sources:
        rows.append((Both("来源文件", "Files"), str(len(behaviour.sources))))
    first = Both("是，自安装起", "yes, from the install on") if cover.first_run else Both("否", "no")
    rows.append((Both("首次运行", "First run"), first))
    return tuple(rows)


def subject_facts(kind: str, extras: Extras) -> tuple[tuple[Both, str | Both], ...]:
    """What identifies a subject that is no package, in the head: its address, or the device it ran on."""
    page, device = extras.run.web_page, extras.run.device
    if kind == "web_page" and page is not None:
        rows: list[tuple[Both, str | Both]] = [(Both("网址", "Address"), visible(page.url)[:300])]
        if page.final_url not in ("", page.url):
            rows.append((Both("最后到达", "Ended at"), visible(page.final_url)[:300]))
        return tuple(rows)
    if kind in ("device_run", "terminal_vendor") and device is not None:
        name = device_name(device)
        return ((Both("设备", "Device"), name),) if name else ()
    return ()


def device_name(device: Device) -> str:
    """`Xiaomi 14 · Android 15`."""
    maker = " ".join(part for part in (device.maker, device.model) if part)
    system = f"Android {device.android}" if device.android else ""
    return visible(" · ".join(part for part in (maker, system) if part))[:80]


def span(seconds: float) -> Both:
    """A length of time: `16.0 s`, `12 min`, `3.5 h`."""
    if seconds < 120:
        return Both(f"{seconds:.1f} 秒", f"{seconds:.1f} s")
    if seconds < 7200:
        return Both(f"{seconds / 60:.1f} 分", f"{seconds / 60:.1f} min")
    if seconds < 172800:
        return Both(f"{seconds / 3600:.1f} 小时", f"{seconds / 3600:.1f} h")
    return Both(f"{seconds / 86400:.1f} 天", f"{seconds / 86400:.1f} d")


def traffic_view(run: Run, extras: Extras) -> TrafficView | None:
    """The hosts of a run, those that got personal information first; None without a capture."""
    network = run.network
    if network is None:
        return None
    hosts = sorted(network.hosts, key=lambda row: (not row.types, not row.cleartext, -row.requests, row.host))
    third = sum(row.third_party for row in hosts)
    plain = sum(row.cleartext for row in hosts)
    return TrafficView(
        said=Both(
            f"{network.total} 次请求，{len(hosts)} 个域名，其中第三方 {third} 个；明文 {plain} 次",
            f"{words.plural(network.total, 'request', 'requests')} to "
            f"{words.plural(len(hosts), 'host', 'hosts')}, {third} of third parties; {plain} in the clear",
        ),
        hosts=tuple(
            HostRow(
                host=visible(row.host)[:200],
                party=reading.party_name(row.party),
                operator=visible(row.operator)[:80],
                third_party=row.third_party,
                requests=row.requests,
                cleartext=row.cleartext,
                sent=size(row.bytes_sent),
                types=tuple(named(code, extras) for code in row.types),
                moments=tuple(
                    (words.CONSENT[moment], moment in ("before", "refused")) for moment in row.timelines
                ),
            )
            for row in hosts[:MOST_HOSTS]
        ),
        left=max(len(hosts) - MOST_HOSTS, 0) + network.dropped,
        attributed=network.attributed,
    )


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def _screens(run: Run, pictures: Pictures, began: float | None) -> ScreensView | None:
    screen = run.screen
    if screen is None:
        return None
    shown: list[ScreenView] = []
    for one in screen.screens:
        if len(shown) >= MOST_SCREENS:
            break
        found = pictures.find(Media(one.picture, one.mime)) if one.picture else None
        if found is None:
            continue
        at = "" if one.at_ns is None or began is None else f" +{one.at_ns / 1e9 - began:.1f} s"
        step = _after(visible(one.step))
        shown.append(
            ScreenView(
                svg=plots.boxed(found[0], found[1], ()),
                caption=Both(f"{step.zh}{at}".strip(), f"{step.en}{at}".strip()),
                activity=visible(one.activity or one.package).rpartition(".")[2][:60],
                moment=words.CONSENT[one.timeline],
                early=one.timeline in ("before", "refused"),
                kinds=tuple(word(SCREEN, visible(kind)) for kind in one.kinds[:3]),
            )
        )
    total = len(screen.screens) + screen.dropped
    return ScreensView(screens=tuple(shown), total=total, unread=screen.unread, without=total - len(shown))


def _after(step: str) -> Both:
    """What was done before a screen, in words: `tap tap 492 984: 同意` is 点按“同意”."""
    code, _, rest = step.partition(" ")
    said, touched = word(STEP, code[:60]), rest.partition(": ")[2][:60]
    return Both(f"{said.zh}“{touched}”", f"{said.en} “{touched}”") if touched else said


def _traces(run: Run) -> tuple[TraceView, ...] | None:
    if run.sensor is None:
        return None
    views: list[TraceView] = []
    for trace in run.sensor.traces[:MOST_TRACES]:
        jumps = sum(motion.at_s is not None for motion in trace.motions)
        times = "time" if jumps == 1 else "times"
        daily = None
        if trace.daily is not None:
            daily = Both("日常动作", "everyday motion") if trace.daily else Both("有意摇动", "meant to shake")
        series = trace.acceleration
        views.append(
            TraceView(
                source=visible(trace.source),
                scene=word(SCENE, visible(trace.scene))
                if trace.scene
                else Both("未注明动作", "motion not named"),
                daily=daily,
                said=Both(
                    f"{trace.seconds:.1f} 秒，{trace.rate_hz:.0f} Hz，应用跳转 {jumps} 次",
                    f"{trace.seconds:.1f} s at {trace.rate_hz:.0f} Hz; the app jumped {jumps} {times}",
                ),
                svg=plots.replay(series, None) if series is not None and series.points else Markup(""),
                motions=tuple(
                    (
                        "–" if motion.at_s is None else f"{motion.at_s:.2f} s",
                        visible(motion.target)[:120],
                        f"{motion.acceleration_ms2:.1f} m/s²",
                        "–" if motion.angle_deg is None else f"{motion.angle_deg:.0f}°",
                        f"{motion.duration_s:.1f} s",
                    )
                    for motion in trace.motions[:20]
                ),
            )
        )
    return tuple(views)
