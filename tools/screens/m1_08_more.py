"""Screens of measure 1.8: grounds that compel, more than is needed, guests, recommendation switched off."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import HOME, PERMISSION, Case, Shown, View, box, button, v

G, F, W, S = (
    f"m1_08_lawful_necessary/{name}"
    for name in ("grounds_forced", "forced_on_screen", "guest_refused", "targeted_switch")
)
BAR = (v("首页", (20, 740, 60, 30), click=True), v("我的", (280, 740, 60, 30), click=True))
PAGE = Shown(
    (v("手账", (16, 40, 120, 28), size=20), v("今天", (16, 100, 328, 48), click=True), *BAR),
)
LAUNCHER = Shown((v("清河手账", (20, 100, 80, 80), click=True),), package=HOME)
CORNERED = Shown(
    (
        v("未开启权限", (50, 300, 260, 60)),
        button("去设置", (190, 400, 100, 44)),
        button("退出", (60, 400, 100, 44)),
    ),
    window=(30, 260, 300, 220),
)


def ask(text: str, *views: View, yes: str = "去开启", **more: object) -> Shown:
    """A window of the app that asks for information, its words in one text as apps write it."""
    told: dict[str, object] = {"window": (30, 220, 300, 320)}
    inside = (v(text, (50, 250, 260, 120)), button(yes, (190, 480, 110, 44)))
    return Shown((*inside, *views), **(told | more))  # type: ignore[arg-type]


def later(text: str = "暂不开启") -> View:
    """The control that puts it off."""
    return v(text, (60, 480, 110, 44), click=True)


def dialog(what: str, *, tap: str | None = None) -> Shown:
    """The system's dialog."""
    return Shown(
        (
            v(f"要允许“清河手账”{what}吗？", (50, 480, 260, 50), id="permission_message"),
            button("使用时允许", (50, 550, 260, 40), id="permission_allow_button"),
            button("不允许", (50, 600, 260, 40), id="permission_deny_button"),
        ),
        window=(30, 460, 300, 200),
        package=PERMISSION,
        tap=tap,
    )


PLACE = "访问此设备的位置信息"
BETTER = "为了给您提供更好的服务体验，请开启位置权限"
POLICY = (
    v("欢迎使用清河手账。请您阅读并同意《用户协议》和《隐私政策》后开始使用。", (50, 240, 260, 90)),
    button("同意", (190, 490, 110, 44)),
    v("不同意", (60, 490, 110, 44), click=True),
)
CONSENT = Shown(POLICY, window=(30, 200, 300, 360))
READER = Shown((v("书架", (16, 40, 120, 28), size=20), v("远山记", (16, 100, 160, 48), click=True), *BAR))


def wall(*views: View, **more: object) -> Shown:
    """A page that logs in with one touch, as operators' SDKs draw it."""
    inside = (
        v("138****0001", (100, 200, 160, 40), size=24),
        v("中国移动提供认证服务", (100, 250, 160, 20), size=11),
        View("", (40, 320, 280, 48), (v("本机号码一键登录", (120, 330, 120, 24), color="#ffffff"),),
             cls="android.widget.RelativeLayout", click=True, fill="#d93025"),
        v("其他手机号登录", (120, 400, 120, 24), click=True),
        box("同意《中国移动认证服务条款》和《隐私政策》", (40, 460, 280, 30), check=False),
    )  # fmt: skip
    return Shown((*inside, *views), **more)  # type: ignore[arg-type]


def form(mark: str, *views: View) -> Shown:
    """A form that stands before the app can be used."""
    return Shown(
        (
            v("完善信息", (16, 40, 200, 28), size=20),
            v("昵称", (16, 110, 80, 40)),
            View("请输入昵称", (110, 110, 230, 40), cls="android.widget.EditText", click=True),
            v(f"{mark}身份证号码", (16, 170, 90, 40)),
            View("请输入身份证号码", (110, 170, 230, 40), cls="android.widget.EditText", click=True),
            button("下一步", (16, 700, 328, 48)),
            *views,
        )
    )


