"""The list of SDKs in files as operators publish them: pages, Markdown and Word documents of every layout."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import pytest
from docx.document import Document as Word

from mingjian.artifacts.policy import read_bytes
from mingjian.facts.policy import sdks
from mingjian.facts.policy.text import prepare

Row = tuple[str, str, str, str, str]
HEADER: Row = ("SDK名称", "提供方", "使用目的", "收集个人信息类型", "隐私政策链接")
ROWS: tuple[Row, ...] = (
    (
        "穿山甲SDK",
        "北京巨量引擎网络技术有限公司",
        "广告投放与监测",
        "设备标识符（如IMEI、OAID）、位置信息",
        "https://www.csjplatform.com/privacy",
    ),
    (
        "腾讯Bugly SDK",
        "深圳市腾讯计算机系统有限公司",
        "收集崩溃日志",
        "日志信息、设备型号",
        "https://privacy.qq.com/document/bugly",
    ),
    (
        "高德地图SDK",
        "高德软件有限公司",
        "显示门店位置",
        "经纬度、WLAN接入点",
        "https://lbs.amap.com/pages/privacy/",
    ),
)
IDS = ("pangle", "bugly", "amap")
INTRO = "为保障应用的稳定运行，我们接入了以下第三方SDK："
NEXT = "我们会对第三方SDK进行安全检测。"


def page(body: str) -> bytes:
    return (
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>示例隐私政策</title></head><body>'
        f"<h1>示例应用隐私政策</h1><h2>三、第三方SDK目录</h2><p>{INTRO}</p>{body}<h2>四、共享</h2><p>{NEXT}</p></body></html>"
    ).encode()


def cells(rows: Sequence[Sequence[str]], head: str = "td") -> str:
    lines = (
        "".join(f"<{head if not at else 'td'}>{cell}</{head if not at else 'td'}>" for cell in row)
        for at, row in enumerate(rows)
    )
    return "".join(f"<tr>{line}</tr>" for line in lines)


def html_table() -> bytes:
    return page(f"<table>{cells([HEADER, *ROWS], 'th')}</table>")


def html_turned() -> bytes:
    return page(f"<table>{cells(list(zip(HEADER, *ROWS, strict=True)))}</table>")


def html_grouped() -> bytes:
    rows = "".join(
        f'<tr><td colspan="5">{kind}</td></tr>{cells([row])}'
        for kind, row in zip(("广告类", "统计类", "地图类"), ROWS, strict=True)
    )
    return page(f"<table>{cells([HEADER], 'th')}{rows}</table>")


def html_one_table_each() -> bytes:
    return page("".join(f"<table>{cells(list(zip(HEADER, row, strict=True)))}</table>" for row in ROWS))


def html_two_pages() -> bytes:
    return page(
        f"<table>{cells([HEADER, ROWS[0]], 'th')}</table><p>第2页</p><table>{cells(ROWS[1:])}</table>"
    )


def html_header_again() -> bytes:
    return page(f"<table>{cells([HEADER, ROWS[0], HEADER, *ROWS[1:]], 'th')}</table>")


def html_labels() -> bytes:
    blocks = (
        "".join(f"<p>{label}：{value}</p>" for label, value in zip(HEADER, row, strict=True)) for row in ROWS
    )
    return page("".join(blocks))


def html_breaks() -> bytes:
    blocks = (
        "<p>" + "<br>".join(f"{label}：{value}" for label, value in zip(HEADER, row, strict=True)) + "</p>"
        for row in ROWS
    )
    return page("".join(blocks))


def html_headings() -> bytes:
    blocks = (
        f"<h3>{number}. {row[0]}</h3>"
        + "".join(f"<p>{label}：{value}</p>" for label, value in zip(HEADER[1:], row[1:], strict=True))
        for number, row in enumerate(ROWS, 1)
    )
    return page("".join(blocks))


def html_linked() -> bytes:
    rows = ((*row[:4], f'<a href="{row[4]}">隐私政策</a>') for row in ROWS)
    return page(f"<table>{cells([HEADER, *rows], 'th')}</table>")


def markdown_table() -> bytes:
    lines = [
        "# 示例应用隐私政策",
        "",
        "## 三、第三方SDK目录",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in ROWS]
    return "\n".join([*lines, "", "## 四、共享", "", NEXT]).encode()


def markdown_blocks() -> bytes:
    lines = ["# 示例应用隐私政策", "", "## 三、第三方SDK目录", ""]
    for row in ROWS:
        lines += [
            f"### {row[0]}",
            "",
            *(f"- {label}：{value}" for label, value in zip(HEADER[1:], row[1:], strict=True)),
            "",
        ]
    return "\n".join([*lines, "## 四、共享", "", NEXT]).encode()


def word_table() -> bytes:
    made = docx.Document()
    made.add_heading("示例应用隐私政策", 0)
    made.add_heading("三、第三方SDK目录", 1)
    table = made.add_table(rows=0, cols=5)
    for row in (HEADER, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph(NEXT)
    return saved(made)


def word_lines() -> bytes:
    made = docx.Document()
    made.add_heading("三、第三方SDK目录", 1)
    for row in ROWS:
        for label, value in zip(HEADER, row, strict=True):
            made.add_paragraph(f"{label}：{value}")
    made.add_paragraph(NEXT)
    return saved(made)


def saved(made: Word) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text_tabs() -> bytes:
    return "\n".join(
        ["三、第三方SDK目录", INTRO, *("\t".join(row) for row in (HEADER, *ROWS)), "四、共享", NEXT]
    ).encode()


def text_spaces() -> bytes:
    return "\n".join(
        ["三、第三方SDK目录", INTRO, *(" ".join(row) for row in (HEADER, *ROWS)), "四、共享", NEXT]
    ).encode()


def text_lost() -> bytes:
    flat = [cell for row in (HEADER, *ROWS) for cell in row]
    return "\n\n".join(["三、第三方SDK目录", INTRO, *flat, "四、共享", NEXT]).encode()


FILES = (
    html_table, html_turned, html_grouped, html_one_table_each, html_two_pages, html_header_again,
    html_labels, html_breaks, html_headings, html_linked, markdown_table, markdown_blocks, word_table,
    word_lines, text_tabs, text_spaces, text_lost,
)  # fmt: skip
ENDING = {"html": "html", "markdown": "md", "word": "docx", "text": "txt"}


@pytest.mark.parametrize("made", FILES, ids=lambda made: made.__name__)
def test_every_cell_is_read(made: Callable[[], bytes]) -> None:
    name = f"policy.{ENDING[made.__name__.partition('_')[0]]}"
    entries = sdks.find(prepare(read_bytes(made(), source=name)))
    told = [
        (one.name, *(said.value if said else "" for said in (one.vendor, one.purpose, one.types, one.link)))
        for one in entries
    ]
    assert told == list(ROWS)
    assert tuple(one.ids[0] for one in entries) == IDS
