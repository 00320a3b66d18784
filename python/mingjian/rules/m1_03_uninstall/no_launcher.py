"""The app puts nothing on the home screen that a user could find, open or remove it by.

Clause: 26号-1.3.5 后台隐藏
Needs: manifest.
Violates: no enabled activity or alias answers MAIN with LAUNCHER (or LEANBACK_LAUNCHER), although the app
    has screens of its own or starts itself by broadcast. With a self-start receiver the app can live where
    the user does not see it: violates. Without: suspected.
    Basic-function software is exempt (除基本功能软件外): input methods, wallpapers, launchers, and packages
    that are no apps of their own (splits, overlays, test instrumentation, libraries without screens).
Limits: an app that a preinstalled host opens on purpose looks the same; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import launchers
from mingjian.rules._self_start import BOOT

RULE = Rule(requirements=("26号-1.3.5",), severity="high", needs=("manifest",), proves=False)


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    reason = _exempt(manifest)
    return NotApplicable(reason) if reason else _missing(facts, manifest)


def _exempt(manifest: ManifestFacts) -> str | None:
    """Why this package needs no entry by nature, None when it does (knowledge/basic_function.yaml)."""
    if not manifest.components:
        return "没有组件，是库或资源包 · no components: a library or resource package"
    markers = _markers(manifest)
    guards = {c.permission for c in manifest.components if c.permission}
    actions = {a for c in manifest.components for f in c.filters for a in f.actions}
    categories = {a for c in manifest.components for f in c.filters for a in f.categories}
    for kind in knowledge.basic_function().without_entry:
        signs = (
            guards & set(kind.permissions),
            actions & set(kind.actions),
            categories & set(kind.categories),
            set(manifest.features) & set(kind.features),
            markers & set(kind.markers),
        )
        if any(signs):
            return f"{kind.name_zh} · {kind.name_en}"
    return None


def _markers(manifest: ManifestFacts) -> set[str]:
    found = {f"shared_user_id:{manifest.shared_user_id}"} if manifest.shared_user_id else set[str]()
    if manifest.test_only:
        found.add("test_only")
    if manifest.split is not None:
        found.add("split")
    elements = {"<overlay": "overlay", "<instrumentation": "instrumentation"}
    for line in manifest.text:
        if "<overlay" in line or "<instrumentation" in line:
            found.update(name for mark, name in elements.items() if line.lstrip().startswith(mark))
    return found


def _missing(facts: Facts, manifest: ManifestFacts) -> Iterator[Finding]:
    screens = [c for c in manifest.components if c.kind == "activity"]
    starters = [
        c
        for c in manifest.components
        if c.kind == "receiver" and any(BOOT & set(f.actions) for f in c.filters)
    ]
    if launchers(manifest) or not (screens or starters):
        return
    lines = [c.line for c in (*starters, *screens)][:2]
    yield finding(
        "应用在桌面没有入口，且能自行启动" if starters else "应用有界面但在桌面没有入口",
        "The app has no home-screen entry and can start itself"
        if starters
        else "The app has screens but no home-screen entry",
        key=("no-launcher",),
        party=app(facts),
        verdict="violates" if starters else "suspected",
        evidence=[manifest_line(facts, line) for line in lines],
    )
