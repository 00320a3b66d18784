"""Permission dialogs of the system: which permission they ask for, and whether the app told why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, screens_of, seen, told, uncovered

GROUPS: Mapping[str, tuple[str, str, re.Pattern[str]]] = {
    "camera": (
        "相机",
        "camera",
        late(r"(相机|摄像|拍照|拍摄|录制视频|扫码|扫一扫|camera|take pictures)", re.IGNORECASE),
    ),
    "album": (
        "相册",
        "photos",
        late(r"(照片|相册|图库|媒体(内容|文件)|photos?\b|\bmedia\b|gallery)", re.IGNORECASE),
    ),
    "contacts": ("通讯录", "contacts", late(r"(通讯录|联系人|contacts)", re.IGNORECASE)),
    "location": ("位置", "location", late(r"(位置|定位|location)", re.IGNORECASE)),
    "call_log": ("通话记录", "call logs", late(r"(通话记录|call logs?)", re.IGNORECASE)),
    "sms": ("短信", "messages", late(r"(短信|彩信|\bsms\b)", re.IGNORECASE)),
    "microphone": (
        "麦克风",
        "microphone",
        late(r"(麦克风|录音|录制音频|语音|microphone|record audio)", re.IGNORECASE),
    ),
    "phone": ("电话", "telephone", late(r"(拨打|通话|电话|设备信息|phone calls)", re.IGNORECASE)),
    "calendar": ("日历", "calendar", late(r"(日历|日程|calendar)", re.IGNORECASE)),
    "notifications": ("通知", "notifications", late(r"(通知|消息推送|notifications)", re.IGNORECASE)),
    "sensors": (
        "身体传感器",
        "body sensors",
        late(r"(身体传感器|生命体征|心率|body sensors|vital signs)", re.IGNORECASE),
    ),
    "activity": (
        "身体活动",
        "physical activity",
        late(r"(身体活动|健身运动|步数|计步|physical activity)", re.IGNORECASE),
    ),
    "nearby": ("附近的设备", "nearby devices", late(r"(附近(的)?设备|蓝牙|nearby devices)", re.IGNORECASE)),
    "storage": ("存储", "storage", late(r"(存储|文件|音乐和音频|files|music and audio)", re.IGNORECASE)),
}
"""What a dialog asks for, the narrower before the wider: its names, and the words for it."""
ASKS = late(r"(允许|获取|访问|使用|授权|allow|access)", re.IGNORECASE)
PURPOSE = late(
    r"(用于|用来|以便|便于|方便(您|你)?|为了?(您|你|向|给|实现|提供|能|更)|才能"
    r"|以(实现|提供|保存|完成|进行|识别|推荐|获取)"
    r"|帮助(您|你)|目的|以免|避免"
    r"|so that|in order to|used (to|for)|to (let|help|show|find|send|save|scan|take))",
    re.IGNORECASE,
)
"""Words that tell what something is for."""


def group_of(dialog: Screen) -> str | None:
    """What the dialog asks for; None where its words name nothing known."""
    asked = [
        words(n)
        for _, n in controls(dialog)
        if n.read == "tree" and ASKS.search(words(n)) and len(words(n)) > 5
    ]
    said = "\n".join(asked) or told(dialog)
    return next((key for key, (_, _, known) in GROUPS.items() if known.search(said)), None)


def judge_purpose(facts: Facts, *, only: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> Judgement:
    """Dialogs for the groups `only`, or for all `but` these, each asked whether its purpose was told."""
    dialogs = [
        (at, one, group)
        for at, one in enumerate(screens_of(facts))
        if "permission" in one.kinds and (group := group_of(one)) is not None
        and (group in only if only else group not in but)
    ]  # fmt: skip
    if not dialogs:
        return uncovered(facts, "permission")
    untold = [(at, one, group) for at, one, group in dialogs if not _explained(facts, at, one, group)]
    sure = [found for found in untold if found[1].picture_read]
    if not sure and untold:
        return uncovered(facts, "ocr" if any(one.picture for _, one, _ in untold) else "picture")
    return list(_findings(facts, sure))


def _findings(facts: Facts, untold: list[tuple[int, Screen, str]]) -> Iterator[Finding]:
    done: set[str] = set()
    for at, one, group in untold:
        if group in done:
            continue
        done.add(group)
        zh, en, _ = GROUPS[group]
        before = _before(facts, at)
        yield finding(
            f"申请{zh}权限时没有同步告知目的",
            f"The permission for {en} is asked without telling what it is for",
            key=("untold", group),
            party=app(facts),
            evidence=[seen(one), *([seen(before)] if before is not None else [])],
        )


def _before(facts: Facts, at: int) -> Screen | None:
    """The app's screen right before a dialog, other dialogs between left out."""
    screens = screens_of(facts)
    while at > 0:
        at -= 1
        if "permission" not in screens[at].kinds:
            return screens[at] if "app" in screens[at].kinds else None
    return None


def _explained(facts: Facts, at: int, one: Screen, group: str) -> bool:
    """Words beside the dialog, or on the app's window right before it, name the permission and a purpose."""
    beside = [words(node) for _, node in controls(one) if node.read == "picture"]
    before = _before(facts, at)
    own = [] if before is None else [words(node) for _, node in controls(before)]
    return _tells(beside, group) or _tells(own, group)


def _tells(texts: list[str], group: str) -> bool:
    known = GROUPS[group][2]
    if any(known.search(text) and PURPOSE.search(text) for text in texts):
        return True
    whole = "".join(texts)
    return len(whole) < 400 and bool(known.search(whole) and PURPOSE.search(whole) and ASKS.search(whole))
