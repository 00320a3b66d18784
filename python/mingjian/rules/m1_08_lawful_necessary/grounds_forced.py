"""The app compels agreement on no more than experience, research, recommendation or risk control: seen on
screens.

Clause: 26号-1.8.2 不得仅以服务体验、产品研发、算法推荐、风险控制等为由
Needs: screen.
Violates: a screen asks for personal information or a permission, every purpose it tells is one of the
    four grounds, and refusing it ended the use (the launcher, no other way, the same window again), or
    its own words say that the app cannot be used otherwise. Suspected: it has no control that declines.
Limits: a purpose that names a function beside the grounds is not charged, nor are polite words over a
    policy that ask for no type of information. Passing wants a run that refused something, and the
    policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._grounds import only_grounds
from mingjian.rules._shown import controls, seen, shown, tapped_on, uncovered, unread
from mingjian.rules._shown_pages import bare
from mingjian.rules._shown_refusal import DENIES, PUTS_OFF, blocked, declines, refusals

RULE = Rule(requirements=("26号-1.8.2",), severity="high", needs=("screen",))
INFORMATION = late(
    r"(位置|定位|通讯录|联系人|相册|照片|麦克风|录音|摄像头|相机|设备(信息|标识|识别码|号)|手机号|身份证"
    r"|人脸|面部|指纹|浏览(记录|历史|行为)"
    r"|应用列表|已安装|通话记录|短信|日历|剪贴板|步数|运动|健康|个人信息|电话权限|存储权限|imei|oaid"
    r"|location|contacts?\b|photos?\b|microphone|camera|device (id|information|identifier)|phone number"
    r"|personal (information|data)|call logs?)",
    re.IGNORECASE,
)
ASKS = late(
    r"(开启|打开|授权|授予|允许|提供|填写|上传|完善|同意|收集|获取|读取|访问|allow|enable|grant|provide"
    r"|collect|access|share)",
    re.IGNORECASE,
)
PURPOSES = late(
    r"(?:为了|为(?!准|由|止)|用于|用来|以便|旨在|以(?=提升|改善|优化|改进|保障|防范))"
    r"(?:您|你|我们|给|向|提供|更好地?|更优质的?|持续|进一步|不断|能够|更"
    r"|让)*(?P<told>[^，。,；;！!：:\n]{2,40})"
)
PURPOSES_EN = late(r"\b(?:in order to|so that|to|for)\s+(?P<told>[^.,;!\n]{4,80})", re.IGNORECASE)
GROUND_EN = late(
    r"(improv\w+|enhanc\w+|better|optimi[sz]\w+)\b.{0,30}\b(experience|services?|products?|quality)"
    r"|personali[sz]\w+|recommend\w+|research"
    r"|risk control|fraud|user experience",
    re.IGNORECASE,
)
NEARBY = late(r"(附近|周边|门店|路线|目的地|当地|同城)")
"""What is recommended is the function itself."""
FORCES = late(
    r"((否则|不(同意|开启|授权|提供|允许|填写)).{0,14}(无法|不能|不可|将退出|停止)(继续|正常)?(使用|进入"
    r"|访问|提供)?|必须(同意|开启|授权|提供|允许)后?(才|方)(能|可)"
    r"|(otherwise|without).{0,40}(cannot|can.t|unable|won.t|not be able))",
    re.IGNORECASE,
)
"""The app cannot be used otherwise."""
PART = late(
    r"(该|此|相关|部分|本|对应|上述|这项|这个|某些)(项)?(功能|服务|能力)|(some|this|certain) (features?"
    r"|functions?)",
    re.IGNORECASE,
)
"""Only a function is lost."""
MOST_WORDS = 400
"""Characters above which a screen is a policy to read; its own words are judged as a policy."""


def check(facts: Facts) -> Judgement:
    asking = [(at, one, ground) for at, one in shown(facts) if (ground := _ground(one)) is not None]
    found = [item for at, one, ground in asking for item in _judge(facts, at, one, ground)]
    if found:
        return found
    refused = bool(refusals(facts)) or any(_declined(facts, at) for at, _, _ in asking)
    return () if refused and not unread(one for _, one in shown(facts)) else uncovered(facts, "refusal")


def _ground(one: Screen) -> tuple[int, str] | None:
    """The view that asks for information on the four grounds alone, and the ground."""
    texts = [(at, words(node)) for at, node in controls(one) if words(node)]
    if sum(len(text) for _, text in texts) > MOST_WORDS:
        return None
    told = [(at, found) for at, text in texts for found in _purposes(text)]
    joined = "\n".join(text for _, text in texts)
    if not told or not INFORMATION.search(joined) or not ASKS.search(joined):
        return None
    if not all(_grounded(found["told"]) for _, found in told):
        return None
    return told[0][0], told[0][1].group()


def _purposes(text: str) -> Iterator[re.Match[str]]:
    yield from PURPOSES.finditer(bare(text))
    if not re.search(r"[\u4e00-\u9fff]", text):
        yield from PURPOSES_EN.finditer(text)


def _grounded(purpose: str) -> bool:
    if re.search(r"[\u4e00-\u9fff]", purpose):
        return only_grounds(purpose) and not NEARBY.search(purpose)
    return GROUND_EN.search(purpose) is not None


def _declined(facts: Facts, at: int) -> bool:
    node = tapped_on(facts, at)
    said = "" if node is None else node.text or node.description
    return bool(PUTS_OFF.match(said) or DENIES.match(said))


def _judge(facts: Facts, at: int, one: Screen, ground: tuple[int, str]) -> Iterator[Finding]:
    spot, purpose = ground
    ends = _ends(facts, at)
    texts = [words(node) for _, node in controls(one)]
    forced = any(
        FORCES.search(bare(text) if re.search(r"[\u4e00-\u9fff]", text) else text) and not PART.search(text)
        for text in texts
    )
    if ends is None and not forced and (declines(one) or _declined(facts, at)):
        return
    sure = ends is not None or forced
    why_zh = "拒绝后无法使用" if ends is not None else "称不同意即无法使用" if forced else "没有拒绝的选项"
    why_en = (
        "refusing ends the use"
        if ends is not None
        else "it says that the app cannot be used otherwise"
        if forced
        else "there is no way to decline"
    )
    yield finding(
        f"仅以“{purpose[:32]}”为由要求同意，{why_zh}",
        f"Agreement is sought on the sole ground “{purpose[:60]}”, and {why_en}",
        key=("grounds", purpose[:24]),
        party=app(facts),
        verdict="violates" if sure else "suspected",
        consent=one.timeline,
        evidence=[seen(one, [spot]), *([seen(ends)] if ends is not None else [])],
    )


def _ends(facts: Facts, at: int) -> Screen | None:
    """What shows that declining here, or refusing the dialog it leads to, ended the use."""
    if _declined(facts, at):
        return blocked(facts, at)
    from_dialog = next((d for d, _, permission in refusals(facts) if permission and d == at + 1), None)
    return None if from_dialog is None else blocked(facts, from_dialog)
