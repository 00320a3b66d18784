"""Closing the account or correcting one's data is not to be found in the app, lies deep, or does not work.

Clause: 关联-6 更正、删除、注销功能 (认定方法 六.1; T/TAF 085-2021 4.1.2 a); T/TAF 068-2020 8 b))
Needs: screen.
Violates: the entry to closing the account lies more than five touches from the first page (TH-54) and on
    no page of the account, of settings or of privacy; the entry to one's own data lies more than four
    (TH-53); what opens when the entry to closing is touched does not work (404, 敬请期待 …). Suspected:
    pages of the account and of settings were opened and read to the end, and nothing on any screen closes
    the account.
Limits: 注销登录 is leaving, not closing. Whether the data are gone and do not come back with the next
    login wants a second run on the operator's own account and its ledger: no single run can tell.
    Deleting single things is not looked for. An app that shows no sign of accounts settles nothing. What
    standards want of the entry is on screens: screens are enough to settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import MINE
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import depth, following, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import (
    ACCOUNT,
    BROKEN,
    CLOSES,
    SETTING,
    pages,
    read_to_the_end,
    spots,
    titled,
    unopened,
    was_touched,
    whole,
)

RULE = Rule(requirements=("关联-6",), severity="high", needs=("screen",), prove_any=("ui_dump_screenshot",))
OWN_DATA = late(
    r"^((编辑|修改|完善|查看)?(我的)?(个人|基本|用户)(资料|信息)(编辑|修改|管理|设置)?|(编辑|修改|完善"
    r"|我的)资料|edit(my)?profile|myprofile|personalinfo(rmation)?)[>›]?$",
    re.IGNORECASE,
)
"""An entry to one's own data."""
WHERE = late(
    r"(账号|帐号|账户|帐户|安全|隐私|个人信息(?!.{0,4}清单)|个人资料|更多|关于|account|security|privacy|about)",
    re.IGNORECASE,
)
"""Entries behind which the closing of the account may stand."""
DEEP = "TH-54"
OTHER_RIGHTS = "TH-53"
LONGEST = 20


def check(facts: Facts) -> Judgement:
    ways = [(at, one, index) for at, one in shown(facts) for index in spots(one, CLOSES, LONGEST)]
    found = [*_closing(facts, ways), *_own_data(facts)]
    if found:
        return found
    related = [*pages(facts, ACCOUNT), *pages(facts, SETTING)]
    if ways:
        opened = any(was_touched(facts, at, [index]) for at, _, index in ways)
        return () if opened else uncovered(facts, "account")
    accounts, settings = pages(facts, ACCOUNT), [at for at, one in related if titled(one, SETTING)]
    ended = all(read_to_the_end(facts, at) for at, _ in related)
    unseen = not accounts or not settings or not ended or unopened(facts, WHERE)
    if unseen or unread(one for _, one in related):
        return uncovered(facts, "account")
    return [
        finding(
            "账号与设置页面没有注销账号的入口",
            "Neither the account's pages nor the settings close the account",
            key=("no way",),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one) for _, one in related[:3]],
        )
    ]


def _closing(facts: Facts, ways: list[tuple[int, Screen, int]]) -> Iterator[Finding]:
    if not ways:
        return
    most = int(float(cite(DEEP).value))
    nearest = min(ways, key=lambda way: depth(facts, way[0]))
    touches = depth(facts, nearest[0])
    menus = {at for pattern in (ACCOUNT, SETTING, MINE) for at, _ in pages(facts, pattern)}
    if touches > most and not any(at in menus for at, _, _ in ways):
        yield finding(
            f"注销入口要点击 {touches} 次才能到达，且不在账号、设置等菜单中",
            f"The entry to closing the account lies {touches} touches deep and in no related menu",
            key=("deep",),
            party=app(facts),
            threshold=DEEP,
            evidence=[seen(nearest[1], [nearest[2]])],
        )
    for at, one, index in ways:
        then = following(facts, at)
        if (
            then is not None
            and was_touched(facts, at, [index])
            and "app" in then.kinds
            and BROKEN.search(whole(then))
        ):
            yield finding(
                "注销入口打不开",
                "The entry to closing the account opens nothing that works",
                key=("broken",),
                party=app(facts),
                evidence=[seen(one, [index]), seen(then)],
            )
            return


def _own_data(facts: Facts) -> Iterator[Finding]:
    most = int(float(cite(OTHER_RIGHTS).value))
    ways = [
        (depth(facts, at), one, index) for at, one in shown(facts) for index in spots(one, OWN_DATA, LONGEST)
    ]
    touches, one, index = min(ways, key=lambda way: way[0], default=(0, None, 0))
    if one is not None and touches > most:
        yield finding(
            f"查看、更正个人资料要点击 {touches} 次才能到达",
            f"The entry to one's own data lies {touches} touches deep",
            key=("data",),
            party=app(facts),
            threshold=OTHER_RIGHTS,
            evidence=[seen(one, [index])],
        )
