"""Takes its own icon off the home screen while running.

Clause: 26号-1.3.5 后台隐藏
Needs: manifest, calls.
Violates: a reachable call of setComponentEnabledSetting with DISABLED for a launcher entry, when no other
    launcher entry stays or is enabled in the same method: violates where it runs on every start of the
    app, else suspected. Switching between two aliases (a new icon) is lawful and left out.
Limits: the component is read from the constants of the same method; one that comes from elsewhere is
    suspected when it can only be the launcher.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import all_hits, arg, hits, moment
from mingjian.rules._evidence import manifest_line, reached
from mingjian.rules._finding import finding
from mingjian.rules._launcher import is_launcher, launchers

RULE = Rule(requirements=("26号-1.3.5",), severity="high", needs=("manifest", "calls"), proves=False)
DISABLED = frozenset({2, 3, 4})
"""COMPONENT_ENABLED_STATE_DISABLED, _USER, _UNTIL_USED (android.content.pm.PackageManager)."""
ENABLED = 1


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if not launchers(manifest):
        return
    settings = list(hits(facts, "hide_icon", "setComponentEnabledSetting"))
    for hit in settings:
        if (
            arg(hit, 1) in DISABLED
            and (hidden := _hidden(manifest, hit))
            and not _other_stays(facts, hit, hidden)
        ):
            yield _finding(facts, hit, hidden)
    for hit in hits(facts, "hide_icon", "setApplicationEnabledSetting"):
        if arg(hit, 0) == manifest.package and arg(hit, 1) in DISABLED:
            yield _finding(facts, hit, launchers(manifest)[0].name)


def _named(hit: Hit) -> str | None:
    """The component's class where the code names it."""
    value = arg(hit, 0)
    if isinstance(value, dict):
        return value.get("class", "").removeprefix("L").removesuffix(";").replace("/", ".") or None
    return value if isinstance(value, str) else None


def _hidden(manifest: ManifestFacts, hit: Hit) -> str | None:
    """The launcher entry this call hides, None when it is another component."""
    entries = [c.name for c in manifest.components if is_launcher(c)]
    name = _named(hit)
    if name is None:  # the class is not constant
        return entries[0] if len(entries) == 1 else None
    name = f"{manifest.package}{name}" if name.startswith(".") else name
    return name if name in entries else None


def _other_stays(facts: Facts, hit: Hit, hidden: str) -> bool:
    """Another entry is enabled beside it in the same method, or stands enabled and is never disabled."""
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    settings = list(all_hits(facts, "hide_icon", "setComponentEnabledSetting"))
    off = {name for h in settings if arg(h, 1) in DISABLED and (name := _named(h))}
    for other in settings:
        same = other.caller == hit.caller and other.callee == hit.callee
        if same and arg(other, 1) in (ENABLED, 0) and _named(other) != hidden:
            return True
    return any(c.name != hidden and c.name not in off for c in launchers(manifest))


def _finding(facts: Facts, hit: Hit, hidden: str) -> Finding:
    when = moment(facts, hit)
    manifest = facts.manifest
    line = next((c.line for c in manifest.components if c.name == hidden), 1) if manifest else 1
    return finding(
        f"运行时关闭桌面入口 {hidden.rpartition('.')[2]}",
        f"Disables its home-screen entry {hidden.rpartition('.')[2]} at run time",
        key=("hide", hidden),
        party=owner(facts, frames(hit, when.path)),
        verdict="violates" if when.certain and _named(hit) == hidden else "suspected",
        evidence=[*reached(facts, hit, when.path), manifest_line(facts, line)],
    )
