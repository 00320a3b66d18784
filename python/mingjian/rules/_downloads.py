"""Buttons and boxes on screens that download or install an app."""

from __future__ import annotations

import re

from mingjian.facts.layout import View
from mingjian.rules._agreement import is_compound

DOWNLOADS = re.compile(
    r"^(立即|马上|一键|免费|点击|普通|高速|安全|极速)?(下载|安装|下载安装|下载并安装)(APP|应用|软件|到手机|体验)?[!！]?$"
    r"|^(download|install)( now| app)?$",
    re.IGNORECASE,
)
"""The whole text of a button that fetches an app; updates of the app itself say 更新 or 升级."""
LONGEST = 24
"""No button's text is longer."""
OFFER = re.compile(
    r"(同时|一并|顺便|捆绑|推荐|附带|并)\s?(为您|帮您)?\s?(下载|安装)|(下载|安装)(推荐|精品|装机必备|热门)(应用|软件|游戏)"
    r"|(also|together) (install|download)|(install|download) recommended",
    re.IGNORECASE,
)
"""A box that adds another app to the one asked for."""
WINDOW = re.compile(
    r"(dialog|popup|pop_|popwindow|alert|prompt|recommend|promo|interstitial|tanchuang)", re.IGNORECASE
)
"""Layout names of windows that come up over a page."""


def is_download(view: View) -> bool:
    """A button whose whole text downloads or installs."""
    text = (view.text or "").strip()
    return len(text) <= LONGEST and DOWNLOADS.match(text) is not None and not is_compound(view)
