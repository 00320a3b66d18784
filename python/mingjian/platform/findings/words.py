"""What states and acts are called."""

from __future__ import annotations

from mingjian.platform.findings.state import State
from mingjian.platform.web.words import Said

STATE_WORDS: dict[str, Said] = {
    State.OPEN: Said("待处理", "Open"),
    State.CONFIRMED: Said("已确认", "Confirmed"),
    State.OVERRULED: Said("已推翻", "Overruled"),
    State.SUPPRESSED: Said("已抑制", "Suppressed"),
}
ACT_WORDS: dict[str, Said] = {
    "confirm": Said("确认", "confirm"),
    "overrule": Said("推翻", "overrule"),
    "suppress": Said("抑制", "suppress"),
    "reopen": Said("重新打开", "reopen"),
    "expire": Said("到期，重新打开", "expired, open again"),
    "reply": Said("说明", "reply"),
    "comment": Said("备注", "note"),
    "assign": Said("指派", "assign"),
}
AFTER: dict[str, str] = {
    "confirm": State.CONFIRMED,
    "overrule": State.OVERRULED,
    "suppress": State.SUPPRESSED,
    "reopen": State.OPEN,
}
"""The state a decision leads to."""
