"""What a template asked to fill in and nobody did: XX公司, 【公司名称】, xxx@xxx.com, XXXX年XX月."""

from __future__ import annotations

import re

from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote, Said

_BLANK = r"[xX×＊*_Ｘ✕]"
_LEFT = re.compile(
    rf"(?<![A-Za-z0-9×*]){_BLANK}{{2,}}(?:[\u4e00-\u9fff]{{0,6}}(?:有限)?公司"
    rf"|[\u4e00-\u9fff]{{0,2}}(?:省|市)|APP|应用|平台)"
    rf"|{_BLANK}{{2,4}} ?年 ?{_BLANK}{{1,2}} ?月"
    r"|[\[【〔{<＜](?:请)?(?:公司|运营者|运营方|开发者|企业|主体|APP|应用|产品|软件|平台|客服|联系|注册)?"
    r"(?:名称|全称|名|电话|邮箱|地址|方式)[\]】〕}>＞]"
    r"|[\[【（(〔][^\[\]【】（）()〔〕]{0,12}(?:请|待|此处)(?:填写|补充|插入|填入|替换"
    r"|修改为)[^\[\]【】（）()〔〕]{0,12}[\]】）)〕]"
    r"|[\w.]{1,20}@(?:x{2,}|X{2,}|example|yourdomain|yourcompany|domain|company)\.(?:com|cn|net)"
    r"|\{\{ ?[A-Za-z_]\w{1,30} ?\}\}|\$\{[A-Za-z_]\w{1,30}\}|%[A-Z_]{3,30}%|_{4,}(?=公司|年|月|日|。|，)"
    r"|\bLorem ipsum\b|公司名称(?:待定|TBD)|\bTODO\b"
)
_EXAMPLE = re.compile(r"例如|比如|举例|如：|形如|脱敏|隐藏|掩码|样例|示例|尾号")
"""Words before which such signs stand for something else."""
_SIGNS = re.compile(r"[xX×＊*_Ｘ✕]{2}|[\[【〔{<＜（(]|%[A-Z]|Lorem|TODO|@|名称待定")
MOST = 20
MOST_SENTENCE = 4000


def find(text: PolicyText) -> tuple[Said, ...]:
    """Every placeholder left, in the text's order."""
    found: list[Said] = []
    for clause in text.clauses:
        words = clause.text[:MOST_SENTENCE]
        if not _SIGNS.search(words):
            continue
        for left in _LEFT.finditer(words):
            if _EXAMPLE.search(words, max(0, left.start() - 16), left.start()):
                continue
            start, end = clause.quote.start + left.start(), clause.quote.start + left.end()
            found.append(Said(left[0], Quote(clause.quote.passage, start, end)))
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)
