"""The list of SDKs and other third parties inside the app, however it is laid out, and where it stands if
elsewhere."""

from __future__ import annotations

from mingjian.facts.policy import sdk_blocks, sdk_names, sdk_prose, sdk_tables
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import StatedSdk


def find(text: PolicyText) -> tuple[StatedSdk, ...]:
    """Every entry in reading order. What running text says of an SDK that a list has is left to the list."""
    document = text.document
    tables = sdk_tables.find(document)
    blocks, taken = sdk_blocks.find(document)
    listed = (*tables, *blocks)
    names = {_key(one) for one in listed}
    told: dict[str, StatedSdk] = {}
    for one in sdk_prose.find(document, sdk_blocks.unused(document.passages, taken)):
        key = _key(one)
        if key in names or _covered(one, listed):
            continue
        earlier = told.get(key)
        told[key] = one if earlier is None or _weight(one) > _weight(earlier) else earlier
    return tuple(sorted((*listed, *told.values()), key=lambda one: (one.quote.passage, one.quote.start)))


def _key(entry: StatedSdk) -> str:
    return f"{sdk_names.bare(entry.name)} {entry.platform}"


def _covered(entry: StatedSdk, listed: tuple[StatedSdk, ...]) -> bool:
    """A list has an entry for just the same SDKs."""
    return bool(entry.ids) and any(entry.ids[0] in one.ids for one in listed)


def _weight(entry: StatedSdk) -> int:
    return sum(one is not None for one in (entry.types, entry.purpose, entry.vendor, entry.link))
