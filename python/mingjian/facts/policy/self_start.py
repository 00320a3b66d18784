"""What the text says of the app starting by itself, or starting and being started by other apps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import StatedSelfStart
from mingjian.facts.policy.ways import MOST_READ

_NAMED = re.compile(
    r"自启动|自行启动|自动启动|自动运行|开机(?:自动)?(?:启动|自启|广播)|开机自启|后台启动|关联启动|链式启动|相互唤醒|互相唤醒|唤醒|拉起|RECEIVE_BOOT_COMPLETED|自启"
)
_SELF = re.compile(
    r"自启动|自行启动|自动启动|自动运行|开机(?:自动)?(?:启动|自启|广播)|开机自启|后台启动|RECEIVE_BOOT_COMPLETED|自启"
)
_LINKED = re.compile(
    r"关联启动|链式启动|相互唤醒|互相唤醒|(?:唤醒|拉起|启动|调起)[^。；，]{0,10}(?:其他|第三方|关联|合作)[^。；，]{0,6}(?:应用|[Aa]pp|APP|软件|产品)|(?:其他|第三方|关联)(?:应用|[Aa]pp|APP)[^。；，]{0,10}(?:唤醒|拉起|启动)"
)
_VOICE = re.compile(r"语音唤醒|唤醒词|唤醒(?:功能|服务|指令)|声音唤醒|语音")
_NEGATED = re.compile(
    r"(?<!则)(?:不会|不存在|不进行|不涉及|没有|无|未|禁止|不支持|不)[^。；，]{0,10}(?:自启动|自动启动|自行启动|关联启动|唤醒|拉起|开机启动|自启)"
)
_SCENE = re.compile(
    r"当|时|用于|为了?|以便|以?确保|保障|保证|因|基于|根据|场景|目的|及时|提醒|接收|推送|同步|闹钟|下载|更新|后台"
)
_RATE = re.compile(r"频(?:率|次|度)|每(?:天|日|次|隔|周|小时|分钟)|\d+\s?(?:次|分钟|小时)|一定频率|一次")


def find(text: PolicyText) -> tuple[StatedSelfStart, ...]:
    """Each sentence that speaks of self-start or linked start; of both, twice."""
    return tuple(one for clause in text.clauses if _NAMED.search(clause.text) for one in _read(clause))


def _read(clause: Clause) -> Iterator[StatedSelfStart]:
    words = clause.text[:MOST_READ]
    own, linked = _SELF.search(words), _LINKED.search(words)
    if own is None and (linked is None or _VOICE.search(words)):
        return
    found: list[tuple[Literal["self", "linked"], re.Match[str]]] = []
    if own is not None:
        found.append(("self", own))
    if linked is not None:
        found.append(("linked", linked))
    for kind, match in found:
        rest = words[: match.start()] + words[match.end() :]
        yield StatedSelfStart(
            kind=kind,
            quote=clause.quote,
            negated=_NEGATED.search(words) is not None,
            scenario=_SCENE.search(rest) is not None and len(rest) >= _LEAST_SCENE,
            frequency=_RATE.search(rest) is not None,
        )


_LEAST_SCENE = 8
"""Characters beside the term itself that a scenario takes at least."""
