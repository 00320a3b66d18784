"""The policy's list of SDKs as rules look at it: which entries are a list, and whether it has an SDK."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.once import once
from mingjian.facts.policy import PolicyFacts, sdk_names
from mingjian.facts.policy.types import StatedSdk
from mingjian.facts.sdk import LEAD, SdkMatch
from mingjian.knowledge.types import Sdk
from mingjian.rules._policy import whole

LIST = frozenset({"table", "block", "item"})
"""Layouts that show entries in one place; `sentence` speaks of an SDK in passing."""


def listed(policy: PolicyFacts) -> list[StatedSdk]:
    """Entries of the list itself."""
    return [entry for entry in policy.sdks if entry.layout in LIST]


def handled(entry: StatedSdk) -> bool:
    """An entry whose rules must be shown: not one of a library that talks to nobody's server."""
    return not entry.ids or any(knowledge.sdk(id_).processor for id_ in entry.ids)


def names(entries: list[StatedSdk], most: int = 4) -> str:
    """`甲SDK、乙SDK 等5个`."""
    told = "、".join(entry.name[:24] for entry in entries[:most])
    return told if len(entries) <= most else f"{told} 等{len(entries)}个"


def embedded(facts: Facts) -> Iterator[tuple[SdkMatch, Sdk]]:
    """SDKs of others that are surely in the package, reachable, and known to handle personal information."""
    for match in facts.sdk.sdks if facts.sdk else ():
        known = knowledge.sdk(match.id)
        if (
            match.confidence >= LEAD
            and match.reachable_methods
            and known.processor
            and not _own(facts, known)
        ):
            yield match, known


def _own(facts: Facts, sdk: Sdk) -> bool:
    """The operator's own SDK: its makers are who the policy speaks for."""
    operators = facts.policy.operators if facts.policy else ()
    return any(one.value and (one.value in sdk.vendor_zh or sdk.vendor_zh in one.value) for one in operators)


def declared(policy: PolicyFacts, sdk: Sdk) -> bool:
    """The text has the SDK: an entry of its name, of its house and kind, or its name anywhere."""
    family = sdk.id.partition("-")[0]
    for entry in policy.sdks:
        if sdk.id in entry.ids:
            return True
        for id_ in entry.ids:
            other = knowledge.sdk(id_)
            same = other.vendor_zh == sdk.vendor_zh
            if same and (other.category == sdk.category or id_.partition("-")[0] == family):
                return True
        if entry.vendor is not None and sdk_names.same_house(sdk, entry.vendor.value):
            told = f"{entry.name} {entry.purpose.value if entry.purpose else ''}"
            if not entry.ids or sdk.category in sdk_names.kinds_of(told):
                return True
    return sdk.id in _named(policy)


@once
def _named(policy: PolicyFacts) -> frozenset[str]:
    """Ids of every SDK whose name stands anywhere in the text."""
    return frozenset(
        id_ for passage in policy.document.passages for one in sdk_names.scan(passage.text) for id_ in one.ids
    )


def readable(facts: Facts) -> PolicyFacts | None:
    """The policy of an app, read whole: only then is what its list lacks missing."""
    return whole(facts) if facts.subject.of == "app" else None
