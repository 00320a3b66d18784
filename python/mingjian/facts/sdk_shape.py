"""What stays of an SDK whose packages were renamed, moved or minified: its shape.

A fork or a repackaging changes the head of names; their tails, the actions its components answer, and the
constants in its code stay. Each such sign is weak: `facts.sdk` takes them only for SDKs that no class names,
asks for two kinds that agree, and keeps the whole under what a prefix would be worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mingjian.facts.calls import CallFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.sdk_index import Index
from mingjian.patterns import late

MOVED = 0.4
"""Worth of one component, or package, with a name of its SDK's own elsewhere."""

TREE = 0.45
"""Worth of several components that moved together: a lead even alone."""

ACTION = 0.35
STRING = 0.3
OWN_PARTS = 3
"""Parts of a package, or of the tail of a name, from which it is one product's."""

WORD = late(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SPREAD = 3
"""A word in components of this many SDKs says nothing of any (`Push`, `Activity`)."""

SPREAD_NAMES = 12
"""A vendor's name in components of more SDKs than a vendor has is a word of the language (`com.download`)."""

SHORTEST_NAME = 5

NOBODYS = frozenset({"android", "google", "apache", "github"})
"""Parts of packages that name a platform or a host."""

TOGETHER = 3
"""Components that moved together, without their vendor's name, to be more than chance; two must tell."""


class Sign(NamedTuple):
    sdk: str
    kind: str
    """`moved`, `tree`, `action` or `string`."""
    weight: float
    signal: str


class Shapes:
    """Tails and words of the components that SDKs declare."""

    def __init__(self, where: Index) -> None:
        self.where = where
        self.by_tail: dict[str, list[tuple[str, str]]] = {}
        self.words: dict[str, set[str]] = {}
        self.texts: dict[str, list[str]] = {}
        for name, owners in where.components.items():
            for sdk in owners:
                tail = name.rpartition(".")[2]
                self.by_tail.setdefault(tail, []).append((sdk, name))
                for word in WORD.findall(tail):
                    self.words.setdefault(word.lower(), set()).add(sdk)
        for row in where.sdks.values():
            for text in row.strings:
                self.texts.setdefault(text, []).append(row.id)
        self._vendors: dict[tuple[str, str], bool] = {}
        self._lengths = sorted({len(text) for text in self.texts})

    def vendors_word(self, sdk: str, tail: str) -> bool:
        """Whether the class name holds the name of its vendor or product, as its packages begin with it."""
        known = self._vendors.get((sdk, tail))
        if known is None:
            known = self._vendors[sdk, tail] = self._has_name(sdk, tail.lower())
        return known

    def _has_name(self, sdk: str, low: str) -> bool:
        for prefix in self.where.sdks[sdk].prefixes:
            vendor, product = ([*prefix.split(".")[1:3], "", ""])[:2]
            for name, most in ((vendor, SPREAD_NAMES), (product, SPREAD)):
                known = len(name) >= SHORTEST_NAME and name not in NOBODYS and name in low
                if known and len(self.words.get(name, ())) < most:
                    return True
        return False

    def telling(self, tail: str) -> bool:
        """Whether some word of the class name is in components of few SDKs."""
        return any(len(self.words.get(word.lower(), ())) < SPREAD for word in WORD.findall(tail))

    def of_text(self, value: str) -> Iterator[tuple[str, str]]:
        """SDKs, and their string, that a constant begins with, its scheme apart."""
        bare = value.partition("://")[2]
        for length in self._lengths:
            for text in dict.fromkeys((value[:length], bare[:length])):
                for sdk in self.texts.get(text, ()):
                    yield sdk, text


@lru_cache(maxsize=2)
def _shapes(where: Index) -> Shapes:
    return Shapes(where)


def signs(manifest: ManifestFacts | None, calls: CallFacts | None, where: Index) -> Iterator[Sign]:
    """Every sign of shape, whatever else names the SDK."""
    shapes = _shapes(where)
    if manifest:
        names = [component.name for component in manifest.components]
        yield from _components(names, shapes)
        yield from _actions(manifest, where)
    if calls:
        yield from _classes(_seen(calls), where)
        for value in sorted({use.value for use in calls.strings}):
            for sdk, text in shapes.of_text(value):
                yield Sign(sdk, "string", STRING, f"shape:string:{text}")


def _components(names: Iterable[str], shapes: Shapes) -> Iterator[Sign]:
    """Components that stand elsewhere under the tail an SDK gave them."""
    groups: dict[tuple[str, str, str], dict[str, int]] = {}
    for name in dict.fromkeys(names):
        alike = shapes.by_tail.get(name.rpartition(".")[2])
        if not alike or name in shapes.where.components or shapes.where.longest(name):
            continue
        for sdk, known in alike:
            same = _common(name, known)
            heads = (_head(known, same), _head(name, same))
            groups.setdefault((sdk, *heads), {})[name] = same
    for (sdk, old, _), found in groups.items():
        tails = {name.rpartition(".")[2] for name in found}
        vendors = any(shapes.vendors_word(sdk, tail) for tail in tails)
        together = len(tails) >= TOGETHER and sum(map(shapes.telling, tails)) > 1
        if together or (len(tails) > 1 and vendors):
            kind, weight = "tree", TREE
        elif vendors or not old or max(found.values()) >= OWN_PARTS:
            kind, weight = "moved", MOVED
        else:
            continue
        for name in found:
            yield Sign(sdk, kind, weight, f"shape:component:{name}")


def _common(one: str, other: str) -> int:
    """How many parts the two names end in alike."""
    pairs = zip(reversed(one.split(".")), reversed(other.split(".")), strict=False)
    least = min(one.count("."), other.count(".")) + 1
    return next((number for number, (a, b) in enumerate(pairs) if a != b), least)


def _head(name: str, tail_parts: int) -> str:
    parts = name.split(".")
    return ".".join(parts[: len(parts) - tail_parts])


def _actions(manifest: ManifestFacts, where: Index) -> Iterator[Sign]:
    """Actions, authorities and permissions under an SDK's package: constants that renaming leaves."""
    names: dict[str, None] = {}
    for component in manifest.components:
        for found in component.filters:
            names.update(dict.fromkeys(found.actions))
        names.update(dict.fromkeys(component.authorities))
        if component.permission:
            names[component.permission] = None
    for name in names:
        prefix = where.longest(name)
        if prefix and prefix.count(".") + 1 >= OWN_PARTS and where.prefixes[prefix].kind == "prefix":
            yield Sign(where.prefixes[prefix].sdk, "action", ACTION, f"shape:action:{name}")


def _seen(calls: CallFacts) -> set[str]:
    """Packages of the classes in which something was seen."""
    methods = {hit.caller for hit in calls.hits}
    methods.update(use.method for use in calls.strings)
    methods.update(entry.method for entry in calls.entry_points)
    packages: set[str] = set()
    for method in methods:
        end = method.find(";->")
        cut = method.rfind("/", 0, end) if end >= 0 else method.rfind("/")
        if cut > 0:
            packages.add(method[:cut])
    return {package.removeprefix("L").replace("/", ".") for package in packages}


def _classes(packages: Iterable[str], where: Index) -> Iterator[Sign]:
    """A whole package of an SDK below another (`net.fork.com.vendor.sdk`)."""
    for package in sorted(packages):
        if where.longest(package):
            continue
        start = package.find(".")
        while start > 0:
            rest = package[start + 1 :]
            # what has several parts begins with one of theirs
            prefix = where.longest(rest) if rest.partition(".")[0] in where.first_parts else None
            if prefix and prefix.count(".") + 1 >= OWN_PARTS and where.prefixes[prefix].kind == "prefix":
                yield Sign(where.prefixes[prefix].sdk, "moved", MOVED, f"shape:package:{package}")
                break
            start = package.find(".", start + 1)
