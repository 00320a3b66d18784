"""Whether a user was asked before personal information went to a third party's app opened inside the app."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.screen import Screen
from mingjian.patterns import late
from mingjian.rules._shown import controls
from mingjian.rules._shown_pages import label, labels, tapped_words, whole

ASKED = late(
    r"((申请|请求|将|需要|允许|授权|同意).{0,24}(获取|使用|访问|共享|提供|授权|跳转|打开|前往)|(提供|共享"
    r"|授权)给|第三方(应用|服务|小程序|页面|平台)|即将(离开|跳转|打开|前往|进入)"
    r"|(authori[sz]e|shareyour|wouldlike(to|your)|allow.{0,40}(access|toget)|leaving))",
    re.IGNORECASE,
)
"""Words of a window that asks before something is handed over, or that says where one goes."""
GIVES = late(
    r"^(同意|允许|授权|确认|继续|确定|立即(打开|前往|授权)|(同意|确认)?并?(授权|继续|登录|打开|前往)|打开"
    r"|前往|仍要前往|agree|allow|authori[sz]e|continue|accept|ok|open)(并?(登录|继续|打开|使用|前往))?$",
    re.IGNORECASE,
)
"""Whole words of a control that gives it."""
BEFORE_NS = 300_000_000_000
"""A window that asked this long before still stands for what is opened (project choice)."""


def asked_before(facts: Facts, at_ns: int | None) -> bool | None:
    """A window that asked came before that moment and was answered with yes; None without a screen then."""
    if facts.screen is None or at_ns is None:
        return None
    before = [
        (at, one)
        for at, one in enumerate(facts.screen.screens)
        if one.at_ns is not None and at_ns - BEFORE_NS <= one.at_ns <= at_ns
    ]
    if not before:
        return None
    return any(_asks(one) and GIVES.match(tapped_words(facts, at)) for at, one in before)


def _asks(one: Screen) -> bool:
    said = whole(one)
    return bool(ASKED.search(said)) and any(GIVES.match(words) for _, words in labels(one))


def typed_before(facts: Facts, at_ns: int | None) -> bool:
    """The last screen before had fields the user types into: he may have given it himself."""
    if facts.screen is None or at_ns is None:
        return False
    last = [one for one in facts.screen.screens if one.at_ns is not None and one.at_ns <= at_ns]
    return bool(last) and any(node.typed and label(node) for _, node in controls(last[-1]))
