"""Screens of measure 1.4: opening and pop-up information windows."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import OTHER, Case, Shown, View, button, image, v

AD = v("广告", (12, 744, 32, 18), size=12, color="#dddddd")
M = "m1_04_close_window"


def skip(text: str = "跳过", *, w: float = 60, h: float = 28, **more: object) -> View:
    """The control at the top right."""
    told: dict[str, object] = {"id": "skip", "click": True, "fill": "#27496d", "color": "#ffffff"}
    return v(text, (348 - w, 44, w, h), **(told | more))


def splash(*views: View, **more: object) -> Shown:
    """An opening advertisement over the whole screen."""
    told: dict[str, object] = {"ground": "#3a6ea5"}
    return Shown((image((0, 0, 360, 780)), AD, *views), **(told | more))  # type: ignore[arg-type]


HOME_PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("我的", (300, 730, 60, 40), click=True),
    )
)
SHOP = Shown((v("年中大促", (16, 40, 200, 28)), button("加入购物车", (16, 700, 328, 48))), package=OTHER)


def popup(*views: View, **more: object) -> Shown:
    """An offer in a dialog of 300 × 360 dp."""
    told: dict[str, object] = {"window": (30, 200, 300, 360)}
    inside = (
        v("新人专享红包", (90, 240, 180, 32), size=22, color="#d93025"),
        button("立即领取", (70, 460, 220, 48)),
    )
    return Shown((*inside, *views), **(told | more))  # type: ignore[arg-type]


def cross(side: float = 24, color: str = "#666666", **more: object) -> View:
    """A close mark in words, at the dialog's corner."""
    return v("×", (300 - side / 2, 212, side, side), click=True, id="close", size=16, color=color, **more)


GONE = HOME_PAGE
LEFT = replace(HOME_PAGE, tap="今天")
MINUTES = replace(HOME_PAGE, after_s=600)

