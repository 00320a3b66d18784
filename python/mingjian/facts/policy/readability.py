"""How hard a policy is to read: length, long sentences, unexplained terms, script, small or pale print."""

from __future__ import annotations

import re
from collections import Counter

from mingjian.artifacts.policy import Mark, Passage
from mingjian.facts.policy.language import Spoken
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote, Readability

LONG_SENTENCE = 100
"""Characters; `Readability.long_share` counts the sentences beyond."""
_TERM = re.compile(
    r"去标识化|匿名化|假名化|哈希|散列|不可逆|对称加密|非对称加密|同态加密|差分隐私|联邦学习"
    r"|多方安全计算|数据脱敏|用户画像|算法模型|网络Beacon|像素标签"
    r"|令牌桶|反序列化|数据湖|要约邀请|不可抗力|缔约过失|表见代理|连带责任|善意第三人|默示担保"
    r"|间接损失|衡平救济|弃权|可分割性|SSL|TLS|HTTPS|AES|RSA|SHA-?256"
    r"|OAID|IDFA|IDFV|IMEI|IMSI|ICCID|MEID|GUID|UDID|BSSID|SSID|MAC地址|Android ?ID|User-?Agent"
    r"|Referer|API|SDK|Cookie|Web ?Beacon|LBS|NFC"
)
"""Words that a lay reader has to be told the meaning of (project choice of terms)."""
_EXPLAINED = re.compile(
    r"^[”」\"』》]? ?(?:[(（](?!以下)[^)）]{4,}|是指|是一|指的?是|即|指[^定出纹]|，?全称|：[^。]{8,}"
    r"|技术?是|（?英文)"
)
_BRACKETED = re.compile(r"[(（][^()（）]{0,20}$")
_CONTENTS = re.compile(
    r"帮助[您你]了解|包含(?:以下|如下)|以下(?:内容|部分|章节)|目录|contents", re.IGNORECASE
)
_SUMMARY = re.compile(
    r"摘要|概要|概述|简明版|简版|要点|重点提示|核心内容|一图读懂|summary|highlights|at a glance",
    re.IGNORECASE,
)
_SUBSTANCE = re.compile(r"收集|使用|共享|提供|权限|第三方|同意|授权|存储|注销|撤回|删除|敏感")
HEAD_SHARE = 0.15
"""Where a summary or table of contents must stand, of the passages (project choice)."""
LEAST_CONTENTS = 4
SHORT = 40
"""Characters of a line that may be a heading (project choice)."""
_OPENS = re.compile(r"帮[助]?[您你]了解.{0,8}[:：]$")
_LED_ON = re.compile(r"《[^》]{0,30}(?:摘要|概要|简明版|简版)[^》]{0,6}》")
_MARKS = re.compile(r"[\W\d_一二三四五六七八九十]+")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}[章条部]|\d{1,2}[、.．) ]"
    r"|[(（][一二三四五六七八九十\d]{1,2}[)）])"
)
MOST_FAINT = 20


def find(text: PolicyText, spoken: Spoken) -> Readability:
    """The measures of `text`; print is measured only where the format shows it."""
    sentences = [clause for clause in text.clauses if len(clause.text) >= 2]
    longest = max(sentences, key=lambda clause: len(clause.text), default=None)
    characters = text.document.characters
    smallest, least, faint = _print(text)
    return Readability(
        characters=characters,
        sentences=len(sentences),
        mean_sentence=round(characters / max(1, len(sentences)), 1),
        longest_sentence=longest.quote if longest else None,
        long_share=round(sum(len(c.text) > LONG_SENTENCE for c in sentences) / max(1, len(sentences)), 4),
        terms=_terms(text),
        chinese_share=spoken.chinese_share,
        traditional=spoken.language == "zh-hant",
        smallest_px=smallest,
        least_contrast=least,
        faint=faint,
        summary=_summary(text),
    )


def _terms(text: PolicyText) -> int:
    """Different terms that no place of the text explains."""
    used: Counter[str] = Counter()
    told: set[str] = set()
    for clause in text.clauses:
        for found in _TERM.finditer(clause.text):
            term = found[0].lower().replace(" ", "")
            used[term] += 1
            around = clause.text[found.end() : found.end() + 24]
            if _EXPLAINED.match(around) or _BRACKETED.search(
                clause.text[max(0, found.start() - 22) : found.start()]
            ):
                told.add(term)
    return len(used.keys() - told)


def _summary(text: PolicyText) -> Quote | None:
    """A short version, the key points or a table of contents at the head."""
    passages = text.document.passages
    head = max(30, int(len(passages) * HEAD_SHARE))
    for index, passage in enumerate(passages[:head]):
        short = len(passage.text) <= 60
        if short and _SUMMARY.search(passage.text) and len(passages) > index + 2:
            return Quote(index, 0, len(passage.text))
        if _CONTENTS.search(passage.text) and (_OPENS.search(passage.text) or _listed(passages, index + 1)):
            return Quote(index, 0, len(passage.text))
        if _LED_ON.search(passage.text):
            return Quote(index, 0, len(passage.text))
    links = [index for index, passage in enumerate(passages[:head]) if _inner(passage)]
    if len(links) >= LEAST_CONTENTS:
        return Quote(links[0], 0, len(passages[links[0]].text))
    return _contents(passages, head)


def _contents(passages: tuple[Passage, ...], head: int) -> Quote | None:
    """A run of short lines at the head that stand again later, as headings: a table of contents."""
    last = {_MARKS.sub("", p.text): index for index, p in enumerate(passages) if len(p.text) <= SHORT}
    run: set[str] = set()
    for index, passage in enumerate(passages[:head]):
        name = _MARKS.sub("", passage.text)
        again = last.get(name, index) if len(passage.text) <= SHORT else index
        run = run | {name} if again > index + LEAST_CONTENTS and name not in run else set()
        if len(run) == LEAST_CONTENTS:
            first = index - LEAST_CONTENTS + 1
            return Quote(first, 0, len(passages[first].text))
    return None


def _listed(passages: tuple[Passage, ...], start: int) -> bool:
    """Several short lines follow that name parts."""
    lines = passages[start : start + LEAST_CONTENTS]
    return len(lines) == LEAST_CONTENTS and all(
        len(line.text) <= 40
        and not line.text.endswith(("。", "；"))
        and (_NUMBERED.match(line.text) or len(line.text) <= 30)
        for line in lines
    )


def _inner(passage: Passage) -> bool:
    return len(passage.text) <= 40 and any(
        m.kind == "link" and m.value.startswith("#") for m in passage.marks
    )


def _print(text: PolicyText) -> tuple[float | None, float | None, tuple[Quote, ...]]:
    """Smallest size (px) and least contrast of text the format shows, and the faint passages of substance."""
    smallest: float | None = None
    least: float | None = None
    faint: list[Quote] = []
    for index, passage in enumerate(text.document.passages):
        for mark in passage.marks:
            value = _number(mark)
            if value is None or mark.end - mark.start < 2:
                continue
            if mark.kind in ("small", "large"):
                smallest = value if smallest is None else min(smallest, value)
            else:
                least = value if least is None else min(least, value)
            words = passage.text[mark.start : mark.end]
            if mark.kind in ("small", "pale") and len(faint) < MOST_FAINT and _SUBSTANCE.search(words):
                faint.append(Quote(index, mark.start, mark.end))
    return smallest, least, tuple(faint)


def _number(mark: Mark) -> float | None:
    """Pixels of a size, or contrast of a colour."""
    if mark.kind not in ("small", "large", "pale", "colour"):
        return None
    try:
        return float(mark.value)
    except ValueError:
        return None
