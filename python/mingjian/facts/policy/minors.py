"""What the text says of minors: which age, whose consent, rules of their own, or that none are served."""

from __future__ import annotations

import re

from mingjian.facts.policy.periods import count
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedMinors

_NAMED = re.compile(r"成年|成人|儿童|青少年|周岁|监护人|\d岁|\d 岁")
_AGE = re.compile(
    r"(?P<less>未满|不满|不足|低于|小于|未达到?|年龄在)?\s?(?P<age>\d{1,2}|十[一二三四五六七八九]?)\s?(?:[（(]\s?(?:含|\d{1,2})[^）)]{0,4}[）)])?\s?(?:周岁|岁)(?P<after>[（(]含[）)])?\s?(?P<below>以下|以内|及以下)?"
)
_GUARDIAN = r"(?:监护人|父母|家长|法定代理人)"
_CONSENT = re.compile(
    rf"(?:征得|取得|获得|获取|经|得到|请求|征求|要求|需要?|由|在|未经|没有|请)[^。；]{{0,24}}{_GUARDIAN}[^。；]{{0,24}}(?:同意|授权|许可|允许|确认)"
    rf"|{_GUARDIAN}[^。；]{{0,30}}(?:同意|授权|许可|确认|指导下|陪同下|陪伴下|协助下)"
)
_OWN = re.compile(
    r"[《【“][^》】”]{0,24}(?:儿童|未成年人)[^》】”]{0,24}(?:政策|规则|声明|指引|须知|协议|版|条款)[^》】”]{0,8}[》】”]"
    r"|[《【“][^》】”]{0,30}(?:政策|指引|声明)[^》】”]{0,6}(?:儿童版|未成年人版)[^》】”]{0,6}[》】”]"
    r"|(?:专门|单独)(?:的|制定|为|针对|面向|就)[^，。；]{0,14}(?:儿童|未成年人)[^，。；]{0,20}(?:规则|政策|指引|声明)"
    r"|制定(?:了)?[^，。；]{0,14}(?:儿童|未成年人)[^，。；]{0,20}(?:规则|政策|指引|声明)"
)
_NOT_FOR = re.compile(
    r"(?:主要|仅|只)?(?:面向|针对|适用于|提供给|服务于?)[^，。；]{0,14}(?:成人|成年人|成年用户|(?:1[468]|十[四六八])周?岁(?:及|[（(]含[）)])?\s?(?:以上|及以上))"
    r"|(?:不|无意|不会|没有|并非|未(?!成年|满))[^，。；]{0,10}(?:面向|针对|向|从|以|为|允许|接受|提供|收集)[^，。；]{0,18}(?:未成年人|儿童|(?:1[468]|十[四六八])周?岁以下)"
    r"|(?:未成年人|儿童|(?:1[468]|十[四六八])周?岁以下[^，。；]{0,8})(?:不应|不得|请勿|不能|不可|禁止|无法)[^，。；]{0,16}(?:注册|使用|创建|开通|办理|成为|提供)"
    r"|请[^，。；]{0,4}(?:勿|不要|停止|立即停止)[^，。；]{0,10}(?:注册|使用)"
)
_LEAST_AGE, _MOST_AGE = 14, 18
_DEFINES = re.compile(
    r"敏感(?:个人)?信息(?:是|指|：|:|包括)|信息[，、](?:以及|和)?不满|(?:生物识别|宗教信仰|行踪轨迹)"
)


def find(text: PolicyText) -> tuple[StatedMinors, ...]:
    """Each sentence that says something of minors, where it is of the service and no definition."""
    return tuple(one for clause in text.clauses if _NAMED.search(clause.text) and (one := _read(clause)))


def _read(clause: Clause) -> StatedMinors | None:
    words = clause.text
    if _DEFINES.search(words):
        return None
    ages = _ages(words)
    consent = _CONSENT.search(words)
    own = _OWN.search(words)
    excluded = _NOT_FOR.search(words) if re.search(r"未成年|儿童|成人|成年|周?岁", words) else None
    if not ages and not (consent or own or excluded):
        return None
    return StatedMinors(
        quote=Quote(clause.quote.passage, clause.quote.start, clause.quote.end),
        age=min(ages, default=None),
        ages=ages,
        guardian_consent=consent is not None,
        own_rules=own is not None,
        not_for_minors=excluded is not None,
    )


def _ages(words: str) -> tuple[int, ...]:
    """The lines drawn, in years; twelve and less are what games treat the unverified as."""
    ages = {int(count(match["age"])) for match in _AGE.finditer(words)}
    return tuple(sorted(age for age in ages if _LEAST_AGE <= age <= _MOST_AGE))
