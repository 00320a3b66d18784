"""What a policy declares against what code takes, one type and party at a time.

One place for the comparison, so that the rules and the report's table say the same. A type is declared where
the text says that it is processed; loosely where it names a bundle (设备信息) or a neighbour that leaves open
whether it is meant; denied where it says that it is not and nowhere says that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.consent import moment
from mingjian.facts.once import once
from mingjian.facts.parties import frames
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote, StatedCollection
from mingjian.model import Consent, Party
from mingjian.rules._collection import taker
from mingjian.rules._personal_info import ASKED, of_support_library, takings
from mingjian.rules._policy import whole

Stand = Literal["declared", "for_others", "loose", "denied", "undeclared"]
"""What the text says of a type and a party: that the party processes it, that only others do, something that
leaves it open, that it is not processed, nothing."""
Strength = Literal["certain", "likely", "weak"]
"""How surely code takes it: by a call path that leaves no other reading; by one that some step leaves open or
whose party is guessed; or a type that tells little by itself."""

WEAK = frozenset({
    "running_processes", "account_id", "drm_id", "bluetooth_devices", "camera_capture", "step_activity",
    "oaid", "notification_content", "ssid_bssid",
})  # fmt: skip
"""Asked about, but one call does not show that anything of the user is taken: the app's own process among the
running ones, a camera that reads a code, an identifier that says 00000000."""
SILENT = frozenset({"running_processes", "drm_id"})
"""Types that no finding is made of: since Android 5.1 an app sees only its own processes; a DRM call mostly
plays a film."""
NOT_SAID = frozenset({"example", "control"})
"""Practices whose sentences do not declare: definitions, and what a user may do with what is there."""
EXACT = ("精确", "精准", "详细", "GPS", "经纬")
IDENTIFIERS = frozenset({"设备标识信息", "个人联系信息"})
"""Categories that a permission's name does not name: the telephone permission opens several."""


class Statement(Struct, frozen=True):
    """What the text says of one type for one party, with the words that say it."""

    stand: Stand
    quote: Quote | None = None
    words: str = ""
    purpose: str = ""
    marked: bool = False


class Met(Struct, frozen=True):
    """One type taken by one party, held against the text."""

    kind: str
    party: Party
    hit: Hit
    path: Path
    strength: Strength
    consent: Consent
    said: Statement


NOTHING = Statement("undeclared")


@once
def met(facts: Facts) -> tuple[Met, ...]:
    """Everything code takes, each type and party once by its surest path, against the text; in the order of
    the taxonomy."""
    policy = facts.policy
    if policy is None:
        return ()
    best: dict[tuple[str, str], tuple[Party, Hit, Path, Strength]] = {}
    for kind, hit in takings(facts):
        for path in hit.paths:
            if of_support_library(hit, path):
                continue
            party, known = taker(facts, frames(hit, path))
            strength = _strength(kind, path, known)
            old = best.get((kind, party.id))
            if old is None or _RANK[strength] < _RANK[old[3]]:
                best[kind, party.id] = (party, hit, path, strength)
    order = _order()
    return tuple(
        Met(kind, party, hit, path, strength, moment(facts, hit).consent, said_of(policy, kind, party))
        for (kind, _), (party, hit, path, strength) in sorted(
            best.items(), key=lambda item: (order[item[0][0]], item[1][0].kind, item[0][1])
        )
    )


_RANK: dict[Strength, int] = {"certain": 0, "likely": 1, "weak": 2}


def _strength(kind: str, path: Path, known: bool) -> Strength:
    if kind in WEAK:
        return "weak"
    return "certain" if path.certain and known else "likely"


@cache
def _order() -> dict[str, int]:
    return {row.id: number for number, row in enumerate(knowledge.personal_info())}


def said_of(policy: PolicyFacts, kind: str, party: Party) -> Statement:
    """What the text says of `kind` where `party` takes it. Whether the entry of one SDK names what that SDK
    takes is not asked here: an SDK's taking is declared wherever the type is."""
    here = by_type(policy).get(kind, ())
    denied = next((one for one in here if one.negated and one.practice == "collection"), None)
    stated = [one for one in here if not one.negated and not (denied and _more_general(one, denied))]
    own = [one for one in stated if party.kind == "sdk" or one.by == "app"]
    if own:
        return _of("declared", own[0])
    permission = _by_permission(policy, kind)
    if permission is not None and permission.stand == "declared":
        return permission
    known = knowledge.personal_info_type(kind)
    for other in known.covered_by:
        if (found := _positive(policy, other, party)) is not None:
            return _of("declared", found)
    if stated:
        return _of("for_others", stated[0])
    if denied is not None:
        return _of("denied", denied)
    if permission is not None and permission.stand == "denied":
        return permission
    for other in known.loosely_covered_by:
        if (found := _positive(policy, other, party)) is not None:
            return _of("loose", found)
    return permission or _bundled(policy, kind) or NOTHING


