"""Names of SDKs as policies write them → the knowledge base."""

from __future__ import annotations

import pytest

from mingjian.facts.policy import sdk_names


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("穿山甲", "pangle"),
        ("Pangle SDK", "pangle"),
        ("CSJ", "pangle"),
        ("广点通SDK", "gdt"),
        ("优量汇", "gdt"),
        ("（7）微信登录SDK", "wechat-open"),
        ("腾讯 Bugly SDK", "bugly"),
        ("个推消息推送SDK", "getui"),
        ("友盟+U-Share SDK", "umeng-share"),
        ("极光推送SDK（仅Android）", "jpush"),
        ("推送功能（华为推送SDK）", "huawei-push"),
        ("高德开放平台定位SDK", "amap-location"),
        ("移动登录SDK", "cmcc-auth"),
        ("中移SDK", "cmcc-auth"),
        ("OkHttp", "okhttp"),
    ],
)
def test_a_name_is_known(name: str, id_: str) -> None:
    assert sdk_names.ids(name)[0] == id_


@pytest.mark.parametrize(
    "name", ["梦工厂SDK", "支付SDK", "应用安全SDK", "第三方SDK", "", "我们", "数据分析SDK"]
)
def test_what_is_not_known_stays_so(name: str) -> None:
    assert sdk_names.ids(name) == ()


@pytest.mark.parametrize(
    ("name", "context", "id_"),
    [
        ("华为SDK", "消息推送", "huawei-push"),
        ("小米SDK", "应用内推送通知", "xiaomi-push"),
        ("字节跳动SDK", "广告展示", "pangle"),
        ("百度SDK", "定位服务", "baidu-location"),
        ("华为SDK", "地图", "huawei-map"),
    ],
)
def test_a_house_is_told_by_the_function(name: str, context: str, id_: str) -> None:
    assert id_ in sdk_names.ids(name, context=context)


def test_a_house_alone_may_be_any_of_its_own() -> None:
    assert {"huawei-push", "huawei-map"} <= set(sdk_names.ids("华为SDK"))


def test_the_company_is_a_second_sign() -> None:
    assert "iflytek" in sdk_names.ids("语音识别SDK", vendor="科大讯飞股份有限公司")
    assert sdk_names.ids("FIDO指纹组件", vendor="国民认证科技有限公司") == ()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("我们使用腾讯bugly SDK检测异常，并使用神策SDK", ["bugly", "sensorsdata"]),
        ("admobile", []),
        ("", []),
    ],
)
def test_names_are_found_in_text(text: str, ids: list[str]) -> None:
    assert [one.ids[0] for one in sdk_names.scan(text)] == ids
