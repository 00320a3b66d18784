"""Other apps as code names them: package names, and which of them come with the phone."""

from __future__ import annotations

SYSTEM = (
    "android", "com.android.", "com.google.android.", "com.google.", "com.huawei.", "com.hihonor.",
    "com.xiaomi.", "com.miui.", "com.oppo.", "com.coloros.", "com.heytap.", "com.oplus.", "com.vivo.",
    "com.bbk.", "com.meizu.", "com.samsung.", "com.sec.", "com.asus.", "com.zui.", "com.lenovo.",
    "com.mdid.", "com.oneplus.", "com.qualcomm.", "com.mediatek.", "com.zte.", "com.coolpad.", "cn.nubia.",
    "com.sony", "com.lge.", "com.motorola.", "com.htc.", "com.sonymobile.", "com.smartisan", "com.letv.",
)  # fmt: skip
"""Prefixes of packages that come with phones: identifier, push, settings and store services."""


def comes_with_phone(package: str) -> bool:
    """A package of the system or of the phone's maker."""
    return package.startswith(SYSTEM)


def is_package(text: str) -> bool:
    """A dotted Java name of at least two parts, no URL and no action."""
    parts = text.split(".")
    return (
        len(parts) > 1 and all(part.replace("_", "a").isalnum() for part in parts) and ".action." not in text
    )
