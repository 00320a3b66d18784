"""What the app says to its user, wherever the words stand: string resources, layouts, texts set in code."""

from __future__ import annotations

import re

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.model import Evidence
from mingjian.patterns import late
from mingjian.rules._evidence import layout_view
from mingjian.rules._screens import set_going

SHAKE = late(
    r"(摇一摇|摇动|晃动|扭一扭|扭动|转动手机|倾斜手机|前倾|摇晃|\bshak(e|ing)\b|\btwist|\btilt)",
    re.IGNORECASE,
)
"""Names of movements of the phone."""
SHAKE_RESULT = late(
    r"(跳转|打开|前往|查看|进入|了解|下载|领取|浏览|直达|第三方|详情"
    r"|\b(open|visit|view|see|go to|jump|learn|redirect|download))",
    re.IGNORECASE,
)
"""Names of what a movement leads to."""
SHAKE_SWITCH = late(
    r"((关闭|禁用|停用|屏蔽|开启|打开|允许).{0,4}(摇一摇|摇动|扭一扭|晃动)"
    r"|(摇一摇|摇动|扭一扭|晃动).{0,8}(开关|设置|关闭|管理)"
    r"|(turn off|disable|enable|allow).{0,16}(shak|twist|tilt)"
    r"|(shak|twist|tilt)\w*.{0,16}(setting|switch|off))",
    re.IGNORECASE,
)
"""Words of a switch for movements."""


class Said(Struct, frozen=True):
    text: str
    evidence: Evidence


def says(facts: Facts, pattern: re.Pattern[str], most: int = 200) -> list[Said]:
    """Texts that `pattern` finds, at most `most`."""
    found: list[Said] = []
    for text in facts.resources.texts if facts.resources else ():
        if pattern.search(text.value):
            excerpt = f"{text.name} “{text.value[:120]}”"
            found.append(
                Said(
                    text.value,
                    Evidence(kind="resource", location=f"{text.entry}#{text.name}", excerpt=excerpt),
                )
            )
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view in enumerate(layout.views):
            words = " ".join(filter(None, (view.text, view.description, view.hint)))
            if words and pattern.search(words):
                found.append(Said(words, layout_view(layout, index)))
    for act in facts.calls.screen_acts if facts.calls else ():
        if act.call == "setText" and isinstance(act.value, str) and pattern.search(act.value):
            found.append(Said(act.value, set_going(act)))
    return found[:most]
