"""Pages of a live app found by their titles or by the way to them, and their words whatever view tells them.

Apps put words in content descriptions, in children of what is touched and in web views, with full-width
letters and spaces between: `bare` takes them all for the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from mingjian.facts import Facts
from mingjian.facts.screen import Node, Screen
from mingjian.facts.screen.kinds import MINE, SETTINGS, TOP, words
from mingjian.patterns import late
from mingjian.rules._shown import controls, screens_of, shown, tapped_on

LONGEST_LABEL = 24
"""Characters of a title, an entry or a button; more is text to read."""
SCROLLED = 0.3
"""Share of the screen from which a view that scrolls may hide what matters below its edge."""
LINE = 0.5
"""Share of the screen's width from which a touchable view is a line of a list."""
SETTING = SETTINGS
HELP = late(
    r"^(我的|在线|联系|专属|人工)?(帮助|客服|客户服务|联系我们|意见反馈|用户反馈|反馈)"
    r"((与|和|及|&|、)?(帮助|客服|反馈|支持|投诉))?(中心|服务)?$"
    r"|^(help|support|customerservice|contactus|feedback|help(&|and)(feedback|support)|helpcent(er|re))$",
    re.IGNORECASE,
)
"""Pages where an app helps its users."""
ACCOUNT = late(
    r"^(我的)?(账号|帐号|账户|帐户)((与|和|及|&|、)?(安全|绑定|资料|隐私)(设置|中心)?|管理|设置|中心|信息)?$"
    r"|^(隐私|安全)(设置|中心|与安全)?$|^个人(资料|信息)(设置|管理)?$"
    r"|^(account|security|account(&|and)?(security|settings|privacy)|privacy(&|and)?security|profile)$",
    re.IGNORECASE,
)
"""Pages of an account: what standards call a related menu."""
CLOSES = late(
    r"(注销(?!登录|登陆|设备|成功|后)|(删除|关闭|清除|永久删除)(我的|此|该)?(账号|帐号|账户|帐户)|销户"
    r"|(delete|close|deactivate|cancel|remove)(my|your|this)?account)",
    re.IGNORECASE,
)
"""An entry to closing the account, in words without spaces."""
BROKEN = late(
    r"(404|页面(不存在|找不到|走丢|出错|加载失败)|加载失败|无法(打开|访问|加载)|网络(错误|异常|不给力)"
    r"|暂未开放|尚未开放|敬请期待|功能(开发|建设)中"
    r"|(服务|功能)(异常|暂不可用|已下线)|notfound|comingsoon|failedtoload|unavailable)",
    re.IGNORECASE,
)
"""Words of a page that does not work."""


def bare(text: str) -> str:
    """Half-width, without white space: `注 销 账 号（ＩＤ）` → `注销账号(ID)`."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def label(node: Node) -> str:
    """A control's own words, bare."""
    return bare(words(node))


def labels(one: Screen) -> Iterator[tuple[int, str]]:
    """Views one sees whose words are short, with those words bare."""
    for at, node in controls(one):
        said = label(node)
        if said and len(said) <= LONGEST_LABEL:
            yield at, said


def spots(one: Screen, pattern: re.Pattern[str], most: int = 1 << 20) -> list[int]:
    """Views whose bare words `pattern` finds, of no more than `most` characters."""
    return [
        at
        for at, node in controls(one)
        if (said := label(node)) and len(said) <= most and pattern.search(said)
    ]


def whole(one: Screen) -> str:
    """All words one sees, bare, a line each."""
    return "\n".join(said for _, node in controls(one) if (said := label(node)))


def inside(one: Screen, at: int) -> list[int]:
    """A view and what lies in it."""
    found = [at]
    within = {at}
    for index in range(at + 1, len(one.nodes)):
        if one.nodes[index].parent in within:
            within.add(index)
            if one.nodes[index].shown:
                found.append(index)
    return found


def card(one: Screen, at: int, most: float = 0.5) -> list[int]:
    """What stands together with a view: the largest of the views around it that is no higher than `most` of
    the screen, and what lies in that."""
    best, above = at, one.nodes[at].parent
    while above >= 0 and one.nodes[above].h <= most * one.height_px:
        best, above = above, one.nodes[above].parent
    return inside(one, best)


def titled(one: Screen, pattern: re.Pattern[str]) -> bool:
    """A short text where titles stand matches."""
    return any(
        one.nodes[at].y < TOP * one.height_px and pattern.match(said) and not _in_line(one, at)
        for at, said in labels(one)
    )


def _in_line(one: Screen, at: int) -> bool:
    """It stands in a touchable line: an entry that leads on, no title."""
    while at >= 0:
        node = one.nodes[at]
        if node.clickable and node.w >= LINE * one.width_px and node.h <= SCROLLED * one.height_px:
            return True
        at = node.parent
    return False


def was_touched(facts: Facts, at: int, indices: Iterable[int]) -> bool:
    """The touch that led to the next screen met one of these views, or the line that one lies in."""
    node = tapped_on(facts, at)
    if node is None:
        return False
    one = screens_of(facts)[at]
    index = next(i for i, other in enumerate(one.nodes) if other is node)
    line = index
    while not one.nodes[line].clickable and one.nodes[line].parent >= 0:
        line = one.nodes[line].parent
    whole_line = one.nodes[line].clickable and one.nodes[line].h <= SCROLLED * one.height_px
    met = set(inside(one, line)) if whole_line else {index}
    return not met.isdisjoint(indices)


def unopened(facts: Facts, pattern: re.Pattern[str]) -> bool:
    """On pages of the user or of settings stands an entry so called that the run never touched."""
    touched = {tapped_words(facts, at) for at, _ in shown(facts)}
    return any(
        pattern.search(said) and said not in touched and (one.nodes[at].clickable or _in_line(one, at))
        for own in (MINE, SETTING, HELP, ACCOUNT)
        for _, one in pages(facts, own)
        for at, said in labels(one)
    )


def tapped_words(facts: Facts, at: int) -> str:
    """Bare words of what was touched on a screen: its own, else those of what lies in it."""
    node = tapped_on(facts, at)
    if node is None:
        return ""
    said = label(node)
    if said:
        return said
    one = screens_of(facts)[at]
    index = next(i for i, other in enumerate(one.nodes) if other is node)
    return "".join(label(one.nodes[i]) for i in inside(one, index))[: 2 * LONGEST_LABEL]


def pages(facts: Facts, pattern: re.Pattern[str]) -> list[tuple[int, Screen]]:
    """The app's screens titled so, or reached by touching an entry called so."""
    return [
        (at, one)
        for at, one in shown(facts)
        if titled(one, pattern)
        or (at and "app" in screens_of(facts)[at - 1].kinds and _led(facts, at, one, pattern))
    ]


def _led(facts: Facts, at: int, one: Screen, pattern: re.Pattern[str]) -> bool:
    said = tapped_words(facts, at - 1)
    return bool(said) and len(said) <= LONGEST_LABEL and bool(pattern.match(said)) and not _untitled(one)


def _untitled(one: Screen) -> bool:
    """A window over the page, no page of its own."""
    return "window" in one.kinds


def read_to_the_end(facts: Facts, at: int) -> bool:
    """Nothing on it scrolls, or the run moved through it: the next or the last screen follows a swipe."""
    screens = screens_of(facts)
    one = screens[at]
    size = one.width_px * one.height_px
    if not any(node.scrollable and node.w * node.h >= SCROLLED * size for _, node in controls(one)):
        return True
    near = [one, *(screens[at + 1 : at + 2])]
    return any(other.step.startswith(("swipe", "scroll")) for other in near)
