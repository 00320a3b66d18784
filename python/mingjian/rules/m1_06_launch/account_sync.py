"""Makes an account for itself and has the system synchronise it, to be started again and again.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; suspected where code adds an account without a human action and has it
    synchronised periodically or automatically. An account added after the user signed in is ordinary.
Limits: whether the synchronised data is the user's is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, moment
from mingjian.rules._keep_alive import trick

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
SYNCS = ("addPeriodicSync", "setSyncAutomatically")


def check(facts: Facts) -> Iterator[Finding]:
    sync = next(hits(facts, "keep_alive", *SYNCS), None)
    for hit in hits(facts, "keep_alive", "addAccountExplicitly") if sync else ():
        when = moment(facts, hit)
        if when.by_itself and when.path is not None and sync is not None:
            yield trick(
                facts,
                hit,
                when.path,
                key=("account",),
                zh="自建账号并定时同步",
                en="an account made unasked, with periodic sync",
                also=(sync,),
            )
            return
