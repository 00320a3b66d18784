"""An app of a category that needs no personal information lets no guest in: seen on screens.

Clause: 26号-1.8.6 使用该服务的基本功能 (常见类型移动互联网应用程序必要个人信息范围规定 第五条; TH-21)
Needs: screen, category.
Violates: the app is of one of the 13 categories that need no personal information, its first page wants a
    login and shows no way past it, and going back left the app or showed the same page. Suspected: nobody
    tried to go back; or refusing the policy as a whole, and whatever was asked after that, ended on the
    launcher, which a basic mode should follow.
Limits: a login that a function inside wants is lawful. What of the basic function works for a guest is
    for a person. Passing wants screens of use after everything that was asked had been refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import MINE
from mingjian.facts.words import CLOSE_ID
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, NotApplicable, Rule
from mingjian.rules._category import category_of, told_en, told_zh
from mingjian.rules._finding import finding
from mingjian.rules._shown import (
    closers,
    controls,
    following,
    gone_home,
    same_window,
    screens_of,
    seen,
    shown,
    uncovered,
    unread,
)
from mingjian.rules._shown_pages import SETTING, labels, titled
from mingjian.rules._shown_refusal import refusals

RULE = Rule(requirements=("26号-1.8.6",), severity="high", needs=("screen", "category"))
THRESHOLD = "TH-21"
ENTERS = late(
    r"^(本机(号码)?|手机(号码?)?|短信|密码|微信|qq|账号|帐号|支付宝|微博|一键|快捷|立即|验证码|用户"
    r"|其他(方式|手机号(码)?)?)*(一键)?(登录|登陆|注册|登录[/·、&或]?注册|注册[/·、&或]?登录)$"
    r"|^(获取|发送)(短信)?验证码$|^(sign(in|up)|login|register|createaccount|continuewith\w+|getcode"
    r"|sendcode)$",
    re.IGNORECASE,
)
"""Whole words of a control that logs in."""
GUEST = late(
    r"(游客|访客|随便(看看|逛逛)|先去?(逛逛|看看|体验|试用)|暂不(登录|注册)|以后再|稍后|跳过|免登录|直接(使用"
    r"|进入|体验)|试用|仅浏览|guest|skip|notnow|later|withoutan?account|browse)",
    re.IGNORECASE,
)
"""Words of a way past a login."""
BACK = late(r"^(返回|后退|关闭|转到上一层级|向上导航|back|navigateup|close|[×✕✖╳xX✗<‹←])$", re.IGNORECASE)
BACK_ID = late(r"(back|return|fanhui|left_?(btn|icon|img)|nav_?up)", re.IGNORECASE)
TABS = late(
    r"^(首页|主页|推荐|发现|消息|我的|我|热门|关注|书架|书城|home|discover|me|mine|library)$", re.IGNORECASE
)
PASSING = frozenset({"consent", "splash", "popup", "permission", "window"})
"""What may lie before the first page."""
MOST_WORDS = 500


def check(facts: Facts) -> Judgement:
    known = category_of(facts)
    if known is None or not known.no_personal_info:
        return NotApplicable(
            "不属于无须个人信息即可使用的 13 类 · not one of the 13 categories that need none"
        )
    found = [*_walled(facts), *_thrown_out(facts)]
    if found:
        return found
    pages = [one for _, one in shown(facts) if PASSING.isdisjoint(one.kinds) and not _wall(one)]
    asked = any({"consent", "permission"} & set(one.kinds) for one in screens_of(facts))
    refused = bool(refusals(facts)) and any(one.timeline in ("refused", "unknown") for one in pages)
    agreed = any(one.timeline == "after" for _, one in shown(facts))
    if not pages or unread(pages) or (asked and not refused) or (agreed and not refused):
        return uncovered(facts, "guest")
    return ()


def _wall(one: Screen) -> bool:
    """A page that does nothing but log in."""
    said = [words for _, words in labels(one)]
    if not any(ENTERS.match(words) for words in said) or titled(one, MINE) or titled(one, SETTING):
        return False
    if sum(bool(TABS.match(words)) for words in said) >= 2:
        return False
    typed = any(node.typed for _, node in controls(one))
    return (typed or len(said) <= 14) and sum(map(len, said)) <= MOST_WORDS


def _past(one: Screen) -> bool:
    """Some control leads past it."""
    if closers(one) or any(GUEST.search(words) or BACK.match(words) for _, words in labels(one)):
        return True
    return any(
        node.clickable and (BACK_ID.search(name) or CLOSE_ID.search(name))
        for _, node in controls(one)
        if (name := node.id.rpartition("/")[2])
    )


def _walled(facts: Facts) -> Iterator[Finding]:
    """The first page of the app is a login, and there is no way past it."""
    start = next(((at, one) for at, one in shown(facts) if PASSING.isdisjoint(one.kinds)), None)
    if start is None or not _wall(start[1]):
        return
    at, one = start
    then = following(facts, at)
    back = then is not None and then.key == "BACK"
    shut = back and then is not None and (gone_home(then) or same_window(one, then))
    if (_past(one) and not shut) or (back and not shut):
        return
    yield finding(
        f"{told_zh(facts)}无须个人信息即可使用，首页却要求登录{'，返回即退出' if shut else '且没有游客入口'}",
        f"{told_en(facts)} needs no personal information, yet the first page is a login"
        f"{': going back leaves the app' if shut else ' without a way past it'}",
        key=("wall",),
        party=app(facts),
        verdict="violates" if shut else "suspected",
        threshold=THRESHOLD,
        evidence=[seen(one), *([seen(then)] if shut and then is not None else [])],
    )


def _thrown_out(facts: Facts) -> Iterator[Finding]:
    """Refusing the policy, and what was asked again after it, ended on the launcher."""
    for at, one, permission in refusals(facts):
        then = following(facts, at)
        if permission or then is None or not gone_home(then):
            continue
        yield finding(
            f"{told_zh(facts)}无须个人信息即可使用，拒绝隐私政策却退出应用",
            f"{told_en(facts)} needs no personal information, yet refusing the policy ends the app",
            key=("thrown out",),
            party=app(facts),
            verdict="suspected",
            consent="refused",
            threshold=THRESHOLD,
            evidence=[seen(one), seen(then)],
        )
        return
