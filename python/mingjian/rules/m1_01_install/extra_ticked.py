"""A screen that downloads one app adds others that are ticked beforehand.

Clause: 26号-1.1.10 “强制捆绑”
Needs: screen.
Violates: a box or switch that adds other apps to the one asked for (同时安装, 一并下载, 装机必备 …) by
    its own words or those on its line is on when the screen is first shown; or two boxes or more are on
    beside a button that downloads all of them (一键安装). Suspected: such a box is drawn as a picture
    that is only known to be selected.
Limits: what one confirmed download fetched besides is told by `1.1/seen-bundled`. A run that shows no
    download settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._downloads import OFFER
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, seen, shown, uncovered, unread
from mingjian.rules._shown_consent import boxes, fresh
from mingjian.rules._shown_pages import LONGEST_LABEL, bare, label, labels
from mingjian.rules._windows import LARGEST_CONTROL_DP

RULE = Rule(requirements=("26号-1.1.10",), severity="high", needs=("screen",))
MORE = late(
    r"((同时|一并|一起|顺便|顺手|捆绑|附带|附赠|额外|并)(为您|为你|帮您)?(下载|安装|获取|体验|装上)|(下载"
    r"|安装|试用"
    r"|体验)(以下|下列|推荐|精品|热门|必备|更多)"
    r"|装机必备|必备(应用|软件|app)|推荐(应用|软件|安装|下载)|安装推荐|(also|together"
    r"|additionally)(download|install|get)"
    r"|(download|install)recommended|recommendedapps?)",
    re.IGNORECASE,
)
"""A box that adds other apps, in words without spaces."""
ALL = late(
    r"^(一键|全部|批量|立即|马上)?(安装|下载|装机)(全部|已选|所选|选中)?([(\[【]?\d+(个|款|M"
    r"|MB)?.{0,4}[)\]】]?)?$"
    r"|^一键(装机|下载安装)|^(install|download)(all|selected)",
    re.IGNORECASE,
)
"""A button that fetches all that is ticked."""
OWN = late(
    r"(仅|只)(在)?(wi-?fi|无线|wlan)|wi-?fi(下|环境)?(自动|预)?|自动更新|流量|更新包|安装后(打开|删除)"
    r"|删除安装包",
    re.IGNORECASE,
)
"""What a download's own box may say: how, not what else."""


def check(facts: Facts) -> Judgement:
    found: list[Finding] = []
    offering: list[Screen] = []
    for at, one in shown(facts):
        if _downloads(one):
            offering.append(one)
            found += _ticked(facts, at, one)
    if found:
        return found
    return uncovered(facts, "download") if not offering or unread(offering) else ()


def _downloads(one: Screen) -> bool:
    return "download" in one.kinds or any(ALL.match(said) for _, said in labels(one))


def _adds(text: str) -> bool:
    said = bare(text)
    return bool(MORE.search(said) or OFFER.search(text)) and not OWN.search(said)


def _ticked(facts: Facts, at: int, one: Screen) -> Iterator[Finding]:
    adding = [
        (box, words) for box, words in boxes(one, _adds) if one.nodes[box].checked and fresh(facts, at, box)
    ]
    drawn = [] if adding else [(index, words) for index, words in _drawn(one)]
    for box, words in adding or drawn:
        yield _finding(facts, one, label(one.nodes[words]), [*{box: 0, words: 0}], sure=bool(adding))
    if adding or drawn:
        return
    button = next((i for i, said in labels(one) if ALL.match(said) and one.nodes[i].checked is None), None)
    on = [
        i
        for i, node in controls(one)
        if node.checked
        and fresh(facts, at, i)
        and not node.cls.endswith(("RadioButton", "Switch", "ToggleButton"))
        and not OWN.search(_beside(one, i))
    ]
    if button is not None and len(on) > 1:
        yield _finding(facts, one, f"{label(one.nodes[button])} × {len(on)}", [button, *on], sure=True)


def _drawn(one: Screen) -> Iterator[tuple[int, int]]:
    """Small pictures that are selected, on the line of words that add an app."""
    most = LARGEST_CONTROL_DP * one.density if one.density else one.width_px * 0.12
    for at, node in controls(one):
        if not (
            node.selected and node.checked is None and not label(node) and 0 < max(node.w, node.h) <= most
        ):
            continue
        middle = node.y + node.h / 2
        for index, other in controls(one):
            said = label(other)
            if said and abs(other.y + other.h / 2 - middle) <= node.h and _adds(said):
                yield at, index
                break


def _beside(one: Screen, at: int) -> str:
    node = one.nodes[at]
    middle = node.y + node.h / 2
    return " ".join(
        label(other)
        for _, other in controls(one)
        if label(other) and abs(other.y + other.h / 2 - middle) <= node.h
    )


def _finding(facts: Facts, one: Screen, words: str, views: list[int], *, sure: bool) -> Finding:
    return finding(
        f"下载时默认勾选其他应用：“{words[: 2 * LONGEST_LABEL]}”",
        f"Other apps are ticked beforehand at a download: “{words[: 2 * LONGEST_LABEL]}”",
        key=("extra", words[:40]),
        party=app(facts),
        verdict="violates" if sure else "suspected",
        evidence=[seen(one, views)],
    )
