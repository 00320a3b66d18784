"""Dates, versions and promised answers, as policies write them."""

from __future__ import annotations

import pytest

from mingjian.facts.policy import dates, deadlines
from tests.facts.policy.made import lines as made_lines
from tests.facts.policy.made import prepared


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("更新日期：2022-04-11",), {"updated": "2022-04-11"}),
        (("本版本发布日期：２０２２年６月１７日",), {"published": "2022-06-17"}),
        (("最近一次更新：二〇二二年六月十七日",), {"updated": "2022-06-17"}),
        (("更新与生效日期：2022年7月",), {"updated": "2022-07", "effective": "2022-07"}),
        (("最新生效日期：2022年【8】月【23】日",), {"effective": "2022-08-23"}),
        (("更新日期", "2022/6/17"), {"updated": "2022-06-17"}),
        (
            ("《山泉读书隐私政策》（2023年3月1日更新，2023年3月8日生效）",),
            {"updated": "2023-03-01", "effective": "2023-03-08"},
        ),
        (
            ("本政策于2017 年 8 月 29 日首次生效，于 2020 年 12 月 11日最新修订生效",),
            {"updated": "2020-12-11", "effective": "2020-12-11"},
        ),
        (("Last updated: June 17, 2022",), {"updated": "2022-06-17"}),
        (("Effective date: 3 May 2021",), {"effective": "2021-05-03"}),
        (("版本：V2.1", "发布日期20230308"), {"published": "2023-03-08", "version": "V2.1"}),
        (("山泉科技有限公司", "2022年8月12日"), {"published": "2022-08-12"}),
        (("《中华人民共和国个人信息保护法》自2021年11月1日起施行。",), {}),
        (("更新日期：2022年13月40日",), {}),
        (("您于2022年6月17日更新的头像",), {}),
        (("如您安装的客户端版本号：3.8.36 早于此",), {}),
    ],
)
def test_dates(lines: tuple[str, ...], said: dict[str, str]) -> None:
    found = dates.find(prepared(made_lines(*lines)))
    names = ("published", "updated", "effective", "version")
    assert {name: value.value for name in names if (value := getattr(found, name))} == said


def test_a_date_is_quoted_where_it_stands() -> None:
    policy = prepared(made_lines("隐私政策", "更新日期：２０２２年６月１７日"))
    updated = dates.find(policy).updated
    assert updated is not None
    at = updated.quote
    assert policy.document.passages[at.passage].text[at.start : at.end] == "２０２２年６月１７日"


@pytest.mark.parametrize(
    ("sentence", "days", "working"),
    [
        ("我们将在15个工作日内答复您的请求。", 15, True),
        ("一般情况下，我们将在【15工作日】内回复。", 15, True),
        ("我们会在十五天内回复您的意见。", 15, False),
        ("收到您的投诉后，最长不超过三十日予以答复", 30, False),
        ("您的问题将在3-5个工作日内得到回复。", 5, True),
        ("我们在24小时内响应您的请求。", 1, False),
        ("并在15个工作日或法律法规要求的时限内回复你的请求。", 15, True),
    ],
)
def test_deadlines(sentence: str, days: float, working: bool) -> None:
    (found,) = deadlines.find(prepared(made_lines(sentence)))
    assert (found.days, found.working_days) == (days, working)


@pytest.mark.parametrize(
    "sentence",
    [
        "如我们停止运营，将提前三十日通知您并处理您的信息。",
        "录音在保存14天后删除，如有投诉将适当延长。",
        "我们将在您提出申请后的48小时内完成对您的账户注销审核。",
        "客服热线 7*24小时受理您的咨询。",
        "请您在7天内处理完您的订单问题。",
    ],
)
def test_other_periods_are_no_promise_of_an_answer(sentence: str) -> None:
    assert deadlines.find(prepared(made_lines(sentence))) == ()
