"""Pieces of the invented app: pictures, manifest, layout, call chains, traces."""

from __future__ import annotations

import hashlib
import io
import math

from PIL import Image, ImageDraw

from mingjian.facts.layout import Layout, View
from mingjian.model import (
    ChainStep,
    Party,
    Series,
)

APP = Party("app", "com.shiguang.ledger", "拾光记账")
PUSH = Party("sdk", "youxun-push", "优讯推送")
ADS = Party("sdk", "qifeng-ads", "旗风广告")


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _book(alpha: int) -> bytes:
    image = Image.new("RGBA", (192, 192), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, 191, 191), 42, fill=(30, 111, 120, alpha))
    pen.rectangle((54, 48, 138, 144), fill=(244, 239, 226, alpha))
    pen.rectangle((54, 48, 75, 144), fill=(226, 176, 74, alpha))
    for y in (75, 96, 117):
        pen.line((90, y, 123, y), fill=(30, 111, 120, alpha), width=8)
    return _png(image)


def _splash() -> bytes:
    image = Image.new("RGB", (360, 640), (242, 233, 216))
    pen = ImageDraw.Draw(image)
    pen.ellipse((110, 260, 250, 400), outline=(92, 58, 16), width=6)
    pen.polygon([(160, 290), (205, 302), (192, 372), (148, 360)], fill=(92, 58, 16))
    pen.rectangle((292, 24, 340, 50), outline=(183, 165, 131), width=2)
    pen.rectangle((70, 170, 290, 200), fill=(92, 58, 16))
    return _png(image)


ICON, CLEAR, SPLASH = _book(255), _book(8), _splash()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


MANIFEST = (
    *(f"<!-- {n} -->" for n in range(1, 212)),
    '<receiver android:name=".boot.KeepReceiver"',
    '    android:exported="true">',
    "  <intent-filter>",
    '    <action android:name="android.intent.action.BOOT_COMPLETED"/>',
    "  </intent-filter>",
    "</receiver>",
)

VIP = Layout(
    name="@layout/vip",
    entry="res/layout/vip.xml",
    views=(
        View(
            tag="LinearLayout",
            width="match",
            height="match",
            orientation="vertical",
            background="#ffffffff",
            padding_dp=(16, 16, 16, 16),
            line=2,
        ),
        View(
            tag="TextView",
            parent=0,
            text="拾光会员 连续包月 ¥12 / 月",
            width="match",
            height="96",
            background="#ff2b3a55",
            text_color="#fff0d79a",
            text_size_sp=18,
            line=8,
        ),
        View(
            tag="Button",
            parent=0,
            text="立即开通",
            width="match",
            height="48",
            background="#ff2b3a55",
            text_color="#fff0d79a",
            text_size_sp=16,
            line=20,
        ),
        View(
            tag="CheckBox",
            parent=0,
            id="@id/cb_renew",
            text="到期自动续费，可随时取消",
            checked=True,
            text_size_sp=8.5,
            text_color="#ff9aa3a0",
            line=28,
        ),
    ),
)

CHAIN = (
    ChainStep(
        "Lcom/youxun/push/PushInitProvider;->onCreate()Z",
        "Lcom/youxun/push/core/Boot;->init(Landroid/content/Context;)V",
        "direct",
        0x24,
    ),
    ChainStep(
        "Lcom/youxun/push/core/Boot;->init(Landroid/content/Context;)V",
        "Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V",
        "virtual",
        0x60,
    ),
    ChainStep(
        "Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V",
        "Lcom/youxun/push/core/DeviceProfile$1;->run()V",
        "thread",
        0x12,
    ),
    ChainStep(
        "Lcom/youxun/push/core/DeviceProfile$1;->run()V",
        "Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;",
        "direct",
        0x1A4F2C,
    ),
)
GATED = (
    ChainStep(
        "Lcom/shiguang/ledger/MainActivity;->onCreate(Landroid/os/Bundle;)V",
        "Lcom/shiguang/ledger/Privacy;->ask()V",
        "direct",
        8,
    ),
    ChainStep(
        "Lcom/shiguang/ledger/Privacy;->ask()V", "Lcom/shiguang/ledger/Home;->start()V", "callback", 16
    ),
    ChainStep(
        "Lcom/shiguang/ledger/Home;->start()V",
        "Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;",
        "direct",
        40,
    ),
)


def walk() -> Series:
    points = tuple((t / 25, abs(5 * math.sin(t / 6)) + (6.0 if 84 <= t <= 88 else 0.0)) for t in range(150))
    return Series("m/s²", points, ((3.42, "跳转"),))
