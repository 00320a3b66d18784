"""Screens of measure 1.7: selling, choosing and cancelling automatic renewal."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import Case, Shown, View, box, button, v

M = "m1_07_renewal"
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("我的", (300, 730, 60, 40), click=True),
    ),
    tap="我的",
)
BENEFITS = v("会员可去广告、使用全部模板", (16, 80, 328, 40))
MONTHLY = v("连续包月 ¥12.00/月", (16, 180, 150, 80), click=True)
ONCE = v("单月 ¥15.00", (190, 180, 150, 80), click=True)
AGREES = (16, 640, 328, 30)
TICK = box("同意《自动续费服务协议》", AGREES, check=False)
PAY = button("确认支付", (16, 700, 328, 48))


def shop(*views: View, **more: object) -> Shown:
    """A page that sells a membership."""
    return Shown((v("开通会员", (16, 40, 200, 28), size=20), BENEFITS, *views), **more)  # type: ignore[arg-type]


LAWFUL = shop(ONCE, MONTHLY, TICK, PAY)
MINE = Shown(
    (
        v("我的", (16, 40, 60, 28)),
        v("会员中心", (16, 90, 328, 48), click=True),
        v("设置", (16, 140, 328, 48), click=True),
    )
)
CENTRE = Shown(
    (
        v("会员中心", (16, 40, 100, 28)),
        v("我的权益", (16, 90, 328, 48), click=True),
        v("帮助", (16, 140, 328, 48), click=True),
    )
)
MANAGE = Shown(
    (
        v("会员中心", (16, 40, 100, 28)),
        v("管理自动续费", (16, 90, 328, 48), click=True),
        v("帮助", (16, 140, 328, 48), click=True),
    )
)


def stay(words: str) -> Shown:
    """A window that asks to stay."""
    return Shown(
        (
            v(words, (60, 300, 240, 40)),
            v("仍要取消", (60, 440, 100, 44), click=True),
            button("保留会员", (190, 440, 110, 44)),
        ),
        window=(30, 260, 300, 260),
        tap="仍要取消",
    )


DONE = Shown((v("自动续费已关闭", (60, 300, 240, 40)), button("完成", (60, 440, 240, 44))))
CASES = (
    Case(
        f"{M}/renewal_agreed/violates",
        "“开通即视为同意自动续费”",
        "violates",
        (PAGE, shop(ONCE, MONTHLY, v("开通即视为同意《自动续费服务协议》", AGREES), PAY)),
        keys={"requirements": ["26号-1.7.1"], "says": ["以支付代替"]},
    ),
    Case(f"{M}/renewal_agreed/passes", "自动续费协议有单独的未勾选复选框", "clean", (PAGE, LAWFUL)),
    Case(
        f"{M}/renewal_agreed/unasked",
        "连续包月与支付按钮之间没有任何同意选项",
        "suspected",
        (PAGE, shop(ONCE, MONTHLY, PAY)),
        keys={"says": ["没有单独征得同意"]},
    ),
    Case(
        f"{M}/renewal_chosen/violates",
        "“到期自动续费”开关默认打开",
        "violates",
        (
            PAGE,
            shop(ONCE, box("到期自动续费，12 元/月", AGREES, check=True, cls="android.widget.Switch"), PAY),
        ),
        keys={"requirements": ["26号-1.7.2"], "says": ["自动续费默认勾选"]},
    ),
    Case(
        f"{M}/renewal_chosen/passes",
        "同一开关默认关闭",
        "passes",
        (
            PAGE,
            shop(ONCE, box("到期自动续费，12 元/月", AGREES, check=False, cls="android.widget.Switch"), PAY),
        ),
    ),
    Case(
        f"{M}/renewal_chosen/plan",
        "两个套餐中默认选中连续包月",
        "suspected",
        (PAGE, shop(ONCE, replace(MONTHLY, selected=True), TICK, PAY)),
        keys={"says": ["默认选中自动续费套餐"]},
    ),
    Case(
        f"{M}/renewal_chosen/once",
        "两个套餐中默认选中单月",
        "passes",
        (PAGE, shop(replace(ONCE, selected=True), MONTHLY, TICK, PAY)),
    ),
    Case(
        f"{M}/one_off_missing/violates",
        "只有连续包月和连续包年",
        "violates",
        (PAGE, shop(MONTHLY, v("连续包年 ¥98.00/年", (190, 180, 150, 80), click=True), PAY)),
        keys={"requirements": ["26号-1.7.3"], "says": ["没有单次购买"], "may": ["1.7/renewal-agreed"]},
    ),
    Case(
        f"{M}/one_off_missing/passes",
        "连续包月之外有单月",
        "passes",
        (PAGE, shop(MONTHLY, ONCE, PAY)),
        keys={"may": ["1.7/renewal-agreed"]},
    ),
    Case(
        f"{M}/cancel_deep/violates",
        "会员中心没有取消续费的入口",
        "suspected",
        (PAGE, replace(MINE, tap="会员中心"), replace(CENTRE, tap="我的权益"), LAWFUL),
        keys={"requirements": ["26号-1.7.6"], "says": ["没有取消自动续费的途径"]},
    ),
    Case(
        f"{M}/cancel_deep/passes",
        "会员中心有“管理自动续费”",
        "passes",
        (PAGE, replace(MINE, tap="会员中心"), MANAGE),
    ),
    Case(
        f"{M}/cancel_deep/five",
        "点击五次才到“取消自动续费”",
        "suspected",
        (
            PAGE,
            replace(MINE, tap="会员中心"),
            replace(CENTRE, tap="我的权益"),
            replace(CENTRE, tap="帮助"),
            replace(CENTRE, tap="帮助"),
            MANAGE,
        ),
        keys={"says": ["5 次"]},
    ),
    Case(
        f"{M}/cancel_hindered/violates",
        "取消时连续两个挽留窗口",
        "suspected",
        (
            PAGE,
            replace(MANAGE, tap="管理自动续费"),
            stay("确定要取消吗？"),
            stay("取消后将失去全部权益"),
            DONE,
        ),
        keys={"requirements": ["26号-1.7.7"], "says": ["2 次"]},
    ),
    Case(
        f"{M}/cancel_hindered/passes",
        "取消时只确认一次",
        "clean",
        (PAGE, replace(MANAGE, tap="管理自动续费"), stay("确定要取消吗？"), DONE),
    ),
)
