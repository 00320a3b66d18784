"""In what language a document is, and whether it is a privacy policy at all.

A policy speaks, sentence after sentence, of what is done with personal information. A user agreement mentions
it, a news item tells of it, an empty shell has a title: none of these states rules.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from mingjian.facts.policy.text import PolicyText

Language = Literal["zh", "zh-hant", "en", "other", "none"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]+")
_KANA = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]+")
_OTHER = re.compile(r"[\u0370-\u1cff\u3041-\u30ff\uac00-\ud7af\ufb00-\ufeff]+")
TRADITIONAL = (
    "們個資訊隱權護與關於應務處範圍轉讓點擊帳號設備憑證據責條實現過進這還從開"
    "發電話網際聯絡讀寫買賣華東國問題變為會對時間長說請該當無業產來後動體學"
)
SIMPLIFIED = (
    "们个资讯隐权护与关于应务处范围转让点击帐号设备凭证据责条实现过进这还从开"
    "发电话网际联络读写买卖华东国问题变为会对时间长说请该当无业产来后动体学"
)
"""Signs that policies use, in both scripts; in one order."""
_DATA = re.compile(
    r"个人(?:敏感)?信息|敏感信息|隐私|設備資訊|個人資[料訊]|设备信息|日志信息|账[号户]信息|位置信息"
    r"|手机号|身份证|数据|權限|权限|cookie|SDK|Android ?ID|IMEI|OAID|IP地址|MAC地址|设备型号|通讯录|头像",
    re.I,
)
_DONE = re.compile(
    r"收集|采集|获取|处理|使用|存储|保存|保留|共享|提供给|转让|披露|公开|委托|删除|更正|撤回|注销|授权"
    r"|保护|加密|读取|查阅|复制|蒐集|儲存|分享|揭露|刪除"
)
_WHO = re.compile(r"我们|我們|您|你|本(?:公司|应用|平台|软件|APP|行|机构|所|中心|小程序)|我司|我行", re.I)
"""A policy speaks for somebody to somebody; a law or a news item does not."""
_EN = re.compile(
    r"personal (?:data|information)|privacy|cookies?|device information|your (?:data|information)", re.I
)
_EN_DONE = re.compile(r"\b(?:collect|use|process|store|retain|share|disclose|transfer|delete|protect)", re.I)
LEAST_STATEMENTS = 5
LEAST_SHARE = 0.12
"""Fewer sentences, or a smaller share of them, that say what is done with personal information make no policy
(project choice: the thinnest of the real policies read has 30 such sentences in 100)."""
LEAST_CHINESE = 0.5
"""Share of Han among the letters from which a document is Chinese, English names and all (project choice)."""
ENOUGH = 60
"""So many statements are a policy, whatever else stands in the document (project choice)."""
WORD = 5
"""Letters of an English word, which says as much as one or two Chinese characters."""
LEAST_LETTERS = 30


class Spoken(Struct, frozen=True):
    language: Language
    is_policy: bool
    chinese_share: float
    statements: int


def find(text: PolicyText) -> Spoken:
    """The language and the nature of `text`."""
    whole = "".join(passage.text for passage in text.document.passages)
    han, latin, other = (_count(signs, whole) for signs in (_HAN, _LATIN, _OTHER))
    share = han / max(1, han + latin + other)
    language = _language(whole, han, latin, other)
    statements = _statements(text, english=language in ("en", "other"))
    sentences = sum(len(clause.text) >= _SENTENCE for clause in text.clauses)
    is_policy = statements >= min(ENOUGH, max(LEAST_STATEMENTS, LEAST_SHARE * sentences))
    return Spoken(language, is_policy and language != "none", round(share, 4), statements)


SCRIPT_SAMPLE = 6000
"""Characters at the head by which the script is told (project choice)."""
_SENTENCE = 10
"""Characters below which a clause is a heading, a name or a number."""


def _language(whole: str, han: int, latin: int, other: int) -> Language:
    if han + latin + other < LEAST_LETTERS:
        return "none"
    if _count(_KANA, whole) > 0.1 * (han + latin + other) or other > han + latin / WORD:
        return "other"
    if han >= latin / WORD * LEAST_CHINESE:
        return "zh-hant" if traditional(whole[:SCRIPT_SAMPLE]) else "zh"
    return "en"


def traditional(whole: str) -> bool:
    """More of the signs that differ are of the traditional script than of the simplified."""
    old = sum(map(whole.count, TRADITIONAL))
    new = sum(map(whole.count, SIMPLIFIED))
    return old > new


def _count(signs: re.Pattern[str], whole: str) -> int:
    return sum(map(len, signs.findall(whole)))


def _statements(text: PolicyText, *, english: bool) -> int:
    """Sentences that say what is done with personal information, counted no further than `ENOUGH`."""
    data, done = (_EN, _EN_DONE) if english else (_DATA, _DONE)
    count = 0
    for clause in text.clauses:
        words = clause.text
        if (
            len(words) >= _SENTENCE
            and data.search(words)
            and done.search(words)
            and (english or _WHO.search(words))
        ):
            count += 1
            if count == ENOUGH:
                break
    return count
