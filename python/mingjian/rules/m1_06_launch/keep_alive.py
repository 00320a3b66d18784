"""Uses tricks to stay running that no user asked for.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; one known trick makes suspected: a screen opened, or a window made one pixel small,
    when the display goes dark; a known keep-alive library; a service that starts itself again from its own
    end; a periodic job that starts a service; an account that code makes unasked, with periodic sync; a
    persisted periodic job beside a repeating alarm. Foreground services, jobs and alarms alone are ordinary.
Limits: native daemons and vendor tricks without a known name are not seen; whether the function the user
    chose needs it is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import class_of, frames, is_library, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import arg, beside, entry_of, hits, moment, passing, registered, texts
from mingjian.rules._evidence import reached
from mingjian.rules._finding import finding
from mingjian.rules._self_start import watching

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"), proves=False)
LIBRARIES = (
    "com.marswin89.marsdaemon", "com.fanjun.keeplive", "com.xdandroid.hellodaemon", "com.shihoo.daemon",
    "com.boolbird.keepalive",
)  # fmt: skip
SCREEN_OFF = frozenset({"android.intent.action.SCREEN_OFF"})
ONE_PIXEL = frozenset({1, 0})
ENDS = (";->onDestroy()V", ";->onTaskRemoved(Landroid/content/Intent;)V")
SERVICE_STARTS = ("startService", "startForegroundService")
ALARMS = (
    "set",
    "setExact",
    "setAndAllowWhileIdle",
    "setExactAndAllowWhileIdle",
    "setRepeating",
    "setInexactRepeating",
)


class Trick(Struct, frozen=True):
    zh: str
    en: str
    hit: Hit
    path: Path | None


def check(facts: Facts) -> Iterator[Finding]:
    tricks = [
        *_screen_off(facts),
        *_libraries(facts),
        *_restart(facts),
        *_job(facts),
        *_account(facts),
        *_timers(facts),
    ]
    by_kind = {trick.en: trick for trick in reversed(tricks)}
    for trick in by_kind.values():
        yield finding(
            f"采用保活手段：{trick.zh}",
            f"Uses a keep-alive trick: {trick.en}",
            key=("keep-alive", trick.en),
            party=owner(facts, frames(trick.hit, trick.path)),
            verdict="suspected",
            evidence=reached(facts, trick.hit, trick.path),
        )


def _screen_off(facts: Facts) -> Iterator[Trick]:
    """A screen opened by a receiver of SCREEN_OFF, or a window of one pixel."""
    watchers = watching(facts, SCREEN_OFF)
    for hit in hits(facts, "cross_app_jump", "startActivity"):
        path = registered(hit, watchers)
        if path is not None:
            yield Trick("息屏时打开界面", "a screen opened when the display goes dark", hit, path)
            return
    for hit in hits(facts, "keep_alive", "setLayout"):
        if arg(hit, 0) in ONE_PIXEL and arg(hit, 1) in ONE_PIXEL:
            yield Trick("一像素界面", "a one-pixel window", hit, moment(facts, hit).path)
            return


def _libraries(facts: Facts) -> Iterator[Trick]:
    found: dict[str, Hit] = {}
    for hit in hits(facts, "keep_alive"):
        holder = class_of(hit.caller)
        library = next((name for name in LIBRARIES if holder.startswith(name)), None)
        if library:
            found.setdefault(library, hit)
    for library, hit in found.items():
        yield Trick(f"保活库 {library}", f"the keep-alive library {library}", hit, moment(facts, hit).path)


def _restart(facts: Facts) -> Iterator[Trick]:
    """A service that starts itself again, at once or by an alarm, from its own end."""
    services = (
        {c.name for c in facts.manifest.components if c.kind == "service"} if facts.manifest else set[str]()
    )
    for hit in chain(hits(facts, "linked_start", *SERVICE_STARTS), hits(facts, "keep_alive", *ALARMS)):
        path = passing(hit, ENDS)
        if path is None:
            continue
        ending = [class_of(m) for m in frames(hit, path) if m.endswith(ENDS) and class_of(m) in services]
        if any(_names(facts, hit, service) for service in ending):
            yield Trick("服务结束时重启自身", "a service started again from its own end", hit, path)
            return


def _names(facts: Facts, start: Hit, service: str) -> bool:
    """The method that starts something names `service`."""
    descriptor = f"L{service.replace('.', '/')};"
    for hit in beside(facts, start.caller):
        if hit.caller != start.caller:
            continue
        classes = [value.get("class") for value in hit.args if isinstance(value, dict)]
        if service in texts(hit) or descriptor in classes:
            return True
    return False


def _job(facts: Facts) -> Iterator[Trick]:
    """A periodic job of the app that starts a service."""
    if not any(True for _ in hits(facts, "keep_alive", "setPeriodic")):
        return
    for hit in hits(facts, "linked_start", *SERVICE_STARTS):
        for path in hit.paths:
            begins = entry_of(facts, path)
            if (
                begins.kind == "job"
                and ";->onStartJob(" in begins.method
                and not is_library(begins.component)
            ):
                yield Trick("周期任务拉起服务", "a periodic job that starts a service", hit, path)
                return


def _account(facts: Facts) -> Iterator[Trick]:
    """An account added by code without a human action, together with automatic sync of it."""
    synced = any(True for _ in hits(facts, "keep_alive", "addPeriodicSync", "setSyncAutomatically"))
    for hit in hits(facts, "keep_alive", "addAccountExplicitly") if synced else ():
        when = moment(facts, hit)
        if when.by_itself and when.path is not None:
            yield Trick("自建账号并定时同步", "an account made unasked, with periodic sync", hit, when.path)
            return


def _timers(facts: Facts) -> Iterator[Trick]:
    persisted = any(arg(h, 0) in (1, True) for h in hits(facts, "keep_alive", "setPersisted"))
    alarms = any(True for _ in hits(facts, "keep_alive", "setRepeating", "setExactAndAllowWhileIdle"))
    periodic = next(hits(facts, "keep_alive", "setPeriodic"), None)
    if persisted and alarms and periodic is not None and not is_library(class_of(periodic.caller)):
        yield Trick(
            "持久周期任务与重复闹钟",
            "a persisted periodic job beside a repeating alarm",
            periodic,
            moment(facts, periodic).path,
        )
