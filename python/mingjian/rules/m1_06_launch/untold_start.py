"""Starts itself when the phone starts, and its policy does not say so.

Clause: 26号-1.6.6 在非服务所必需或无合理场景下 (T/TAF 078.10-2020 第3章)
Needs: manifest, policy.
Violates: an enabled receiver in the manifest wakes the app at boot, the package may receive the broadcast,
    the receiver's class is in the loaded code, and the policy, read whole, says nothing of self-start or
    denies it. Suspected where another event than the boot wakes the app, or where the policy names self-start
    without the scenario it is for. Receivers with a lawful reason (they set the user's alarms again, serve a
    widget …) are necessary for the service and left out.
Limits: starts by jobs, alarms, accounts and pushes, and starts of other apps, have rules of their own and are
    not held against the policy here. Whether the user may switch self-start off wants a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.manifest import Component
from mingjian.facts.parties import app, sdk_of
from mingjian.facts.policy.types import StatedSelfStart
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._lawful_start import reason
from mingjian.rules._policy import missing, quoted
from mingjian.rules._rights import of_app
from mingjian.rules._self_start import (
    BOOT,
    CONNECTIVITY,
    IMPLICIT_BROADCASTS_CUT,
    UNLOCK,
    receivers,
    runs_code,
)

RULE = Rule(requirements=("26号-1.6.6",), severity="medium", needs=("manifest", "policy"), proves=False)
MAY_BOOT = "android.permission.RECEIVE_BOOT_COMPLETED"
LOOKED_FOR = ("自启动、开机启动、关联启动", "self-start, start at boot, linked start")


def check(facts: Facts) -> Iterator[Finding]:
    policy, manifest = of_app(facts), facts.manifest
    if policy is None or manifest is None:
        return
    woken = list(_woken(facts))
    if not woken:
        return
    told = [one for one in policy.self_starts if one.kind == "self"]
    denied = [one for one in told if one.negated]
    named = [one for one in told if not one.negated]
    if any(one.scenario for one in named):
        return
    for component, actions, line, boots in woken:
        verdict: Literal["violates", "suspected"] = "violates" if boots and not named else "suspected"
        yield _found(facts, component, actions, line, denied or named, verdict)


def _woken(facts: Facts) -> Iterator[tuple[Component, tuple[str, ...], int, bool]]:
    """Receivers that system events wake: component, events, line, whether by the boot itself."""
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    asked = {permission.name for permission in manifest.permissions}
    events = BOOT | UNLOCK
    if (manifest.target_sdk or 1) < IMPLICIT_BROADCASTS_CUT:
        events |= CONNECTIVITY
    for component, actions, line in receivers(facts, events):
        boots = bool(BOOT.intersection(actions)) and MAY_BOOT in asked
        others = tuple(one for one in actions if one not in BOOT)
        if runs_code(facts, component) and (boots or others) and reason(facts, component) is None:
            yield component, actions, line, boots


def _found(
    facts: Facts,
    component: Component,
    actions: tuple[str, ...],
    line: int,
    told: list[StatedSelfStart],
    verdict: Literal["violates", "suspected"],
) -> Finding:
    short = component.name.rpartition(".")[2]
    heard = "、".join(one.rpartition(".")[2] for one in actions)
    if not told:
        zh, en = "隐私政策未说明自启动", "the policy does not tell of self-start"
        words: Evidence = missing(facts, *LOOKED_FOR)
    elif told[0].negated:
        zh, en = "隐私政策声明不会自启动", "the policy denies self-start"
        words = quoted(facts, told[0].quote)
    else:
        zh, en = "隐私政策提到自启动但未说明场景", "the policy names self-start without its scenario"
        words = quoted(facts, told[0].quote)
    return finding(
        f"{short} 监听 {heard} 使应用自启动，{zh}",
        f"{short} wakes the app on {heard.replace('、', ', ')}; {en}",
        key=("untold", component.name),
        party=sdk_of(facts, component.name) or app(facts),
        verdict=verdict,
        evidence=[manifest_line(facts, line), words],
    )
