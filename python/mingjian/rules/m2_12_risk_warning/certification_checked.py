"""The terminal does not look at the electronic signature of what is installed.

Clause: 26号-2.12.1 推动开展APP电子签名认证
Needs: terminal.
Violates: a package whose content no longer fits its signature was laid before the installer and nothing
    was said of it; or a package that is certified was installed and its certification shown nowhere.
Limits: which certification a terminal knows is the terminal's; the certified package comes from the
    tester. The terminal's conduct settles it, the packages' own signatures are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import answer, found, said, trial, warned

RULE = Rule(requirements=("26号-2.12.1",), severity="high", needs=("terminal",), prove_any=("device_test",))
_LABEL = re.compile(r"已认证|电子签名|签名认证|认证通过|\bcertified|verified", re.IGNORECASE)


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    tampered, certified = trial(facts, "offer_tampered"), trial(facts, "offer_certified")
    if tampered is not None and tampered.looked and not warned(facts, "offer_tampered"):
        yield found(
            facts,
            "内容与签名不符的安装包交给系统安装时，没有任何提示",
            "A package that no longer fits its signature was laid before the installer; nothing was said",
            "certification_tampered",
            [said(tampered)],
        )
    if certified is not None and certified.looked and not any(_LABEL.search(one) for one in certified.texts):
        yield found(
            facts,
            "安装已认证的应用时未显示认证标识",
            "When a certified app was installed its certification was not shown",
            "certification_label",
            [said(certified)],
        )


def _missing(facts: Facts) -> Iterator[str]:
    for id_ in ("offer_tampered", "offer_certified"):
        tried = trial(facts, id_)
        if tried is None or not tried.looked:
            yield f"terminal_{id_}"
