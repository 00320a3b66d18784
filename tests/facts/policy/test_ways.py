"""Ways and periods in words."""

from __future__ import annotations

import pytest

from mingjian.facts.policy.periods import periods
from mingjian.facts.policy.ways import way

WAYS = [
    ("您可通过“我的-设置-账号与安全-注销账号”申请注销。", "path", "我的-设置-账号与安全-注销账号"),
    ("点击“我的”——点击右上方设置按钮——点击“注销”；", "path", "“我的”——点击右上方设置按钮——点击“注销”"),
    ("您可以在【我】→【设置】→【隐私】中关闭。", "path", "【我】→【设置】→【隐私】"),
    ("您可以通过我的 > 设置 > 账号注销来注销。", "path", "我的 > 设置 > 账号注销"),
    ("可发送邮件至privacy@example.org提出请求。", "address", "privacy@example.org"),
    ("您可以拨打客服电话010-61234567申请。", "phone", "010-61234567"),
    ("您可以点击“个人资料”修改。", "menu", "“个人资料”"),
    ("您可以拨打我们的客服电话申请注销。", "ask", "拨打我们的客服电话"),
    ("您可以按照本政策第八条与我们联系。", "ask", "按照本政策第八条"),
]


@pytest.mark.parametrize(("text", "kind", "words"), WAYS)
def test_a_way_is_found(text: str, kind: str, words: str) -> None:
    found = way(text)
    assert found is not None
    assert (found.kind, text[found.start : found.end]) == (kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "您有权注销您的账号。",
        "我们将按照法律规定的方式处理。",
        "本政策于2022-06-17更新，通过WLAN-AP连接。",
        "上述信息（以下简称“账号信息”）由您填写。",
    ],
)
def test_a_promise_gives_no_way(text: str) -> None:
    assert way(text) is None


PERIODS = [
    ("15个工作日内", 15, True),
    ("于【15】个工作日内", 15, True),
    ("十五个工作日", 15, True),
    ("十五（15）个工作日", 15, True),
    ("48小时内", 2, False),
    ("三十天内", 30, False),
    ("两周内", 14, False),
    ("六个月", 180, False),
]


@pytest.mark.parametrize(("text", "days", "working"), PERIODS)
def test_a_period_is_read(text: str, days: float, working: bool) -> None:
    assert [(one.days, one.working) for one in periods(text)] == [(days, working)]


@pytest.mark.parametrize("text", ["2021年11月1日", "14周岁", "及时", "第七日"])
def test_dates_and_ages_are_no_periods(text: str) -> None:
    assert list(periods(text)) == []
