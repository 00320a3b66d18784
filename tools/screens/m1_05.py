"""Screens of measure 1.5: what is sold, for how much, and when one is told."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import Case, Shown, View, box, button, v

M = "m1_05_prior_notice"
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("模板", (16, 160, 328, 48), click=True),
    )
)
BENEFITS = v("会员可去广告、使用全部模板、云端同步 10 GB", (16, 100, 328, 40))
MONTH = v("月卡 ¥15.00", (16, 180, 150, 80), click=True)
YEAR = v("年卡 ¥98.00", (190, 180, 150, 80), click=True)
PAY = button("立即开通", (16, 700, 328, 48))


def shop(*views: View, **more: object) -> Shown:
    """A page that sells a membership."""
    return Shown((v("开通会员", (16, 40, 200, 28), size=20), *views), **more)  # type: ignore[arg-type]


EDIT = Shown(
    (
        v("编辑", (16, 40, 100, 28), size=20),
        v("标题", (16, 100, 328, 48), click=True),
        button("导出图片", (16, 700, 328, 48)),
    ),
    tap="导出图片",
)
LAWFUL = shop(BENEFITS, MONTH, YEAR, PAY)
CASES = (
    Case(
        f"{M}/pay_terms/violates",
        "首月 ¥1，次月自动续费，没有写续费价格",
        "violates",
        (
            PAGE,
            shop(
                BENEFITS,
                v("首月 ¥1.00", (16, 180, 328, 80), click=True),
                v("自动续费，可随时取消", (16, 640, 328, 30)),
                PAY,
            ),
        ),
        keys={"requirements": ["26号-1.5.2"], "says": ["未写明自动续费价格"], "may": ["1.7/"]},
    ),
    Case(
        f"{M}/pay_terms/passes",
        "首月 ¥1，次月起自动续费 15 元/月",
        "passes",
        (
            PAGE,
            shop(
                BENEFITS,
                v("首月 ¥1.00", (16, 180, 328, 80), click=True),
                v("次月起 15 元/月自动续费，可随时取消", (16, 640, 328, 30)),
                PAY,
            ),
        ),
        keys={"may": ["1.7/"]},
    ),
    Case(
        f"{M}/pay_terms/priceless",
        "付费按钮所在界面没有任何价格",
        "violates",
        (PAGE, shop(BENEFITS, v("会员支持自动续费", (16, 640, 328, 30)), PAY)),
        keys={"says": ["没有写明价格"], "may": ["1.7/"]},
    ),
    Case(
        f"{M}/pay_terms/faint",
        "续费条款对比度 1.8:1",
        "suspected",
        (
            PAGE,
            shop(
                BENEFITS,
                MONTH,
                v("到期自动续费 15 元/月", (16, 640, 328, 30), color="#c0c0c0"),
                PAY,
                picture=True,
            ),
        ),
        keys={"says": ["对比度"], "may": ["1.7/"]},
    ),
    Case(f"{M}/pay_terms/unseen", "没有售卖界面", "undetermined", (PAGE,)),
    Case(
        f"{M}/charge_added/violates",
        "默认勾选 3 元保障服务",
        "violates",
        (PAGE, shop(BENEFITS, MONTH, box("账号保障服务 3.00元", (16, 640, 328, 30), check=True), PAY)),
        keys={"requirements": ["26号-1.5.4"], "says": ["默认勾选"]},
    ),
    Case(
        f"{M}/charge_added/passes",
        "保障服务默认未勾选",
        "passes",
        (PAGE, shop(BENEFITS, MONTH, box("账号保障服务 3.00元", (16, 640, 328, 30), check=False), PAY)),
    ),
    Case(
        f"{M}/paywall_late/violates",
        "编辑完成点“导出图片”才提示开通会员",
        "suspected",
        (PAGE, EDIT, LAWFUL),
        keys={"requirements": ["26号-1.5.3"], "says": ["才提示收费"]},
    ),
    Case(
        f"{M}/paywall_late/passes",
        "“导出图片”旁标明“会员”",
        "passes",
        (PAGE, replace(EDIT, views=(*EDIT.views, v("会员", (300, 660, 40, 24)))), LAWFUL),
    ),
    Case(
        f"{M}/benefit_unshown/violates",
        "会员界面只有价格",
        "suspected",
        (PAGE, shop(MONTH, YEAR, PAY)),
        keys={"requirements": ["26号-1.5.1"], "says": ["没有写明任何功能或权益"]},
    ),
    Case(f"{M}/benefit_unshown/passes", "会员界面写明去广告、模板、云同步", "clean", (PAGE, LAWFUL)),
)
