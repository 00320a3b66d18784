"""Facts of a package, gathered: one question to the core, then what Python adds on top."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian import _core, knowledge
from mingjian.artifacts import listing as listing_file
from mingjian.artifacts.apk import Apk, Interest
from mingjian.errors import ArtifactError
from mingjian.facts import Broken, Facts
from mingjian.facts.category import CategoryFacts, infer
from mingjian.facts.coming import begin, complete
from mingjian.facts.core_calls import CoreCalls, expand
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.icon import IconFacts
from mingjian.facts.layout import LayoutFacts
from mingjian.facts.listing import ListingFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.packer import detect
from mingjian.facts.permissions import uses
from mingjian.facts.policy.in_package import NAMES, with_own
from mingjian.facts.resources import ResourceFacts
from mingjian.facts.sdk import match
from mingjian.facts.signature import SignatureFacts
from mingjian.facts.subject import Anomaly, SubjectFacts

Told = Callable[[str, int, int], None]
"""Hears how far a scan is: the stage that begins, how many of its steps are done, and of how many."""
Early = Callable[[Facts], None]
"""Is given facts before they are complete."""


class CoreSeen(Struct, frozen=True, kw_only=True):
    """What the core sees before it analyses code."""

    entries: int
    installable: bool
    anomalies: tuple[Anomaly, ...] = ()
    manifest: ManifestFacts | None = None
    resources: ResourceFacts | None = None
    layout: LayoutFacts | None = None
    icon: IconFacts | None = None
    hidden_code: HiddenCodeFacts | None = None
    files: tuple[str, ...] = ()
    """Entries whose name was asked for."""


class CoreFacts(Struct, frozen=True, kw_only=True):
    """What `_core.Package.facts_json` answers."""

    seen: CoreSeen | None = None
    """None where it was told before."""
    signature: SignatureFacts | None = None
    calls: CoreCalls | None = None
    broken: tuple[Broken, ...] = ()
    timings_ms: dict[str, float] = {}
    """By stage. Of code: `inflate` and `sweep` (with parsing), each over both threads; `graph` (linking,
    entry points, gates, reachability), `hits` (calls, constants, hosts), `flows` (ways, flows, the rest)."""
    reachability_at_ms: float | None = None
    """From the asking until it was known which code is reached: a moment, no length."""


@cache
def tables() -> _core.Knowledge:
    """The compiled knowledge, loaded into the core once a process."""
    return _core.Knowledge(knowledge.compiled())


@cache
def interest() -> Interest:
    """What rules look for, so that the core hands over that and no more."""
    files = {name for packer in knowledge.packers() for name in packer.files}
    for sdk in knowledge.sdks():
        for name in sdk.files:
            files.update((name, f"{name}/*"))
    words = list(knowledge.words())
    files.update(NAMES)
    return Interest(texts=words, layouts=[*words, *LAYOUT_NAMES], files=sorted(files))


LAYOUT_NAMES = ("splash", "advert", "interstitial", "popup", "dialog", "promo", "ad_", "_ad", "kaiping")
"""Parts of layout names that speak of opening screens and pop-up windows."""

_decode = msgspec.json.Decoder(CoreFacts).decode
_decode_seen = msgspec.json.Decoder(CoreSeen).decode


class _Begun:
    """What was seen before the code, once the core has told it."""

    def __init__(self, category: CategoryFacts | None, early: Early | None) -> None:
        self.category, self.early = category, early
        self.seen: CoreSeen | None = None
        self.facts: Facts | None = None
        self.spent_ms = 0.0

    def hear(self, told: bytes) -> None:
        started = time.perf_counter()
        facts = self.begin(_decode_seen(told))
        if self.early is not None:
            self.early(facts)
        self.spent_ms = (time.perf_counter() - started) * 1000

    def begin(self, seen: CoreSeen) -> Facts:
        category = self.category
        if seen.manifest is not None:
            category = category or infer(seen.manifest, seen.hidden_code)
        self.seen = seen
        self.facts = begin(
            manifest=seen.manifest,
            resources=seen.resources,
            layout=seen.layout,
            icon=seen.icon,
            hidden_code=seen.hidden_code,
            category=category,
        )
        return self.facts


def from_apk(
    apk: Apk,
    *,
    digests: bool = False,
    category: CategoryFacts | None = None,
    own_policy: bool = False,
    told: Told | None = None,
    early: Early | None = None,
) -> tuple[Facts, dict[str, float]]:
    """The facts of an opened package and the milliseconds each stage took.

    `digests`: with the SHA-256 of each dex file. `category`: what the app is known to be; else inferred.
    `own_policy`: with the privacy policy that lies in the package, where one does. `told` hears when the core
    has seen everything. `early` is given the facts, where that is worth it, while the code is still being
    analysed: those of `coming.EARLY`, the others unset; the same object is answered in the end.

    Raises:
        ArtifactError: the package cannot be read at all; parts that cannot be are in `Facts.broken`.
    """
    begun = _Begun(category, early)
    core = _decode(apk.facts_json(tables(), interest(), digests=digests, hears=early and begun.hear))
    if told is not None:
        told("facts", 0, 1)
    started = time.perf_counter()
    if core.seen is not None:
        begun.begin(core.seen)
    seen, facts = begun.seen, begun.facts
    assert seen is not None and facts is not None  # noqa: S101, PT018 - the core tells it then or now
    calls = expand(core.calls) if core.calls else None
    permissions = packer = sdk = None
    if seen.manifest is not None:
        permissions = uses(seen.manifest, calls)
        packer = detect(seen.manifest, seen.files, seen.hidden_code, calls)
        sdk = match(
            core.calls.prefixes if core.calls else (),
            seen.manifest,
            seen.hidden_code,
            calls,
            entries=seen.files,
            constants=core.calls.constants if core.calls else None,
            packed=packer.name is not None,
        )
    whole = Facts(
        subject=SubjectFacts(
            kind="apk",
            path=apk.path,
            sha256=apk.sha256,
            size_bytes=apk.size_bytes,
            entries=seen.entries,
            anomalies=seen.anomalies,
            installable=seen.installable,
        ),
        manifest=facts.manifest,
        resources=facts.resources,
        layout=facts.layout,
        icon=facts.icon,
        signature=core.signature,
        calls=calls,
        permissions=permissions,
        hidden_code=facts.hidden_code,
        packer=packer,
        sdk=sdk,
        category=facts.category,
        broken=core.broken,
    )
    if own_policy:
        whole = with_own(apk, whole, seen.files)
    facts = complete(facts, whole)
    stages = {"early": begun.spent_ms} if begun.spent_ms else {}
    return facts, {**core.timings_ms, **stages, "facts": (time.perf_counter() - started) * 1000}


def read_listings(path: str) -> tuple[ListingFacts, ...]:
    """The store listings in a file (docs/listing.md): one in JSON or HTML, one a row in CSV.

    Raises:
        ArtifactError: it cannot be read, or a field has not the documented form.
    """
    name = Path(path).name
    return tuple(replace(one, source=name) for one in listing_file.read(path, ListingFacts))


def listing_for(
    listings: tuple[ListingFacts, ...], manifest: ManifestFacts | None, path: str
) -> ListingFacts:
    """The one of `listings` (from the file `path`) that is about the package.

    Raises:
        ArtifactError: `listing_ambiguous`: several, and not exactly one names the package.
    """
    if len(listings) == 1:
        return listings[0]
    package = manifest.package if manifest else ""
    own = [one for one in listings if one.package and one.package.strip() == package]
    if len(own) != 1:
        told = f"{len(listings)} rows, of which {len(own)} name the package {package}"
        raise ArtifactError("listing_ambiguous", told, path=path)
    return own[0]
