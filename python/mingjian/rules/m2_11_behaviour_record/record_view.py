"""The user cannot look up, or not easily, which app used what when.

Clause: 26号-2.11.2 为用户查询权限调用情况提供便利
Needs: terminal.
Violates: the person with the terminal found no page that shows uses by app; or that page, open after the
    probe's uses, shows no time to the minute (TH-73). Suspected: it takes more than 3 taps from the first
    page of the settings (project choice).
Limits: pages are judged by the words of their view tree; a page drawn as a picture shows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import answer, found, said, taps, trial

RULE = Rule(requirements=("26号-2.11.2",), severity="medium", needs=("terminal",))
STEP = "record_view"
MOST_TAPS = 3
"""From the first page of the settings (project choice)."""
_MINUTE = re.compile(r"\d{1,2}[:：]\d{2}|\d+ ?(?:分钟|min)|刚刚|just now", re.IGNORECASE)


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    view = trial(facts, STEP)
    if view is None:
        return
    count = taps(view)
    if count == 0:
        yield found(
            facts,
            "用户没有查询权限调用记录的入口",
            "The user has nowhere to look up the uses of permissions",
            "view_absent",
            [said(view)],
        )
        return
    if view.texts and not any(_MINUTE.search(words) for words in view.texts):
        yield found(
            facts,
            "权限调用记录的页面没有显示到分钟的时间",
            "The page of uses shows no time to the minute",
            "view_time",
            [said(view)],
            threshold="TH-73",
        )
    if count is not None and count > MOST_TAPS:
        yield found(
            facts,
            f"查询权限调用记录需 {count} 次点按，多于 {MOST_TAPS} 次（本项目取值）",
            f"Looking up the uses takes {count} taps, more than {MOST_TAPS} (this project's choice)",
            "view_taps",
            [said(view)],
            verdict="suspected",
        )


def _missing(facts: Facts) -> Iterator[str]:
    view = trial(facts, STEP)
    if view is None or taps(view) is None or not view.texts:
        yield "terminal_view"
