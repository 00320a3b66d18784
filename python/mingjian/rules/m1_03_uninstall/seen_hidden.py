"""Has taken its own entry off the home screen after it ran, or goes on after it was removed: seen in a run.

Clause: 26号-1.3.5 后台隐藏
Needs: behaviour.
Violates: a dump of the package manager from the run lists every entry of the app on the home screen
    (known from the manifest, else from the dump's resolver table) among the components switched off, and
    none switched on for it; or the app switched its whole package off (state 2). Suspected: the entries
    are only known as activities that answer MAIN; records of the app's process begin after the user
    removed it, with no installation between.
Limits: an icon changed for another (one alias off, one on) is lawful. Who switched the component off, the
    app or the tester (`pm disable`), the dump does not say: the tester's own `pm disable-user` (state 3)
    is left out. Removing for one user alone looks like removing. Without a dump taken after the app ran,
    silence settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import PackageState
from mingjian.facts.parties import app
from mingjian.model import Evidence, Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._launcher import is_launcher
from mingjian.rules._run import PACKAGE_STATE, behaviour_of, record

RULE = Rule(requirements=("26号-1.3.5",), severity="high", needs=("behaviour",))
DISABLED = 2
"""PackageManager.COMPONENT_ENABLED_STATE_DISABLED: by code or root; the user's own switch is 3."""
LATER_NS = 5_000_000_000
"""What begins this soon after the removal was going on (project choice)."""


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    found = [*_hidden(facts), *_goes_on(facts)]
    if found:
        return found
    ran = bool(behaviour.opened_ns or behaviour.starts)
    known = any(_entries(facts, state) for state in behaviour.states)
    return () if ran and known else NotCovered((PACKAGE_STATE,))


def _entries(facts: Facts, state: PackageState) -> tuple[str, ...]:
    """Entries on the home screen."""
    manifest = facts.manifest
    if manifest is not None:
        return tuple(one.name for one in manifest.components if one.enabled and is_launcher(one))
    return state.mains


def _hidden(facts: Facts) -> Iterator[Finding]:
    own = behaviour_of(facts).package
    for state in behaviour_of(facts).states:
        entries = _entries(facts, state)
        off = {_full(name, own) for name in state.disabled}
        on = {_full(name, own) for name in state.enabled}
        gone = [name for name in entries if name in off]
        if state.state == DISABLED:
            yield _finding(facts, "整个应用包", "the whole package", state, "enabled=2", sure=True)
        elif entries and len(gone) == len(entries) and not _other(facts, on):
            short = "、".join(name.rpartition(".")[2] for name in gone)
            sure = facts.manifest is not None or state.launcher
            yield _finding(
                facts,
                f"桌面入口 {short}",
                f"its home-screen entry {short}",
                state,
                "\n".join(gone),
                sure=sure,
            )
        else:
            continue
        return


def _other(facts: Facts, on: set[str]) -> bool:
    """An entry that the manifest has switched off is on; without one, any activity switched on may be."""
    if facts.manifest is None:
        return bool(on)
    return any(one.name in on and is_launcher(one) for one in facts.manifest.components)


def _full(name: str, package: str) -> str:
    """`.Main`, `com.x/.Main` and `com.x.Main` are one."""
    name = name.rpartition("/")[2]
    return package + name if name.startswith(".") else name


def _finding(facts: Facts, zh: str, en: str, state: PackageState, excerpt: str, *, sure: bool) -> Finding:
    return finding(
        f"运行后关闭了{zh}，桌面上不再有图标",
        f"After it ran {en} is switched off: no icon is left on the home screen",
        key=("hidden", zh),
        party=app(facts),
        verdict="violates" if sure else "suspected",
        evidence=[Evidence(kind="runtime", location=state.source, excerpt=f"disabledComponents:\n{excerpt}")],
    )


def _goes_on(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    own = ("", behaviour.package)
    moves = [
        act for act in behaviour.acts if act.event.kind in ("install", "uninstall") and act.event.what in own
    ]
    removed = next((act for act in reversed(moves) if act.event.at_ns is not None), None)
    if removed is None or removed.event.kind != "uninstall" or removed.event.at_ns is None:
        return
    after = removed.event.at_ns + LATER_NS
    later = [
        start
        for start in behaviour.starts
        if not start.outward
        and start.event.kind == "process_start"
        and start.event.at_ns is not None
        and start.event.at_ns - start.event.precision_ns > after
    ]
    if later:
        yield finding(
            f"卸载后仍有 {len(later)} 次进程启动",
            f"{len(later)} of its processes start after it was removed",
            key=("goes on",),
            party=app(facts),
            verdict="suspected",
            evidence=[record(removed.event), *(record(start.event) for start in later[:2])],
        )
