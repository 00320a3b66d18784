"""A false alarm or a promised gift leads to a download.

Clause: 26号-1.1.13 欺骗误导用户下载安装
Needs: layout.
Violates: one layout claims a virus, a full memory or a prize (手机已中毒, 内存不足, 恭喜中奖, 红包待领取 …)
    and its button downloads or installs. Suspected: a person reads the screen.
Limits: a security app may rightly report a virus, but then its button removes it; pictures are not
    read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._downloads import is_download
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.13",), severity="high", needs=("layout",), proves=False)
BAIT = late(
    r"((手机|系统|设备).{0,6}(中毒|感染病毒|存在病毒|被入侵|严重受损)|(发现|检测到).{0,8}(病毒|木马)|(内存|存储|空间).{0,4}(严重不足|已满|即将耗尽)"
    r"|(电池|手机).{0,4}(严重)?(损坏|老化)|恭喜.{0,8}(中奖|获得|抽中)|(红包|现金|奖金|话费).{0,6}(待领取|已到账|等你|未领取)|被.{0,4}选中.{0,6}幸运"
    r"|(phone|device|system).{0,12}(infected|virus)|you.{0,4}(won|have won))",
    re.IGNORECASE,
)
"""Claims that frighten or tempt; each needs a download button beside it to count."""


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        button = next((i for i, view in enumerate(layout.views) if is_download(view)), None)
        if button is None:
            continue
        claim = next((i for i, view in enumerate(layout.views) if view.text and BAIT.search(view.text)), None)
        if claim is not None:
            said = layout.views[claim].text or ""
            yield finding(
                f"以“{said[:40]}”引导“{layout.views[button].text}”",
                f"“{said[:40]}” leads to “{layout.views[button].text}”",
                key=("bait", layout.name),
                party=app(facts),
                verdict="suspected",
                evidence=[layout_view(layout, claim), layout_view(layout, button)],
            )
