"""A false alarm, a promised gift or a false close control leads to a download: seen on screens.

Clause: 26号-1.1.13 欺骗误导用户下载安装
Needs: screen.
Violates: a screen of the app claims a virus, a full memory or damage and its button downloads or
    installs; or a touch on a promise (领取红包, 立即清理 …) or on what closes a window is followed by a
    store, the system's installer or a download page that the words did not name. Suspected: a prize
    beside a button that names the download, and a window of the app that poses as one of the system's.
Limits: in an app for security or cleaning an alarm beside a download is suspected only. Pictures are read
    with the extra ocr alone. A run that shows neither a download nor what follows such a touch settles
    nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.web_page.words import ALARM
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import closers, downloads, following, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import label, spots, tapped_words, was_touched

RULE = Rule(requirements=("26号-1.1.13",), severity="high", needs=("screen",))
FRIGHTENS = late(
    r"((手机|系统|设备|电脑).{0,8}(中毒|感染.{0,6}病毒|存在.{0,4}(病毒|风险|漏洞)|被入侵|被监控"
    r"|(严重)?(受损|卡顿)|变慢|过热|发烫)|(发现|检测到|存在).{0,8}(病毒|木马|威胁)"
    r"|(内存|存储|空间|垃圾).{0,6}(不足|已满|即将耗尽|过多|超标)|(电池|电量|耗电).{0,6}(损坏|老化|太快"
    r"|过快|异常)"
    r"|(phone|device|system|battery).{0,16}(infected|virus|damaged|atrisk|slow)|(memory|storage).{0,8}full)",
    re.IGNORECASE,
)
"""Claims that something is wrong with the phone (T/TAF 078.7-2022 7 b: 手机卡顿、耗电太快、内存已满)."""
PROMISES = late(
    r"^((点击|立即|马上|一键|免费|现在|去)*(领取|领|抢|拆|提现|收下)(红包|奖励|奖品|现金|礼包|福利|优惠券?"
    r"|话费|金币)?"
    r"|(点击|立即|马上)?打?开(红包|礼包|宝箱)|开始(游戏|玩)|立即(开始|开玩)(游戏)?|立即(玩|试玩)"
    r"|(立即|一键|马上|点击)(清理|加速|杀毒|修复|省电|降温|优化|检测|体检)"
    r"|claim(now|reward|prize)?|playnow|cleannow|fixnow)[!！>]*$",
    re.IGNORECASE,
)
"""Buttons that promise something else than a download."""
SYSTEM = late(
    r"^(系统(提示|通知|消息|更新|警告|升级)|安全(警告|警报|提醒)|android系统|手机管家|systemalert"
    r"|systemupdate|warning)[!！:：]?$",
    re.I,
)
"""Titles by which a window poses as the system's."""
STORES = late(
    r"(packageinstaller|\.vending$|appmarket|\.market$|\.appstore|bbk\.appstore|heytap\.market"
    r"|oppo\.market|mipicks|samsungapps"
    r"|qqdownloader|baidu\.appsearch|qihoo\.appstore|wandoujia)",
    re.IGNORECASE,
)
"""Packages of stores and installers."""
GUARDS = frozenset({"security", "utility"})
"""Categories in which a true alarm is the app's own business."""


def check(facts: Facts) -> Judgement:
    looked: list[Screen] = []
    found: list[Finding] = []
    for at, one in shown(facts):
        then = following(facts, at)
        fetched = _fetches(one, then)
        if fetched and then is not None:
            looked.append(one)
            found += _led(facts, at, one, then)
        if "download" in one.kinds:
            looked.append(one)
            found += _shown_claims(facts, one)
    if found:
        return found
    return uncovered(facts, "download") if not looked or unread(looked) else ()


def _fetches(one: Screen, then: Screen | None) -> bool:
    """What came next is a store, the installer, or a page of the app that downloads, which this was not."""
    if then is None or then.tapped is None:
        return False
    if {"other_app", "system"} & set(then.kinds):
        return bool(STORES.search(then.package))
    return "download" in then.kinds and "download" not in one.kinds


def _led(facts: Facts, at: int, one: Screen, then: Screen) -> Iterator[Finding]:
    said = tapped_words(facts, at)
    shut = [index for index in closers(one) if was_touched(facts, at, [index])]
    if shut:
        yield _finding(
            facts,
            f"关闭控件“{said[:12]}”",
            f"The close control “{said[:24]}”",
            "violates",
            [seen(one, shut), seen(then)],
        )
    elif PROMISES.match(said) and not downloads(one):
        yield _finding(facts, f"“{said[:16]}”", f"“{said[:24]}”", "violates", [seen(one), seen(then)])


def _shown_claims(facts: Facts, one: Screen) -> Iterator[Finding]:
    button = downloads(one)[0]
    guard = facts.category is not None and facts.category.id in GUARDS
    for pattern, sure in ((FRIGHTENS, not guard), (ALARM, False)):
        claims = [at for at in spots(one, pattern) if at != button and len(label(one.nodes[at])) <= 120]
        if claims:
            told = label(one.nodes[claims[0]])[:40]
            yield _finding(
                facts,
                f"“{told}”",
                f"“{told}”",
                "violates" if sure else "suspected",
                [seen(one, [claims[0], button])],
            )
            return
    posing = spots(one, SYSTEM, 16) if "window" in one.kinds else []
    if posing:
        told = label(one.nodes[posing[0]])
        yield _finding(
            facts,
            f"仿冒系统窗口“{told}”",
            f"A window posing as “{told}”",
            "suspected",
            [seen(one, [posing[0], button])],
        )


def _finding(
    facts: Facts, zh: str, en: str, verdict: Literal["violates", "suspected"], evidence: list[Evidence]
) -> Finding:
    return finding(
        f"{zh}引向下载安装",
        f"{en} leads to a download",
        key=("bait", zh[:40]),
        party=app(facts),
        verdict=verdict,
        evidence=evidence,
    )
