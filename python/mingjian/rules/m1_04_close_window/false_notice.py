"""A window poses as someone else's message or a prize and leads out of the app.

Clause: 26号-1.4.9 诱导用户操作
Needs: layout, calls.
Violates: never from code alone; a window with a close control whose words pose as unread messages, a WeChat
    red packet, a courier's notice, a warning of the system or a prize already won, where the control that
    goes on has a listener that leads out of the app and opens no screen of it, and no word of the window
    says that it advertises or speaks of settings, is suspected: T/TAF 078.7-2022 asks that the user be
    told what an action leads to.
Limits: windows whose control downloads or installs are for 1.1/bait; words from a server or in pictures,
    web pages, and listeners that ask which of several views was touched are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.parties import owner
from mingjian.facts.words import AD_WORDS, AGREEMENT, NOT_OFFER
from mingjian.model import Finding
from mingjian.patterns import bilingual, late
from mingjian.rules import Rule
from mingjian.rules._calls import method_name
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import speaking, words
from mingjian.rules._screens import acts_on, leads, set_going
from mingjian.rules._windows import is_close

RULE = Rule(requirements=("26号-1.4.9",), severity="medium", needs=("layout", "calls"), proves=False)
THRESHOLD = "TH-33"
NOTICE = bilingual(
    "系统警告|(您|你)有.{0,4}条(未读|新)(的)?(消息|短信|微信|通知)|微信红包|红包(已到账|待领取|等你拆)"
    "|快递(已到|待领|异常)|恭喜.{0,8}(中奖|获得|抽中)|(手机|系统|设备).{0,6}(中毒|存在风险|被监控|严重发热)",
    "system warning|you have .{0,6}(unread|new) messages?|you.{0,4}(won|have won)",
    re.IGNORECASE,
)
"""What such a window claims to be."""
SETTINGS = late(r"(设置|开启|打开通知|\bsettings?\b|\benable\b)", re.IGNORECASE)
"""Words of a window that sends to the system's settings."""


def check(facts: Facts) -> Iterator[Finding]:
    for layout, said in speaking(facts):
        if not NOTICE.search(said):
            continue
        claim = next((i for i, v in enumerate(layout.views) if NOTICE.search(words(v))), None)
        if claim is None or not any(map(is_close, layout.views)):
            continue
        if SETTINGS.search(said) or AD_WORDS.search(said) or AGREEMENT.search(said) or NOT_OFFER.search(said):
            continue
        found = _away(facts, layout)
        if found is None:
            continue
        index, act, jump = found
        match = NOTICE.search(words(layout.views[claim]))
        claimed = match[0] if match else ""
        yield finding(
            f"弹窗冒充“{claimed}”，点击后跳出应用：{layout.name}",
            f"A window poses as “{claimed}” and leads out of the app: {layout.name}",
            key=("notice", layout.name),
            party=owner(facts, [act.caller, jump.caller]),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[
                layout_view(layout, claim),
                layout_view(layout, index),
                set_going(act),
                code(jump),
            ],
        )


def _away(facts: Facts, layout: Layout) -> tuple[int, ScreenAct, Hit] | None:
    """The first control that leads out of the app."""
    for index, view in enumerate(layout.views):
        if is_close(view):
            continue
        for act in acts_on(facts, layout, view, "setOnClickListener"):
            jumps = [hit for hit in leads(facts, act).values() if method_name(hit).startswith("startActivit")]
            if jumps and not act.opens:
                return index, act, jumps[0]
    return None
