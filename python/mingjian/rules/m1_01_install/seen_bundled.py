"""One touch brings several apps: seen in a run.

Clause: 26号-1.1.10 “强制捆绑”
Needs: behaviour.
Violates: more app packages than touches: within ten seconds of the same last touch the app downloads or
    installs more different packages than the user touched the screen in the ten seconds before.
    Suspected: two packages or more within ten seconds of each other, in a run that records no touches.
Limits: parts of one app (split packages, patches, the same file fetched again) count once. Whoever
    touches twice to confirm one download has two packages allowed: boxes and windows are asked by
    `1.1/extra-ticked`. A run that confirms no download settles nothing. Traffic shows what the system's
    download manager does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import DOWNLOAD, behaviour_of, record

RULE = Rule(requirements=("26号-1.1.10",), severity="high", needs=("behaviour",))
PACKAGES = (".apk", ".apks", ".xapk")
TOGETHER_NS = 10_000_000_000
PART = late(
    r"^(split_|config\.|base[._-])|(_|-)?(patch|split\d*|config\.\w+|part\d+|\(\d+\)|[-_]v?\d+([._]\d+)*)$",
    re.I,
)
"""What tells parts and versions of one app's package apart."""


def check(facts: Facts) -> Judgement:
    own = behaviour_of(facts).package
    brought = [(act, name) for act in behaviour_of(facts).acts if (name := _package(act, own))]
    if not brought:
        return NotCovered((DOWNLOAD,))
    return list(_found(facts, brought))


def _package(act: Act, own: str) -> str:
    """The package that arrived, by its name or its file's; empty for what is none."""
    event = act.event
    if event.kind == "install":
        return event.what if event.caller == own and event.what != own else ""
    if event.kind != "download":
        return ""
    for text in (event.what, *event.args):
        name = re.split(r"[/\\]", text.partition("?")[0])[-1].lower()
        end = next((end for end in PACKAGES if name.endswith(end)), None)
        if end is not None:
            return PART.sub("", name.removesuffix(end)) or name
    return ""


def _found(facts: Facts, brought: Sequence[tuple[Act, str]]) -> Iterator[Finding]:
    for kind, zh, en in (("download", "下载", "downloads"), ("install", "安装", "installs")):
        for group in _groups([one for one in brought if one[0].event.kind == kind]):
            names = list(dict.fromkeys(name for _, name in group))
            touches = max(act.hands for act, _ in group)
            told = all(act.touched is not None for act, _ in group)
            if len(names) < 2 or (told and (not touches or len(names) <= touches)):
                continue  # with no touch at all it is 1.1.8 that speaks
            once = f"操作 {touches} 次" if told else "十秒内"
            once_en = (
                f"{touches} touch{'es' if touches > 1 else ''}" if told else "Within ten seconds the app"
            )
            yield finding(
                f"{once}，{zh} {len(names)} 个应用：{'、'.join(names)[:80]}",
                f"{once_en} {en} {len(names)} apps: {', '.join(names)[:80]}",
                key=(kind, *sorted(names)),
                party=app(facts),
                verdict="violates" if told else "suspected",
                consent=group[0][0].timeline,
                evidence=[record(act.event) for act, _ in group[:3]],
            )


def _groups(brought: Sequence[tuple[Act, str]]) -> Iterator[list[tuple[Act, str]]]:
    """What came of the same last touch, or within ten seconds where no touches are recorded."""
    open_: list[tuple[Act, str]] = []
    for act, name in brought:
        if open_ and not _together(open_[0][0], act):
            yield open_
            open_ = []
        open_.append((act, name))
    if open_:
        yield open_


def _together(one: Act, other: Act) -> bool:
    if one.hand_ns is not None or other.hand_ns is not None:
        return one.hand_ns == other.hand_ns
    at, then = one.event.at_ns, other.event.at_ns
    return at is not None and then is not None and then - at <= TOGETHER_NS
