"""Who speaks in a policy, for what product, and how they are reached."""

from __future__ import annotations

import pytest

from mingjian.facts.policy import contacts, names
from mingjian.facts.policy.companies import companies
from mingjian.facts.policy.types import Said, StatedContact
from tests.facts.policy.made import lines, prepared


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("山泉读书由杭州山泉软件有限公司（以下简称“我们”）提供。", "杭州山泉软件有限公司"),
        ("我们是指山泉软件（杭州）有限公司及其关联公司。", "山泉软件（杭州）有限公司"),
        ("山泉读书（杭州山泉软件有限公司，以下或称“我们”）重视您的隐私。", "杭州山泉软件有限公司"),
        ("“山泉服务提供者”：指山泉读书的服务提供者广州山泉网络股份有限公司。", "广州山泉网络股份有限公司"),
        ("“山泉12345”是由江州市数据管理局（以下简称“我们”）提供的客户端。", "江州市数据管理局"),
        ("山泉读书系由上海清河科技有限公司（青山有限公司全资，简称“我们”）运营。", "上海清河科技有限公司"),
    ],
)  # fmt: skip
def test_operator(sentence: str, name: str) -> None:
    policy = prepared(
        lines(
            "山泉读书隐私政策",
            sentence,
            *("我们收集您的阅读记录。",) * 30,
            "推送 SDK，由深圳落叶信息技术有限公司提供，用于第三方推送。",
            "争议由杭州市西湖区人民法院管辖。",
        )
    )
    assert [said.value for said in names.find(policy).operators] == [name]


def test_no_operator_among_vendors_only() -> None:
    policy = prepared(
        lines(
            "隐私政策",
            *("我们收集您的阅读记录。",) * 30,
            "第三方 SDK 名称：推送；公司：深圳落叶信息技术有限公司",
        )
    )
    assert names.find(policy).operators == ()


@pytest.mark.parametrize(
    ("title", "body", "app"),
    [
        ("《山泉读书》隐私保护指引", "我们重视您的隐私。", "山泉读书"),
        ("山泉读书APP用户隐私政策", "我们重视您的隐私。", "山泉读书"),
        ("隐私政策", "“山泉读书APP”（简称“本APP”）收集信息。山泉读书可朗读。山泉读书有书架。", "山泉读书"),
        ("杭州山泉软件有限公司山泉读书隐私权政策", "我们重视您的隐私。", "山泉读书"),
    ],
)  # fmt: skip
def test_product(title: str, body: str, app: str) -> None:
    found = names.find(prepared(lines(title, body)))
    assert found.apps[0].value == app


def test_generic_titles_name_no_product() -> None:
    assert names.find(prepared(lines("用户隐私政策", "我们收集您的手机号码。"))).apps == ()


def test_companies_are_cut_free() -> None:
    sentence = "数据提供给北京清泉科技有限公司、华为软件技术有限公司和在线清泉（天津）科技有限公司。"
    assert [sentence[start:end] for start, end in companies(sentence)] == [
        "北京清泉科技有限公司",
        "华为软件技术有限公司",
        "在线清泉（天津）科技有限公司",
    ]


OPERATOR = (Said("杭州山泉软件有限公司", prepared(lines("杭州山泉软件有限公司")).clauses[0].quote),)


def _found(*told: str) -> list[StatedContact]:
    filler = ("我们收集您的阅读记录。",) * 40
    return list(contacts.find(prepared(lines(*filler, *told, *filler)), OPERATOR))


@pytest.mark.parametrize(
    ("told", "kind", "value"),
    [
        ("请拨打我们的客服热线：400-123-8866。", "phone", "400-123-8866"),
        ("您可拨打客服电话（０５７１）８６６６１２３４联系我们", "phone", "0571-86661234"),
        ("如有疑问请致电95566客服热线。", "phone", "95566"),
        ("您可以发送邮件至 help@shanquan.cn 与我们联系。", "email", "help@shanquan.cn"),
        ("您可以发送邮件至 help[at]shanquan.cn 与我们联系。", "email", "help@shanquan.cn"),
        ("我们的邮箱：help#shanquan.cn（请将#换成@）", "email", "help@shanquan.cn"),
        ("寄至浙江省杭州市西湖区文一路88号3幢201室（收）", "address", "浙江省杭州市西湖区文一路88号3幢201室"),
        ("您可以通过“我的-设置-意见反馈”联系我们。", "online", "意见反馈"),
    ],
)  # fmt: skip
def test_contact(told: str, kind: str, value: str) -> None:
    found = [c for c in _found(told) if c.kind == kind]
    assert [(c.value, c.use != "third_party") for c in found] == [(value, True)]


@pytest.mark.parametrize(
    "told",
    [
        "第三方 SDK 名称：落叶推送；公司名称：深圳落叶信息技术有限公司；联系方式：0755-88886666",
        "支付：财付通支付科技有限公司，客服电话：95017",
        "您也可以向中央网信办举报中心 12377 举报。",
    ],
)
def test_contacts_of_others_are_told_apart(told: str) -> None:
    phones = [c for c in _found(told) if c.kind == "phone"]
    assert [c.use for c in phones] == ["third_party"]


@pytest.mark.parametrize(
    "told",
    [
        "订单号、手机号码、电话号码会被收集。",
        "通过 ISO27001 认证，编号 400123456。",
        "邮编：310012，用户 QQ 群 4008123456。",
        "工业和信息化部令第25号《电话用户真实身份信息登记规定》",
        "保存 10000 条记录，约 2022 年删除。",
    ],
)
def test_numbers_that_are_no_telephone(told: str) -> None:
    assert [c for c in _found(told) if c.kind == "phone"] == []


def test_what_a_contact_is_for() -> None:
    found = _found(
        "投诉举报电话：0571-86661234",
        "我们的个人信息保护负责人邮箱：privacy@shanquan.cn",
        "未成年人专线：0571-86665678，服务时间：工作日9:00-18:00",
    )
    assert {c.value: c.use for c in found if c.kind != "person"} == {
        "0571-86661234": "complaint",
        "privacy@shanquan.cn": "privacy",
        "0571-86665678": "minors",
    }
    assert next(c for c in found if c.use == "minors").hours.endswith("9:00-18:00")
