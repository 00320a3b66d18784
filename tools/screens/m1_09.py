"""Screens of measure 1.9: asking for agreement, the rules, the lists."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import Case, Shown, View, box, button, v

M = "m1_09_processing_rules"
DIALOG = (30, 200, 300, 360)
BODY = "欢迎使用清河手账。为提供记录与同步服务，我们会处理您的账号和日程信息。"
ASKS = "请您阅读并同意《用户协议》和《隐私政策》后开始使用。"


def dialog(*views: View, ask: View | None = None, **more: object) -> Shown:
    """The window that asks for agreement."""
    asked = ask or v(ASKS, (50, 340, 260, 50))
    told: dict[str, object] = {"window": DIALOG}
    return Shown((v(BODY, (50, 240, 260, 70)), asked, *views), **(told | more))  # type: ignore[arg-type]


AGREE = button("同意", (190, 490, 110, 44))
REFUSE = v("不同意", (60, 490, 110, 44), click=True, color="#555555")
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("我的", (300, 730, 60, 40), click=True),
    )
)
MINE = Shown(
    (
        v("我的", (16, 40, 60, 28)),
        v("会员中心", (16, 90, 328, 48), click=True),
        v("设置", (16, 140, 328, 48), click=True),
    )
)
SETTINGS = Shown(
    (
        v("设置", (16, 40, 60, 28)),
        v("通知", (16, 90, 328, 48), click=True),
        v("关于清河手账", (16, 140, 328, 48), click=True),
    )
)
LOGIN = (
    v("手机号登录", (40, 100, 200, 30), size=20),
    View("", (40, 160, 280, 48), cls="android.widget.EditText", click=True),
    button("登录", (40, 300, 280, 48)),
)
TICK = (40, 240, 280, 24)


def small(size: float) -> View:
    """The asking words at a size."""
    return v("我已阅读并同意《隐私政策》", (50, 400, 260, 30), size=size)


CASES = (
    Case(
        f"{M}/consent_ticked/violates",
        "登录页协议复选框默认勾选",
        "violates",
        (Shown((*LOGIN, box("已阅读并同意《用户协议》《隐私政策》", TICK, check=True))), PAGE),
        keys={"requirements": ["26号-1.9.11"], "says": ["协议默认勾选"]},
    ),
    Case(
        f"{M}/consent_ticked/passes",
        "同一复选框默认未勾选，用户点选后才勾上",
        "passes",
        (
            Shown(
                (*LOGIN, box("已阅读并同意《用户协议》《隐私政策》", TICK, check=False, id="box")), tap="box"
            ),
            Shown((*LOGIN, box("已阅读并同意《用户协议》《隐私政策》", TICK, check=True, id="box"))),
            PAGE,
        ),
    ),
    Case(
        f"{M}/consent_ticked/beside",
        "文字在复选框旁边，默认勾选",
        "violates",
        (
            Shown(
                (
                    *LOGIN,
                    box("", (40, 240, 20, 24), check=True),
                    v("我已阅读并同意《隐私政策》", (64, 240, 240, 24)),
                )
            ),
            PAGE,
        ),
    ),
    Case(
        f"{M}/consent_ticked/other",
        "默认勾选的是“记住我”",
        "passes",
        (
            Shown(
                (
                    *LOGIN,
                    box("记住我", (40, 210, 280, 24), check=True),
                    box("已阅读并同意《隐私政策》", (40, 250, 280, 24), check=False),
                )
            ),
            PAGE,
        ),
    ),
    Case(
        f"{M}/consent_choice/violates",
        "只有“同意”，没有拒绝",
        "violates",
        (dialog(AGREE, picture=True), PAGE),
        keys={"requirements": ["26号-1.9.14"], "says": ["没有拒绝选项"]},
    ),
    Case(
        f"{M}/consent_choice/passes",
        "同意与不同意并列",
        "passes",
        (dialog(AGREE, REFUSE, picture=True), PAGE),
    ),
    Case(
        f"{M}/consent_choice/vague",
        "只有“我知道了”",
        "violates",
        (dialog(button("我知道了", (100, 490, 160, 44)), picture=True), PAGE),
        keys={"says": ["仅用“我知道了”"]},
    ),
    Case(
        f"{M}/consent_choice/pale",
        "“不同意”对比度 1.6:1",
        "suspected",
        (dialog(AGREE, replace(REFUSE, color="#cccccc"), picture=True), PAGE),
        keys={"says": ["明显弱于"]},
    ),
    Case(
        f"{M}/consent_choice/grey",
        "“不同意”对比度 3.5:1，仍可辨认",
        "passes",
        (dialog(AGREE, replace(REFUSE, color="#888888"), picture=True), PAGE),
    ),
    Case(
        f"{M}/consent_choice/tiny",
        "“不同意”7 sp，“同意”16 sp",
        "suspected",
        (dialog(replace(AGREE, size=16), replace(REFUSE, size=7), picture=True), PAGE),
        keys={"says": ["字号"]},
    ),
    Case(
        f"{M}/consent_choice/loop",
        "拒绝后同一窗口弹出两次",
        "violates",
        (
            dialog(AGREE, REFUSE, picture=True, tap="不同意"),
            dialog(AGREE, REFUSE, tap="不同意"),
            dialog(AGREE, REFUSE),
            PAGE,
        ),
        keys={"says": ["再次弹出"], "may": ["1.8/"]},
    ),
    Case(
        f"{M}/consent_choice/second",
        "拒绝后出现一次不同的说明窗口",
        "passes",
        (
            dialog(AGREE, REFUSE, picture=True, tap="不同意"),
            Shown(
                (
                    v("不同意将只能浏览，部分功能不可用。您仍可查看《隐私政策》。", (50, 260, 260, 80)),
                    button("同意并继续", (190, 480, 120, 44)),
                    v("仅浏览", (60, 480, 110, 44), click=True, color="#555555"),
                ),
                window=(30, 220, 300, 330),
                tap="仅浏览",
                picture=True,
            ),
            PAGE,
        ),
    ),
    Case(
        f"{M}/consent_choice/unseen",
        "没有截图，看不出字号和对比度",
        "undetermined",
        (dialog(AGREE, REFUSE), PAGE),
    ),
)
