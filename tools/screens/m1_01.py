"""Screens of measure 1.1: what is added to a download, recommendations of apps, bait."""

from __future__ import annotations

from tools.screens import HOME, Case, Shown, View, box, button, v

T, A, B = (f"m1_01_install/{name}" for name in ("extra_ticked", "advert_unmarked", "seen_bait"))
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("今天", (16, 100, 328, 48), click=True),
        v("附近", (16, 160, 328, 48), click=True),
    )
)
STORE = Shown(
    (v("清河日历", (16, 120, 200, 40)), button("安装", (16, 300, 328, 48))), package="com.heytap.market"
)
ROW = (60, 440, 240, 24)
NAMED = v("清河日历　１２．３ＭＢ　｜　开发者：清河软件", (60, 310, 240, 40))
CANCEL = v("取消", (60, 500, 110, 44), click=True)


def offer(*views: View, get: str = "立即下载", **more: object) -> Shown:
    """A window that offers an app."""
    told: dict[str, object] = {"window": (30, 260, 300, 300)}
    inside = (v("推荐应用", (60, 280, 200, 24)), NAMED, button(get, (190, 500, 110, 44)), CANCEL)
    return Shown((*inside, *views), **(told | more))  # type: ignore[arg-type]


def tick(text: str, *, on: bool, **more: object) -> View:
    """A box on the window's last line."""
    return box(text, ROW, check=on, **more)


def needed(on: bool) -> Shown:
    """A page of apps nobody should be without: each a line with a box, as web views tell it."""
    lines = tuple(
        View(
            "",
            (0, 120 + 70 * at, 360, 60),
            (
                View("", (16, 136 + 70 * at, 24, 24), cls="android.widget.CheckBox", check=on, click=True),
                v(name, (60, 136 + 70 * at, 200, 24), cls="android.view.View"),
            ),
            cls="android.view.View",
            click=True,
        )
        for at, name in enumerate(("清河日历", "远山浏览器", "小溪音乐"))
    )
    title = v("装机必备", (16, 40, 200, 28), cls="android.view.View", size=20)
    return Shown((title, *lines, button("一键安装（3）", (16, 700, 328, 48), cls="android.view.View")))


def card(*views: View, top: float = 200) -> Shown:
    """A line in a list of contents that downloads an app."""
    inside = (
        v("远山大冒险", (80, top + 10, 160, 24)),
        v("3.2万人在玩 · 286MB", (80, top + 40, 180, 20), size=12),
        View("", (260, top + 16, 80, 36), cls="android.widget.LinearLayout", click=True, desc="下载"),
    )
    whole = View("", (0, top, 360, 80), (*inside, *views), cls="android.view.ViewGroup", click=True)
    return Shown(
        (v("手账", (16, 40, 120, 28), size=20), v("今日天气晴", (16, 100, 328, 48), click=True), whole)
    )


def claim(text: str, get: str = "立即下载", *, title: str = "清河手账", tap: str | None = None) -> Shown:
    """A window with a claim and a button."""
    return Shown(
        (
            v(title, (60, 276, 200, 24)),
            v(text, (50, 310, 260, 60)),
            button(get, (190, 460, 110, 44)),
            v("取消", (60, 460, 110, 44), click=True),
        ),
        window=(30, 260, 300, 280),
        tap=tap,
    )


