"""Plain text and Markdown: headings by their numbers, tables as drawn, one statement one passage."""

from __future__ import annotations

import pytest

from mingjian.artifacts.policy import Document, read_bytes
from mingjian.artifacts.policy.numbering import number


def read(text: str, name: str = "policy.txt") -> Document:
    return read_bytes(text.encode(), source=name)


def shape(document: Document) -> list[tuple[str, int, str]]:
    return [(p.kind, p.level, p.text) for p in document.passages]


@pytest.mark.parametrize(
    ("text", "scheme", "value", "rest"),
    [
        ("一、总则", "一、", 1, "总则"),
        ("二十一、附则", "一、", 21, "附则"),
        ("（三）共享", "（一）", 3, "共享"),
        ("第十二条 保存期限", "条", 12, "保存期限"),
        ("第一部分 定义", "部分", 1, "定义"),
        ("1.2.3 位置信息", "1.1.1", 3, "位置信息"),
        ("12、附则", "1、", 12, "附则"),
        ("（2）设备信息", "（1）", 2, "设备信息"),
        ("③ 日志", "①", 3, "日志"),
    ],
)
def test_numbers(text: str, scheme: str, value: int, rest: str) -> None:
    found = number(text)
    assert found is not None
    assert (found.scheme, found.value, text[found.end :]) == (scheme, value, rest)


@pytest.mark.parametrize(
    "text", ["第三方共享", "2024年1月1日", "一个工作日内答复", "3.5%的用户", "我们", "十五天内"]
)
def test_words_that_only_begin_like_numbers(text: str) -> None:
    assert number(text) is None


def test_headings_take_their_levels_from_the_order_of_schemes() -> None:
    document = read(
        "清河手账隐私政策\n更新日期：2024年3月1日\n引言\n我们重视您的个人信息。\n一、我们收集的信息\n（一）注册\n"
        "您注册时需提供手机号。\n（二）记账\n1. 账单\n我们保存您的账单。\n二、联系我们\n电话：010-12345678\n"
        "地址：北京市\n"
    )
    assert shape(document) == [
        ("heading", 1, "清河手账隐私政策"),
        ("paragraph", 0, "更新日期：2024年3月1日"),
        ("heading", 2, "引言"),
        ("paragraph", 0, "我们重视您的个人信息。"),
        ("heading", 2, "一、我们收集的信息"),
        ("heading", 3, "（一）注册"),
        ("paragraph", 0, "您注册时需提供手机号。"),
        ("heading", 3, "（二）记账"),
        ("heading", 4, "1. 账单"),
        ("paragraph", 0, "我们保存您的账单。"),
        ("heading", 2, "二、联系我们"),
        ("paragraph", 0, "电话：010-12345678"),
        ("paragraph", 0, "地址：北京市"),
    ]
    assert [p.place for p in document.passages[:3]] == ["line 1", "line 2", "line 3"]


def test_a_table_of_contents_is_a_list() -> None:
    chapters = ("收集", "使用", "共享", "保存")
    contents = "".join(f"{n}、我们如何{w}您的信息\n" for n, w in zip("一二三四", chapters, strict=True))
    body = "".join(
        f"{n}、我们如何{w}您的信息\n正文在此。\n" for n, w in zip("一二三四", chapters, strict=True)
    )
    kinds = [p.kind for p in read("隐私政策\n" + contents + body).passages]
    assert kinds == ["heading"] + ["item"] * 4 + ["heading", "paragraph"] * 4


def test_members_of_a_list_are_not_headings() -> None:
    document = read("一、我们收集\n我们收集：\n1、姓名\n2、手机号\n3、位置\n用于提供服务。\n")
    assert [p.kind for p in document.passages] == [
        "heading",
        "paragraph",
        "item",
        "item",
        "item",
        "paragraph",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "SDK名称\t使用目的\t个人信息\n微信\t登录\t昵称\n友盟\t统计\t设备标识\n",
        "| SDK名称 | 使用目的 | 个人信息 |\n| 微信 | 登录 | 昵称 |\n| 友盟 | 统计 | 设备标识 |\n",
        "SDK名称    使用目的    个人信息\n微信       登录        昵称\n友盟       统计        设备标识\n",
    ],
)
def test_tables_drawn_in_text(table: str) -> None:
    cells = [p for p in read("以下是清单。\n" + table + "以上。\n").passages if p.kind == "cell"]
    assert [(c.text, c.row, c.column, c.header) for c in cells] == [
        ("SDK名称", 0, 0, True),
        ("使用目的", 0, 1, True),
        ("个人信息", 0, 2, True),
        ("微信", 1, 0, False),
        ("登录", 1, 1, False),
        ("昵称", 1, 2, False),
        ("友盟", 2, 0, False),
        ("统计", 2, 1, False),
        ("设备标识", 2, 2, False),
    ]
    assert cells[3].place == "line 3"


def test_lines_broken_at_a_width_are_joined() -> None:
    whole = (
        "我们会按照法律法规的规定收集和使用您的个人信息并采取必要的安全措施保护您的个人信息安全防止信息泄露"
        * 4
        + "。"
    )
    broken = "\n".join(whole[i : i + 38] for i in range(0, len(whole), 38))
    document = read("\n\n".join([broken] * 4))
    assert [p.text for p in document.passages] == [whole] * 4


def test_markdown() -> None:
    document = read(
        "# 清河手账隐私政策\n\n我们收集**手机号**和\n[位置](https://qinghe.example/p)。\n\n## 一、共享\n"
        "\n- 微信\n  - 昵称\n\n"
        "| 名称 | 目的 |\n|---|:--|\n| **友盟** | 统计 |\n\n电话：010-1\n地址：北京\n",
        "policy.md",
    )
    assert document.format == "md"
    assert shape(document) == [
        ("heading", 1, "清河手账隐私政策"),
        ("paragraph", 0, "我们收集手机号和位置。"),
        ("heading", 2, "一、共享"),
        ("item", 1, "微信"),
        ("item", 2, "昵称"),
        ("cell", 0, "名称"),
        ("cell", 0, "目的"),
        ("cell", 0, "友盟"),
        ("cell", 0, "统计"),
        ("paragraph", 0, "电话：010-1"),
        ("paragraph", 0, "地址：北京"),
    ]
    text = document.passages[1]
    assert [(m.kind, text.text[m.start : m.end], m.value) for m in text.marks] == [
        ("bold", "手机号", ""),
        ("link", "位置", "https://qinghe.example/p"),
    ]
    assert [p.header for p in document.passages if p.kind == "cell"] == [True, True, False, False]
    assert document.passages[7].place == "line 13"