FEED = Shown(
    (
        v("首页", (16, 40, 100, 28)),
        v("猜你喜欢", (16, 100, 200, 24)),
        v("远山记（第三部）", (16, 140, 328, 60), click=True),
        v("不感兴趣", (280, 170, 64, 24), click=True, size=10),
        *BAR,
    ),
    tap="我的",
)
PLAIN = replace(
    FEED,
    views=(v("首页", (16, 40, 100, 28)), v("最新", (16, 100, 200, 24)), *FEED.views[2:3], *BAR),
    tap=None,
)
MINE = Shown(
    (
        v("我的", (16, 40, 60, 28)),
        v("阅读记录", (16, 90, 328, 48), click=True),
        v("设置", (16, 140, 328, 48), click=True),
    ),
    tap="设置",
)


def settings(*views: View, **more: object) -> Shown:
    """The settings, their title in a content description."""
    inside = (
        View("", (140, 40, 80, 28), cls="android.widget.TextView", desc="设置"),
        v("消息通知", (16, 90, 328, 48), click=True),
        v("已收集个人信息清单", (16, 140, 328, 48), click=True),
    )
    return Shown((*inside, *views), **more)  # type: ignore[arg-type]


def switch(on: bool, text: str = "个性化内容推荐", **more: object) -> Shown:
    """The settings with the switch at the end of its line."""
    line = View(
        "", (0, 200, 360, 56),
        (v(text, (16, 212, 240, 32)),
         View("", (300, 212, 44, 32), cls="android.widget.Switch", check=on, id="switch_rec")),
        cls="android.widget.LinearLayout", click=True, id="row",
    )  # fmt: skip
    return settings(line, **more)