CASES = (
    Case(
        f"{M}/splash_close/violates",
        "开屏广告没有任何关闭或跳过控件",
        "violates",
        (splash(picture=True), HOME_PAGE),
        keys={"requirements": ["26号-1.4.1"], "says": ["没有关闭或跳过控件"]},
    ),
    Case(
        f"{M}/splash_close/passes",
        "开屏广告右上角有 60×28 dp 的“跳过”",
        "passes",
        (splash(skip()), HOME_PAGE),
    ),
    Case(
        f"{M}/splash_close/small",
        "跳过控件高 23 dp",
        "suspected",
        (splash(skip(h=23, size=11)), HOME_PAGE),
        keys={"says": ["60×23 dp"]},
    ),
    Case(
        f"{M}/splash_close/exactly",
        "跳过控件高正好 24 dp",
        "passes",
        (splash(skip(h=24, size=11)), HOME_PAGE),
    ),
    Case(
        f"{M}/splash_close/pale",
        "“跳过”与背景对比度 2.5:1",
        "suspected",
        (splash(skip(fill="#3a6ea5", color="#93b3cf"), picture=True), HOME_PAGE),
        keys={"says": ["对比度"]},
    ),
    Case(f"{M}/splash_close/no_window", "启动后直接进入首页，没有信息窗口", "undetermined", (HOME_PAGE,)),
    Case(
        f"{M}/popup_close/violates",
        "弹窗只有“立即领取”",
        "violates",
        (popup(), HOME_PAGE),
        keys={"requirements": ["26号-1.4.2"], "says": ["弹窗没有关闭"]},
    ),
    Case(
        f"{M}/popup_close/passes",
        "弹窗右上角有正好 24 dp 的 ×",
        "passes",
        (popup(cross(), picture=True), HOME_PAGE),
    ),
    Case(f"{M}/popup_close/small", "× 边长 20 dp", "suspected", (popup(cross(20)), HOME_PAGE)),
    Case(
        f"{M}/popup_close/pale",
        "× 与白底对比度 1.5:1",
        "suspected",
        (popup(cross(color="#d4d4d4"), picture=True), HOME_PAGE),
    ),
    Case(
        f"{M}/popup_close/consent",
        "征求隐私政策同意的窗口不是信息窗口",
        "undetermined",
        (
            Shown(
                (
                    v("欢迎使用，请阅读并同意《隐私政策》", (46, 230, 268, 60)),
                    button("同意", (190, 460, 110, 44)),
                    v("不同意", (60, 460, 110, 44), click=True),
                ),
                window=(30, 200, 300, 360),
            ),
            HOME_PAGE,
        ),
    ),
    Case(
        f"{M}/popup_close/update",
        "版本更新窗口不是信息窗口",
        "undetermined",
        (
            Shown(
                (
                    v("发现新版本 3.2，限时优惠体验", (46, 230, 268, 60)),
                    button("立即更新", (190, 460, 110, 44)),
                ),
                window=(30, 200, 300, 360),
            ),
            HOME_PAGE,
        ),
    ),
    Case(
        f"{M}/close_waits/violates",
        "5 秒倒计时结束才出现“跳过”",
        "violates",
        (
            splash(v("5s", (300, 44, 48, 28), id="count", color="#ffffff")),
            splash(v("2s", (300, 44, 48, 28), id="count", color="#ffffff"), after_s=3),
            splash(skip(), v("0s", (240, 44, 40, 28), id="count", color="#ffffff"), tap="跳过"),
            HOME_PAGE,
        ),
        keys={"says": ["倒计时期间不能关闭"], "may": ["1.4/splash-close"], "requirements": ["26号-1.4.3"]},
    ),
    Case(
        f"{M}/close_waits/passes",
        "“跳过 5”带倒计时但首帧即可点击",
        "passes",
        (splash(skip("跳过 5"), tap="跳过 5"), HOME_PAGE),
    ),
    Case(
        f"{M}/close_waits/disabled",
        "“跳过 3”倒计时期间不可点击",
        "violates",
        (
            splash(skip("跳过 3", enabled=False), v("3", (270, 44, 18, 28), color="#ffffff")),
            splash(skip("跳过"), tap="跳过"),
            HOME_PAGE,
        ),
        keys={"says": ["倒计时"]},
    ),
    Case(
        f"{M}/close_waits/twice",
        "关闭后又弹出挽留窗口",
        "violates",
        (
            popup(cross(), tap="×"),
            Shown(
                (
                    v("真的要放弃红包吗", (60, 300, 240, 30)),
                    v("残忍离开", (60, 440, 100, 44), click=True),
                    button("继续领取", (190, 440, 110, 44)),
                ),
                window=(30, 260, 300, 260),
            ),
            HOME_PAGE,
        ),
        keys={"says": ["挽留"], "may": ["1.4/popup-close"]},
    ),
    Case(
        f"{M}/close_waits/untouched",
        "看到了关闭控件，但没有点过",
        "undetermined",
        (splash(skip()), HOME_PAGE),
    ),
    Case(
        f"{M}/close_leads_away/violates",
        "点“跳过”打开购物应用",
        "violates",
        (splash(skip(), tap="跳过"), SHOP),
        keys={"requirements": ["26号-1.4.4"], "says": ["跳转到其他应用"]},
    ),
    Case(
        f"{M}/close_leads_away/passes",
        "点“跳过”进入本应用首页",
        "passes",
        (splash(skip(), tap="跳过"), HOME_PAGE),
    ),
    Case(
        f"{M}/popup_again/violates",
        "关闭后十秒在同一页面再弹",
        "violates",
        (popup(cross(), tap="×"), GONE, popup(cross(), after_s=10)),
        keys={"says": ["同一页面再次弹出"]},
    ),
    Case(
        f"{M}/popup_again/passes",
        "一个弹窗，关闭后十分钟内不再出现",
        "passes",
        (popup(cross(), tap="×"), GONE, replace(MINUTES)),
    ),
    Case(
        f"{M}/popup_again/three",
        "十分钟内三个弹窗，每次都离开过页面",
        "passes",
        (popup(cross(), tap="×"), LEFT, popup(cross(), tap="×"), LEFT, popup(cross(), tap="×"), MINUTES),
    ),
    Case(
        f"{M}/popup_again/four",
        "十分钟内四个弹窗，每次都离开过页面",
        "suspected",
        (
            popup(cross(), tap="×"),
            LEFT,
            popup(cross(), tap="×"),
            LEFT,
            popup(cross(), tap="×"),
            LEFT,
            popup(cross(), tap="×"),
            MINUTES,
        ),
        keys={"says": ["4 个信息窗口"]},
    ),
    Case(
        f"{M}/popup_again/short",
        "只记录了两分钟",
        "undetermined",
        (popup(cross(), tap="×"), GONE, replace(HOME_PAGE, after_s=110)),
    ),
    Case(
        f"{M}/hot_screen/violates",
        "点开屏空白处打开购物应用",
        "violates",
        (splash(skip(), button("查看详情", (90, 640, 180, 48)), tap=(60, 300)), SHOP),
        keys={"requirements": ["26号-1.4.6"], "says": ["空白处"]},
    ),
    Case(
        f"{M}/hot_screen/passes",
        "点同一空白处没有反应",
        "passes",
        (
            splash(skip(), button("查看详情", (90, 640, 180, 48)), tap=(60, 300)),
            splash(skip(), button("查看详情", (90, 640, 180, 48)), after_s=1),
            HOME_PAGE,
        ),
    ),
    Case(
        f"{M}/hot_screen/covering",
        "整屏图片可点击，没有试过",
        "suspected",
        (Shown((image((0, 0, 360, 780), click=True), AD, skip()), ground="#3a6ea5"), HOME_PAGE),
    ),
    Case(
        f"{M}/hot_screen/button",
        "点“查看详情”打开购物应用不是误触",
        "undetermined",
        (splash(skip(), button("查看详情", (90, 640, 180, 48)), tap="查看详情"), SHOP),
    ),
    Case(
        f"{M}/motion_unexplained/violates",
        "只写“摇一摇”",
        "violates",
        (splash(skip(), v("摇一摇", (140, 600, 80, 28), color="#ffffff", size=18)), HOME_PAGE),
        keys={"requirements": ["26号-1.4.9"], "says": ["未说明触发后的结果"]},
    ),
    Case(
        f"{M}/motion_unexplained/passes",
        "“摇一摇手机，跳转至购物应用”",
        "passes",
        (
            splash(skip(), v("摇一摇手机，跳转至购物应用", (70, 600, 240, 28), color="#ffffff", size=16)),
            HOME_PAGE,
        ),
    ),
    Case(
        f"{M}/motion_unexplained/below",
        "下一行写明“打开第三方应用”",
        "passes",
        (
            splash(
                skip(),
                v("扭一扭", (140, 600, 80, 28), color="#ffffff", size=18),
                v("打开第三方应用", (110, 632, 160, 24), color="#ffffff", size=14),
            ),
            HOME_PAGE,
        ),
    ),
    Case(
        f"{M}/motion_switch_unseen/violates",
        "设置页没有摇一摇开关",
        "suspected",
        (
            splash(skip(), v("摇一摇查看详情", (110, 600, 160, 28), color="#ffffff", size=16)),
            replace(HOME_PAGE, tap="我的"),
            Shown(
                (
                    v("设置", (16, 40, 60, 28)),
                    v("通知", (16, 90, 328, 48), click=True),
                    v("清除缓存", (16, 140, 328, 48), click=True),
                )
            ),
        ),
        keys={
            "requirements": ["26号-1.4.10"],
            "says": ["没有关闭它的开关"],
            "may": ["1.9/lists-unreachable"],
        },
    ),
    Case(
        f"{M}/motion_switch_unseen/passes",
        "设置页有“摇一摇广告设置”",
        "passes",
        (
            splash(skip(), v("摇一摇查看详情", (110, 600, 160, 28), color="#ffffff", size=16)),
            replace(HOME_PAGE, tap="我的"),
            Shown(
                (
                    v("设置", (16, 40, 60, 28)),
                    v("通知", (16, 90, 328, 48), click=True),
                    v("摇一摇广告开关", (16, 140, 328, 48), click=True),
                )
            ),
        ),
        keys={"may": ["1.9/lists-unreachable"]},
    ),
)
