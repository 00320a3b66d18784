"""Lists of SDKs in every layout: who, by whom, what for, what they take; and tables that are none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mingjian.facts.policy import sdks
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Said, StatedSdk
from tests.facts.policy.made import Cell, lines, linked, prepared, table

FIELDS = ("name", "vendor", "purpose", "types", "link")
HEADER = ("SDK名称", "运营方", "使用目的", "收集的个人信息类型", "隐私政策链接")
UMENG = (
    "友盟统计SDK",
    "友盟同欣（北京）科技有限公司",
    "统计分析",
    "设备信息、网络信息",
    "https://www.umeng.com/policy",
)
GETUI = (
    "个推SDK",
    "每日互动股份有限公司",
    "消息推送",
    "设备标识、应用列表",
    "https://docs.getui.com/privacy/",
)


def told(entry: StatedSdk) -> tuple[str, ...]:
    values = (entry.vendor, entry.purpose, entry.types, entry.link)
    return (entry.name, *(one.value if one else "" for one in values))


def found(text: PolicyText) -> list[tuple[str, ...]]:
    return [told(entry) for entry in sdks.find(text)]


def test_a_table_gives_each_field_where_it_stands() -> None:
    text = prepared(lines("# 第三方SDK目录"), table([HEADER, UMENG, GETUI]))
    entries = sdks.find(text)
    assert [told(one) for one in entries] == [UMENG, GETUI]
    assert entries[1].ids == ("getui",)
    for entry in entries:
        for said in (entry.vendor, entry.purpose, entry.types, entry.link):
            assert said is not None
            passage = text.document.passages[said.quote.passage]
            assert passage.text[said.quote.start : said.quote.end] == said.value


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (1, 0, 3, 2, 4), (2, 4, 0, 3, 1)])
def test_columns_stand_in_any_order(order: tuple[int, ...]) -> None:
    rows = [[row[at] for at in order] for row in (HEADER, UMENG, GETUI)]
    assert found(prepared(lines("# 第三方SDK目录"), table(rows))) == [UMENG, GETUI]


def test_a_table_on_its_side() -> None:
    rows = [list(column) for column in zip(HEADER, UMENG, GETUI, strict=True)]
    assert found(prepared(lines("# 第三方SDK目录"), table(rows))) == [UMENG, GETUI]


def test_one_table_for_each_sdk() -> None:
    first = [list(pair) for pair in zip(HEADER, UMENG, strict=True)]
    second = [list(pair) for pair in zip(HEADER, GETUI, strict=True)]
    text = prepared(lines("# 第三方SDK目录"), table(first), table(second, 1))
    assert found(text) == [UMENG, GETUI]


def test_several_rows_of_one_sdk() -> None:
    rows: list[Sequence[Cell]] = [
        HEADER,
        [(UMENG[0], 2, 1), (UMENG[1], 2, 1), (UMENG[2], 2, 1), "设备信息", (UMENG[4], 2, 1)],
        ["网络信息"],
        GETUI,
    ]
    entries = sdks.find(prepared(lines("# 第三方SDK目录"), table(rows)))
    assert [one.name for one in entries] == [UMENG[0], GETUI[0]]
    assert entries[0].types is not None
    assert [entries[0].types.value, *(one.value for one in entries[0].more_types)] == ["设备信息", "网络信息"]


def test_a_row_over_the_whole_width_is_a_heading() -> None:
    rows: list[Sequence[Cell]] = [HEADER, [("消息推送类", 1, 5)], ["华为SDK", *GETUI[1:]], HEADER, UMENG]
    entries = sdks.find(prepared(lines("# 第三方SDK目录"), table(rows)))
    assert [one.name for one in entries] == ["华为SDK", UMENG[0]]
    assert entries[0].ids == ("huawei-push",)


def test_a_table_goes_on_over_the_page() -> None:
    text = prepared(lines("# 第三方SDK目录"), table([HEADER, UMENG]), lines("第 2 页"), table([GETUI], 1))
    assert found(text) == [UMENG, GETUI]


def test_a_table_without_a_header() -> None:
    text = prepared(lines("# 接入的第三方SDK"), table([UMENG, GETUI]))
    assert found(text) == [UMENG, GETUI]


def test_two_names_in_one_cell() -> None:
    row = ("微信SDK、QQ SDK", *GETUI[1:])
    entries = sdks.find(prepared(lines("# 第三方SDK目录"), table([HEADER, row])))
    assert [(one.name, one.ids[0]) for one in entries] == [
        ("微信SDK", "wechat-open"),
        ("QQ SDK", "qq-connect"),
    ]


@pytest.mark.parametrize(
    ("name", "platform"),
    [("极光推送SDK（仅Android）", "android"), ("极光推送SDK【仅iOS】", "ios"), ("极光推送SDK【双端】", "")],
)
def test_the_platform_stands_in_the_name(name: str, platform: str) -> None:
    (entry,) = sdks.find(prepared(lines("# 第三方SDK目录"), table([HEADER, (name, *GETUI[1:])])))
    assert (entry.ids, entry.platform) == (("jpush",), platform)


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("权限名称", "权限功能说明", "使用场景或目的"),
            ("相机", "拍摄照片", "扫描二维码"),
            ("位置", "获取位置", "查找门店"),
        ],
        [
            ("类型", "信息名称", "使用目的", "使用场景"),
            ("基本信息", "手机号码", "注册账号", "注册时"),
            ("设备信息", "OAID", "统计", "启动时"),
        ],
        [
            ("业务功能", "收集的个人信息", "使用目的"),
            ("登录", "手机号码", "建立账号"),
            ("支付", "订单信息", "完成支付"),
        ],
        [("公司名称", "注册地址", "联系方式"), ("某某科技有限公司", "北京市", "400-000-0000")],
    ],
)
def test_other_tables_are_no_list_of_sdks(rows: Sequence[Sequence[str]]) -> None:
    assert found(prepared(lines("# 我们如何收集和使用个人信息"), table(rows))) == []


BLOCK = (
    "SDK名称：友盟统计SDK",
    f"公司名称：{UMENG[1]}",
    f"使用目的：{UMENG[2]}",
    f"收集的个人信息：{UMENG[3]}",
    f"隐私政策：{UMENG[4]}",
)
BLOCK_2 = (
    "SDK名称：个推SDK",
    f"公司名称：{GETUI[1]}",
    f"使用目的：{GETUI[2]}",
    f"收集的个人信息：{GETUI[3]}",
    f"隐私政策：{GETUI[4]}",
)


def test_lines_of_labels() -> None:
    assert found(prepared(lines("# 第三方SDK目录", *BLOCK, *BLOCK_2))) == [UMENG, GETUI]


def test_lines_of_labels_under_a_name() -> None:
    text = prepared(lines("# 第三方SDK目录", "1. 友盟统计SDK", *BLOCK[1:], "2. 个推SDK", *BLOCK_2[1:]))
    assert found(text) == [UMENG, GETUI]


def test_headings_as_names() -> None:
    text = prepared(lines("# 第三方SDK目录", "## 友盟统计SDK", *BLOCK[1:], "## 个推SDK", *BLOCK_2[1:]))
    assert found(text) == [UMENG, GETUI]


@pytest.mark.parametrize("mark", ["；", "  ", "。"])
def test_one_paragraph_for_each_sdk(mark: str) -> None:
    text = prepared(lines("# 第三方SDK目录", mark.join(BLOCK), mark.join(BLOCK_2)))
    assert found(text) == [UMENG, GETUI]


def test_the_function_with_the_sdk_in_brackets() -> None:
    (entry,) = sdks.find(prepared(lines("# 第三方SDK目录", "推送功能（华为推送SDK）", *BLOCK_2[1:])))
    assert entry.ids == ("huawei-push",)


def test_a_value_on_the_next_line() -> None:
    text = prepared(
        lines(
            "SDK名称：",
            "个推SDK",
            "公司名称：",
            GETUI[1],
            "使用目的：",
            GETUI[2],
            "收集的个人信息：",
            GETUI[3],
        )
    )
    assert found(text) == [(*GETUI[:4], "")]


def test_a_table_that_lost_its_columns() -> None:
    text = prepared(lines("# 第三方SDK目录", *HEADER, *UMENG, *GETUI, "我们会对合作方进行安全检测。"))
    assert found(text) == [UMENG, GETUI]


def test_a_lost_table_with_an_empty_cell() -> None:
    rows = (*UMENG[:2], *UMENG[3:], *GETUI)
    assert found(prepared(lines("# 第三方SDK目录", *HEADER, *rows))) == [(*UMENG[:2], "", *UMENG[3:]), GETUI]


def test_one_sentence_about_one_sdk() -> None:
    text = prepared(
        lines(
            "为了向您推送消息，我们使用了每日互动股份有限公司的个推SDK，该SDK需要获取您的设备标识、应用列表，"
            "用于消息推送。如您拒绝，不影响其他功能。"
        )
    )
    assert found(text) == [(*GETUI[:4], "")]


def test_an_item_about_one_sdk() -> None:
    text = prepared(
        lines(
            "（3）语音识别SDK：我们使用了科大讯飞的语音识别SDK，该SDK需要获取您的语音信息，用于实现语音搜索。"
        )
    )
    (entry,) = sdks.find(text)
    assert told(entry) == ("语音识别SDK", "科大讯飞", "实现语音搜索", "语音信息", "")
    assert "iflytek" in entry.ids


def test_several_in_one_sentence_share_what_is_said() -> None:
    text = prepared(
        lines("可能涉及的第三方SDK包括：华为推送SDK、小米推送SDK和个推SDK，此类SDK会收集您的设备标识信息。")
    )
    entries = sdks.find(text)
    assert [one.ids[0] for one in entries] == ["huawei-push", "xiaomi-push", "getui"]
    assert {one.types.value for one in entries if one.types} == {"设备标识信息"}


@pytest.mark.parametrize(
    "sentence",
    [
        "我们会对合作方获取信息的软件工具开发包（SDK）进行严格的安全检测。",
        "您可以点击查看《第三方SDK目录》。",
        "我们的产品中可能包含第三方SDK，该SDK可能收集您的信息。",
        "关于第三方SDK的具体情况，请参考第三方SDK的隐私政策。",
        "我们会收集您的推送SDK版本号和设备信息。",
        "本政策适用于供第三方网站使用的软件开发工具包（SDK）和应用程序编程接口（API）。",
    ],
)
def test_talk_of_sdks_names_none(sentence: str) -> None:
    assert found(prepared(lines(sentence))) == []


def test_what_the_list_has_is_not_told_twice() -> None:
    text = prepared(lines("我们使用个推SDK，用于向您推送消息。", "# 第三方SDK目录"), table([HEADER, GETUI]))
    assert found(text) == [GETUI]


def test_a_link_behind_words() -> None:
    passage = linked(
        "我们使用个推SDK推送消息，其收集您的设备标识，详见其隐私政策。",
        "隐私政策",
        "https://docs.getui.com/privacy/",
    )
    (entry,) = sdks.find(prepared([passage]))
    assert entry.link == Said("https://docs.getui.com/privacy/", entry.link.quote) if entry.link else False


@pytest.mark.parametrize(
    "text",
    [
        "（" * 300_000,
        "、" * 300_000,
        "SDK" * 100_000,
        "：" * 300_000,
        "a" * 300_000,
        "收集" * 150_000,
        "的" * 300_000,
    ],
)
def test_hostile_text_comes_back(text: str) -> None:
    assert len(sdks.find(prepared(lines(text, *[text[:2000]] * 50)))) < 100
