"""What a reader takes the words of a control for."""

from __future__ import annotations

import pytest

from mingjian.capture.page.words import is_app_address, is_outside, is_package, says


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("立即下载", ("download",)),
        ("打开APP阅读全文", ("open_app", "unfold")),
        ("去抖抖极速版App看", ("open_app",)),
        ("×", ("close",)),
        ("跳过 3s", ("close",)),
        ("取消", ("cancel",)),
        ("暂不下载", ("download", "cancel")),
        ("继续浏览网页版", ("cancel",)),
        ("确定", ("confirm",)),
        ("展开全文", ("unfold",)),
        ("《隐私政策》", ("policy",)),
        ("应用权限", ("permissions",)),
        ("登录", ("login",)),
        ("红包待领取，立即领取", ("bait",)),
        ("Read more", ("unfold",)),
        ("今天天气不错", ()),
        (
            "请在使用前仔细阅读下面这一整段很长的说明，其中提到下载与安装与打开应用但并不是一个按钮上的文字。",
            (),
        ),
    ],
)
def test_words(text: str, said: tuple[str, ...]) -> None:
    assert says(text) == said


def test_names_and_addresses_speak_too() -> None:
    assert says("", hint="popup-close") == ("close",)
    assert says("", hint="enclosed-text") == ()
    assert says("立即领取", href="https://a.example/x.apk?c=1") == ("download", "bait")
    assert says("看看", href="intent://a#Intent;scheme=zz;end") == ("open_app",)
    assert says("致电", href="tel:12315") == ()


def test_addresses() -> None:
    assert is_package("https://a.example/x.APK?from=b") and not is_package("https://a.example/apk")
    assert is_outside("weixin://dl") and is_outside("tel:1") and not is_outside("javascript:1")
    assert is_app_address("market://details?id=a") and not is_app_address("mailto:a@b.c")
    assert not is_outside("http://[::1") and not is_outside("")
