"""How long and how hard a policy may be: amounts that no small edit of a test policy makes."""

from __future__ import annotations

import pytest

from mingjian.facts.policy.collect import alone
from mingjian.facts.policy.read import from_document
from mingjian.model import Outcome
from mingjian.rules import discover
from mingjian.scan import judge
from tests.facts.policy.made import lines, prepared

RULES = {rule.id: rule for rule in discover()}
SENTENCE = "我们收集您填写的手机号码，用于注册和登录您的账号。"
LONG = f"我们收集您填写的手机号码，{'用于注册和登录您的账号，' * 9}并妥善保存。"
CONTENTS = ("本政策将帮助您了解以下内容：", "一、收集", "二、共享", "三、保存", "四、您的权利")


def outcome(rule: str, *told: str) -> Outcome:
    policy = from_document(prepared(lines(*told)).document)
    return judge(alone(policy, "made.txt"), RULES[rule])


@pytest.mark.parametrize(
    ("head", "characters", "verdict"),
    [
        ((), 15_001, "suspected"),
        ((), 15_000, "passes"),
        (CONTENTS, 15_001, "passes"),
        (("隐私政策摘要", "要点见下。", "全文如下。"), 15_001, "passes"),
    ],
)
def test_length(head: tuple[str, ...], characters: int, verdict: str) -> None:
    left = characters - sum(len("".join(line.split())) for line in head)
    whole, rest = divmod(left, len(SENTENCE))
    said = outcome("1.9/policy-length", *head, *(SENTENCE,) * whole, *(("我" * rest,) if rest else ()))
    assert said.verdict == verdict


@pytest.mark.parametrize(("long", "found"), [(26, True), (25, False)])
def test_share_of_long_sentences(long: int, found: bool) -> None:
    assert len(LONG) > 100 > len(SENTENCE)
    said = outcome("1.9/policy-wording", *(LONG,) * long, *(SENTENCE,) * (100 - long))
    assert bool(said.findings) is found
