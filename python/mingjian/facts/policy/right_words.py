"""The words by which a text speaks of a user's rights: verbs, who acts, and what is no right after all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from mingjian.facts.policy.types import RightKind
from mingjian.facts.policy.ways import MOST_READ

_ACCOUNT = r"[账帐][号户]"
_VERBS: Mapping[RightKind, str] = {
    "cancel_account": r"(?<!号码)注销(?!了|地|费)|销户"
    rf"|(?:删除|关闭|终止)(?:您的|你的|该|本人|我的|其)?[^，。；、]{{0,8}}{_ACCOUNT}(?!信息|资料|内|中|下|的|关)"
    rf"|{_ACCOUNT}(?:的)?(?:删除|关闭)",
    "withdraw": r"(?:撤[回销]|收回|取消)(?=[^。；]{0,24}?(?:同意|授权|许可|指示))"
    r"|(?:改变|变更|更改|调整|缩小)(?=[^。；]{0,30}?(?:同意|授权)[^。；]{0,24}?范围)"
    r"|(?:同意|授权)的?(?:撤[回销]|收回)|撤[回销](?=、|或|和|及|权|您)",
    "copy": r"副本|复制|导出|下载",
    "transfer": r"(?:转移|传输|转给|迁移|移转)(?=.{0,24}?(?:指定|其他(?:的)?(?:个人信息)?处理者|第三方"
    r"|其他平台))"
    r"|可携带?权?|携带权",
    "correct": r"更正|更改|修改|修正|补充|完善|更新|编辑|变更|维护",
    "delete": r"删除|清除|清空|移除|抹去",
    "access": r"访问|查阅|查询|查看|浏览",
    "refuse_automated": r"自动化?(?:的)?决策|自动化?决定|非人工",
    "explain": r"解释说明|(?:解释|说明)(?=[^，。；]{0,16}(?:规则|政策))"
    r"|(?:规则|政策|指引|声明)[^。；，]{0,12}(?:解释|说明)",
    "complain": r"投诉|举报|提起诉讼|仲裁",
}
_FIRST = (
    "(?=[您你用监近个有可能希如需想享自随申请要欲我本平第合服工客其他商关保护维尊注销删关终账帐撤收取改变更调缩同授副复导下转"
    "传迁移携修补完编维清抹访查浏非解说规政指声投举提仲])"
)
"""Characters a token starts with: most of a text is passed over at a glance."""
_TOKENS = re.compile(
    _FIRST + r"(?:(?P<user>您|你(?!好)|用户(?!协议|信息|体验|名)|监护人|近亲属|个人信息主体)"
    r"|(?P<able>有权|可以?(?!能)|能够?(?!力)|希望|如需|如果?要|需要|想要?|享有|自行|自主|随时"
    r"|(?<!的)申请|(?<!的)请求|要求(?=我|对|本|平|其|企)|欲|如果?[您你]有|若[您你]有|请(?=通过|联系|前往|点击|登))"
    r"|(?P<grants>(?:保障|保护|维护|尊重)(?=[^。；]{0,90}?(?:权利|权益)))"
    r"|(?P<us>(?:我们|我行|本公司|本行|平台|第三方|合作(?:方|伙伴)|服务商|(?:工作|客服)人员|其他用户|他人|商家|关联(?:公司|方))"
    r"(?=[^，。；]{0,6}(?:会|将|可能|有权|可以|仅|已|保留|不|应|采取|使用|收集|获取|处理|访问|读取|查询|需)))"
    r"|" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _VERBS.items()) + ")"
)
_QUICK = re.compile(
    r"注销|销户|[账帐][号户]|撤[回销]|收回|授权|同意|副本|复制|导出|下载|转移|传输|迁移|携带|更正|更改|修[改正]|补充"
    r"|完善|更新|编辑|变更|删除|清除|清空|移除|访问|查[阅询看]|浏览|自动|非人工|解释|说明|投诉|举报|诉讼|仲裁"
)
_ADDRESSED = re.compile(r"[向与由求系]|同意|授权|希望|允许|许可")
"""Before 我们 these make us the one who is asked, not the one who acts."""
_AFTERMATH = re.compile(
    r"[^，。；、]{0,14}?(?:以?后(?!台)|之后|完成后|时(?!间|限|长|候)|以?前[，,]|之前|之日|成功|完毕|的行为"
    r"|的?操作(?:不|将|是)|不影响|不会|并不|将导致|将无法|的决定|视为|即(?:表示|视)|期间|规则》|协议》|须知》"
    r"|的?方式[，,]?(?:来)?(?:撤|改变|变更|终止|停止)|申请(?:被|提交|成功|获)|机制|权限|流程中)"
)
"""Right after the verb: what follows from the right being used, or a way to use another."""
_MEANS_ONLY = re.compile(r"[^。；]{0,80}?等?(?:的)?方式[，,]?(?:来)?(?:撤|改变|变更)")
_CHANGED = re.compile(r"[^。；]{0,120}?(?:撤[回销]|改变|变更)")
_OTHER_OBJECT = re.compile(
    r"[^，。；、]{0,10}?(?:政策|指引|协议|条款|声明|网站|网页|页面|权限|SDK|目录|旧版|详情|版本|[Cc]ookie|COOKIE|缓存"
    r"|应用程序|客户端|小程序|[Aa]pp|APP|此处|链接|清单|设备信息|服务器|第三方)"
)
"""What is looked at, changed or removed when it is no personal information."""
_HANDLED = re.compile(r"收集|核验|验证|核实您|处理您的投诉|受理您")
_DEMANDS = re.compile(r"要求|有权|请求|提出")
_OBJECTS = re.compile(r"异议|反馈|投诉|解释|说明|拒绝|申诉|救济|关闭|退出|选择|联系|反对|约束")
_INFORMATION = re.compile(r"信息|资料|数据|记录|内容|昵称|头像|[账帐][号户]|评论|照片|文件|历史")
_OWN_INFORMATION = re.compile(
    r"个人信息|[您你]的?[^，。；]{0,6}(?:信息|资料|数据)|个人资料|个人数据|[账帐][号户]"
)
_OBJECT_AFTER, _OBJECT_BEFORE = 36, 24
"""Characters after and before a verb within which its object stands."""
_MUST_HAVE_OBJECT = frozenset({"access", "correct", "delete", "copy"})
_AUTOMATED = re.compile(r"自动化?(?:的)?决策|自动化?决定|非人工")
_MAY = re.compile(r"[您你][^。；]{0,12}(?:有权|可以?|能够?)")
_OPENING = 12
"""Characters within which a sentence may open without naming the user: 1. 如需注销 …"""
_REACH = 90
"""Characters from 您可以 to the verb it governs, at most."""

_HEADING_KINDS: Mapping[RightKind, re.Pattern[str]] = {
    "cancel_account": re.compile(r"注销|销户"),
    "withdraw": re.compile(
        r"(?:撤[回销]|收回|改变|变更|更改|取消)[^，。]{0,14}(?:同意|授权|许可)"
        r"|(?:同意|授权)的?(?:撤[回销]|变更)|撤回权"
    ),
    "copy": re.compile(r"副本|复制|导出"),
    "transfer": re.compile(r"(?:复制|获取|副本|请求)[^，。]{0,8}转移|转移权|转移(?:您|你)|可携带|携带权"),
    "correct": re.compile(
        r"更正|(?:修改|修正|补充|更新|完善|更改|编辑)(?=[^，。]{0,14}(?:信息|资料|权(?!限)))"
        r"|(?:查询|查阅|访问)[和、与及/]修改"
    ),
    "delete": re.compile(r"(?:删除|清除)(?=$|[^，。]{0,14}(?:信息|资料|数据|记录|权(?!限)|[账帐][号户]))"),
    "access": re.compile(
        r"(?:访问|查阅|查询|查看)(?=[^，。]{0,14}(?:信息|资料|数据|权(?!限))|$|[和、与及或/](?:复制|更正|修改|删除|导出|获取|补充))"
    ),
    "refuse_automated": re.compile(r"自动化?决策|自动化?决定"),
    "explain": re.compile(r"解释|说明权"),
    "complain": re.compile(r"投诉|举报"),
}
_RULES = re.compile(r"政策|协议|声明|指引|条款")
_NO_RIGHT = re.compile(
    r"如何(?:共享|收集|使用|存储|保存|保护|更新)|SDK|第三方|权限|[Cc]ookie|隐私(?:政策|权政策|条款)的?"
    r"|本(?:政策|指引|声明)|政策的?(?:更新|修[订改]|变更|查阅)|更新[与和及]|跨境|出境|境外|未成年|儿童|共享"
)


def heading_kinds(text: str) -> tuple[RightKind, ...]:
    """Rights a heading is named after."""
    if _NO_RIGHT.search(text):
        return ()
    of_rules = _RULES.search(text) is not None
    return tuple(
        kind
        for kind, pattern in _HEADING_KINDS.items()
        if pattern.search(text) and not (of_rules and kind in _MUST_HAVE_OBJECT)
    )


def stated(text: str, *, implied: bool = False) -> tuple[RightKind, ...]:
    """Rights that a sentence says the user has. `implied`: where nobody is named, it is the user who acts."""
    if _QUICK.search(text) is None:
        return ()
    kinds: dict[RightKind, None] = {}
    user, able = (0 if implied else -1), -1
    for match in _TOKENS.finditer(text, 0, MOST_READ):
        found, at = match.lastgroup, match.start()
        if found == "user":
            user = at
        elif found == "able":
            able = at if user >= 0 or at < _OPENING else able
        elif found == "grants":
            user = able = at
        elif found == "us":
            if not _ADDRESSED.search(text, max(0, at - 2), at):
                user = able = -1
        elif able >= 0 and at - able <= _REACH:
            kind = cast("RightKind", found)
            if not _elsewhere(text, kind, at, match.end()):
                kinds[kind] = None
    if _AUTOMATED.search(text) and _OBJECTS.search(text) and _MAY.search(text):
        kinds["refuse_automated"] = None
    return tuple(kinds)


def _elsewhere(text: str, kind: RightKind, start: int, end: int) -> bool:
    """The verb speaks of what comes after, or of no personal information."""
    if kind == "complain":
        return _HANDLED.search(text) is not None
    if kind == "explain":
        return _DEMANDS.search(text) is None
    if kind == "refuse_automated":
        return _OBJECTS.search(text) is None
    if _AFTERMATH.match(text, end) or (kind == "delete" and _is_means(text, start, end)):
        return True
    if kind not in _MUST_HAVE_OBJECT or text.startswith("副本", start):
        return False
    told = _OWN_INFORMATION if kind == "copy" else _INFORMATION
    if not (told.search(text, end, end + _OBJECT_AFTER) or told.search(text, start - _OBJECT_BEFORE, start)):
        return True
    return _OTHER_OBJECT.match(text, end) is not None


def _is_means(text: str, start: int, end: int) -> bool:
    """通过删除信息 … 等方式改变授权: deleting is only the way to another right."""
    through = text.startswith("通过", max(0, start - 2))
    return (_CHANGED if through else _MEANS_ONLY).match(text, end) is not None
