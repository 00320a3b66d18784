"""What is said of events: one sentence each, the things it names, and where it is looked at.

Names come from packages and people: they are shown with every hidden character made visible, on one line.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from msgspec import Struct

from mingjian.platform.notifications.models import Channel, Event, Rhythm
from mingjian.platform.notifications.rhythm import ZONE
from mingjian.platform.notifications.state import State
from mingjian.platform.portfolio.shelf import known_sdk
from mingjian.platform.web.words import Said
from mingjian.report.reading import visible

KIND_WORDS: dict[str, Said] = {
    "scan.violations": Said("检测完成，有违规", "Scan finished with violations"),
    "scan.failed": Said("检测未完成", "Scan failed"),
    "finding.new": Said("新增发现", "New findings"),
    "finding.gone": Said("发现消除", "Findings gone"),
    "finding.decided": Said("发现的处理决定", "Decisions on findings"),
    "finding.replied": Said("发现的说明与备注", "Replies and notes on findings"),
    "suppression.ending": Said("抑制将到期", "Suppressions about to end"),
    "sdk.before_consent": Said("SDK 新在同意前调用", "SDKs newly called before consent"),
    "search.matched": Said("已存搜索有新匹配", "New matches of a saved search"),
}
CHANNEL_WORDS: dict[str, Said] = {
    Channel.MAIL: Said("邮件", "E-mail"),
    Channel.WEBHOOK: Said("Webhook", "Webhook"),
    Channel.WECOM: Said("企业微信", "WeCom"),
    Channel.DINGTALK: Said("钉钉", "DingTalk"),
    Channel.FEISHU: Said("飞书", "Feishu"),
}
RHYTHM_WORDS: dict[str, Said] = {
    Rhythm.INSTANT: Said("即时", "At once"),
    Rhythm.DAILY: Said("每日", "Daily"),
    Rhythm.WEEKLY: Said("每周", "Weekly"),
}
WEEKDAYS: tuple[Said, ...] = (
    Said("周一", "Monday"), Said("周二", "Tuesday"), Said("周三", "Wednesday"), Said("周四", "Thursday"),
    Said("周五", "Friday"), Said("周六", "Saturday"), Said("周日", "Sunday"),
)  # fmt: skip
STATE_WORDS: dict[str, Said] = {
    State.PENDING: Said("待发送", "Waiting"),
    State.SENDING: Said("发送中", "Sending"),
    State.DONE: Said("已送达", "Delivered"),
    State.FAILED: Said("未送达", "Not delivered"),
}
_DECISIONS: dict[str, Said] = {
    "confirm": Said("已确认", "confirmed"),
    "overrule": Said("已推翻", "overruled"),
    "suppress": Said("已抑制", "suppressed"),
    "reopen": Said("重新打开", "open again"),
}
_LONGEST = 160


class Line(Struct, frozen=True, kw_only=True):
    """One thing an event names."""

    verdict: str
    said: Said
    path: str
    note: str = ""


class Told(Struct, frozen=True, kw_only=True):
    """An event in words."""

    kind: str
    at: datetime
    said: Said
    path: str
    lines: tuple[Line, ...] = ()
    more: int = 0
    """Things it does not name."""


def tell(event: Event) -> Told:
    """An event in words; a kind or a detail it does not know becomes its plain name."""
    detail = cast("dict[str, Any]", event.detail)
    lines = _lines(detail)
    return Told(
        kind=event.kind,
        at=event.at,
        said=_sentence(event.kind, detail),
        path=_path(event.kind, detail),
        lines=lines,
        more=max(0, _count(detail) - len(lines)) if lines else 0,
    )


def rhythm_said(rhythm: str, hour: int, weekday: int) -> Said:
    """`每周一 09:00`."""
    if rhythm == Rhythm.INSTANT:
        return RHYTHM_WORDS[Rhythm.INSTANT]
    if rhythm == Rhythm.DAILY:
        return Said(f"每日 {hour:02d}:00", f"Daily at {hour:02d}:00")
    day = WEEKDAYS[weekday % 7]
    return Said(f"每{day.zh} {hour:02d}:00", f"{day.en}s at {hour:02d}:00")


def clean(text: object, longest: int = _LONGEST) -> str:
    """One line, nothing hidden, not too long."""
    line = " ".join(visible(str(text)).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _sentence(kind: str, detail: dict[str, Any]) -> Said:
    app, count = _app(detail), _count(detail)
    several = "" if count == 1 else "s"
    if kind == "scan.violations":
        vio, sus = detail.get("violates", 0), detail.get("suspected", 0)
        return Said(
            f"{app} 检测完成：违规 {vio} 项，疑似 {sus} 项",
            f"{app} scanned: {vio} violations, {sus} suspicions",
        )
    if kind == "scan.failed":
        file = clean(detail.get("file", ""))
        return Said(
            f"{file} 没有检测完成：{clean(detail.get('zh', ''))}",
            f"The scan of {file} failed: {clean(detail.get('en', ''))}",
        )
    if kind == "finding.new":
        return Said(f"{app} 新增 {count} 项发现", f"{app}: {count} new finding{several}")
    if kind == "finding.gone":
        return Said(f"{app} 消除 {count} 项发现", f"{app}: {count} finding{several} gone")
    if kind == "finding.decided":
        done = _DECISIONS.get(str(detail.get("decision")), Said("有了决定", "decided"))
        return Said(f"{app}：{count} 项发现{done.zh}", f"{app}: {count} finding{several} {done.en}")
    if kind == "finding.replied":
        note = detail.get("act") == "comment"
        return Said(
            f"{app}：一项发现有了{'备注' if note else '说明'}",
            f"{app}: a {'note' if note else 'reply'} on a finding",
        )
    if kind == "suppression.ending":
        until = _day(detail.get("until"))
        return Said(
            f"{app}：一项抑制 {until.zh}到期，到期后重新打开",
            f"{app}: a suppression ends on {until.en}; the finding opens again",
        )
    if kind == "sdk.before_consent":
        zh, en = _sdks(detail)
        return Said(f"{app} 在同意前新调用 SDK：{zh}", f"{app} newly calls SDKs before consent: {en}")
    if kind == "search.matched":
        name = clean(detail.get("name", ""))
        return Said(f"“{name}”新匹配 {count} 个应用", f"“{name}” matches {count} new app{several}")
    return KIND_WORDS.get(kind, Said(clean(kind), clean(kind)))


def _app(detail: dict[str, Any]) -> str:
    app: dict[str, Any] = detail.get("app") or {}
    return clean(f"{app.get('name') or app.get('package') or ''} {app.get('version') or ''}")


def _count(detail: dict[str, Any]) -> int:
    for name in ("findings", "apps", "sdks"):
        if name in detail:
            return int(detail.get("count", len(detail[name])))
    return int(detail.get("count", 0))


def _sdks(detail: dict[str, Any]) -> tuple[str, str]:
    known = [(known_sdk(str(each)), str(each)) for each in detail.get("sdks", [])[:5]]
    more = _count(detail) - len(known)
    zh = "、".join(row.name_zh if row else clean(name, 80) for row, name in known)
    en = ", ".join(row.name_en if row else clean(name, 80) for row, name in known)
    return zh + (f" 等 {_count(detail)} 个" if more > 0 else ""), en + (
        f" and {more} more" if more > 0 else ""
    )


def _lines(detail: dict[str, Any]) -> tuple[Line, ...]:
    found = [
        Line(
            verdict=str(row.get("verdict", "")),
            said=Said(clean(row.get("zh", "")), clean(row.get("en", ""))),
            path=reverse("finding", args=[row["id"]]) if row.get("id") else "",
            note=clean(row.get("measure", ""), 8),
        )
        for row in detail.get("findings", [])
    ]
    found += [
        Line(
            verdict="", said=Said(clean(row.get("name", "")), clean(row.get("name", ""))),
            path=reverse("app", args=[row["id"]]),
        )
        for row in detail.get("apps", [])
    ]  # fmt: skip
    if detail.get("text"):
        said = clean(detail["text"], 400)
        found.append(Line(verdict="", said=Said(f"“{said}”", f"“{said}”"), path=""))
    return tuple(found)


def _path(kind: str, detail: dict[str, Any]) -> str:
    if detail.get("scan") and kind == "scan.violations":
        return reverse("report", args=[detail["scan"]])
    if kind == "scan.failed":
        return reverse("scans")
    if kind == "search.matched":
        return f"{reverse('apps')}?{detail.get('query', '')}"
    findings = detail.get("findings", [])
    if len(findings) == 1 and findings[0].get("id"):
        return reverse("finding", args=[findings[0]["id"]])
    app: dict[str, Any] = detail.get("app") or {}
    return reverse("app", args=[app["id"]]) if app.get("id") else reverse("overview")


def _day(text: object) -> Said:
    try:
        at = datetime.fromisoformat(str(text)).astimezone(ZONE)
    except ValueError:
        return Said("不久", "a day soon")
    return Said(f"{at.month} 月 {at.day} 日 {at:%H:%M} ", f"{at:%d %b %Y %H:%M}")
