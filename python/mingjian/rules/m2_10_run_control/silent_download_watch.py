"""The terminal does not notice that an app downloads by itself.

Clause: 26号-2.10.4 加强对APP静默下载
Needs: terminal.
Violates: the probe fetched a file without a gesture and without a notification, and neither the
    terminal's record nor screen nor notifications speak of a download.
Limits: a record the terminal keeps for itself and shows nobody is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, signs, terminal_of, trial

RULE = Rule(requirements=("26号-2.10.4",), severity="medium", needs=("terminal",))
STEP = "silent_download"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    tried = trial(facts, STEP)
    done = [one for one in acts(facts, STEP, "silent_download") if one.state == "done"]
    if tried is None or not tried.looked or not done:
        return
    noted = [
        one for one in terminal_of(facts).records if one.kind == "download" and one.package == done[0].package
    ]
    if not noted and not signs(facts, STEP, "download", "ask_download"):
        yield found(
            facts,
            "探针静默下载后，终端既无记录也无提示",
            "The probe downloaded silently; the terminal neither recorded nor showed it",
            STEP,
            [did(facts, done[0]), *(Evidence(kind="screen", location=name) for name in tried.looked[:3])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    tried = trial(facts, STEP)
    done = [one for one in acts(facts, STEP, "silent_download") if one.state in ("done", "denied", "asked")]
    if tried is None or not tried.looked or not done:
        yield "terminal_download"
