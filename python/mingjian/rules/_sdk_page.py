"""What the page of an SDK's provider must show, looked for in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing

_ABOUT = late(r"SDK|软件开发工具包|开发者|个人信息", re.I)


def of_provider(facts: Facts) -> bool:
    """The text speaks for the provider of an SDK, was read whole, and is of an SDK at all."""
    policy = facts.policy
    if facts.subject.of != "sdk" or policy is None or policy.language not in ("zh", "zh-hant"):
        return False
    unread = any(one.fact == "policy" for one in facts.broken)
    return not unread and any(_ABOUT.search(passage.text) for passage in policy.document.passages)


def absent(facts: Facts, sought: re.Pattern[str], zh: str, en: str) -> Iterator[Finding]:
    """A finding where nothing in the text, its title or its headings is what is sought."""
    policy = facts.policy
    if policy is None or not of_provider(facts):
        return
    texts = [policy.document.title, *(passage.text for passage in policy.document.passages)]
    if not any(sought.search(text) for text in texts):
        yield finding(
            f"SDK提供者的公示页没有{zh}",
            f"The page of the SDK's provider does not show {en}",
            key=("absent", en),
            party=app(facts),
            evidence=[missing(facts, zh, en)],
        )


NOT_ONE = "不是SDK提供者的公示页 · not the page of an SDK's provider"
NAME = late(r"[A-Za-z0-9+\u4e00-\u9fff]{2,20}\s?(?:SDK(?![@A-Za-z])|软件开发工具包)", re.I)
DEVELOPER = late(
    r"(?:开发者|提供方|提供者|开发商|运营方|运营者|公司名称|主体)[^。；]{0,8}[：:是为]|有限(?:责任)?公司|"
    r"(?:Inc|Ltd|LLC|Corp|Limited)\b"
)
VERSION = late(
    r"(?:SDK|当前|最新|适用|产品)?\s*版本号?(?:信息)?\s*[：:为是]?\s*[Vv]?\d+(?:\.\d+)+|"
    r"\b[Vv]\d+(?:\.\d+)+",
    re.I,
)
FUNCTION = late(
    r"(?:主要|基本|核心|产品|SDK|业务|扩展)?功能(?:介绍|说明|描述|如下|包括|是|：|:)|"
    r"(?:实现|提供)[^。；]{2,30}(?:功能|服务)|用于"
)
USAGE = late(
    r"(?:集成|接入|使用|开发|合规|配置|快速)[^。；]{0,8}(?:指南|指引|说明|文档|手册|教程|"
    r"须知|步骤)|接口文档|API\s?文档",
    re.I,
)
RULES = late(r"(?:收集|采集|获取|处理)[^。；]{0,40}(?:信息|标识|数据)")
