"""Packages that come with phones: the system's, the makers', and the channels through which they push."""

from __future__ import annotations

SYSTEM = (
    "android", "com.android.", "com.google.android.", "com.google.", "com.huawei.", "com.hihonor.",
    "com.xiaomi.", "com.miui.", "com.oppo.", "com.coloros.", "com.heytap.", "com.oplus.", "com.vivo.",
    "com.bbk.", "com.meizu.", "com.samsung.", "com.sec.", "com.asus.", "com.zui.", "com.lenovo.",
    "com.mdid.", "com.oneplus.", "com.qualcomm.", "com.mediatek.", "com.zte.", "com.coolpad.", "cn.nubia.",
    "com.sony", "com.lge.", "com.motorola.", "com.htc.", "com.sonymobile.", "com.smartisan", "com.letv.",
)  # fmt: skip
"""Prefixes of packages that come with phones: identifier, push, settings and store services."""
PUSH = (
    "com.xiaomi.xmsf", "com.xiaomi.mipush", "com.huawei.hwid", "com.huawei.android.pushagent",
    "com.hihonor.push", "com.hihonor.id", "com.heytap.mcs", "com.heytap.msp", "com.coloros.mcs",
    "com.vivo.pushservice", "com.vivo.push", "com.meizu.cloud", "com.meizu.flyme.push",
    "com.google.android.gms", "com.google.android.c2dm",
)  # fmt: skip
"""The makers' push services, by prefix: what they wake, they wake over the system's own channel."""
HOME = ("launcher", "com.miui.home", "com.huawei.android.hw", "com.bbk.scene", "com.android.systemui",
        "com.android.shell", "com.sec.android.app.launcher", "quickstep")  # fmt: skip
"""Parts of the names of home screens, of the bar with notifications, and of the shell a tester types into."""


def comes_with_phone(package: str) -> bool:
    """A package of the system or of the phone's maker."""
    return package.startswith(SYSTEM)


def pushes(name: str) -> bool:
    """A maker's push service, or an action of one (`com.xiaomi.mipush.RECEIVE_MESSAGE`)."""
    return name.startswith(PUSH)


def is_home(package: str) -> bool:
    """What a user touches to open an app: a home screen, a notification, the list of recent apps."""
    return comes_with_phone(package) and any(part in package for part in HOME)
