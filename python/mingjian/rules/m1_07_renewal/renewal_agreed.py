"""Automatic renewal is sold without a consent of its own.

Clause: 26号-1.7.1 应当征得用户同意
Needs: screen.
Violates: a screen that sells automatic renewal says that paying is agreeing (开通即视为同意 …). Suspected: it
    neither has a box or switch for the renewal or its agreement, nor comes a window that asks for it before
    the payment.
Limits: what the store's or the bank's own pages ask is not seen; a run that shows no such screen settles
    nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.words import AGREE, RENEWAL
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import first, following, seen, told, uncovered
from mingjian.rules._shown_consent import boxes
from mingjian.rules._shown_paying import renewing

RULE = Rule(requirements=("26号-1.7.1",), severity="high", needs=("screen",))
IMPLIED = late(
    r"(开通|支付|购买|点击|订阅|付款)[^，。；]{0,10}(即|就|则)?(视为|代表|表示|默认)(您|你)?(已)?(阅读)?(并)?(知悉并)?同意"
    r"|by (paying|subscribing|tapping)[^.]{0,30}you agree",
    re.IGNORECASE,
)
"""Takes another act for agreement."""


def check(facts: Facts) -> Judgement:
    screens = renewing(facts)
    if not screens:
        return uncovered(facts, "renewal")
    found: list[Finding] = []
    for at, one in screens:
        implied = first(one, IMPLIED)
        if implied is None and (any(True for _ in boxes(one, _speaks)) or _asked_next(following(facts, at))):
            continue
        price = first(one, RENEWAL)
        indices = [i for i in (implied, price) if i is not None]
        found.append(
            finding(
                "以支付代替对自动续费的同意" if implied is not None else "自动续费没有单独征得同意的选项",
                "Paying is taken for agreeing to renewal"
                if implied is not None
                else "Nothing asks for renewal itself",
                key=("implied" if implied is not None else "unasked", one.activity),
                party=app(facts),
                verdict="violates" if implied is not None else "suspected",
                evidence=[seen(one, indices)],
            )
        )
    return found


def _speaks(text: str) -> bool:
    return RENEWAL.search(text) is not None


def _asked_next(then: Screen | None) -> bool:
    """The next screen is a window that asks for agreement to renewal."""
    if then is None or "window" not in then.kinds:
        return False
    said = told(then)
    return bool(RENEWAL.search(said) and AGREE.search(said))
