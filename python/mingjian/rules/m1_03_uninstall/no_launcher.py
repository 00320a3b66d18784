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

from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import HOME, launchers
from mingjian.rules._self_start import BOOT

RULE = Rule(requirements=("26号-1.3.5",), severity="high", needs=("manifest",), proves=False)
EXEMPT_SERVICES = {
    "android.view.InputMethod": "input method",
    "android.service.wallpaper.WallpaperService": "wallpaper",
    "android.service.dreams.DreamService": "screen saver",
    "android.service.textservice.SpellCheckerService": "spell checker",
    "android.speech.tts.engine.INSTALL_TTS_DATA": "speech engine",
    "android.intent.action.TTS_SERVICE": "speech engine",
    "android.printservice.PrintService": "print service",
    "android.service.autofill.AutofillService": "autofill service",
}


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    reason = _exempt(manifest)
    return NotApplicable(reason) if reason else _missing(facts, manifest)


def _exempt(manifest: ManifestFacts) -> str | None:
    if manifest.split is not None:
        return "a split of another package"
    if any("<instrumentation" in line for line in manifest.text):
        return "test instrumentation"
    if any("<overlay" in line for line in manifest.text):
        return "a resource overlay"
    if not manifest.components:
        return "no components: a library or resource package"
    for component in manifest.components:
        for filter_ in component.filters:
            if HOME in filter_.categories:
                return "a launcher"
            for action in filter_.actions:
                if component.kind == "service" and action in EXEMPT_SERVICES:
                    return EXEMPT_SERVICES[action]
    return None


def _missing(facts: Facts, manifest: ManifestFacts) -> Iterator[Finding]:
    screens = [c for c in manifest.components if c.kind == "activity"]
    starters = [
        c for c in manifest.components if c.kind == "receiver" and any(BOOT & set(f.actions) for f in c.filters)
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
