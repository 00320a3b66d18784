"""What stands for the privacy policy states no rules on personal information.

Clause: 26号-1.9.1 告知用户个人信息处理规则 (认定方法 一.1: 隐私政策中没有收集使用个人信息规则)
Needs: policy.
Violates: a document in Chinese, or with next to no text, that was given as the policy or calls itself one has
    fewer than five sentences on what is done with personal information: an empty shell, a user agreement
    alone, a notice. Suspected where it was found in the package: the policy may stand elsewhere.
Limits: pictures of pages and text that a script puts on the page are not read: nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.types import UNREAD
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.9.1",), severity="high", needs=("policy",), proves=False)
DOUBTFUL = UNREAD | {"replaced_characters"}
SHOWN = 240


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or policy.is_policy or policy.language not in ("zh", "zh-hant", "none"):
        return
    document = policy.document
    if any(note.code in DOUBTFUL for note in document.notes):
        return
    title = next((said.value for said in policy.titles), document.title)
    if policy.found == "package" and not title:
        return
    head = "；".join(passage.text for passage in document.passages if passage.text)[:SHOWN]
    place = f"#{document.passages[0].place}" if document.passages else ""
    zh, en = (f"，标题“{title[:40]}”", f", headed “{title[:40]}”") if title else ("", "")
    size = document.characters
    yield finding(
        f"作为隐私政策的文件（{size} 字{zh}）没有收集使用个人信息的规则",
        f"The document that stands for the privacy policy ({size} characters{en}) states no rules on "
        f"personal information",
        key=("none",),
        party=app(facts),
        verdict="suspected" if policy.found == "package" else "violates",
        evidence=[Evidence(kind="policy", location=f"{document.source}{place}", excerpt=head)],
    )
