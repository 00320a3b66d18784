"""Recommendation that follows the person cannot be switched off, or goes on after it was: seen on screens.

Clause: 关联-1 关闭定向推送 (T/TAF 078.2-2020 3.3, 3.4; T/TAF 080-2021 5.3.2; 算法推荐管理规定 第十七条)
Needs: screen.
Violates: the switch was turned off and a later screen shows it on though nobody touched it. Suspected:
    screens recommend what follows the person (猜你喜欢, 为你推荐 …), the pages of settings and privacy
    were opened and read to the end, and none has a switch for it, “not interested” at single items being
    none (T/TAF 080-2021 5.3.2); the switch stays on when it is touched; what is shown after it was turned
    off is still marked as made for the person (TH-87).
Limits: whether what is shown without a mark still follows the person is for traffic and the operator's
    records. Passing wants a run that turns the switch off and looks at the content again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Node, Screen
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import area, controls, following, seen, shown, uncovered, unread, view_text
from mingjian.rules._shown_pages import (
    ACCOUNT,
    SETTING,
    bare,
    label,
    pages,
    read_to_the_end,
    spots,
    unopened,
    was_touched,
)

RULE = Rule(requirements=("关联-1",), severity="medium", needs=("screen",))
AT_ONCE = "TH-87"
MARKED = late(
    r"(猜(你|您)(喜欢|想)|(为|给|专为)(你|您)(精选|推荐|定制)|(你|您)可能(还)?(喜欢|感兴趣|想)|根据(你"
    r"|您)的?(兴趣|浏览|喜好|偏好)|基于(你|您)的?(兴趣|浏览|喜好)|千人千面|个性化(内容|推荐)流"
    r"|foryou$|recommendedforyou|youm(ay|ight)(also)?like|basedonyour|pickedforyou|suggestedforyou)",
    re.IGNORECASE,
)
"""Marks of content made for the person."""
SWITCH = late(
    r"((个性化|定向|智能|程序化|兴趣|精准|算法)(内容|广告|商品|信息|视频)?(的)?(推荐|推送|广告|展示|服务"
    r"|营销)|(推荐|广告|推送)(个性化|偏好|兴趣)?(设置|管理|开关|偏好)|(推荐|广告|推送)个性化|猜你喜欢(设置"
    r"|开关|管理)"
    r"|personali[sz](ed|ation).{0,20}(recommend|ad|content|feed|push)|personali[sz](ed|ation)$|(recommend"
    r"|interest|ad)\w*(settings|preferences))",
    re.IGNORECASE,
)
"""A switch for it, or the entry to one."""
SINGLE = late(r"(不感兴趣|减少此类|不再推荐|屏蔽(作者|此类)|notinterested)", re.IGNORECASE)
WHERE = late(
    r"(隐私|推荐|广告|推送|通用|个性|更多|偏好|内容|privacy|ads?$|preferences|general)", re.IGNORECASE
)
"""Entries behind which the switch may stand."""
LONGEST = 30
NEAR = 1.2


def check(facts: Facts) -> Judgement:
    feeds = [(at, one, marks) for at, one in shown(facts) if (marks := _marks(one))]
    switches = [(at, one, *found) for at, one in shown(facts) for found in _switches(one)]
    found = [*_unsteady(facts, switches), *_goes_on(facts, feeds, switches)]
    if found:
        return found
    if not switches:
        return _missing(facts, feeds)
    off = [at for at, _, _, node in switches if node.checked is False]
    later = [one for at, one in shown(facts) if off and at > off[0] and not _settings(one)]
    if not off or not _turned(facts, switches) or not later or unread(later):
        return uncovered(facts, "switched")
    return ()


def _marks(one: Screen) -> list[int]:
    """Where content says that it is made for the person; not on pages that only set it."""
    return (
        []
        if _settings(one)
        else [at for at in spots(one, MARKED, LONGEST) if not SWITCH.search(label(one.nodes[at]))]
    )


def _settings(one: Screen) -> bool:
    return "settings" in one.kinds or any(True for _ in _switches(one))


def _switches(one: Screen) -> Iterator[tuple[int, Node]]:
    """Switches for it, by their own words or those on their line."""
    for at, node in controls(one):
        if node.checked is None:
            continue
        middle = node.y + node.h / 2
        own = label(node)
        if SWITCH.search(own) and len(own) <= LONGEST:
            yield at, node
            continue
        near = [
            label(other)
            for index, other in controls(one)
            if index != at
            and other.checked is None
            and abs(other.y + other.h / 2 - middle) <= NEAR * max(node.h, 1)
        ]
        if any(SWITCH.search(said) and len(said) <= LONGEST for said in near):
            yield at, node


def _missing(facts: Facts, feeds: list[tuple[int, Screen, list[int]]]) -> Judgement:
    entries = any(spots(one, SWITCH, LONGEST) for _, one in shown(facts))
    looked = [*pages(facts, SETTING), *pages(facts, ACCOUNT)]
    ended = all(read_to_the_end(facts, at) for at, _ in looked)
    unseen = not looked or not ended or unopened(facts, WHERE)
    if not feeds or entries or unseen or unread(one for _, one in looked):
        return uncovered(facts, *(("switched",) if entries else ("feed", "settings")))
    single = any(spots(one, SINGLE, 16) for _, one in shown(facts))
    _, feed, marks = feeds[0]
    return [
        finding(
            f"个性化推荐“{label(feed.nodes[marks[0]])[:12]}”没有关闭开关"
            f"{'，只能逐条“不感兴趣”' if single else ''}",
            f"Content made for the person (“{label(feed.nodes[marks[0]])[:24]}”) has no switch"
            f"{', only “not interested” item by item' if single else ''}",
            key=("no switch",),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(feed, marks[:1]), *(seen(one) for _, one in looked[:2])],
        )
    ]


def _turned(facts: Facts, switches: list[tuple[int, Screen, int, Node]]) -> bool:
    """It was touched while on, and is off on a later screen."""
    touched = [at for at, _, index, node in switches if node.checked and was_touched(facts, at, [index])]
    return any(node.checked is False and at > touched[0] for at, _, _, node in switches) if touched else False


def _unsteady(facts: Facts, switches: list[tuple[int, Screen, int, Node]]) -> Iterator[Finding]:
    """Touched and still on; off and then on by itself."""
    for (at, one, index, node), (later, other, where, then) in pairwise(switches):
        if at == later or bare(_name(one, index)) != bare(_name(other, where)):
            continue
        hand = any(
            was_touched(facts, between, [spot]) for between, _, spot, _ in switches if at <= between < later
        )
        if node.checked is False and then.checked and not hand:
            yield _finding(
                facts,
                "关闭后自动恢复开启",
                "turns itself on again",
                "violates",
                [(one, index), (other, where)],
            )
            return
        if node.checked and then.checked and later == at + 1 and hand and following(facts, at) is other:
            yield _finding(
                facts, "点击后仍为开启", "stays on when touched", "suspected", [(one, index), (other, where)]
            )
            return


def _goes_on(
    facts: Facts, feeds: list[tuple[int, Screen, list[int]]], switches: list[tuple[int, Screen, int, Node]]
) -> Iterator[Finding]:
    last = max(switches, key=lambda found: found[0], default=None)
    if last is None or last[3].checked is not False or not _turned(facts, switches):
        return
    still = next(((one, marks) for at, one, marks in feeds if at > last[0]), None)
    if still is not None:
        yield _finding(
            facts, "关闭后内容仍标为个性化推荐", "is off, yet content is still marked as made for the person",
            "suspected", [(last[1], last[2]), (still[0], still[1][0])],
        )  # fmt: skip


def _name(one: Screen, index: int) -> str:
    node = area(one, index)
    return f"{one.nodes[index].id}|{one.nodes[index].text}|{node.y // max(1, node.h)}"


def _finding(facts: Facts, zh: str, en: str, verdict: str, spots_: list[tuple[Screen, int]]) -> Finding:
    return finding(
        f"个性化推荐开关{zh}",
        f"The switch for personalised content {en}",
        key=(en,),
        party=app(facts),
        verdict="violates" if verdict == "violates" else "suspected",
        threshold=AT_ONCE,
        evidence=[seen(one, [index], _line(one, index)) for one, index in spots_],
    )


def _line(one: Screen, index: int) -> str:
    """The switch with the words on its line, for whoever sees no picture."""
    node = one.nodes[index]
    middle = node.y + node.h / 2
    near = (
        label(other)
        for _, other in controls(one)
        if SWITCH.search(label(other)) and abs(other.y + other.h / 2 - middle) <= NEAR * max(node.h, 1)
    )
    said = "" if node.checked is None else next(near, "")
    return f"“{said[:LONGEST]}” {view_text(one, node)}" if said else view_text(one, node)
