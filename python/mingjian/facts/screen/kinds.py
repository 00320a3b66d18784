"""What a screen is, by its window, its packages and its words. What may be done on it is for rules to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingjian.artifacts.device_log.ui_node import Node
from mingjian.facts.words import (
    AD_ID,
    AD_WORDS,
    AGREE,
    AGREEMENT,
    AGREES,
    CANCEL,
    CLOSE_TEXT,
    NOT_OFFER,
    OFFER,
    PAYS,
    PRICE,
    REFUSES,
    RENEWAL,
    VAGUE,
    says_download,
)
from mingjian.patterns import late

PERMISSION_PACKAGES = late(
    r"(permissioncontroller|packageinstaller|securitypermission|lbe\.security|permissionmanager|\.permission$)",
    re.IGNORECASE,
)
"""Packages that ask for permissions: AOSP, Google, Samsung, MIUI (lbe), ColorOS, vivo."""
PERMISSION_ID = late(r"(permission_(allow|deny|message|no)|grant_dialog|permission_icon)", re.IGNORECASE)
SYSTEM = late(
    r"^(android|com\.android\.(systemui|settings|launcher\w*|providers\..*|inputmethod.*)"
    r"|com\.google\.android\.(apps\.nexuslauncher|inputmethod.*|gms)|com\.miui\.(home|securitycenter)"
    r"|com\.huawei\.(android\.launcher|systemmanager)|com\.hihonor\.android\.launcher|com\.oppo\.launcher"
    r"|com\.(bbk|vivo)\.\w*launcher\w*|com\.sec\.android\.app\.launcher|.*inputmethod.*|.*\.launcher\d?)$",
    re.IGNORECASE,
)
"""The system's own faces: status bar, settings, launchers, keyboards."""
LAUNCHER = late(r"launcher|\.miui\.home|nexuslauncher", re.IGNORECASE)
SETTINGS = late(
    r"^\s*((系统|隐私|账号|帐号|通用|消息|推送|更多|个性化|广告|偏好)?设置|隐私(中心|管理|与安全)?|账号(与|和|及)?安全"
    r"|(个人)?信息保护|settings|privacy|account)\s*$",
    re.IGNORECASE,
)
"""Titles of pages where a user sets things."""
MINE = late(
    r"^\s*(我的|个人中心|关于(我们)?|帮助(与|和|及)?(反馈|客服|中心)?|(联系|在线|我的)?客服(中心)?|me|help|about|support)\s*$",
    re.IGNORECASE,
)
"""Titles of pages where a user finds what is his, and help."""
LOGIN = late(r"(登\s?录|注\s?册|验证码|sign in|log ?in|sign up)", re.IGNORECASE)
SPLASH_NAME = late(r"(splash|welcome|launch|start|loading|advert|(^|\.)ad\w*activity|kaiping)", re.IGNORECASE)
FULL = 0.92
"""Share of the screen from which a window fills it; status and navigation bars are left."""
WITHOUT_ADS = late(r"(去|免|无|屏蔽|没有)(除|任何)?广告|(no|remove|without) ads?\b", re.IGNORECASE)
"""Advertising named as what a membership takes away."""
TOP = 0.14
"""Share of the screen in which a page's title stands."""
MOST_WORDS = 600
"""Characters above which a screen is a page to read, no information window."""


def spoken(nodes: Sequence[Node]) -> str:
    """All words one sees, a line each."""
    return "\n".join(words(node) for node in nodes if node.shown and (node.text or node.description))


def words(node: Node) -> str:
    """Text and description of a control."""
    return (
        node.text
        if not node.description or node.text == node.description
        else (f"{node.text} {node.description}".strip())
    )


def kinds_of(
    nodes: Sequence[Node], *, package: str, own: str, activity: str, surface: tuple[int, int, int, int],
    width: int, height: int, opening: bool, only_picture: bool,
) -> tuple[str, ...]:  # fmt: skip
    """The kinds of one screen, in a fixed order.

    `own`: the app examined. `opening`: the app was just launched or came back, or an opening screen goes on.
    """
    if is_permission(nodes, package):
        return ("system", "permission")
    if not only_picture and own and package != own:
        return ("system",) if SYSTEM.match(package) else ("other_app",)
    found = ["app"]
    told = spoken(nodes)
    small = bool(width and height) and surface[2] * surface[3] < FULL * width * height
    layered = small or _panel(nodes, width, height)
    if layered:
        found.append("window")
    advert = _advertises(nodes)
    if advert:
        found.append("advert")
    found.extend(_spoken_kinds(nodes, told, height))
    subject = NOT_OFFER.search(told) or AGREEMENT.search(told)
    offers = advert or bool(OFFER.search(told))
    if offers and "consent" not in found and len(told) <= MOST_WORDS:
        first = opening or bool(SPLASH_NAME.search(activity.rpartition(".")[2]))
        skips = any(CLOSE_TEXT.match(node.text) for node in nodes if node.text and node.shown)
        if not layered and first and (advert or skips):
            found.append("splash")
        elif layered and (advert or not subject):
            found.append("popup")
    return tuple(found)