@once
def by_type(policy: PolicyFacts) -> dict[str, list[StatedCollection]]:
    """Declaring statements by type, those on collection first."""
    made: dict[str, list[StatedCollection]] = {}
    for one in sorted(policy.collections, key=_plainness):
        if one.practice not in NOT_SAID:
            made.setdefault(one.type, []).append(one)
    return made


def _plainness(one: StatedCollection) -> tuple[bool, bool, bool]:
    """The plainest first: of collecting, without a 可能, with its purpose."""
    return one.practice != "collection", bool(one.hedge), not one.purpose


def _positive(policy: PolicyFacts, kind: str, party: Party) -> StatedCollection | None:
    for one in by_type(policy).get(kind, ()):
        plain = not one.negated and one.practice == "collection"
        if plain and (party.kind == "sdk" or one.by == "app"):
            return one
    return None


def _more_general(one: StatedCollection, denied: StatedCollection) -> bool:
    """`位置信息` beside a denial of `精确位置`: the general name does not take the denial back."""
    exact = any(word in denied.words for word in EXACT)
    return exact and not any(word in one.words for word in EXACT)


def _of(stand: Stand, one: StatedCollection) -> Statement:
    return Statement(stand, one.quote, one.words, one.purpose, one.marked)


def _by_permission(policy: PolicyFacts, kind: str) -> Statement | None:
    """A permission whose purpose is told speaks of what it guards: plainly of content, loosely of numbers."""
    known = knowledge.personal_info_type(kind)
    denied: Statement | None = None
    for one in policy.permissions:
        if one.by != "app" or not set(one.names) & set(known.permissions):
            continue
        content = known.category not in IDENTIFIERS
        if not one.negated:
            plain = bool(one.purpose) and content
            return Statement("declared" if plain else "loose", one.quote, one.words, one.purpose)
        if content and denied is None:
            denied = Statement("denied", one.quote, one.words)
    return denied


def _bundled(policy: PolicyFacts, kind: str) -> Statement | None:
    """Words for a bundle (设备标识符) that may hold the type."""
    for one in policy.bundles:
        if kind in covered_by_words(one.words):
            return Statement("loose", one.quote, one.words)
    return None


@cache
def covered_by_words(words: str) -> frozenset[str]:
    """Types that a bundle's words may hold."""
    plain = words.lower().replace(" ", "")
    found = [
        bundle.covers
        for bundle in knowledge.policy_words().generic
        if any(word in plain for word in bundle.words)
    ]
    return frozenset(kind for covers in found for kind in covers)


def states_collection(policy: PolicyFacts, least: int = 3) -> bool:
    """The text does say what is collected: some types, so that one it leaves out is left out."""
    return (
        len({one.type for one in policy.collections if not one.negated and one.practice == "collection"})
        >= least
    )


def only(found: Iterable[Met], *stands: Stand) -> Iterator[Met]:
    """Those that the text speaks of in one of these ways."""
    return (one for one in found if one.said.stand in stands)


def asked(found: Iterable[Met]) -> Iterator[Met]:
    """Those of a type whose taking is charged; ordinary types stand in the report's table only."""
    return (one for one in found if one.kind in ASKED and one.kind not in SILENT)


def grouped(found: Iterable[Met]) -> list[list[Met]]:
    """What is one matter: each type of the app's own; of an SDK all that it takes."""
    groups: dict[tuple[str, str], list[Met]] = {}
    for one in asked(found):
        groups.setdefault((one.party.id, one.kind if one.party.kind == "app" else ""), []).append(one)
    return list(groups.values())


def readable(facts: Facts) -> bool:
    """The policy was read whole and says what is collected, so that its silence on a type means something."""
    policy = whole(facts)
    return policy is not None and states_collection(policy)


def bundled(said: Statement) -> bool:
    """Loose by the name of a bundle rather than of a neighbour."""
    return bool(covered_by_words(said.words))
