"""Embedded SDKs: which, by which signals, how sure, and how far the app's code reaches into them.

No single signal is trusted alone beyond its worth (`WEIGHTS`). Independent kinds of signal add up as
1 - Π(1 - w). Below 0.5 an SDK is a lead. A class proves that code is present, not that it runs: how far
control reaches stands beside it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from mingjian import knowledge
from mingjian.facts.calls import CallFacts
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.sdk_index import Index, index
from mingjian.facts.sdk_shape import Sign, signs
from mingjian.knowledge.types import Sdk
from mingjian.patterns import late

LEAD = 0.5
"""Below this an SDK is suspected only."""

WEIGHTS: Mapping[str, float] = {
    "prefix": 0.9,
    "few": 0.7,  # one or two classes under a proven prefix: a stub or a copied helper
    "lead": 0.45,  # a prefix that rests on memory
    "empty": 0.3,  # classes without a single method body
    "weak": 0.25,
    "init": 0.6,
    "component": 0.45,
    "meta": 0.35,
    "native": 0.45,
    "shared": 0.2,
    "file": 0.35,
}
"""How much each kind of signal is worth: the project's choice, held to the labelled samples by the tests."""

PACKED: Mapping[str, float] = {"component": 0.7, "native": 0.6}
"""Weights when the package is packed: classes are hidden, manifest and libraries are what is left."""

ALONE_WORTHLESS = frozenset({"weak", "shared", "moved", "action", "string"})
"""Kinds that name an SDK only beside another kind."""

KINDS_TOGETHER = 2

BY_CLASS = frozenset({"prefix", "few", "lead", "empty", "weak", "init"})
"""Kinds that stand for classes of the SDK under their own name."""

SHAPED = 0.7
"""Most that an SDK named by shape is held for: less than any of its classes would be worth."""

FEW_CLASSES = 3

OWN = "knowledge:own"
"""Stands first among the signs of an SDK that only the user's own folder describes."""

NUMBER = late(r"\d+(?:\.\d+)+[\w.+-]*")
"""The version inside a text such as `android 6.8.34`."""


class PrefixCount(Struct, frozen=True, kw_only=True):
    """Loaded classes under one SDK prefix, each class counted under its longest prefix only."""

    prefix: str
    classes: int
    methods: int | None = None
    """Methods with code; None where nobody counted."""
    reachable_methods: int = 0


class SdkMatch(Struct, frozen=True, kw_only=True):
    id: str
    """Knowledge id (`umeng-common`)."""
    matched_by: tuple[str, ...] = ()
    """`prefix:com.umeng.commonsdk`, `component:…`, `native:libBugly.so`, `meta-data:…`, `init:…`;
    `shape:…` where its packages are renamed."""
    confidence: float = 0.0
    classes: int = 0
    methods: int = 0
    reachable_methods: int = 0
    version: str | None = None
    version_from: str | None = None
    init_hits: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of calls to this SDK's init methods."""
    consent_hits: tuple[int, ...] = ()
    """Indexes into CallFacts.hits of calls to its consent or pre-init switches."""


class SdkFacts(Struct, frozen=True, kw_only=True):
    sdks: tuple[SdkMatch, ...] = ()


class _Seen:
    """Signals of one SDK while they gather."""

    def __init__(self) -> None:
        self.kinds: dict[str, float] = {}
        self.by: dict[str, None] = {}
        self.counts: list[PrefixCount] = []
        self.versions: list[tuple[int, str, str]] = []
        self.init: list[int] = []
        self.consent: list[int] = []
        self.shaped = False

    def add(self, kind: str, weight: float, signal: str) -> None:
        self.kinds[kind] = max(weight, self.kinds.get(kind, 0.0))
        self.by[signal] = None


def count(class_names: Iterable[str], known: Index | None = None) -> list[PrefixCount]:
    """How many of the dotted class names fall under each SDK prefix, longest prefix first in claim.

    The core does the same over dex; this is for class lists from elsewhere (AAR, JAR).
    """
    where = known or index()
    totals: dict[str, int] = {}
    for name in class_names:
        prefix = where.longest(name)
        if prefix is not None:
            totals[prefix] = totals.get(prefix, 0) + 1
    return [PrefixCount(prefix=prefix, classes=classes) for prefix, classes in sorted(totals.items())]


def match(
    counts: Sequence[PrefixCount],
    manifest: ManifestFacts | None = None,
    hidden_code: HiddenCodeFacts | None = None,
    calls: CallFacts | None = None,
    *,
    entries: Collection[str] = (),
    constants: Mapping[str, str | int] | None = None,
    packed: bool = False,
    known: Index | None = None,
) -> SdkFacts:
    """Every SDK some signal names, by id.

    Takes class counts per SDK prefix, the facts that hold components, libraries and calls, the package's
    entry names, and static constants by `a.b.C#FIELD`. Classes under a prefix that holds the app's own
    package are the app's, not an SDK's.
    """
    where = known or index()
    seen: dict[str, _Seen] = {}
    own = manifest.package if manifest else ""
    _prefixes(counts, own, where, seen)
    if manifest:
        _manifest(manifest, packed, where, seen)
    if hidden_code:
        _native(hidden_code, packed, where, seen)
    for name in entries:
        for sdk in where.of_file(name):
            seen.setdefault(sdk, _Seen()).add("file", WEIGHTS["file"], f"file:{name}")
    if calls:
        _calls(calls, where, seen)
    for name, value in (constants or {}).items():
        for sdk in where.constants.get(name, ()):
            text = str(value).strip()
            if sdk in seen and text not in where.default_versions:
                order = 0 if isinstance(value, str) else 2
                seen[sdk].versions.append((order, text, f"class:{name}"))
    _shape(manifest, calls, where, seen)
    matches = (_finish(where.sdks[sdk], signals) for sdk, signals in sorted(seen.items()))
    return SdkFacts(sdks=tuple(found for found in matches if found))


