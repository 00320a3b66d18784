"""An app recommends other apps on its screens, and nothing says that it is a recommendation.

Clause: 26号-1.1.12 应遵循公开、透明原则
Needs: screen.
Violates: never by itself: suspected where a card or window on the app's screen speaks of an app and
    downloads or installs it, and neither the card nor a title above it says 广告, 推广, 推荐 or the like,
    nor does the screen list apps the user asked for (a search, a store's pages). A person reads the
    screen.
Limits: a label drawn as a picture is seen with the extra ocr alone. Downloads of songs, books and files
    are no recommendations of apps. A run that shows no such card settles nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.words import says_download
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, downloads, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import card, label, labels, spots

RULE = Rule(requirements=("26号-1.1.12",), severity="low", needs=("screen",))
MARK = late(
    r"(广告|推广|赞助|推荐|精选|猜你喜欢|合作伙伴|第三方应用|sponsored|promoted|recommend|^ad$|advert)",
    re.IGNORECASE,
)
"""Words by which a recommendation is known for one."""
APP = late(
    r"(应用|软件|\bapps?\b|游戏|手游|客户端|\d+(\.\d+)?(m|mb|g|gb)$|\d+(\.\d+)?(mb|gb)\b|(下载|安装)(量"
    r"|次)|(次|人)(下载|安装|在用|在玩)|开发者|开发商)",
    re.IGNORECASE,
)
"""Words that speak of an app."""
ITSELF = late(
    r"(新版本|版本更新|更新内容|升级|检查更新|updateavailable|newversion|插件|字体|皮肤|主题|语音包|离线包"
    r"|地图包|资源包|数据包)",
    re.IGNORECASE,
)
"""The app's own update, and parts of itself."""
ASKED = late(r"(搜索|search|排行|榜单|分类|下载管理|我的下载|应用详情)", re.IGNORECASE)
"""Pages of apps the user asked for."""
MOST_OFFERED = 3
"""More download controls than these are a list of apps, plain for what it is."""


def check(facts: Facts) -> Judgement:
    offered: list[Screen] = []
    found: list[Finding] = []
    for _, one in shown(facts, "download"):
        buttons = downloads(one)
        if not buttons or len(buttons) > MOST_OFFERED or _asked(one):
            continue
        for button in buttons:
            said = [label(one.nodes[i]) for i in card(one, button) if label(one.nodes[i])]
            beside = "\n".join(said) if len(said) > 1 else "\n".join(label(n) for _, n in controls(one))
            if not APP.search(beside) or ITSELF.search(beside):
                continue
            offered.append(one)
            if not _marked(one, button):
                found.append(_finding(facts, one, button, said))
    if found:
        return found
    return uncovered(facts, "download") if not offered or unread(offered) else ()


def _asked(one: Screen) -> bool:
    return any(node.typed for _, node in controls(one)) or any(ASKED.search(said) for _, said in labels(one))


def _marked(one: Screen, button: int) -> bool:
    """The card says so, or a short text above it does."""
    inside = set(card(one, button))
    top = one.nodes[button].y + one.nodes[button].h
    return any(
        at in inside or (one.nodes[at].y < top and len(label(one.nodes[at])) <= 24) for at in spots(one, MARK)
    )


def _finding(facts: Facts, one: Screen, button: int, said: list[str]) -> Finding:
    name = max((words for words in said if not says_download(words)), key=len, default="")[:40]
    return finding(
        f"推荐下载其他应用而未标明广告或推荐：“{name}”",
        f"Another app is recommended without a label: “{name}”",
        key=("unmarked", name),
        party=app(facts),
        verdict="suspected",
        evidence=[seen(one, [button])],
    )
