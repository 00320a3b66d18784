"""How long, where, and abroad: what a sentence states, and what only looks like it."""

from __future__ import annotations

import pytest

from mingjian.facts.policy import retention, transfers
from tests.facts.policy.made import lines, prepared, table


@pytest.mark.parametrize(
    ("sentence", "criterion", "days"),
    [
        ("我们将订单信息保存3年。", "period", 1095),
        ("日志的保存期限为六个月，期满后删除。", "period", 180),
        ("通话录音保存14天后删除。", "period", 14),
        ("我们不会存储您的人脸图像。", "period", 0),
        ("录音在转换完成后立即删除。", "period", 0),
        ("我们仅在实现本政策所述目的所必需的最短时间内保留您的个人信息。", "shortest_necessary", None),
        (
            "我们在达成目的所需的期限内保存您的个人信息，除非《电子商务法》要求保存不少于三年。",
            "shortest_necessary",
            None,
        ),
        ("在您的账号存续期间，我们会保存您的昵称。", "account_life", None),
        ("我们会一直保存您的手机号码，直至您注销账号。", "account_life", None),
        ("注销账号后，我们将删除您的个人信息或者匿名化处理。", "account_life", None),
        ("《网络安全法》要求网络日志留存不少于六个月。", "law", 180),
        ("我们在法律法规规定的期限内保存您的个人信息。", "law", None),
        ("我们会永久保存您的个人信息。", "forever", None),
    ],
)
def test_a_sentence_says_how_long(sentence: str, criterion: str, days: int | None) -> None:
    (found,) = retention.find(prepared(lines(sentence)))
    assert (found.criterion, found.days) == (criterion, days)


@pytest.mark.parametrize(
    "sentence",
    [
        "我们收到您的删除请求后，将在15个工作日内处理。",
        "您可以在设置中删除您的个人信息。",
        "我们停止提供产品或者服务，或者保存期限已届满。",
        "您是否同意更长的留存期间。",
        "我们需要存储权限以保存图片。",
        "我们按照法律法规的要求保护您的个人信息，防止其被删除。",
    ],
)
def test_other_sentences_do_not(sentence: str) -> None:
    assert retention.find(prepared(lines(sentence))) == ()


def test_a_column_says_how_long() -> None:
    rows = [("个人信息", "保存期限"), ("手机号码", "账号存续期间"), ("浏览记录", "90天")]
    found = retention.find(prepared(table(rows)))
    assert [(one.words, one.criterion, one.days) for one in found] == [
        ("账号存续期间", "account_life", None),
        ("90天", "period", 90),
    ]


@pytest.mark.parametrize(
    ("sentence", "place", "abroad", "negated", "conditions", "hypothetical"),
    [
        ("我们将个人信息存储在中华人民共和国境内。", "境内", False, False, False, False),
        ("我们的服务器位于中国大陆。", "境内", False, False, False, False),
        ("我们不会向境外提供您的个人信息。", "境外", True, True, False, False),
        ("目前不存在跨境存储您的个人信息的情况。", "境外", True, True, False, False),
        ("您的个人信息将传输至新加坡。", "新加坡", True, False, False, False),
        ("我们的服务器位于美国。", "美国", True, False, False, False),
        ("如需向境外传输个人信息，我们会取得您的单独同意。", "境外", True, False, True, True),
        ("我们会向境外接收方提供您的订单信息。", "境外", True, False, False, False),
        ("您的信息会被转移到海外，我们会事先征得您的单独同意。", "海外", True, False, True, False),
    ],
)
def test_a_sentence_says_where(
    sentence: str, place: str, abroad: bool, negated: bool, conditions: bool, hypothetical: bool
) -> None:
    (found,) = transfers.find(prepared(lines(sentence)))
    assert (found.place, found.abroad, found.negated, found.conditions, found.hypothetical) == (
        place,
        abroad,
        negated,
        conditions,
        hypothetical,
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "当您使用跨境汇款时，我们收集收款人姓名。",
        "境外注册的用户需要实名认证。",
        "个人信息的跨境传输",
        "您可以预订境外的酒店。",
        "我们受中国法律管辖。",
    ],
)
def test_other_talk_of_abroad(sentence: str) -> None:
    assert transfers.find(prepared(lines(sentence))) == ()


@pytest.mark.parametrize(
    "text", ["保存" * 200_000, "境外" * 200_000, "保存期限" + "1" * 300_000, "如" * 300_000]
)
def test_hostile_text_comes_back(text: str) -> None:
    prepared_text = prepared(lines(text))
    assert len(retention.find(prepared_text)) + len(transfers.find(prepared_text)) < 4
