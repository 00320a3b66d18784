"""Terms that take from the user what the law gives; a lawful limit or choice is none.

如您不同意，请停止使用 is a choice the user has; lists of cases without consent repeat the law's own
(个人信息保护法 第十三条). Read here are agreement taken from use, one agreement for all, liability or rights
given away wholesale, the last word kept by the operator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, Unfair
from mingjian.facts.policy.ways import MOST_READ

Kind = Literal[
    "use_is_consent", "bundled_consent", "liability_waived", "right_waived", "final_say", "forced_sharing"
]
_COUNTS = re.compile(r"视[为同作]|意味着|表示|代表|表明|等同于?|构成")
_USED = re.compile(r"使用|访问|下载|安装|登录|注册|浏览|接受服务|接受我们")
_AGREES = re.compile(r"同意|接受|认可|认同|授权|约束")
_OF_RULES = re.compile(
    r"政策|指引|声明|条款|协议|规则|约定|约束|(?:收集|处理|使用)[^，。；]{0,16}(?:信息|数据)|受[^，。；]{0,8}约束"
)
_BACK, _FORTH = 110, 60
"""Characters before 视为 within which the use stands, and after it within which the agreement does."""
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
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
            r"(?:您|你|用户)[^。；]{0,40}(?:(?<!有权)(?<!可以)(?<!选择)放弃|不得[^，。；]{0,6}(?:主张|追究|要求)|不再(?:主张|追究)|无权(?:要求|主张))[^。；]{0,30}(?:权利|主张|索赔|追[诉究]|赔偿|诉讼|请求|异议|责任)"
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
_OTHERWISE = re.compile(r"[，,](?!并|且|同意|接受|也)")
"""A part of the sentence begins that is not what the use counts as."""
_STOP = re.compile(r"[。；;，,]")
_CLICK = re.compile(
    r"(?:点击|勾选|点选|选择|按下|确认)[^。；，]{0,10}[“【「]?(?:同意|接受|确认|注册)|阅读并(?:同意|接受)后|明示同意|同意并(?:继续)?使用|(?:勾选|点击)"
)
_LAWFUL_USE = re.compile(
    r"停止使用|权限|开启|他人|第三方(?:的)?(?:服务|产品|网站|应用|隐私)|实际订购人|授权[^。；]{0,8}第三方|监护人|父母"
)
_LAWFUL_WAIVER = re.compile(
    r"(?:由此|自发|第三方|合作方|其他公司|链接|他人|不可抗力|黑客|您(?:自身|自己|本人)|自身原因|自行|泄露[^。；]{0,6}密码|遗忘|保管|公开|非因|非我们|不因|除非|除|以外|依法|法律(?:法规)?(?:规定|允许|明确)|匿名化|网络安全漏洞|用户原因|并不|不(?:会)?免除|不(?:能|得)免除|虚假|不真实|不准确|错误|未成年|监护人|上传|发布)"
)
_LAWFUL_SHARING = re.compile(
    r"法律|法规|匿名|去标识|公共|诉讼|犯罪|国家安全|生命|司法|行政|疫情|学术|统计|自行(?:向)?(?:社会)?公开|合法公开|主管|监管|订立|履行"
)


def find(text: PolicyText) -> tuple[Unfair, ...]:
    """Unfair terms, one of a kind a sentence."""
    return tuple(one for clause in text.clauses if _QUICK.search(clause.text) for one in _read(clause))


def _read(clause: Clause) -> Iterator[Unfair]:
    words = clause.text[:MOST_READ]
    used = _use_is_consent(words)
    if used is not None:
        yield _unfair(clause, "use_is_consent", *used)
    for kind, pattern in _PATTERNS:
        match = pattern.search(words)
        if match is not None and not _lawful(kind, words):
            yield _unfair(clause, kind, match.start(), match.end())


def _unfair(clause: Clause, kind: Kind, start: int, end: int) -> Unfair:
    at = clause.quote.start
    return Unfair(kind, clause.text[start:end], Quote(clause.quote.passage, at + start, at + end))


def _use_is_consent(words: str) -> tuple[int, int] | None:
    """Characters of 使用 … 即视为 … 同意; a click on 同意 or somebody else's use is none."""
    for counts in _COUNTS.finditer(words):
        floor = max(0, counts.start() - _BACK)
        used = _USED.search(words, floor, counts.start())
        agrees = _AGREES.search(words, counts.end(), counts.end() + _FORTH)
        if used is None or agrees is None or "。" in words[used.start() : counts.start()]:
            continue
        if _OTHERWISE.search(words, counts.end(), agrees.end()):
            continue
        stop = _STOP.search(words, agrees.end())
        end = stop.start() if stop else len(words)
        told = words[used.start() : end]
        if not _OF_RULES.search(words, counts.end(), end) or _CLICK.search(words, floor, counts.start()):
            continue
        if not _LAWFUL_USE.search(told):
            return used.start(), end
    return None


def _lawful(kind: Kind, words: str) -> bool:
    if kind == "liability_waived":
        return _LAWFUL_WAIVER.search(words) is not None
    if kind == "forced_sharing":
        return _LAWFUL_SHARING.search(words) is not None
    return False
