"""Screens of measures 1.5, 1.11, 1.12: a purchase, the hotline, the survey, closing the account."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import Case, Shown, View, button, v

H, Q, C, D, P = (
    "m1_11_hotline/hotline_shown",
    "m1_12_complaints/survey_shown",
    "m1_12_complaints/account_cancel",
    "m1_12_complaints/cancel_demands",
    "m1_05_prior_notice/charge_unconfirmed",
)
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("我的", (300, 730, 60, 40), click=True),
    ),
    tap="我的",
)
END = replace(PAGE, tap=None)


def menu(title: str, *entries: str, tap: str | None = None, drawn: bool = False, **more: object) -> Shown:
    """A page of entries: lines to touch, with their words inside, or in descriptions where they are drawn."""
    lines = tuple(
        View(
            "", (0, 90 + 56 * row, 360, 56),
            (View("", (16, 100 + 56 * row, 240, 32), cls="android.view.View", desc=text) if drawn
             else v(text, (16, 100 + 56 * row, 240, 32)),),
            cls="android.view.ViewGroup", click=True,
        )
        for row, text in enumerate(entries)
    )  # fmt: skip
    place = next(((180.0, 118.0 + 56 * row) for row, text in enumerate(entries) if text == tap), None)
    head = (
        View("", (140, 40, 120, 28), cls="android.view.View", desc=title)
        if drawn
        else v(title, (140, 40, 120, 28))
    )
    return Shown((head, *lines), tap=place if tap else None, **more)  # type: ignore[arg-type]


def own(tap: str | None, *entries: str, **more: object) -> Shown:
    """The user's own page."""
    return menu("我的", *(entries or ("帮助与客服", "设置")), tap=tap, **more)  # type: ignore[arg-type]


def text(title: str, *lines: str, get: str = "下一步", **more: object) -> Shown:
    """A page to read, as a web view tells it."""
    inside = tuple(
        v(line, (16, 90 + 70 * row, 328, 60), cls="android.view.View") for row, line in enumerate(lines)
    )
    bottom = (button(get, (16, 700, 328, 48)),) if get else ()
    return Shown((v(title, (140, 40, 120, 28)), *inside, *bottom), **more)  # type: ignore[arg-type]


ASK = text("帮助与客服", "常见问题", "如何导出手账", get="")
NAMED = text("帮助与客服", "常见问题", "电话客服", get="")
LISTED = "已收集个人信息清单"
CALL = text("帮助与客服", "客服热线：４００－８１０－５６７８（9:00–21:00）", get="")
SETTINGS = menu("设置", "通知", LISTED, "账号与安全", tap="账号与安全")
SAFE = menu("账号与安全", "修改密码", "登录设备管理", "注销账号")
SAFELESS = menu("账号与安全", "修改密码", "登录设备管理", "注销登录")
TERMS = ("账号内没有未完成的订单", "余额已结清", "通过短信验证码验证身份")
CLOSE = text("注销账号", "注销须知", *TERMS, get="确认注销")
TO_SAFE = (PAGE, own("设置"), SETTINGS)


def demand(*lines: str, get: str = "确认注销") -> tuple[Shown, ...]:
    """The way to the page that closes the account, with its conditions."""
    return (*TO_SAFE, replace(SAFE, tap=(180, 246)), text("注销账号", "注销须知", *lines, get=get))


SHOP = Shown(
    (
        v("开通会员", (16, 40, 200, 28), size=20),
        v("去广告、全部模板", (16, 100, 328, 40)),
        v("月卡　￥１５．００", (16, 180, 150, 80), click=True),
        button("立即支付", (16, 700, 328, 48)),
    ),
    tap="立即支付",
)
PAID = Shown((v("支付成功", (100, 200, 160, 40), size=22), button("完成", (60, 440, 240, 44))))
EDIT = Shown(
    (v("编辑", (16, 40, 100, 28), size=20), v("使用高级模板", (16, 100, 328, 48), click=True)),
    tap="使用高级模板",
)
CASHIER = Shown(
    (
        v("付款详情", (100, 300, 160, 30)),
        v("￥15.00", (100, 350, 160, 40)),
        button("确认付款", (16, 700, 328, 48)),
    ),
    package="com.eg.android.AlipayGphone",
    tap="确认付款",
)

