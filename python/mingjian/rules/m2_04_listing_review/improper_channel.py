"""A download control leads to a channel that is no store.

Clause: 26号-2.4.18 引导用户从正规渠道下载所分发的APP
Needs: web_page (scan-page).
Violates: a control that promises a download leads to a file-sharing service (网盘). Suspected: a store must
    be filed as a distribution platform (应用程序分发平台备案), and the register is not asked here.
Limits: other unfiled channels are not known by their address.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import covered, host, of_control, page, publisher

RULE = Rule(requirements=("26号-2.4.18",), severity="low", needs=("web_page",))
SHARING = (
    "pan.baidu.com", "yun.baidu.com", "lanzou.com", "lanzoux.com", "lanzous.com", "lanzoui.com",
    "lanzouw.com", "aliyundrive.com", "alipan.com", "123pan.com", "quark.cn", "cloud.189.cn",
    "caiyun.139.com", "ctfile.com", "share.weiyun.com", "dropbox.com", "drive.google.com", "mega.nz",
    "mediafire.com",
)  # fmt: skip
"""Services by which anyone shares any file; none shows the elements of an app's page."""


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for offer in page(facts).offers:
        to = host(offer.target)
        if any(to == known or to.endswith(f".{known}") for known in SHARING):
            yield finding(
                f"下载按钮通向网盘 {to}，不是正规渠道",
                f"The download leads to the file-sharing service {to}",
                key=("channel", to),
                party=publisher(facts),
                verdict="suspected",
                evidence=[of_control(facts, offer.control, offer.target)],
            )