def _inside(package: str, prefix: str) -> bool:
    return package == prefix or package.startswith(f"{prefix}.")


def _prefixes(counts: Sequence[PrefixCount], own: str, where: Index, seen: dict[str, _Seen]) -> None:
    for entry in counts:
        owner = where.prefixes.get(entry.prefix)
        if owner is None or not entry.classes or (own and _inside(own, entry.prefix)):
            continue
        signals = seen.setdefault(owner.sdk, _Seen())
        signals.counts.append(entry)
        signals.add(owner.kind, 0.0, f"prefix:{entry.prefix}")
    for signals in seen.values():
        for kind in list(signals.kinds):
            of_kind = [entry for entry in signals.counts if where.prefixes[entry.prefix].kind == kind]
            signals.kinds[kind] = _prefix_weight(kind, of_kind)


def _prefix_weight(kind: str, counts: Sequence[PrefixCount]) -> float:
    if all(entry.methods == 0 for entry in counts):
        return min(WEIGHTS["empty"], WEIGHTS[kind])
    if kind == "prefix" and sum(entry.classes for entry in counts) < FEW_CLASSES:
        return WEIGHTS["few"]
    return WEIGHTS[kind]


def _manifest(manifest: ManifestFacts, packed: bool, where: Index, seen: dict[str, _Seen]) -> None:
    weight = (PACKED if packed else WEIGHTS)["component"]
    metas = list(manifest.meta)
    for component in manifest.components:
        metas += component.meta
        for sdk in where.of_component(component.name, manifest.package):
            seen.setdefault(sdk, _Seen()).add("component", weight, f"component:{component.name}")
    for meta in metas:
        for sdk in where.meta.get(meta.name, ()):
            seen.setdefault(sdk, _Seen()).add("meta", WEIGHTS["meta"], f"meta-data:{meta.name}")
        for sdk in where.meta_versions.get(meta.name, ()):
            text = (meta.value or "").strip()
            if sdk in seen and text and text not in where.default_versions:
                seen[sdk].versions.append((1, text, f"meta-data:{meta.name}"))


def _native(hidden_code: HiddenCodeFacts, packed: bool, where: Index, seen: dict[str, _Seen]) -> None:
    for name in sorted({library.name for library in hidden_code.native}):
        for sdk, shared in where.of_library(name):
            kind = "shared" if shared else "native"
            weight = (PACKED if packed and not shared else WEIGHTS)[kind]
            seen.setdefault(sdk, _Seen()).add(kind, weight, f"native:{name}")
        for sdk, version in where.library_versions(name):
            seen.setdefault(sdk, _Seen()).versions.append((1, version, f"native:{name}"))


def _calls(calls: CallFacts, where: Index, seen: dict[str, _Seen]) -> None:
    for position, hit in enumerate(calls.hits):
        for tag in hit.tags:
            if not tag.startswith("sdk_"):
                continue
            role, _, sdk = tag.partition(":")
            if role not in ("sdk_init", "sdk_consent") or sdk not in where.sdks:
                continue
            signals = seen.setdefault(sdk, _Seen())
            signals.add("init", WEIGHTS["init"], f"{role.removeprefix('sdk_')}:{hit.callee}")
            (signals.init if role == "sdk_init" else signals.consent).append(position)


def _shape(
    manifest: ManifestFacts | None, calls: CallFacts | None, where: Index, seen: dict[str, _Seen]
) -> None:
    """Signs of renamed SDKs, for those that no class names.

    A component under its own name without a class is a stub or packed: its action adds nothing.
    """
    found: dict[str, list[Sign]] = {}
    for sign in signs(manifest, calls, where):
        found.setdefault(sign.sdk, []).append(sign)
    for sdk, of_sdk in found.items():
        signals = seen.get(sdk) or _Seen()
        kinds = frozenset(signals.kinds)
        if kinds & BY_CLASS:
            continue
        for sign in of_sdk:
            if sign.kind != "action" or "component" not in kinds:
                signals.add(sign.kind, sign.weight, sign.signal)
                signals.shaped = True
        if signals.shaped:
            seen[sdk] = signals


def _finish(sdk: Sdk, signals: _Seen) -> SdkMatch | None:
    if not signals.kinds.keys() - ALONE_WORTHLESS and len(signals.kinds) < KINDS_TOGETHER:
        return None
    doubt = 1.0
    for weight in signals.kinds.values():
        doubt *= 1.0 - weight
    best = min(signals.versions, default=None)
    told = NUMBER.search(best[1]) if best else None
    return SdkMatch(
        id=sdk.id,
        matched_by=(*((OWN,) if knowledge.is_own(sdk.id) else ()), *signals.by),
        confidence=round(min(1.0 - doubt, SHAPED) if signals.shaped else 1.0 - doubt, 3),
        classes=sum(entry.classes for entry in signals.counts),
        methods=sum(entry.methods or 0 for entry in signals.counts),
        reachable_methods=sum(entry.reachable_methods for entry in signals.counts),
        version=(told[0] if told else best[1]) if best else None,
        version_from=best[2] if best else None,
        init_hits=tuple(signals.init),
        consent_hits=tuple(signals.consent),
    )