CASES = (
    Case(
        f"{T}/violates",
        "下载窗口里“同时安装远山浏览器”默认勾选",
        "violates",
        (PAGE, offer(tick("同时安装远山浏览器", on=True))),
        keys={"requirements": ["26号-1.1.10"], "says": ["默认勾选其他应用"]},
    ),
    Case(
        f"{T}/passes", "同一复选框默认未勾选", "passes", (PAGE, offer(tick("同时安装远山浏览器", on=False)))
    ),
    Case(
        f"{T}/beside",
        "勾选框的文字在旁边，带全角空格",
        "violates",
        (PAGE, offer(box("", (40, 440, 20, 24), check=True), v("一并　下载　推荐应用", (66, 440, 220, 24)))),
        keys={"says": ["一并下载推荐应用"]},
    ),
    Case(
        f"{T}/drawn",
        "勾选框是图片，只看得出“已选中”",
        "suspected",
        (
            PAGE,
            offer(
                View("", (40, 440, 20, 20), cls="android.widget.ImageView", selected=True, click=True),
                v("顺便安装远山浏览器", (66, 440, 220, 20)),
            ),
        ),
    ),
    Case(
        f"{T}/needed",
        "装机必备三款默认全选，一键安装",
        "violates",
        (PAGE, needed(True)),
        keys={"says": ["一键安装(3)"]},
    ),
    Case(f"{T}/needed_off", "装机必备默认都不选", "passes", (PAGE, needed(False))),
    Case(
        f"{T}/own",
        "默认勾选的只是“仅在 Wi-Fi 下下载”",
        "passes",
        (PAGE, offer(tick("仅在 Wi-Fi 下下载安装", on=True))),
    ),
    Case(
        f"{T}/english",
        "“Also install …” 默认勾选",
        "violates",
        (PAGE, offer(tick("Also install Far Hills Browser", on=True), get="Install now")),
    ),
    Case(
        f"{A}/violates",
        "信息流里夹着游戏下载，没有任何标注",
        "suspected",
        (PAGE, card()),
        keys={"requirements": ["26号-1.1.12"], "says": ["未标明广告"]},
    ),
    Case(
        f"{A}/passes",
        "同一卡片角上标“广告”",
        "clean",
        (PAGE, card(v("广告", (300, 262, 40, 16), size=10, color="#999999"))),
    ),
    Case(
        f"{A}/titled",
        "卡片上方写明“应用推荐”",
        "clean",
        (PAGE, Shown((*card().views, v("应用推荐", (16, 170, 200, 24))))),
    ),
    Case(
        f"{A}/song",
        "下载的是歌曲",
        "undetermined",
        (
            PAGE,
            Shown(
                (
                    v("夜航", (16, 40, 200, 28)),
                    v("小溪乐队 · 03:45", (16, 80, 300, 24)),
                    button("下载", (16, 700, 328, 48)),
                )
            ),
        ),
    ),
    Case(
        f"{A}/search",
        "用户搜索到的应用",
        "undetermined",
        (
            PAGE,
            Shown(
                (
                    View("远山", (16, 40, 300, 40), cls="android.widget.EditText", click=True),
                    *card().views[2:],
                )
            ),
        ),
    ),
    Case(
        f"{B}/violates",
        "“手机存在 3 个病毒”而按钮是下载",
        "violates",
        (PAGE, claim("检测到您的手机存在３个病毒")),
        keys={"requirements": ["26号-1.1.13"], "says": ["病毒"]},
    ),
    Case(f"{B}/passes", "按钮只是下载，没有恐吓或许诺", "clean", (PAGE, claim("清河日历，随手记日程"))),
    Case(
        f"{B}/gift",
        "“红包待领取”旁是“立即下载”",
        "suspected",
        (PAGE, claim("您有一个红包待领取")),
        keys={"says": ["红包待领取"]},
    ),
    Case(
        f"{B}/led",
        "点“立即领取”打开应用商店",
        "violates",
        (PAGE, claim("新人福利", "立即领取", tap="立即领取"), STORE),
        keys={"says": ["“立即领取”引向下载"], "may": ["1.4/", "1.1/"]},
    ),
    Case(
        f"{B}/named",
        "点“去应用商店下载”打开应用商店",
        "clean",
        (PAGE, claim("清河日历，随手记日程", "去应用商店下载", tap="去应用商店下载"), STORE),
    ),
    Case(
        f"{B}/shut",
        "点“×”打开应用商店",
        "violates",
        (
            PAGE,
            Shown(
                (
                    v("清河日历", (60, 300, 200, 24)),
                    button("查看详情", (60, 460, 240, 44)),
                    v("×", (290, 270, 30, 30), click=True, desc="关闭"),
                ),
                window=(30, 260, 300, 280),
                tap="×",
            ),
            STORE,
        ),
        keys={"says": ["关闭控件“×关闭”"], "may": ["1.4/"]},
    ),
    Case(
        f"{B}/posing",
        "应用自己的窗口冒充“系统提示”",
        "suspected",
        (PAGE, claim("有一款应用可以安装", title="系统提示")),
        keys={"says": ["仿冒系统窗口"], "may": ["1.1/advert-unmarked"]},
    ),
    Case(
        f"{B}/cleaned",
        "点“一键清理”后在应用内清理",
        "undetermined",
        (
            PAGE,
            claim("缓存 120 MB", "一键清理", tap="一键清理"),
            Shown((v("已清理 120 MB", (60, 300, 240, 40)),)),
        ),
    ),
    Case(
        f"{B}/home",
        "关闭后回到桌面",
        "undetermined",
        (
            PAGE,
            Shown((v("回到桌面", (60, 300, 200, 24), click=True),), tap="回到桌面"),
            Shown((v("清河手账", (20, 100, 80, 80), click=True),), package=HOME),
        ),
    ),
)