CASES = (
    Case(
        f"{P}/violates",
        "点“使用高级模板”直接支付成功（免密）",
        "violates",
        (END, EDIT, PAID),
        keys={
            "requirements": ["26号-1.5.4"],
            "says": ["没有经过确认金额的界面"],
            "may": ["1.5/paywall-late"],
        },
    ),
    Case(f"{P}/passes", "看到 15 元并点“立即支付”后成功", "passes", (END, EDIT, SHOP, PAID)),
    Case(
        f"{P}/cashier",
        "支付宝收银台写明金额并确认",
        "passes",
        (END, EDIT, CASHIER, PAID),
    ),
    Case(
        f"{P}/priced",
        "有价格，但点的是“使用模板”",
        "suspected",
        (END, Shown((*EDIT.views, v("高级模板 ￥3.00", (16, 200, 200, 24))), tap="使用高级模板"), PAID),
    ),
    Case(
        f"{P}/orders",
        "订单列表里的“支付成功”是以前的",
        "undetermined",
        (END, own("我的订单", "我的订单", "设置"), menu("我的订单", "年卡 ￥98.00", "支付成功")),
    ),
    Case(
        f"{P}/english",
        "“Payment successful” 前没有金额",
        "violates",
        (
            END,
            Shown(
                (v("Edit", (16, 40, 100, 28)), v("Use premium template", (16, 100, 328, 48), click=True)),
                tap="Use premium template",
            ),
            Shown((v("Payment successful!", (100, 200, 160, 40)), button("Done", (60, 440, 240, 44)))),
        ),
    ),
    Case(
        f"{H}/violates",
        "帮助页写着“电话客服”，哪里都没有号码",
        "suspected",
        (PAGE, own("设置"), menu("设置", LISTED), own("帮助与客服"), NAMED),
        keys={"requirements": ["26号-1.11.3"], "says": ["提到客服热线"]},
    ),
    Case(f"{H}/passes", "点击两次看到 400 热线（全角数字）", "passes", (PAGE, own("帮助与客服"), CALL)),
    Case(
        f"{H}/deep",
        "点击四次才看到热线",
        "suspected",
        (PAGE, own("设置"), menu("设置", "关于", tap="关于"), menu("关于", "帮助", tap="帮助"), CALL),
        keys={"says": ["4 次"]},
    ),
    Case(
        f"{H}/three",
        "点击正好三次",
        "passes",
        (PAGE, own("设置"), menu("设置", "帮助", tap="帮助"), CALL),
    ),
    Case(
        f"{H}/idle",
        "“客服热线：400-000-0000”",
        "suspected",
        (PAGE, own("帮助与客服"), text("帮助与客服", "客服热线：400-000-0000", get="")),
        keys={"says": ["没有可拨打的号码"]},
    ),
    Case(
        f"{H}/none",
        "没有提热线：是否须公示看企业",
        "undetermined",
        (PAGE, own("设置"), menu("设置", LISTED), own("帮助与客服"), ASK),
    ),
    Case(
        f"{H}/report",
        "只有 12377 举报电话",
        "undetermined",
        (
            PAGE,
            own("设置"),
            menu("设置", LISTED),
            own("帮助与客服"),
            text("帮助与客服", "违法和不良信息举报电话：12377", get=""),
        ),
    ),
    Case(f"{H}/unopened", "没有打开帮助页面", "undetermined", (PAGE, own("设置"), menu("设置", LISTED))),
    Case(
        f"{Q}/none",
        "我的、帮助都打开，没有满意度测评",
        "passes",
        (PAGE, own("帮助与客服"), ASK),
    ),
    Case(
        f"{Q}/passes",
        "帮助页有“对本次服务是否满意？”",
        "passes",
        (PAGE, own("帮助与客服"), text("帮助与客服", "您对本次服务满意吗？去评价", get="")),
    ),
    Case(f"{Q}/unopened", "没有打开帮助页面", "undetermined", (PAGE, own("设置"))),
    Case(
        f"{C}/violates",
        "设置、账号与安全都没有注销（“注销登录”不是）",
        "suspected",
        (*TO_SAFE, SAFELESS),
        keys={"requirements": ["关联-6"], "says": ["没有注销账号的入口"]},
    ),
    Case(
        f"{C}/passes",
        "账号与安全里有“注销账号”，打开可用",
        "passes",
        (*TO_SAFE, replace(SAFE, tap=(180, 246)), CLOSE),
    ),
    Case(
        f"{C}/drawn",
        "同样的页面只有内容描述",
        "passes",
        (
            PAGE,
            own("设置", drawn=True),
            menu("设置", "账号与安全", tap="账号与安全", drawn=True),
            menu("账号与安全", "注销账号", tap="注销账号", drawn=True),
            CLOSE,
        ),
    ),
    Case(
        f"{C}/deep",
        "六次点击才到，不在账号、设置里",
        "violates",
        (
            PAGE,
            own("更多服务", "更多服务"),
            menu("更多服务", "社区", tap="社区"),
            menu("社区", "规则", tap="规则"),
            menu("规则", "其他", tap="其他"),
            menu("其他", "第六章", tap="第六章"),
            menu("第六章", "账号注销申请"),
        ),
        keys={"says": ["6 次"]},
    ),
    Case(
        f"{C}/five",
        "正好五次点击",
        "undetermined",
        (
            PAGE,
            own("更多服务", "更多服务"),
            menu("更多服务", "社区", tap="社区"),
            menu("社区", "规则", tap="规则"),
            menu("规则", "其他", tap="其他"),
            menu("其他", "账号注销申请"),
        ),
    ),
    Case(
        f"{C}/broken",
        "点“注销账号”是“敬请期待”",
        "violates",
        (*TO_SAFE, replace(SAFE, tap=(180, 246)), text("提示", "功能开发中，敬请期待", get="返回")),
        keys={"says": ["打不开"]},
    ),
    Case(
        f"{C}/unopened", "没有打开账号页面", "undetermined", (PAGE, own("设置"), menu("设置", "通知", LISTED))
    ),
    Case(
        f"{D}/violates",
        "“注册满 30 天方可注销”",
        "violates",
        demand("账号注册满30天", *TERMS),
        keys={"requirements": ["关联-7"], "says": ["账号注册满一定时间"]},
    ),
    Case(f"{D}/passes", "只要求结清订单、余额和短信验证", "passes", demand(*TERMS)),
    Case(
        f"{D}/changed",
        "“近 14 天内没有修改密码、更换手机”",
        "violates",
        demand("最近１４天内，账号没有修改密码、更换手机号等敏感操作；", *TERMS),
        keys={"says": ["近期未修改密码"]},
    ),
    Case(
        f"{D}/held",
        "要上传手持身份证照片",
        "violates",
        demand("请上传手持身份证照片以核实身份", *TERMS),
        keys={"says": ["身份证件照片"]},
    ),
    Case(
        f"{D}/number",
        "要填身份证号码",
        "suspected",
        demand("请输入身份证号码进行验证"),
        keys={"says": ["身份证件号码"]},
    ),
    Case(f"{D}/free", "注销原因选填", "passes", demand("请填写注销原因（选填）", *TERMS)),
    Case(
        f"{D}/other",
        "要注销全线产品",
        "suspected",
        demand("注销后，您在清河旗下其他产品的账号将一并注销"),
        keys={"says": ["其他产品"]},
    ),
    Case(f"{D}/unopened", "只到入口，没有打开", "undetermined", (*TO_SAFE, SAFE)),
    Case(
        f"{D}/elsewhere",
        "“注册满 30 天”说的是抽奖资格",
        "undetermined",
        (PAGE, text("活动规则", "账号注册满30天的用户可以参加抽奖", get="参加")),
    ),
)
