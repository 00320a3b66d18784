"""What a package holds, as the report lists it: SDKs with their state, permissions with who uses them."""

from __future__ import annotations

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.consent import before, tagged
from mingjian.facts.parties import class_of, owner
from mingjian.facts.sdk import SdkMatch
from mingjian.model import PermissionSeen, SdkSeen, SdkState


def sdks(facts: Facts) -> tuple[SdkSeen, ...]:
    """Every SDK found, in the order of the facts."""
    if facts.sdk is None:
        return ()
    early = _called_before_consent(facts)
    return tuple(_sdk(match, early) for match in facts.sdk.sdks)


def _called_before_consent(facts: Facts) -> frozenset[str]:
    """SDKs one of whose initialisers or collecting calls is reached with no gate and no gesture before it."""
    calls = facts.calls
    if calls is None:
        return frozenset()
    early = {id_ for id_, hit in tagged(facts, "sdk_init:") if before(calls, hit)}
    for _, hit in tagged(facts, "pi:"):
        if before(calls, hit) and (party := owner(facts, [hit.caller])).kind == "sdk":
            early.add(party.id)
    return frozenset(early)


def _sdk(match: SdkMatch, early: frozenset[str]) -> SdkSeen:
    known = knowledge.sdk(match.id)
    state: SdkState = (
        "called_before_consent"
        if match.id in early
        else "reachable"
        if match.reachable_methods
        else "embedded"
    )
    return SdkSeen(
        id=match.id,
        name_zh=known.name_zh,
        vendor=known.vendor_zh,
        version=match.version,
        categories=(known.category,),
        matched_by=match.matched_by,
        confidence=round(match.confidence, 3),
        state=state,
        personal_info=known.personal_info,
        name_en=known.name_en,
        vendor_en=known.vendor_en,
    )


def permissions(facts: Facts) -> tuple[PermissionSeen, ...]:
    """Every permission asked for, with who calls what wants it."""
    if facts.permissions is None:
        return ()
    hits = facts.calls.hits if facts.calls else ()
    return tuple(
        PermissionSeen(
            name=use.name,
            protection=use.protection,
            group=use.group,
            used_by=tuple(
                sorted({owner(facts, [hits[i].caller]) for i in use.api_hits}, key=lambda p: (p.kind, p.id))
            ),
            requested_at=tuple(dict.fromkeys(class_of(hits[i].caller) for i in use.requested_at)),
        )
        for use in facts.permissions.uses
    )
