"""Screens of measures 1.8 and 1.1: what follows a refusal; windows that offer a download."""

from __future__ import annotations

from tools.screens import HOME, PERMISSION, Case, Shown, View, button, v

PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("附近", (16, 160, 328, 48), click=True),
    )
)
TOLD = Shown(
    (v("位置权限用于为您记录手账的地点", (50, 300, 260, 60)), button("好的", (120, 400, 120, 44))),
    window=(30, 260, 300, 220),
)
DENIED = Shown(
    (
        v("要允许“清河手账”访问此设备的位置信息吗？", (50, 480, 260, 50), id="permission_message"),
        button("使用时允许", (50, 550, 260, 40), id="permission_allow_button"),
        button("不允许", (50, 600, 260, 40), id="permission_deny_button"),
    ),
    window=(30, 460, 300, 200),
    package=PERMISSION,
    tap="不允许",
)
LAUNCHER = Shown((v("清河手账", (20, 100, 80, 80), click=True),), package=HOME)
CORNERED = Shown(
    (
        v("需要位置权限才能使用", (50, 300, 260, 60)),
        button("去设置", (190, 400, 100, 44)),
        button("退出", (60, 400, 100, 44)),
    ),
    window=(30, 260, 300, 220),
)
R = "m1_08_lawful_necessary/refusal_blocks"
D = "m1_01_install/offer_without_cancel"


def offer(*views: View) -> Shown:
    """A window that recommends another app."""
    return Shown(
        (v("推荐应用：清河日历", (50, 300, 260, 40)), button("立即下载", (190, 460, 110, 44)), *views),
        window=(30, 260, 300, 280),
    )


CASES = (
    Case(
        f"{R}/violates",
        "拒绝位置权限后退回桌面",
        "violates",
        (PAGE, TOLD, DENIED, LAUNCHER),
        keys={"requirements": ["26号-1.8.5"], "says": ["退出应用"]},
    ),
    Case(f"{R}/passes", "拒绝位置权限后回到应用页面", "passes", (PAGE, TOLD, DENIED, PAGE)),
    Case(
        f"{R}/cornered",
        "拒绝后只能去设置或退出",
        "violates",
        (PAGE, TOLD, DENIED, CORNERED),
        keys={"says": ["不授权就无法继续"]},
    ),
    Case(
        f"{D}/violates",
        "下载窗口只有“立即下载”",
        "violates",
        (PAGE, offer()),
        keys={"requirements": ["26号-1.1.7"], "says": ["没有取消选项"]},
    ),
    Case(
        f"{D}/passes",
        "“取消”与“立即下载”一样大",
        "passes",
        (PAGE, offer(v("取消", (60, 460, 110, 44), click=True))),
    ),
    Case(
        f"{D}/weak",
        "“取消”面积不到一半",
        "suspected",
        (PAGE, offer(v("取消", (60, 470, 60, 24), click=True))),
        keys={"says": ["远弱于"]},
    ),
)
