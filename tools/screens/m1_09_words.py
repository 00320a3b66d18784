"""More screens of measure 1.9: the words of agreement, the first run, the lists."""

from __future__ import annotations

from dataclasses import replace

from tools.screens import Case, Shown, v
from tools.screens.m1_09 import AGREE, ASKS, BODY, DIALOG, MINE, PAGE, REFUSE, SETTINGS, M, dialog, small

CASES = (
    Case(
        f"{M}/consent_small/violates",
        "协议文字 11 sp",
        "suspected",
        (dialog(AGREE, REFUSE, ask=small(11), picture=True), PAGE),
        keys={"requirements": ["26号-1.9.12"], "says": ["sp"]},
    ),
    Case(
        f"{M}/consent_small/passes",
        "协议文字正好 12 sp",
        "passes",
        (dialog(AGREE, REFUSE, ask=small(12), picture=True), PAGE),
    ),
    Case(
        f"{M}/consent_small/body",
        "协议文字 12 sp，正文 16 sp",
        "suspected",
        (
            Shown(
                (v(BODY, (50, 240, 260, 110), size=16), small(12), AGREE, REFUSE), window=DIALOG, picture=True
            ),
            PAGE,
        ),
        keys={"says": ["八成"]},
    ),
    Case(
        f"{M}/consent_pale/violates",
        "正文 #777777，对比度 4.48:1",
        "suspected",
        (
            Shown(
                (v(BODY, (50, 240, 260, 70), color="#777777"), v(ASKS, (50, 340, 260, 50)), AGREE, REFUSE),
                window=DIALOG,
                picture=True,
            ),
            PAGE,
        ),
        keys={"requirements": ["26号-1.9.3"], "says": ["4.5:1"]},
    ),
    Case(
        f"{M}/consent_pale/passes",
        "正文 #767676，对比度 4.54:1",
        "passes",
        (
            Shown(
                (v(BODY, (50, 240, 260, 70), color="#767676"), v(ASKS, (50, 340, 260, 50)), AGREE, REFUSE),
                window=DIALOG,
                picture=True,
            ),
            PAGE,
        ),
    ),
    Case(
        f"{M}/consent_unprompted/violates",
        "首次运行直接进入首页",
        "violates",
        (PAGE, MINE),
        first_run=True,
        keys={"requirements": ["26号-1.9.1"], "says": ["未提示隐私政策"]},
    ),
    Case(
        f"{M}/consent_unprompted/passes",
        "首次运行先提示隐私政策",
        "clean",
        (dialog(AGREE, REFUSE, tap="同意"), PAGE),
        first_run=True,
    ),
    Case(f"{M}/consent_unprompted/not_first", "不是首次运行", "undetermined", (PAGE, MINE)),
    Case(
        f"{M}/consent_long/violates",
        "窗口里有 1100 字",
        "suspected",
        (dialog(AGREE, REFUSE, v("我们依法处理个人信息。" * 100, (50, 380, 260, 90))), PAGE),
        keys={"requirements": ["26号-1.9.13"], "says": ["超过一屏"]},
    ),
    Case(f"{M}/consent_long/passes", "窗口里有要点和链接", "clean", (dialog(AGREE, REFUSE), PAGE)),
    Case(
        f"{M}/lists_unreachable/violates",
        "设置里没有个人信息清单",
        "suspected",
        (
            replace(PAGE, tap="我的"),
            replace(MINE, tap="设置"),
            replace(SETTINGS, tap="关于清河手账"),
            Shown((v("关于", (16, 40, 60, 28)), v("版本 3.0.2", (16, 90, 328, 48), click=True))),
        ),
        keys={"requirements": ["26号-1.9.9"], "says": ["没有已收集个人信息清单"]},
    ),
    Case(
        f"{M}/lists_unreachable/unopened",
        "“关于”没有打开，清单可能在里面",
        "undetermined",
        (replace(PAGE, tap="我的"), replace(MINE, tap="设置"), SETTINGS),
    ),
    Case(
        f"{M}/lists_unreachable/passes",
        "设置（点两次）里有已收集个人信息清单",
        "clean",
        (
            replace(PAGE, tap="我的"),
            replace(MINE, tap="设置"),
            Shown(
                (
                    v("设置", (16, 40, 60, 28)),
                    v("已收集个人信息清单", (16, 90, 328, 48), click=True),
                    v("关于", (16, 140, 328, 48), click=True),
                )
            ),
        ),
    ),
    Case(
        f"{M}/lists_unreachable/deep",
        "再进一级才有",
        "suspected",
        (
            replace(PAGE, tap="我的"),
            replace(MINE, tap="设置"),
            replace(SETTINGS, tap="关于清河手账"),
            Shown(
                (
                    v("关于", (16, 40, 60, 28)),
                    v("已收集个人信息清单", (16, 90, 328, 48), click=True),
                    v("版本", (16, 140, 328, 48), click=True),
                )
            ),
        ),
        keys={"says": ["3 次"]},
    ),
)
