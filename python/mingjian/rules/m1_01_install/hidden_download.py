"""Downloads packages out of the user's sight.

Clause: 26号-1.1.11 “静默下载”
Needs: calls.
Violates: never from code alone; a DownloadManager request whose notification is hidden, in code that
    also names an APK or runs without a human action, is suspected. A run with its traffic settles it.
Limits: downloads by an HTTP client of the app's own show no such switch.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name, moment
from mingjian.rules._downloads import names_package
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.11",), severity="medium", needs=("calls",), proves=False)
VISIBILITY_HIDDEN = 2
"""DownloadManager.Request.VISIBILITY_HIDDEN."""


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "silent_download", "setNotificationVisibility", "setShowRunningNotification"):
        hides = VISIBILITY_HIDDEN if method_name(hit) == "setNotificationVisibility" else 0
        if arg(hit, 0) != hides:
            continue
        when = moment(facts, hit)
        package = names_package(facts, hit)
        if when.path is None or not (package or when.by_itself):
            continue
        yield finding(
            "隐藏通知下载安装包" if package else "未经用户操作即隐藏通知下载",
            "Downloads a package with its notification hidden"
            if package
            else "Downloads unasked with the notification hidden",
            key=("hidden", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            evidence=[code(hit), call_chain(facts, hit, when.path)],
        )
