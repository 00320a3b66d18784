"""Screens of measure 1.10: permission dialogs of the system and what is told beside them."""

from __future__ import annotations

from tools.screens import PERMISSION, Case, Shown, View, button, v

M = "m1_10_permissions"
PAGE = Shown(
    (
        v("手账", (16, 40, 120, 28), size=20),
        v("添加图片", (16, 100, 328, 48), click=True),
        v("附近", (16, 160, 328, 48), click=True),
    ),
    tap=(60, 120),
)


def asks(what: str, *under: View, picture: bool = True) -> Shown:
    """AOSP's dialog; `under`: what the app shows beside it, in the picture alone."""
    return Shown(
        (
            v(f"要允许“清河手账”{what}吗？", (50, 480, 260, 50), id="permission_message"),
            button(
                "使用时允许",
                (50, 550, 260, 40),
                id="permission_allow_foreground_only_button",
                fill="#e8eef7",
                color="#1a3a6b",
            ),
            button(
                "不允许", (50, 600, 260, 40), id="permission_deny_button", fill="#e8eef7", color="#1a3a6b"
            ),
        ),
        window=(30, 460, 300, 200),
        package=PERMISSION,
        under=under,
        picture=picture,
    )


def banner(words: str) -> View:
    """A bar at the top of the app, below the dialog's dim."""
    return v(words, (20, 60, 320, 48), fill="#ffffff", size=14)


def told(words: str) -> Shown:
    """The app's own window before the dialog."""
    return Shown(
        (v(words, (50, 300, 260, 60)), button("好的", (120, 400, 120, 44))), window=(30, 260, 300, 220)
    )


WHAT = {
    "album_purpose": (
        "26号-1.10.3",
        "访问此设备上的照片和视频",
        "相册权限使用说明：用于在手账中插入您选择的照片",
        "相册",
    ),
    "contacts_purpose": (
        "26号-1.10.4",
        "访问您的通讯录",
        "通讯录权限使用说明：用于为您找到已注册的好友",
        "通讯录",
    ),
    "location_purpose": (
        "26号-1.10.5",
        "访问此设备的位置信息",
        "位置权限使用说明：用于为您记录手账的地点",
        "位置",
    ),
    "other_purpose": ("26号-1.10.6", "拍摄照片和录制视频", "相机权限使用说明：用于拍照插入手账", "相机"),
}
_PAIRS = tuple(
    case
    for rule, (requirement, what, purpose, name) in WHAT.items()
    for case in (
        Case(
            f"{M}/{rule}/violates",
            f"申请{name}权限，没有说明目的",
            "violates",
            (PAGE, asks(what)),
            keys={"requirements": [requirement], "says": ["没有同步告知目的"]},
        ),
        Case(
            f"{M}/{rule}/passes",
            "权限弹窗之前应用说明了目的",
            "passes",
            (PAGE, told(purpose), asks(what, picture=False)),
        ),
    )
)
CASES = (
    *_PAIRS,
    Case(
        f"{M}/location_purpose/banner",
        "目的写在弹窗上方的顶栏浮窗里",
        "passes",
        (PAGE, asks("访问此设备的位置信息", banner("位置权限使用说明：用于记录手账的地点"))),
    ),
    Case(
        f"{M}/location_purpose/unseen",
        "没有截图，不知弹窗旁有没有说明",
        "undetermined",
        (PAGE, asks("访问此设备的位置信息", picture=False)),
    ),
    Case(
        f"{M}/location_purpose/another",
        "说明的是相册的目的，申请的是位置",
        "violates",
        (PAGE, told("相册权限使用说明：用于在手账中插入您选择的照片"), asks("访问此设备的位置信息")),
    ),
)
