"""Who gets information besides the SDKs, with whose consent; and where the list of SDKs stands."""

from __future__ import annotations

import pytest

from mingjian.facts.policy import recipients, sdk_list
from tests.facts.policy.made import lines, linked, prepared


@pytest.mark.parametrize(
    ("sentence", "kind", "negated", "consent"),
    [
        ("我们可能与关联公司共享您的个人信息。", "affiliates", False, False),
        ("经您单独同意后，我们会向合作伙伴提供您的手机号码。", "partners", False, True),
        ("我们会与广告主共享去标识化的统计数据。", "advertisers", False, False),
        ("我们委托云服务商存储并处理您的个人信息。", "processors", False, False),
        ("我们可能应司法机关的要求披露您的个人信息。", "authorities", False, False),
        ("如发生合并、分立，我们会转移您的个人信息，并告知接收方的名称。", "merger", False, False),
        ("我们不会与任何公司共享您的个人信息，但以下情形除外。", "partners", True, False),
        ("未经您同意，我们不会向第三方提供您的个人信息。", "partners", True, False),
        ("我们会把收货地址提供给北京示例物流有限公司。", "named", False, False),
        ("共享您的个人信息给第三方无需征得您的同意。", "partners", False, False),
    ],
)
def test_a_sentence_says_who(sentence: str, kind: str, negated: bool, consent: bool) -> None:
    (found,) = recipients.find(prepared(lines(sentence)))
    assert (found.kind, found.negated, found.consent) == (kind, negated, consent)


@pytest.mark.parametrize(
    "sentence",
    [
        "我们可能从第三方获取您的昵称。",
        "共享、转让、公开披露",
        "您可以把文章分享到微信。",
        "第三方网站有自己的隐私政策。",
    ],
)
def test_other_sentences_do_not(sentence: str) -> None:
    assert recipients.find(prepared(lines(sentence))) == ()


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("您可以点击查看《第三方SDK目录》。", "《第三方SDK目录》"),
        ("详见《第三方信息共享清单》（包括《第三方SDK目录》）。", "《第三方信息共享清单》"),
        ("您可点击此处查看我们接入的SDK详情。", "点击此处查看我们接入的SDK"),
        ("APP接入第三方SDK目录", "第三方SDK目录"),
        ("具体请查阅《甲乙丙第三方服务商说明》。", "《甲乙丙第三方服务商说明》"),
    ],
)
def test_the_list_stands_elsewhere(sentence: str, words: str) -> None:
    found = sdk_list.find(prepared(lines(sentence)))
    assert found is not None
    assert found.value == words


def test_the_address_is_taken_where_there_is_one() -> None:
    found = sdk_list.find(
        prepared([linked("详见第三方SDK目录。", "第三方SDK目录", "https://example.com/sdk")])
    )
    assert found is not None
    assert found.value == "https://example.com/sdk"


@pytest.mark.parametrize(
    "sentence",
    [
        "我们会对软件开发工具包（SDK）进行安全检测。",
        "请阅读第三方的《隐私政策》。",
        "我们制定了个人信息保护制度。",
    ],
)
def test_other_references_are_no_list(sentence: str) -> None:
    assert sdk_list.find(prepared(lines(sentence))) is None


@pytest.mark.parametrize(
    "text", ["共享" * 200_000, "《" * 300_000, "向" * 300_000 + "共享信息", "SDK目录" * 100_000]
)
def test_hostile_text_comes_back(text: str) -> None:
    prepared_text = prepared(lines(text))
    assert len(recipients.find(prepared_text)) < 2
    sdk_list.find(prepared_text)
