"""The terminal lets an app put itself before the user who did not ask for it.

Clause: 26号-2.10.6 防范未经用户同意私自启动
Needs: terminal.
Violates: with another app before the user, the probe was ordered by broadcast to start its activity, and
    its journal says that the activity came up.
Limits: full-screen notifications and overlays, which have permissions of their own, are not tried.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, trial

RULE = Rule(requirements=("26号-2.10.6",), severity="high", needs=("terminal",))
STEP = "private_start"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    up = acts(facts, STEP, "came_up")
    if up:
        yield found(
            facts,
            "应用在后台未经用户同意将界面弹到前台，终端未拦截",
            "From the background and unasked the app put its screen before the user; the terminal let it",
            STEP,
            [*(did(facts, one) for one in acts(facts, STEP, "start_activity")[:1]), did(facts, up[0])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    if trial(facts, STEP) is None or not acts(facts, STEP, "start_activity"):
        yield "terminal_private_start"
