"""Fetches an app package that nobody asked for, or out of the user's sight: seen in traffic.

Clause: 26号-1.1.8 经用户确认同意后方可下载安装
Needs: network.
Violates: the answer to a captured request is an app package (by its first bytes, or by its declared type),
    and the run's records, which tell of touches, have none in the ten seconds before (1.1.8), or show the
    app in the background then (1.1.11, silent download). Suspected where the run records no touches.
Limits: a touch may have meant something else: whether the screen asked before fetching is seen on screens.
    A capture and records on different clocks cannot be compared; the capture must say its time zone.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._traffic import TOUCHED_TRAFFIC, TRAFFIC, party, sent, traffic

RULE = Rule(requirements=("26号-1.1.8", "26号-1.1.11"), severity="high", needs=("network",))


def check(facts: Facts) -> Judgement:
    fetched = [one for one in traffic(facts).requests if one.package_fetched]
    found = [_finding(facts, one) for one in fetched if not _asked(one)]
    if found:
        return found
    if not traffic(facts).total:
        return NotCovered((TRAFFIC,))
    # asked for each time: nothing here speaks against it
    return () if fetched or facts.behaviour is not None else NotCovered((TOUCHED_TRAFFIC,))


def _asked(request: Request) -> bool:
    return bool(request.touched) and request.foreground is not False


def _finding(facts: Facts, request: Request) -> Finding:
    hidden = request.foreground is False
    if hidden:
        zh, en = "在后台下载安装包", "Fetches an app package while in the background"
    elif request.touched is False:
        zh, en = "未经用户操作即下载安装包", "Fetches an app package without anybody touching the screen"
    else:
        zh, en = "下载安装包，运行记录中没有操作可对照", "Fetches an app package; the run records no touches"
    return finding(
        f"{zh}（{request.host}）",
        f"{en} ({request.host})",
        key=("fetched", request.host),
        party=party(facts, request),
        verdict="violates" if hidden or request.touched is False else "suspected",
        consent=request.timeline,
        evidence=[sent(request)],
    )
