"""Downloads an installation package before anyone confirmed it.

Clause: 26号-1.1.8 经用户确认同意后方可下载安装; 26号-1.1.11 “静默下载”
Needs: calls.
Violates: the download manager is handed a request without a human action (from the start of the app
    or of its first screen, a receiver, a job, in the background), and the code around it names an
    APK, by file name or MIME type. Suspected: a request that only refreshes the app itself over Wi-
    Fi looks the same.
Limits: downloads by an HTTP client of the app's own are not counted; one whose notification is
    hidden is also 1.1/hidden-download.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment
from mingjian.rules._downloads import names_package
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.8", "26号-1.1.11"), severity="medium", needs=("calls",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "silent_download", "enqueue"):
        when = moment(facts, hit)
        if when.path is None or not when.by_itself or not names_package(facts, hit):
            continue
        yield finding(
            "未经用户确认即下载安装包",
            "Downloads a package that no one confirmed",
            key=("unasked", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            consent=when.consent,
            evidence=[call_chain(facts, hit, when.path), code(hit)],
        )
