"""Words that speak of what follows a leak, for readers and rules alike."""

from __future__ import annotations

from mingjian.patterns import late

_FAILS = late(
    r"(?:安全事件|泄露|篡改|丢失|毁损|安全漏洞|安全事故|意外事件)[^。；]{0,80}(?:告知|通知|通报|报告|上报|补救|公告|应急|预案|处置)|(?:应急预案|应急响应)[^。；]{0,60}(?:启动|告知|通知|制定|处理|演练)?"
    r"|(?:告知|通知|推送)[^。；]{0,40}(?:安全事件|事件的?(?:基本)?情况|泄露)"
)


def tells_of_incidents(words: str) -> bool:
    """A sentence speaks of what follows a leak or another incident."""
    return _FAILS.search(words) is not None
