"""Starts itself when the network, power or storage changes.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for these events is suspected where some phone the app supports
    delivers them: CONNECTIVITY_CHANGE below Android 7, or everywhere under a target below 24; the others
    below Android 8, or everywhere under a target below 26; MEDIA_MOUNTED always.
Limits: whether the service needs it is not in the code; a run that shows the process starting settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._self_start import CONNECTIVITY, IMPLICIT_BROADCASTS_CUT, receivers, runs_code, self_start

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest",))
CUT = {"android.net.conn.CONNECTIVITY_CHANGE": 24, "android.intent.action.MEDIA_MOUNTED": 10_000}
"""API level from which an action is no longer delivered to manifest receivers of apps that target it (Android
7 behaviour changes; MEDIA_MOUNTED is on the list of exceptions of Android 8, developer.android.com)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    events = frozenset(action for action in CONNECTIVITY if _delivered(manifest, action))
    for component, actions, line in receivers(facts, events):
        if runs_code(facts, component):
            yield self_start(
                facts,
                component,
                actions,
                line,
                zh="网络或电源变化时自启动",
                en="Starts itself on network or power changes",
            )


def _delivered(manifest: ManifestFacts, action: str) -> bool:
    """Some platform the package runs on still delivers `action` to its manifest receivers."""
    cut = CUT.get(action, IMPLICIT_BROADCASTS_CUT)
    return min(manifest.min_sdk or 1, manifest.target_sdk or 1) < cut
