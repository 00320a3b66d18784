"""Terms that take from the user what the law gives; a lawful limit or choice is none.

如您不同意，请停止使用 is a choice the user has; lists of cases without consent repeat the law's own
(个人信息保护法 第十三条). Read here are agreement taken from use, one agreement for all, liability or rights
given away wholesale, the last word kept by the operator.
"""

from __future__ import annotations

import re
from typing import Literal

from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote, Unfair

Kind = Literal[
    "use_is_consent", "bundled_consent", "liability_waived", "right_waived", "final_say", "forced_sharing"
]
_COUNTS = r"(?:[即则就]?(?:视[为同作]|意味着|表示|代表|表明|被视为|视作|等同于?|构成))"
_RULES = (
    r"(?:本|该|此|全部|上述|所有|隐私|我们)[^，。；]{0,16}(?:政策|指引|声明|条款|协议|规则|内容|约定|约束)"
    r"|《[^》]{2,30}》|(?:收集|处理|使用)[^，。；]{0,16}(?:信息|数据)"
)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "use_is_consent",
        re.compile(
            rf"(?:(?:一旦|只要|当|如果?|若|您|你|用户|开始|下载|安装|注册|登录|浏览|访问)[^。；]{{0,50}}(?:使用|访问|下载|安装|登录|注册|浏览|接受服务)[^。；]{{0,60}}?)"
            rf"{_COUNTS}[^。；]{{0,30}}?(?:同意|接受|认可|授权|受[^。；]{{0,10}}约束)[^。；]{{0,40}}"
        ),
    ),
    (
        "bundled_consent",
        re.compile(
            r"(?:同意|接受)[^。；，]{0,20}(?:即|则|就|等于|视为|代表|表示|意味着)[^。；]{0,24}(?:同意|授权|接受)[^。；]{0,16}(?:全部|所有|一切|任何)[^。；]{0,16}(?:功能|服务|权限|个人信息|用途|收集|业务|协议)"
            r"|(?:一次性|一并|概括)(?:同意|授权|取得|征得)[^。；]{0,24}(?:全部|所有|多项|多个)?(?:权限|信息|业务|功能|处理)"
        ),
    ),
    (
        "liability_waived",
        re.compile(
            r"(?:(?:我们|本公司|公司|平台|本[^，。；]{0,6}|[\w]{2,8})?(?:对|就)[^。；]{0,50}(?:一切|任何|全部|所有)[^。；]{0,30}(?:概?不(?:承担|负)|不予承担|免除|免于承担|无需承担)[^。；]{0,10}(?:责任|义务|赔偿)?"
            r"|(?:概不|一概不|一律不|均不|不)(?:承担|负)(?:任何|一切|全部|所有)?[^。；，]{0,10}(?:法律|赔偿|连带)?责任|免除[^。；，]{0,12}(?:全部|一切|任何|所有)[^。；，]{0,6}责任)"
        ),
    ),
    (
        "right_waived",
        re.compile(
            r"(?:您|你|用户)[^。；]{0,40}(?:放弃|不得(?:主张|追究|要求)|不再(?:主张|追究)|无权(?:要求|主张))[^。；]{0,30}(?:权利|主张|索赔|追[诉究]|赔偿|诉讼|请求|异议|责任)"
        ),
    ),
    ("final_say", re.compile(r"最终(?:的)?(?:解释|决定)权|解释权(?:归|属)|拥有[^。；，]{0,8}解释权")),
    (
        "forced_sharing",
        re.compile(
            r"(?:无需|不需|不必|无须)(?:再次|另行|事先|征得|取得|经|获得|通知|告知)?[^。；，]{0,14}(?:同意|授权|通知)[^。；]{0,24}(?:共享|提供给|转让|披露|转移)[^。；]{0,20}(?:合作|关联|第三方|任何)"
            r"|(?:有权|可以?)(?:随时|自行|任意|无偿)?[^。；，]{0,10}(?:将|把)[^。；，]{0,20}(?:信息|数据|资料)[^。；]{0,20}(?:共享|提供给|转让|披露|出售)[^。；]{0,20}(?:任何|不特定|所有)[^。；]{0,10}(?:第三方|合作|机构)"
        ),
    ),
)
_QUICK = re.compile(
    r"视[为同作]|意味着|即?(?:表示|代表|表明)|等同|构成|一次性|一并|概括|不承担|不负|概不|免除|免于|放弃|不得主张|不得追究|不得要求|不再主张|无权|解释权|决定权|无需|不需|不必|无须|有权|可"
)
_CLICK = re.compile(
    r"(?:点击|勾选|点选|选择|按下|确认)[^。；，]{0,10}[“【「]?(?:同意|接受|确认|注册)|阅读并(?:同意|接受)后|明示同意|同意并(?:继续)?使用|(?:勾选|点击)"
)
_LAWFUL_USE = re.compile(
    r"停止使用|权限|开启|他人|第三方(?:的)?(?:服务|产品|网站|应用|隐私)|实际订购人|授权[^。；]{0,8}第三方|监护人|父母"
)
_LAWFUL_WAIVER = re.compile(
    r"(?:第三方|合作方|其他公司|链接|他人|不可抗力|黑客|您(?:自身|自己|本人)|自身原因|自行|泄露[^。；]{0,6}密码|遗忘|保管|公开|非因|非我们|不因|除非|除|以外|依法|法律(?:法规)?(?:规定|允许|明确)|匿名化|网络安全漏洞|用户原因|并不|不(?:会)?免除|不(?:能|得)免除|虚假|不真实|不准确|错误|未成年|监护人|上传|发布)"
)
_LAWFUL_SHARING = re.compile(
    r"法律|法规|匿名|去标识|公共|诉讼|犯罪|国家安全|生命|司法|行政|疫情|学术|统计|自行(?:向)?(?:社会)?公开|合法公开|主管|监管|订立|履行"
)


def find(text: PolicyText) -> tuple[Unfair, ...]:
    """Unfair terms, one of a kind a sentence."""
    found: list[Unfair] = []
    for clause in text.clauses:
        words = clause.text
        if not _QUICK.search(words):
            continue
        for kind, pattern in _PATTERNS:
            match = pattern.search(words)
            if match is None or _lawful(kind, words, match):
                continue
            start = clause.quote.start
            quote = Quote(clause.quote.passage, start + match.start(), start + match.end())
            found.append(Unfair(kind, match.group(), quote))
    return tuple(found)


def _lawful(kind: Kind, words: str, match: re.Match[str]) -> bool:
    told = match.group()
    if kind == "use_is_consent":
        return (
            not re.search(_RULES, told)
            or _CLICK.search(words[: match.end()]) is not None
            or _LAWFUL_USE.search(told) is not None
        )
    if kind == "liability_waived":
        return _LAWFUL_WAIVER.search(words) is not None
    if kind == "forced_sharing":
        return _LAWFUL_SHARING.search(words) is not None
    return False