def is_permission(nodes: Sequence[Node], package: str) -> bool:
    """The system's own dialog that asks for a permission."""
    if PERMISSION_PACKAGES.search(package):
        return True
    return sum(bool(PERMISSION_ID.search(node.id)) for node in nodes if ":id/" in node.id) >= 2 and bool(
        SYSTEM.match(package)
    )


def _spoken_kinds(nodes: Sequence[Node], told: str, height: int) -> Iterator[str]:
    shown = [node for node in nodes if node.shown]
    texts = [text for node in shown for text in (node.text, node.description) if text]
    buttons = [text for text in texts if len(text) <= 16]
    if AGREEMENT.search(told):
        answered = any(AGREES.match(text) or REFUSES.match(text) for text in buttons)
        vague = any(VAGUE.match(text) for text in buttons) and AGREE.search(told)
        if answered or vague:
            yield "consent"
    if any(says_download(text) for text in buttons):
        yield "download"
    offered = CANCEL.sub("", told)  # the way out of a renewal sells nothing
    pays = any(PAYS.search(CANCEL.sub("", text)) for text in buttons)
    if pays and (PRICE.search(offered) or RENEWAL.search(offered)):
        yield "payment"
    titles = [words(n) for n in shown if words(n) and n.y < TOP * height and not n.clickable]
    titled = any(SETTINGS.match(text) for text in titles)
    if titled and sum(n.clickable for n in shown) >= 2:
        yield "settings"
    mine = any(MINE.match(text) for text in titles)
    if mine and sum(n.clickable for n in shown) >= 2:
        yield "mine"
    if LOGIN.search(told) and any(node.typed for node in shown):
        yield "login"


def _advertises(nodes: Sequence[Node]) -> bool:
    """It says so in a short label, or a control's id does."""
    for node in nodes:
        if not node.shown:
            continue
        text = node.text or node.description
        if (
            text
            and len(text) <= 24
            and AD_WORDS.search(WITHOUT_ADS.sub("", text))
            and not SETTINGS.match(text)
        ):
            return True
        if AD_ID.search(node.id.rpartition("/")[2]) and node.w and not node.typed:
            return True
    return False


def _panel(nodes: Sequence[Node], width: int, height: int) -> bool:
    """Over a full page lies a panel drawn last: inset on both sides, with something in it to touch."""
    if not width or not height:
        return False
    roots = [i for i, node in enumerate(nodes) if _covers(node, width, height)]
    for index, node in enumerate(nodes):
        inset = node.x > 0.04 * width and node.x + node.w < 0.96 * width
        large = node.w > 0.5 * width and 0.15 * height < node.h < 0.9 * height
        central = node.y > 0.04 * height and abs(node.y + node.h / 2 - height / 2) < 0.25 * height
        if not (node.shown and inset and large and central) or not _last_drawn(nodes, index, roots):
            continue
        inside = [one for i, one in enumerate(nodes) if i >= index and _within(one, node)]
        if any(one.clickable for one in inside) and len(inside) >= 2:
            return True
    return False


def _covers(node: Node, width: int, height: int) -> bool:
    return node.w * node.h >= FULL * width * height


def _last_drawn(nodes: Sequence[Node], index: int, roots: Sequence[int]) -> bool:
    """What lies above the panel ends with it: its covering ancestor is a touchable ground (a scrim), or the
    panel's branch is the last child of a page that has others."""
    at = index
    while nodes[at].parent >= 0:
        above = nodes[at].parent
        if above in roots and nodes[above].clickable:
            return True
        siblings = [i for i, node in enumerate(nodes) if node.parent == above and node.shown]
        if (
            len(siblings) > 1
            and siblings[-1] == at
            and any(_covers_page(nodes[i], nodes[above]) for i in siblings[:-1])
        ):
            return True
        at = above
    return False


def _covers_page(node: Node, page: Node) -> bool:
    return node.w * node.h >= 0.8 * page.w * page.h


def _within(one: Node, other: Node) -> bool:
    return (
        one.x >= other.x - 1
        and one.y >= other.y - 1
        and one.x + one.w <= other.x + other.w + 1
        and one.y + one.h <= other.y + other.h + 1
    )
