"""An app that starts itself keeps its screen out of the list of recent tasks.

Clause: 26号-1.3.5 后台隐藏
Needs: manifest.
Violates: the activity behind the launcher icon is excluded from recents (android:excludeFromRecents)
    while a receiver of boot or unlock lets the app start by itself: it can run without the user
    seeing it in either place. Suspected; one of the two alone is nothing.
Limits: exclusion at run time (setExcludeFromRecents) on some screen only is not judged; a launcher,
    lock or floating tool may have its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.manifest import Component, ManifestFacts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import launchers
from mingjian.rules._self_start import BOOT

RULE = Rule(requirements=("26号-1.3.5",), severity="medium", needs=("manifest",), proves=False)
UNLOCK = "android.intent.action.USER_PRESENT"


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    starters = [
        c
        for c in manifest.components
        if c.kind == "receiver" and c.enabled and any({*BOOT, UNLOCK} & set(f.actions) for f in c.filters)
    ]
    for entry in launchers(manifest):
        screen = _screen(manifest, entry)
        if starters and screen.attributes.get("excludeFromRecents") == "true":
            yield finding(
                f"主界面 {screen.name.rpartition('.')[2]} 不进入最近任务，应用又能自行启动",
                f"{screen.name.rpartition('.')[2]} (main screen) stays out of recents; the app self-starts",
                key=("recents", screen.name),
                party=app(facts),
                verdict="suspected",
                evidence=[
                    manifest_line(facts, line_of(facts, "android:excludeFromRecents")),
                    manifest_line(facts, starters[0].line),
                ],
            )


def _screen(manifest: ManifestFacts, entry: Component) -> Component:
    """The activity an alias stands for, or the entry itself."""
    return next((c for c in manifest.components if c.name == entry.target), entry)
