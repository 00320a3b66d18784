"""Which of the 39 app categories the subject is of: declared by whoever asks, told by a listing, or inferred.

Inference reads only what the author says of the app: its name, its package name, android:appCategory, a
service of a telling kind, the engine it is built with. Kinds of sign add up as 1 - Π(1 - w); one alone rarely
suffices. Where signs are weak or two categories are close there is no category: rules then say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.knowledge import CategorySigns
from mingjian.patterns import late

OTHER = "other"
"""Declared to be outside the 39."""
SURE = 0.6
"""An inferred category below this is none (project choice, held to store listings by the tests)."""
MARGIN = 0.1
"""Two categories closer than this leave it open."""
WEIGHTS = {
    "name_end": 0.6, "name": 0.4, "package": 0.45, "channel": 0.7, "service": 0.55, "app_category": 0.6,
    "native": 0.5,
}  # fmt: skip
"""How much each kind of sign is worth (project choice, held to store listings by the tests)."""
APP_CATEGORIES = (
    "game",
    "audio",
    "video",
    "image",
    "social",
    "news",
    "maps",
    "productivity",
    "accessibility",
)
"""Values of android:appCategory in order of their numbers (android.content.pm.ApplicationInfo)."""
_SUBTITLE = late(r"\s*[-—–_·:：|(（【\[].*$")
_BEFORE_NUMBER = late(r"[\s\d.]+$|(极速|专业|国际|标准|官方|精简)?版$|lite$|pro$|hd$", re.IGNORECASE)


class CategoryFacts(Struct, frozen=True, kw_only=True):
    id: str
    """Id of one of the 39 categories, or `other`."""
    source: Literal["declared", "listing", "inferred"]
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    """`name: …`, `package: …`, `service: …`, `appCategory: …`, `native: …`."""


def infer(manifest: ManifestFacts, hidden_code: HiddenCodeFacts | None) -> CategoryFacts | None:
    """The category the package shows by itself; None where it does not say clearly."""
    seen: list[tuple[float, str, tuple[str, ...]]] = []
    words = _name_words(manifest)
    for signs in knowledge.category_signs():
        found = dict(_signs(signs, manifest, hidden_code, words))
        doubt = 1.0
        for kind in found:
            doubt *= 1.0 - WEIGHTS[kind]
        if found:
            seen.append((round(1.0 - doubt, 3), signs.id, tuple(found.values())))
    seen.sort(reverse=True)
    if not seen or seen[0][0] < SURE or (len(seen) > 1 and seen[0][0] - seen[1][0] < MARGIN):
        return None
    confidence, id_, reasons = seen[0]
    return CategoryFacts(id=id_, source="inferred", confidence=confidence, reasons=reasons)


def declared(id_: str) -> CategoryFacts:
    """The category someone states. Raises: UsageError: neither one of the 39 nor `other`."""
    return CategoryFacts(id=id_ if id_ == OTHER else knowledge.category(id_).id, source="declared")


def name_of(manifest: ManifestFacts) -> str:
    """The name its user sees, without subtitle and edition, lower case: 高德地图极速版 → 高德地图."""
    told = next((text.text for text in manifest.labels if "zh" in text.locale), manifest.label) or ""
    bare = _SUBTITLE.sub("", told.strip()).lower()
    return _BEFORE_NUMBER.sub("", bare) or bare


def _name_words(manifest: ManifestFacts) -> dict[str, tuple[str, bool]]:
    """For each category the longest of its words in the name, and whether the name ends with it; a word
    inside a longer one of another category (视频 in 短视频) is not there."""
    name = name_of(manifest)
    found: dict[str, tuple[str, bool]] = {}
    for signs in knowledge.category_signs():
        if any(word in name for word in signs.but):
            continue
        words = [word for word in signs.labels if _stands(word, name)]
        if words:
            longest = max(words, key=len)
            found[signs.id] = (longest, name.endswith(longest))
    told = [word for word, _ in found.values()]
    return {
        id_: (word, ends)
        for id_, (word, ends) in found.items()
        if not any(word != other and word in other for other in told)
    }


def _stands(word: str, name: str) -> bool:
    """A Chinese word anywhere, an English one as a whole word."""
    if not word.isascii() or word.isdigit():
        return word in name
    return word in name and re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", name) is not None


def _signs(
    signs: CategorySigns,
    manifest: ManifestFacts,
    hidden_code: HiddenCodeFacts | None,
    words: dict[str, tuple[str, bool]],
) -> Iterator[tuple[str, str]]:
    """Kinds of sign with what was seen."""
    if signs.id in words:
        word, ends = words[signs.id]
        yield ("name_end" if ends else "name"), f"name: {name_of(manifest)} ({word})"
    parts = manifest.package.lower().split(".")[1:]
    part = next((part for part in parts if part in signs.packages), None)
    if part is not None:
        yield "package", f"package: {manifest.package} ({part})"
    channel = next((part for part in parts if part in signs.channels), None)
    if channel is not None:
        yield "channel", f"package: {manifest.package} ({channel})"
    for component in manifest.components:
        if component.kind == "service" and component.permission in signs.services:
            yield "service", f"service: {component.name} ({component.permission})"
            break
    category = _app_category(manifest)
    if category in signs.app_category:
        yield "app_category", f"appCategory: {category}"
    native = {library.name for library in hidden_code.native} if hidden_code else set[str]()
    engine = next((name for name in signs.native if name in native), None)
    if engine is not None:
        yield "native", f"native: {engine}"


def _app_category(manifest: ManifestFacts) -> str:
    """android:appCategory by name; android:isGame is the older way to say `game`."""
    attributes = manifest.application_attributes
    told = attributes.get("appCategory", "")
    if told.isdigit() and int(told) < len(APP_CATEGORIES):
        return APP_CATEGORIES[int(told)]
    return told or ("game" if attributes.get("isGame") == "true" else "")
