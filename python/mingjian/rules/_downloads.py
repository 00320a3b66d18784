"""Downloads of packages: buttons and boxes on screens, and what code names."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.layout import View
from mingjian.facts.words import says_download
from mingjian.patterns import late
from mingjian.rules._agreement import is_compound
from mingjian.rules._calls import beside, outer, texts

OFFER = late(
    r"(同时|一并|顺便|捆绑|推荐|附带|并)\s?(为您|帮您)?\s?(下载|安装)|(下载|安装)(推荐|精品|装机必备|热门)(应用|软件|游戏)"
    r"|(also|together) (install|download)|(install|download) recommended",
    re.IGNORECASE,
)
"""A box that adds another app to the one asked for."""
WINDOW = late(
    r"(dialog|popup|pop_|popwindow|alert|prompt|recommend|promo|interstitial|tanchuang)", re.IGNORECASE
)
"""Layout names of windows that come up over a page."""


def is_download(view: View) -> bool:
    """A button whose whole text downloads or installs."""
    return bool(view.text) and says_download(view.text or "") and not is_compound(view)


def names_package(facts: Facts, hit: Hit) -> bool:
    """An APK is named in the same class: by MIME type or by a constant that ends in .apk."""
    if any(_is_package(text) for near in beside(facts, hit.caller) for text in (near.callee, *texts(near))):
        return True
    strings = facts.calls.strings if facts.calls else ()
    return any(_is_package(use.value) and outer(use.method) == outer(hit.caller) for use in strings)


def _is_package(text: str) -> bool:
    return text.partition("?")[0].endswith(".apk") or "vnd.android.package-archive" in text