CASES = (
    Case(
        f"{G}/violates",
        "仅为“更好的服务体验”要位置，拒绝即退回桌面",
        "violates",
        (PAGE, ask(BETTER, later(), tap="去开启"), dialog(PLACE, tap="不允许"), LAUNCHER),
        keys={
            "requirements": ["26号-1.8.2"],
            "says": ["更好的服务体验", "拒绝后无法使用"],
            "may": ["1.8/refusal-blocks"],
        },
    ),
    Case(
        f"{G}/passes",
        "同一窗口可以“暂不开启”，应用照常使用",
        "undetermined",
        (PAGE, ask(BETTER, later(), tap="暂不开启"), PAGE),
    ),
    Case(
        f"{G}/function",
        "说明用于查找附近门店，拒绝后同样退出",
        "undetermined",
        (
            PAGE,
            ask("为了帮您查找附近门店，请开启位置权限", later(), tap="去开启"),
            dialog(PLACE, tap="不允许"),
            LAUNCHER,
        ),
        keys={"may": ["1.8/refusal-blocks"]},
    ),
    Case(
        f"{G}/said",
        "“不开启将无法继续使用”",
        "violates",
        (
            PAGE,
            ask(
                "为优化算法推荐和风险控制，需获取您的设备信息，不同意将无法继续使用",
                v("再想想", (60, 480, 110, 44), click=True),
                yes="同意",
            ),
        ),
        keys={"says": ["称不同意即无法使用"]},
    ),
    Case(
        f"{G}/part",
        "“不开启将无法使用该功能”，可以关闭",
        "undetermined",
        (PAGE, ask("为优化推荐，需获取您的位置，不开启将无法使用该功能", later())),
    ),
    Case(
        f"{G}/no_way",
        "没有任何拒绝的选项",
        "suspected",
        (PAGE, ask("为提升用户体验，请授权读取应用列表", yes="立即授权")),
        keys={"says": ["没有拒绝的选项"]},
    ),
    Case(
        f"{G}/english",
        "“to improve your experience”",
        "suspected",
        (PAGE, ask("Please allow access to your location to improve your user experience.", yes="Allow")),
    ),
    Case(
        f"{F}/violates",
        "电子图书应用拒绝通讯录权限后只能去设置或退出",
        "violates",
        (READER, dialog("访问您的通讯录", tap="不允许"), CORNERED),
        keys={
            "category": "ebook",
            "requirements": ["26号-1.8.3"],
            "says": ["通讯录"],
            "may": ["1.8/refusal-blocks"],
        },
    ),
    Case(
        f"{F}/passes",
        "拒绝后继续看书",
        "undetermined",
        (READER, dialog("访问您的通讯录", tap="不允许"), READER),
        keys={"category": "ebook"},
    ),
    Case(
        f"{F}/needed",
        "地图导航应用离不开位置",
        "undetermined",
        (READER, dialog(PLACE, tap="不允许"), CORNERED),
        keys={"category": "map_navigation", "may": ["1.8/refusal-blocks"]},
    ),
    Case(
        f"{F}/form",
        "首次使用必填身份证号码",
        "suspected",
        (form("＊"), READER),
        keys={"category": "ebook", "says": ["身份证件号码"]},
    ),
    Case(
        f"{F}/form_free", "身份证号码可以不填", "undetermined", (form(""), READER), keys={"category": "ebook"}
    ),
    Case(
        f"{F}/form_skip",
        "表单可以跳过",
        "undetermined",
        (form("＊", v("跳过", (300, 40, 44, 28), click=True)), READER),
        keys={"category": "ebook"},
    ),
    Case(
        f"{F}/form_inside",
        "书架之后，提现时才要身份证号码",
        "undetermined",
        (READER, form("＊")),
        keys={"category": "ebook"},
    ),
    Case(
        f"{W}/violates",
        "电子图书应用首页就是一键登录，返回即退出",
        "violates",
        (replace(wall(), do="back"), LAUNCHER),
        keys={"category": "ebook", "requirements": ["26号-1.8.6"], "says": ["返回即退出"]},
    ),
    Case(
        f"{W}/passes",
        "没有要求同意和登录，直接进书架",
        "passes",
        (READER, READER),
        keys={"category": "ebook"},
    ),
    Case(
        f"{W}/guest",
        "登录页右上角“跳过”，拒绝协议后仍可看书",
        "passes",
        (replace(CONSENT, tap="不同意"), wall(v("跳过", (300, 40, 44, 28), click=True), tap="跳过"), READER),
        keys={"category": "ebook"},
    ),
    Case(
        f"{W}/untried",
        "没有游客入口，也没有试过返回",
        "suspected",
        (wall(), READER),
        keys={"category": "ebook", "says": ["没有游客入口"]},
    ),
    Case(
        f"{W}/other",
        "网上购物不在 13 类之内",
        "not_applicable",
        (wall(), READER),
        keys={"category": "online_shopping"},
    ),
    Case(
        f"{W}/thrown",
        "不同意隐私政策即退回桌面",
        "suspected",
        (replace(CONSENT, tap="不同意"), LAUNCHER),
        keys={"category": "ebook", "says": ["拒绝隐私政策却退出应用"], "may": ["1.8/refusal-blocks"]},
    ),
    Case(
        f"{W}/agreed",
        "一上来就同意，没有试过拒绝",
        "undetermined",
        (replace(CONSENT, tap="同意"), READER),
        keys={"category": "ebook"},
    ),
    Case(
        f"{S}/violates",
        "关闭后下次打开又自己开启",
        "violates",
        (FEED, MINE, switch(True, tap="row"), switch(False), PLAIN, switch(True)),
        keys={"requirements": ["关联-1"], "says": ["自动恢复"]},
    ),
    Case(
        f"{S}/passes",
        "关闭后首页不再标“猜你喜欢”，开关保持关闭",
        "passes",
        (FEED, MINE, switch(True, tap="row"), switch(False), PLAIN, switch(False)),
    ),
    Case(
        f"{S}/missing",
        "设置里没有开关，只有逐条“不感兴趣”",
        "suspected",
        (FEED, MINE, settings()),
        keys={"says": ["没有关闭开关", "不感兴趣"]},
    ),
    Case(
        f"{S}/goes_on",
        "关闭后仍是“猜你喜欢”",
        "suspected",
        (FEED, MINE, switch(True, tap="row"), switch(False), FEED),
        keys={"says": ["仍标为"]},
    ),
    Case(
        f"{S}/stuck",
        "点击后仍为开启",
        "suspected",
        (FEED, MINE, switch(True, tap="row"), switch(True)),
        keys={"says": ["仍为开启"]},
    ),
    Case(f"{S}/untouched", "有开关但没有关过", "undetermined", (FEED, MINE, switch(True))),
    Case(
        f"{S}/turned_on",
        "用户自己又打开",
        "undetermined",
        (FEED, MINE, switch(True, tap="row"), switch(False, tap="row"), switch(True)),
    ),
    Case(
        f"{S}/scrolls",
        "设置还有一截没滚到",
        "undetermined",
        (
            FEED,
            MINE,
            Shown(
                (
                    View(
                        "",
                        (0, 80, 360, 640),
                        settings().views[1:],
                        cls="androidx.recyclerview.widget.RecyclerView",
                        scroll=True,
                    ),
                    settings().views[0],
                )
            ),
        ),
    ),
)
