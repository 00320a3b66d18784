"""Two names are one when a reader would take them for one, and a copy's additions do not make another."""

from __future__ import annotations

import pytest

from mingjian.facts.layout import View
from mingjian.rules._contacts import idle_hotline, idle_mail
from mingjian.rules._downloads import OFFER, is_download
from mingjian.rules._names import core, same, skeleton
from mingjian.rules.m1_01_install.bait import BAIT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WeChat", "We\u0421hat"),  # Cyrillic es
        ("微信", "微\u200b信"),
        ("ＱＱ", "qq"),
        ("QQ 音乐", "QQ音乐"),
        ("崩坏：星穹铁道", "崩坏:星穹铁道"),
    ],
)
def test_tricks_of_writing_are_undone(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    "copy", ["支付宝官方版", "支付宝（最新）", "支付宝 Pro", "支付宝2.0.1", "支付宝-红包版"]
)
def test_a_copy_s_additions_are_taken_away(copy: str) -> None:
    assert core(copy) == core("支付宝")


@pytest.mark.parametrize("other", ["支付宝商家助手", "我的支付宝账本", "微信", "Pro", "2.0"])
def test_another_name_stays_another(other: str) -> None:
    assert core(other) != core("支付宝")
    assert core(other) != ""


@pytest.mark.parametrize(
    ("shown", "label", "expected"),
    [
        ("清河票夹（小票助手）", "清河票夹", True),
        ("清河票夹－小票归类", "清河票夹", True),
        ("清河 票夹", "清河票夹", True),
        ("清河票夹助手", "清河票夹", False),
        ("清河", "清河票夹", False),
        ("\u200b", "\u200b", False),
    ],
)
def test_a_page_may_add_behind_a_mark_only(shown: str, label: str, expected: bool) -> None:
    assert same(shown, label) is expected


@pytest.mark.parametrize(
    "text", [" " * 60_000, "1" * 60_000, "v1." * 20_000, "（" * 60_000, "客服热线" + " " * 60_000]
)
def test_an_endless_text_is_no_reason_to_stop(text: str) -> None:
    view = View(tag="TextView", text=text)
    assert (same(text, "清河"), is_download(view), idle_hotline(text), idle_mail(text)) == (
        False, False, None, None,
    )  # fmt: skip
    assert len(core(text)) <= len(skeleton(text)) <= 400
    assert OFFER.search(text) is None and BAIT.search(text) is None
