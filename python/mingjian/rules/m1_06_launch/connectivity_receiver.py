"""Starts itself when the network, power or storage changes.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for these events is suspected where some phone the app
    supports delivers them: CONNECTIVITY_CHANGE below Android 7, or everywhere under a target below 24; the
    others below Android 8, or everywhere under a target below 26; storage mounted or ejected always. Not
    applicable where every such receiver has a lawful reason (1.6/boot-receiver names them).
Limits: whether the service needs it is not in the code; a run that shows the process starting settles it.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.rules import Judgement, Rule
from mingjian.rules._self_start import CONNECTIVITY, IMPLICIT_BROADCASTS_CUT, woken

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))
ALWAYS = 10_000
CUT = {
    "android.net.conn.CONNECTIVITY_CHANGE": 24,
    "android.intent.action.MEDIA_MOUNTED": ALWAYS,
    "android.intent.action.MEDIA_UNMOUNTED": ALWAYS,
    "android.intent.action.MEDIA_EJECT": ALWAYS,
}
"""API level from which an action is no longer delivered to manifest receivers of apps that target it (Android
7 behaviour changes; MEDIA_* are on the list of exceptions of Android 8, developer.android.com)."""


def check(facts: Facts) -> Judgement:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    events = frozenset(action for action in CONNECTIVITY if _delivered(manifest, action))
    return woken(facts, events, zh="网络或电源变化时自启动", en="Starts itself on network or power changes")


def _delivered(manifest: ManifestFacts, action: str) -> bool:
    """Some platform the package runs on still delivers `action` to its manifest receivers."""
    cut = CUT.get(action, IMPLICIT_BROADCASTS_CUT)
    return min(manifest.min_sdk or 1, manifest.target_sdk or 1) < cut
