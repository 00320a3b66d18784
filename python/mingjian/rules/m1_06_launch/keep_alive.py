"""Uses tricks to stay running that no user asked for.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; one known trick that has no other purpose (a one-pixel or unseen activity opened
    at screen-off, a known keep-alive library), or two independent restarters (a service restarted from its
    own end, an account made only for sync, a periodic persisted job beside an exact repeating alarm) make
    suspected. Foreground services, jobs and alarms alone are ordinary.
Limits: native daemons and vendor tricks without a known name are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, hits, method_name
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
LIBRARIES = (
    "com.marswin89.marsdaemon", "com.fanjun.keeplive", "com.xdandroid.hellodaemon", "com.shihoo.daemon",
    "com.boolbird.keepalive",
)  # fmt: skip
SCREEN_OFF = "android.intent.action.SCREEN_OFF"
ONE_PIXEL = frozenset({1, 0})


def check(facts: Facts) -> Iterator[Finding]:
    sure = [*_one_pixel(facts), *_libraries(facts)]
    restarters = [trick for trick in (_restart(facts), _sync(facts), _job_and_alarm(facts)) if trick]
    if sure:
        yield _finding(facts, sure)
    elif len(restarters) > 1:
        yield _finding(facts, restarters)


def _finding(facts: Facts, tricks: list[tuple[str, str, Hit]]) -> Finding:
    zh, en = "、".join(t[0] for t in tricks[:3]), ", ".join(t[1] for t in tricks[:3])
    evidence: list[Evidence] = [code(hit) for _, _, hit in tricks[:4]]
    return finding(
        f"采用保活手段：{zh}",
        f"Uses keep-alive tricks: {en}",
        key=("keep-alive", *sorted(t[1] for t in tricks)),
        party=owner(facts, frames(tricks[0][2], None)),
        verdict="suspected",
        evidence=evidence,
    )


def _one_pixel(facts: Facts) -> list[tuple[str, str, Hit]]:
    """An activity that makes its window one pixel or less, opened by a receiver of SCREEN_OFF."""
    found: list[tuple[str, str, Hit]] = []
    for hit in hits(facts, "keep_alive"):
        if method_name(hit) in ("setLayout", "setAttributes") and arg(hit, 0) in ONE_PIXEL:
            found.append(("一像素界面", "one-pixel activity", hit))
    watched = {hit.caller.partition(";->")[0] for hit in facts.calls.hits if hit.callee == SCREEN_OFF} if facts.calls else set()
    for hit in hits(facts, "cross_app_jump", "startActivity"):
        holder = hit.caller.partition(";->")[0]
        if ";->onReceive(" in hit.caller and {holder, holder.partition("$")[0]} & watched:
            found.append(("息屏时打开界面", "activity opened at screen-off", hit))
    return found[:2]


def _libraries(facts: Facts) -> list[tuple[str, str, Hit]]:
    found: dict[str, tuple[str, str, Hit]] = {}
    for hit in hits(facts, "keep_alive"):
        holder = hit.caller.partition(";->")[0].removeprefix("L").replace("/", ".")
        library = next((name for name in LIBRARIES if holder.startswith(name)), None)
        if library:
            found.setdefault(library, (f"保活库 {library}", f"keep-alive library {library}", hit))
    return list(found.values())


def _restart(facts: Facts) -> tuple[str, str, Hit] | None:
    """A service started again from the end of a service."""
    for name in ("startService", "startForegroundService"):
        for hit in hits(facts, "linked_start", name):
            if any(mark in hit.caller for mark in (";->onDestroy(", ";->onTaskRemoved(")):
                return ("服务结束时重启自身", "service restarted from its own end", hit)
    return None


def _sync(facts: Facts) -> tuple[str, str, Hit] | None:
    """An account added by code together with periodic sync of it."""
    accounts = list(hits(facts, "keep_alive", "addAccountExplicitly"))
    return ("账号同步拉活", "account made for sync", accounts[0]) if accounts and list(
        hits(facts, "keep_alive", "addPeriodicSync", "setSyncAutomatically")
    ) else None


def _job_and_alarm(facts: Facts) -> tuple[str, str, Hit] | None:
    jobs = [h for h in hits(facts, "keep_alive", "setPersisted") if arg(h, 0) in (1, True)]
    periodic = list(hits(facts, "keep_alive", "setPeriodic"))
    alarms = list(hits(facts, "keep_alive", "setRepeating", "setExactAndAllowWhileIdle"))
    if periodic and jobs and alarms:
        return ("持久周期任务与重复闹钟", "persisted periodic job beside a repeating alarm", periodic[0])
    return None
