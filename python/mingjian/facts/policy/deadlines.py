"""Within how long questions, requests and complaints are answered: 15 个工作日内答复.

Not the time an account's cancellation takes, how long data are kept, or how long before an end of service
users are told: those sentences do not speak of an answer.
"""

from __future__ import annotations

import re

from mingjian.facts.policy.numerals import fold, number
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote, StatedDeadline

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十百两]{1,4})"
_PERIOD = re.compile(
    rf"(?<![\d一二三四五六七八九十第*×xX/.年月])(?:{_NUMBER} ?\]? ?(?:个)? ?[-~至到] ?)?"
    rf"\[? ?(?P<n>{_NUMBER}) ?[\])]?"
    rf" ?(?:\({_NUMBER}\))? ?(?:个)? ?(?P<unit>工作日|工作天|个工作日|自然日|日历天|日|天|小时|周|星期"
    rf"|月)(?![前起])"
)
_UNITS = {"小时": 1 / 24, "周": 7.0, "星期": 7.0, "月": 30.0}
_WITHIN = re.compile(r"^[^。;]{0,24}?(?:内|前)")
_UP_TO = re.compile(r"(?:不超过|最长|最迟|最晚|至多|不晚于|不迟于|期限为|时限为|周期为)[^,。;]{0,8}$")
_ANSWER = re.compile(
    r"回复|回覆|答复|答覆|反馈您|反馈你|予以反馈|内反馈|进行反馈|给予反馈|作出反馈|做出反馈|响应|回应"
    r"|受理|答应|告知处理结果"
    r"|核查和处理|核查与处理|核查并处理|核实处理|核实和处理|处理您的|处理你的|处理完|完成处理|予以处理"
    r"|进行处理|解决|办理|作出说明|完成核查|予以解答|解答"
)
_ASKED = re.compile(
    r"请求|投诉|举报|反馈|意见|问题|申请|疑问|建议|联系|权利|诉求|要求|来信|邮件|咨询|身份|工作日|回复|答复"
)
_OTHER = re.compile(
    r"提前|停止运营|终止服务|保存|存储|留存|保留|退款|发货|有效期|冷静期|到账|冷却|试用|犹豫期|"
    r"(?:您|你|用户|监护人)(?:应|须|需|必须|可|可以)?在[^,。]{0,6}$"
)
_CANCELLED = re.compile(r"注销|删除(?:您|你)?的?(?:账|帐)[号户]")
_SAID_BACK = re.compile(r"回复|回覆|答复|答覆|反馈|响应|回应|受理")


def find(text: PolicyText) -> tuple[StatedDeadline, ...]:
    """Every promise of an answer in time, in the text's order."""
    found: list[StatedDeadline] = []
    for clause in text.clauses:
        if not _ANSWER.search(clause.text):
            continue
        folded = fold(clause.text)
        for period in _PERIOD.finditer(folded):
            days = number(period["n"])
            if not days or not _promised(folded, period):
                continue
            unit = period["unit"]
            start, end = clause.quote.start + period.start(), clause.quote.start + period.end()
            found.append(
                StatedDeadline(
                    quote=Quote(clause.quote.passage, start, end),
                    days=round(days * _UNITS.get(unit, 1.0), 4),
                    working_days="工作" in unit,
                )
            )
    return tuple(found)


def _promised(folded: str, period: re.Match[str]) -> bool:
    before, after = folded[: period.start()][-60:], folded[period.end() :][:60]
    if not (_WITHIN.match(after) or _UP_TO.search(before)):
        return False
    near = before + after
    if _OTHER.search(before[-24:]) or not _ANSWER.search(near) or not _ASKED.search(near):
        return False
    return not _CANCELLED.search(before[-40:] + after[:20]) or _SAID_BACK.search(after) is not None
