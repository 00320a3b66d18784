"""What rules on terminals share: trials by name, acts held against records, what was not tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mingjian.facts import Facts
from mingjian.facts.terminal import Act, Record, Sign, TerminalFacts, Trial
from mingjian.model import Evidence, Finding, Party
from mingjian.rules import Judgement, NotCovered
from mingjian.rules._finding import finding

MINUTE_NS = 60 * 10**9
DAY_NS = 86_400 * 10**9
MANDATORY = (
    "network", "location", "camera", "screen_capture", "call_recording", "microphone", "sms", "contacts",
    "media", "biometrics", "device_id",
)  # fmt: skip
"""T/TAF 081.2-2021 附录A 表A.1 (TH-77), the same as T/TAF 081.1-2021 表3."""
LAST_ONLY = frozenset({"location", "media"})
"""Of these the last use is enough (T/TAF 081.2-2021 5.1)."""
NAMES = {
    "network": ("联网", "network use"), "location": ("位置", "location"), "camera": ("相机", "the camera"),
    "screen_capture": ("截屏录屏", "screen capture"), "call_recording": ("通话录音", "call recording"),
    "microphone": ("麦克风", "the microphone"), "sms": ("短信", "text messages"),
    "contacts": ("通讯录", "contacts"), "media": ("媒体文件", "media files"),
    "biometrics": ("生物特征", "biometrics"), "device_id": ("设备唯一识别码", "device identifiers"),
    "clipboard": ("剪切板", "the clipboard"),
}  # fmt: skip
_NONE = re.compile(r"^\s*(?:0+\b|没有|无|找不到|no\b|none\b)", re.IGNORECASE)


def terminal_of(facts: Facts) -> TerminalFacts:
    """The terminal's facts; a rule that needs them is only asked when they are there."""
    assert facts.terminal is not None  # noqa: S101
    return facts.terminal


def trial(facts: Facts, id_: str) -> Trial | None:
    """A trial that was carried out."""
    return next((one for one in terminal_of(facts).trials if one.id == id_ and one.state == "done"), None)


def maker(facts: Facts) -> Party:
    """The terminal as the party that is bound."""
    device = terminal_of(facts).device
    name = " ".join(part for part in (device.maker, device.model) if part) or "terminal"
    return Party("app", name, name)


def acts(facts: Facts, step: str, *names: str) -> list[Act]:
    """What the probe or its twin did when that step ordered it."""
    return [one for one in terminal_of(facts).acts if one.step == step and (not names or one.act in names)]


def during(facts: Facts, tried: Trial, name: str, package: str) -> list[Act]:
    """What happened by itself while a trial went on."""
    begun, ended = tried.begun_ns, tried.ended_ns
    return [
        one
        for one in terminal_of(facts).acts
        if one.act == name
        and one.package == package
        and (begun is None or one.at_ns >= begun)
        and (ended is None or one.at_ns <= ended)
    ]


def signs(facts: Facts, step: str, *kinds: str) -> list[Sign]:
    """What the terminal showed during a step."""
    return [one for one in terminal_of(facts).signs if one.step == step and one.kind in kinds]


def matching(record: Record, act: Act) -> bool:
    """The record is of that act: same party and kind, its minute within one of the act's (TH-73, TH-74)."""
    if record.kind != act.act or record.package != act.package or record.at_ns is None:
        return False
    return act.at_ns - MINUTE_NS <= record.at_ns <= act.until_ns + MINUTE_NS


def recorded(facts: Facts, act: Act) -> list[Record]:
    return [one for one in terminal_of(facts).records if matching(one, act)]


def taps(tried: Trial) -> int | None:
    """The number a person answered; 0 where the answer is that there is no such thing."""
    if _NONE.match(tried.answer):
        return 0
    found = re.search(r"\d{1,3}", tried.answer)
    return int(found[0]) if found else None


def said(tried: Trial) -> Evidence:
    """What was answered in a trial."""
    words = "\n".join(part for part in (tried.answer, tried.said, *tried.texts[:8]) if part)
    return Evidence(kind="record", location=tried.source, excerpt=words[:600] or tried.id)


