"""How the text says its own changes are made known, and what going on to use then means."""

from __future__ import annotations

import re

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import StatedChange

_CHANGE = re.compile(r"更新|变更|修[订改正]|变动|变化|调整|完善|新版")
_RULES = (
    r"(?:(?:本|该|隐私|个人信息|保护|儿童|此)[^，。；]{0,12}(?:政策|指引|声明|条款|协议|规则|通知)"
    r"|政策|指引|《[^》]{2,30}》)"
)
_OF_RULES = re.compile(
    rf"{_RULES}[^。；]{{0,40}}(?:更新|变更|修[订改正]|变动|变化|调整|新版)|(?:更新|变更|修[订改正]|变动|调整)[^。；]{{0,30}}{_RULES}"
)
_HEAD = re.compile(r"(?:更新|变更|修[订改]|变动|变化|通知)")
_TOLD = re.compile(
    r"弹窗|弹出|推送|站内信|红点|短信|短消息|电子邮件|邮件|消息(?!推送服务)|通知(?!权限|栏)|通告|公告|公示|提示|提醒|告知|显著方式|显著位置"
)
_TELLS = re.compile(
    r"(?:我们|我行|本公司|公司|平台|将|会|通过|以)[^。；]{0,70}(?:弹窗|弹出|推送|站内信|红点|短信|短消息|邮件|消息|通知|通告|公告|公示|提示|提醒|告知|显著)"
)
_POSTED = re.compile(
    r"(?:在|于|通过)[^。；，]{0,30}(?:页面?|网站|官网|平台|专区|链接|移动端|客户端|[Aa]pp|APP)[^。；，]{0,14}(?:发布|公布|公示|更新|发出|张贴|刊登|上线)|发出更新版本|公布(?:后|之日)"
)
_AGAIN = re.compile(
    r"(?:重新|再次|另行|再)[^。；]{0,16}(?:同意|授权|确认)|(?:征得|取得|获得|征求|获取)[^。；]{0,10}(?:您|你|用户|监护人)[^。；]{0,8}(?:同意|授权|确认)|由您确认是否同意|确认[^。；]{0,8}(?:接受|同意)(?:修订|更新|变更)|(?:您|你)(?:再次|重新)?(?:点击|勾选)[^。；]{0,6}同意"
)
_LESS = re.compile(
    r"(?:未经|没有)[^。；，]{0,12}(?:同意|许可)[^。；]{0,24}(?:不会|不得|不)?(?:削减|减少|限制|降低|缩减|减损)"
)
_USE = re.compile(
    r"(?:继续|仍然?|自[^，。；]{0,14}(?:生效|公布|发布)|更新(?:生效)?后)[^。；]{0,40}(?:使用|访问|接受|登录)[^。；]{0,60}?"
    r"(?:[视示代表明味]{1,2}(?:同|为|着|示)?[^。；]{0,16}(?:同意|接受|认可|理解)|视[同为][^。；]{0,14}(?:同意|接受)|表示[^。；]{0,14}同意|构成[^。；]{0,8}同意)"
    r"|(?:应|可以|请|须|可)?立?即?停止使用[^。；]{0,30}(?:否则|如[^。；]{0,6}继续)[^。；]{0,16}(?:视|表示|代表)"
)
_CLICKED = re.compile(
    r"(?:点击|勾选|选择)[^。；，]{0,6}[“【「]?(?:同意|接受|确认)[^。；]{0,30}继续使用|同意并继续使用|(?:勾选|点击)同意"
)
_DATA = re.compile(r"(?:目的|方式|范围|种类|类型)[^。；]{0,20}(?:变更|改变|变化|发生变更)")
_NOT_CHANGE = re.compile(r"第三方(?:的)?(?:隐私)?政策|设备型号|密码|头像|昵称|固件|系统版本")


def find(text: PolicyText) -> tuple[StatedChange, ...]:
    """Each sentence on changes of the policy that says how they are told, agreed to or taken as agreed."""
    found: list[StatedChange] = []
    passage, speaks = -1, False
    for clause in text.clauses:
        words = clause.text
        if clause.quote.passage != passage:
            passage, speaks = clause.quote.passage, _headed(text, clause)
        if _CHANGE.search(words) is None and not speaks:
            continue
        if _NOT_CHANGE.search(words) is None and _OF_RULES.search(words):
            speaks = True
        if speaks and (one := _read(clause)):
            found.append(one)
    return tuple(found)


def _headed(text: PolicyText, clause: Clause) -> bool:
    """The nearest heading is of changes of the policy."""
    if clause.section is None:
        return False
    heading = text.document.passages[clause.section].text
    return (
        _HEAD.search(heading) is not None
        and re.search(r"政策|指引|声明|协议|条款|修订|变更", heading) is not None
        and not re.search(r"信息|同意|授权", heading.replace("个人信息保护", ""))
    )


def _read(clause: Clause) -> StatedChange | None:
    words = _LESS.sub("", clause.text)
    use = _USE.search(words) is not None and _CLICKED.search(words) is None
    told = _TELLS.search(words) is not None and _TOLD.search(words) is not None
    posted = _POSTED.search(words) is not None
    again = _AGAIN.search(words) is not None
    if not (use or told or posted or again):
        return None
    return StatedChange(quote=clause.quote, notified=told, consent_again=again, use_is_consent=use)
