"""A dialog built in code asks to download and can only be answered with yes.

Clause: 26号-1.1.7 同步提供明显的取消选项
Needs: calls.
Violates: one method gives a dialog a positive button 下载 or 安装, makes it not cancellable and gives it
    no negative or neutral button. Suspected: the builder may be handed on and completed elsewhere.
Limits: button texts that are no constants or string resources of the method are not read; layouts
    are 1.1/download-without-cancel.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.facts.words import says_download
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.7",), severity="medium", needs=("calls",), proves=False)
OTHER = frozenset({"setNegativeButton", "setNeutralButton"})


def check(facts: Facts) -> Iterator[Finding]:
    by_method: dict[str, list[Hit]] = {}
    for hit in hits(facts, "dialog_window"):
        by_method.setdefault(hit.caller, []).append(hit)
    for caller, found in by_method.items():
        asks = next((h for h in found if method_name(h) == "setPositiveButton" and _downloads(h)), None)
        names = {method_name(h) for h in found}
        locked = next(
            (h for h in found if method_name(h) == "setCancelable" and arg(h, 0) in (0, False)), None
        )
        if asks is None or locked is None or names & OTHER:
            continue
        when = moment(facts, asks)
        yield finding(
            f"下载对话框只有“{arg(asks, 0)}”，且不能取消",
            f"A dialog offers “{arg(asks, 0)}” alone and cannot be cancelled",
            key=("dialog", caller),
            party=owner(facts, frames(asks, when.path)),
            verdict="suspected",
            evidence=[*([call_chain(facts, asks, when.path)] if when.path else []), code(asks), code(locked)],
        )


def _downloads(hit: Hit) -> bool:
    text = arg(hit, 0)
    return isinstance(text, str) and says_download(text)