def did(facts: Facts, act: Act) -> Evidence:
    """A line of the probe's journal."""
    words = " ".join(part for part in (act.act, act.state, act.detail) if part)
    at = clock(facts, act.at_ns)
    return Evidence(
        kind="runtime", location=f"{act.source}:{act.line}", excerpt=f"{at} {act.package} {words}"
    )


def kept(facts: Facts, record: Record) -> Evidence:
    """A line of the terminal's record."""
    at = "–" if record.at_ns is None else clock(facts, record.at_ns)
    return Evidence(
        kind="record",
        location=f"{record.source}:{record.line}",
        excerpt=f"{at} {record.package} {record.kind}",
    )


def shown(sign: Sign) -> Evidence:
    return Evidence(kind="screen", location=sign.source, excerpt=sign.text)


def clock(facts: Facts, at_ns: int) -> str:
    """A moment by the terminal's own clock, to the second."""
    try:
        zone = ZoneInfo(terminal_of(facts).device.zone or "Asia/Shanghai")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    moment = datetime.fromtimestamp(at_ns // 10**9, UTC).astimezone(zone)
    return moment.isoformat(sep=" ", timespec="seconds")


def found(
    facts: Facts,
    zh: str,
    en: str,
    key: str,
    evidence: Iterable[Evidence],
    *,
    threshold: str | None = None,
    verdict: Literal["violates", "suspected"] = "violates",
    personal_info: Sequence[str] = (),
) -> Finding:
    """A finding about the terminal."""
    return finding(
        zh, en, key=("terminal", key), party=maker(facts), evidence=list(evidence)[:5], threshold=threshold,
        verdict=verdict, personal_info=personal_info,
    )  # fmt: skip


def answer(findings: Iterator[Finding], missing: Callable[[], Iterable[str]]) -> Judgement:
    """The findings; where there are none, what was not tried."""
    there = list(findings)
    if there:
        return there
    lacking = tuple(dict.fromkeys(missing()))
    return NotCovered(lacking) if lacking else ()


def in_use(facts: Facts, kind: str, personal_info: str) -> Judgement:
    """Whether the use of `kind` was shown while it went on."""
    step = f"in_use_{kind}"
    tried = trial(facts, step)
    done = [one for one in acts(facts, step, kind) if one.state == "done"]
    if tried is None or not done or not tried.looked:
        return NotCovered(("terminal_in_use",))
    if signs(facts, step, kind):
        return ()
    zh, en = NAMES[kind]
    return [
        found(
            facts,
            f"探针使用{zh}期间，状态栏、提示与通知中都没有在用提示",
            f"While the probe used {en}, neither status bar nor toast nor notification showed it",
            f"in_use_{kind}",
            [did(facts, done[0]), *(Evidence(kind="screen", location=name) for name in tried.looked[:3])],
            personal_info=(personal_info,) if personal_info else (),
        )
    ]


RISKY = ("offer_tampered", "offer_counterfeit", "offer_harmful", "offer_listed")
"""Trials in which a package that should be warned of was laid before the installer."""


def warned(facts: Facts, step: str) -> list[Sign]:
    """Words of risk in a trial that the lawful package of `offer_plain` does not get too."""
    plain = {one.text for one in signs(facts, "offer_plain", "risk")}
    return [one for one in signs(facts, step, "risk") if one.text not in plain]


def unrecognised(facts: Facts, what: str, zh: str, en: str) -> Judgement:
    """Whether the package of `offer_<what>` was recognised, before or right after it was installed."""
    step = f"offer_{what}"
    tried = trial(facts, step)
    if tried is None or not tried.looked:
        return NotCovered((f"terminal_{step}",))
    if warned(facts, step) or warned(facts, f"after_{what}"):
        return ()
    return [
        found(
            facts,
            f"{zh}交给系统安装时未被识别，没有任何风险提示",
            f"{en} was laid before the installer and not recognised: no word of risk",
            step,
            [said(tried)],
        )
    ]
