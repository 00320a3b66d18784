"""Asks for a permission to personal information that its privacy policy does not speak of.

Clause: 26号-1.10.3 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.4 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.5 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.6 等权限时，同步告知用户申请该权限的目的
Needs: policy, permissions, calls, manifest.
Violates: never (the purpose may be told on the screen that asks); suspected where the app's own code asks at
    run time for a dangerous permission that guards personal information, and the policy, which does say what
    is collected, names neither the permission, nor one of its group, nor any type that it guards, or says
    that the permission is not asked for.
Limits: what SDKs ask for is held against the list of SDKs. A permission that is named without its purpose is
    told by 1.10/purpose-unwritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app, owner
from mingjian.facts.permissions import PermissionUse
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._declared import readable, said_of
from mingjian.rules._evidence import code, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes

RULE = Rule(
    requirements=("26号-1.10.3", "26号-1.10.4", "26号-1.10.5", "26号-1.10.6"),
    severity="medium",
    needs=("policy", "permissions", "calls", "manifest"),
    proves=False,
)


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or facts.permissions is None or not readable(facts):
        return
    groups: dict[str, list[PermissionUse]] = {}
    for use in facts.permissions.uses:
        if use.protection == "dangerous" and _types(use.name) and _asked(facts, use):
            groups.setdefault(use.group or use.name, []).append(use)
    for group, uses in groups.items():
        denied = _denied(policy, uses)
        if denied is None and _spoken_of(facts, policy, uses):
            continue
        yield _finding(facts, group, uses, denied)


def _finding(facts: Facts, group: str, uses: list[PermissionUse], denied: Quote | None) -> Finding:
    assert facts.calls is not None  # noqa: S101 - the rule needs it
    zh = "、".join(use.name_zh or use.name.rpartition(".")[2] for use in uses)
    en = ", ".join(use.name.rpartition(".")[2] for use in uses)
    asked = facts.calls.hits[uses[0].requested_at[0]]
    said = missing(facts, f"{zh}权限及其目的", f"{en} and why it is asked for")
    return finding(
        f"隐私政策称不申请{zh}权限，代码却申请" if denied else f"申请{zh}权限，隐私政策未提及其目的",
        f"The policy says {en} is not asked for, yet it is"
        if denied
        else f"Asks for {en}; the policy does not say why",
        key=("permission", group),
        party=app(facts),
        verdict="suspected",
        evidence=[*(quotes(facts, [denied]) or [said]), code(asked), manifest_line(facts, uses[0].line)],
    )


@cache
def _types(permission: str) -> tuple[str, ...]:
    """Types of personal information that a permission guards."""
    return tuple(kind.id for kind in knowledge.personal_info() if permission in kind.permissions)


def _asked(facts: Facts, use: PermissionUse) -> bool:
    """The app's own reachable code asks for it at run time."""
    hits = facts.calls.hits if facts.calls else ()
    return any(
        hits[at].reachable and owner(facts, [hits[at].caller]).kind == "app" for at in use.requested_at
    )


def _denied(policy: PolicyFacts, uses: list[PermissionUse]) -> Quote | None:
    """Where the text says that none of `uses` is asked for, and nowhere that one is."""
    names = {use.name for use in uses}
    told = [one for one in policy.permissions if one.by == "app" and names & set(one.names)]
    return told[0].quote if told and all(one.negated for one in told) else None


def _spoken_of(facts: Facts, policy: PolicyFacts, uses: list[PermissionUse]) -> bool:
    groups = {use.group for use in uses if use.group} | {use.name for use in uses}
    for one in policy.permissions:
        if not one.negated and any(name in groups or _group(name) in groups for name in one.names):
            return True
    kinds = {kind for use in uses for kind in _types(use.name)}
    return any(said_of(policy, kind, app(facts)).stand in ("declared", "loose") for kind in kinds)


def _group(permission: str) -> str:
    known = knowledge.permission(permission)
    return known.group if known and known.group else permission
