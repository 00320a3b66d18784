"""The report's timeline: what the run shows of each party, before and after consent; the most telling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from mingjian import knowledge
from mingjian.artifacts.device_log.event import Event
from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts, Mark, Start, Use
from mingjian.facts.parties import app
from mingjian.model import Consent, Party, TimelineEvent

MOST = 500
"""Rows of a report's timeline; the records themselves stay with the run."""
ZONE = timezone(timedelta(hours=8))
"""Asia/Shanghai has had no other offset since 1991."""
MARKS = {
    "launch": "启动 · launched",
    "consent": "用户同意 · the user agreed",
    "refusal": "用户拒绝 · the user refused",
    "background": "转入后台 · went to the background",
    "foreground": "回到前台 · came back",
    "reboot": "设备重启 · the device restarted",
    "clear": "清除数据 · data cleared",
    "end": "结束 · end",
}
KINDS = {
    "jump": "跳转 · jumped to",
    "download": "下载 · downloaded",
    "install": "安装 · installed",
    "uninstall": "卸载 · uninstalled",
    "code_load": "加载代码 · loaded code",
    "window": "窗口 · window",
    "notification": "通知 · notification",
}
ANSWERS = {
    "granted": "，用户允许 · granted",
    "refused": "，用户拒绝 · refused",
    "unknown": "",
}
LEAST = {"window", "notification", "window_gone"}
"""Kinds that tell least by themselves."""

_Row = tuple[int, int, int, TimelineEvent]
"""How telling (0 most), time, number, the event."""


def timeline(facts: Facts) -> tuple[TimelineEvent, ...]:
    """The run in time order, at most MOST rows; empty without a run."""
    behaviour = facts.behaviour
    if behaviour is None:
        return ()
    rows = [
        (rank, at if at is not None else 1 << 62, number, event)
        for number, (rank, at, event) in enumerate(_rows(facts, behaviour))
    ]
    kept = sorted(rows, key=lambda row: row[:3])[:MOST]
    return tuple(event for _, _, _, event in sorted(kept, key=lambda row: row[1:3]))


def _rows(facts: Facts, behaviour: BehaviourFacts) -> Iterator[tuple[int, int | None, TimelineEvent]]:
    own = app(facts)
    for mark in behaviour.marks:
        yield 0, mark.at_ns, _mark(own, mark)
    for use in behaviour.uses:
        yield from _use(use)
    for start in behaviour.starts:
        yield (1 if start.by in ("self", "other_app") else 3), start.event.at_ns, _start(own, start)
    for asked in behaviour.asked:
        what = f"申请权限 {asked.permission}{ANSWERS[asked.answer]} · asked for {asked.permission}"
        yield 2, asked.event.at_ns, _event(own, asked.event, what, asked.timeline)
    for event in behaviour.others:
        if event.kind in KINDS:
            rank = 4 if event.kind in LEAST else 1
            yield rank, event.at_ns, _event(own, event, f"{KINDS[event.kind]} {event.what}", None)


def _use(use: Use) -> Iterator[tuple[int, int | None, TimelineEvent]]:
    early = use.timeline in ("before", "refused")
    rank = (0 if early else 2) if use.personal_info else 4
    zh = "、".join(knowledge.personal_info_type(kind).name_zh for kind in use.personal_info)
    en = ", ".join(knowledge.personal_info_type(kind).name_en for kind in use.personal_info)
    verb = ("被拒绝的读取", "denied") if use.kind == "permission_denied" else ("读取", "read")
    told = f"{verb[0]}{zh} · {verb[1]} {en}: {use.what}" if zh else f"{verb[0]} · {verb[1]}: {use.what}"
    if use.times > len(use.samples):
        told = f"{told} ×{use.times}"
    for sample in use.samples[: 1 if use.times > len(use.samples) else None]:
        yield rank, sample.at_ns, _event(use.party, sample, told, use.timeline)


def _mark(own: Party, mark: Mark) -> TimelineEvent:
    consent = {"consent": "after", "refusal": "refused"}.get(mark.what)
    place = mark.source if mark.line is None else f"{mark.source}:{mark.line}"
    at = "" if mark.at_ns is None else shown(mark.at_ns)
    return TimelineEvent(at, place or mark.how, own, MARKS[mark.what], _consent(consent))


def _start(own: Party, start: Start) -> TimelineEvent:
    event = start.event
    if start.outward:
        told = f"启动其他应用 {start.other} · started another app: {event.what}"
    else:
        by = {
            "user": "由用户启动 · started by the user",
            "self": "自启动 · started by itself",
            "other_app": f"被 {start.other} 启动 · started by {start.other}",
            "system": "由系统启动 · started by the system",
            "unknown": "启动 · started",
        }[start.by]
        told = f"{by}: {event.what} {start.action}".rstrip()
    return _event(own, event, told, start.timeline)


def _event(party: Party, event: Event, what: str, consent: Consent | None) -> TimelineEvent:
    at = "" if event.at_ns is None else shown(event.at_ns)
    place = event.source if event.line is None else f"{event.source}:{event.line}"
    return TimelineEvent(at, place, party, what, consent)


def _consent(name: str | None) -> Consent | None:
    return "after" if name == "after" else "refused" if name == "refused" else None


def shown(at_ns: int) -> str:
    """`2026-03-01T10:00:05.250+08:00`; nanoseconds beyond what a date can say give themselves."""
    try:
        moment = datetime.fromtimestamp(at_ns // 1_000_000_000, ZONE)
    except (OverflowError, ValueError, OSError):
        return str(at_ns)
    return moment.replace(microsecond=at_ns % 1_000_000_000 // 1_000_000 * 1000).isoformat(
        timespec="milliseconds"
    )
