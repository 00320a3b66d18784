"""The package is made to look like a well-known app that it is not.

Clause: 26号-2.12.3 提高对仿冒
Needs: manifest, signature; icon where it could be rendered.
Violates: never: to recognise counterfeits is the terminal's duty; for a package each is a lead. The
    name under the icon equals a known app's once case, width, invisible and look-alike characters
    and words such as 官方版 or Pro are taken away, or the icon's perceptual hash is at most 8 of 64
    bits from the known one (project choice), while the package is another; or the package is the
    known one and the signer is not. A signer that is known to be the vendor's clears it, and so does
    a package in the vendor's own namespace (its name in the first two parts).
Limits: knowledge/known_apps.yaml holds names and packages from public lists, signers only where they
    can be cited, no icons yet; MINGJIAN_KNOWN_APPS adds rows. A vendor's namespace is no proof
    without a signer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.icon import IconVariant
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.parties import app
from mingjian.knowledge import KnownApp
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import labels
from mingjian.rules._names import core, skeleton

RULE = Rule(
    requirements=("26号-2.12.3",),
    severity="high",
    needs=("manifest", "signature"),
    lead=True,
)
NEAR_BITS = 8
"""Of 64: one icon drawn for another density differs in up to seven (project choice)."""

COMMON = frozenset(
    {"com", "cn", "net", "org", "tv", "air", "app", "android", "mobile", "io", "me", "im", "cc", "co"}
)
"""Parts of package names that are nobody's."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    for known in _by_package().get(manifest.package, ()):
        if known.signers and not _signed_by(facts, known):
            yield _other_signer(facts, known)
    for known, label in _named(manifest):
        if not _same_house(facts, known):
            yield _imitates(facts, known, _by_name(facts, known, label), "name")
    for known, variant in _drawn(facts):
        if not _same_house(facts, known):
            yield _imitates(facts, known, _by_icon(known, variant), "icon")


def _named(manifest: ManifestFacts) -> Iterator[tuple[KnownApp, str]]:
    """Known apps one of whose names this package bears."""
    for label in labels(manifest):
        for known in _by_core().get(core(label), ()):
            yield known, label


def _drawn(facts: Facts) -> Iterator[tuple[KnownApp, IconVariant]]:
    """Known apps whose icon this package bears, with the variant that shows it."""
    variants = facts.icon.variants if facts.icon else ()
    for known in knowledge.known_apps():
        for mark in known.icons:
            near = (
                v for v in variants if v.phash and (int(v.phash, 16) ^ int(mark, 16)).bit_count() <= NEAR_BITS
            )
            found = next(near, None)
            if found is not None:
                yield known, found
                break


@cache
def _by_package() -> dict[str, list[KnownApp]]:
    found: dict[str, list[KnownApp]] = {}
    for known in knowledge.known_apps():
        found.setdefault(known.package, []).append(known)
    return found


@cache
def _by_core() -> dict[str, list[KnownApp]]:
    found: dict[str, list[KnownApp]] = {}
    for known in knowledge.known_apps():
        for key in dict.fromkeys(core(name) for name in known.names):
            found.setdefault(key, []).append(known)
    return found


def _same_house(facts: Facts, known: KnownApp) -> bool:
    """The known app itself, or another of its maker's."""
    assert facts.manifest is not None  # noqa: S101
    package = facts.manifest.package
    names = [part for part in package.split(".")[:2] if part not in COMMON]
    return (
        package == known.package
        or _signed_by(facts, known)
        or any(part in known.package.split(".") for part in names)
    )


def _signed_by(facts: Facts, known: KnownApp) -> bool:
    signature = facts.signature
    assert signature is not None  # noqa: S101
    own = {one.sha256 for one in signature.signers} | {node.sha256 for node in signature.lineage}
    return signature.verified and not own.isdisjoint(known.signers)


def _other_signer(facts: Facts, known: KnownApp) -> Finding:
    name = known.names[0]
    return finding(
        f"包名与“{name}”（{known.package}）相同，签名证书却不是其开发者的",
        f"Bears the package of “{name}” ({known.package}) but not its maker's signature",
        key=("counterfeit", "signer", known.package),
        party=app(facts),
        evidence=[manifest_line(facts, line_of(facts, "package=")), _signers(facts, known)],
    )


def _imitates(facts: Facts, known: KnownApp, how: tuple[str, str, Evidence], kind: str) -> Finding:
    zh, en, evidence = how
    return finding(
        f"{zh}，包名却是 {_package(facts)}，而非 {known.package}",
        f"{en}, but the package is {_package(facts)}, not {known.package}",
        key=("counterfeit", kind, known.package),
        party=app(facts),
        evidence=[evidence, manifest_line(facts, line_of(facts, "package=")), _signers(facts, known)],
    )


def _by_name(facts: Facts, known: KnownApp, label: str) -> tuple[str, str, Evidence]:
    name = next(name for name in known.names if core(name) == core(label))
    at = manifest_line(facts, line_of(facts, "android:label"))
    if label != name and skeleton(label) == skeleton(name):
        return f"名称“{label}”写成“{name}”的样子", f"The name “{label}” is written to look like “{name}”", at
    return f"名称“{label}”与知名应用“{name}”相同", f"The name “{label}” is that of the known app “{name}”", at


def _by_icon(known: KnownApp, variant: IconVariant) -> tuple[str, str, Evidence]:
    name = known.names[0]
    at = Evidence(
        kind="icon", location=variant.entry, excerpt=f"{variant.kind} {variant.config} phash {variant.phash}"
    )
    return f"图标与知名应用“{name}”的图标几乎相同", f"The icon is all but that of the known app “{name}”", at


def _package(facts: Facts) -> str:
    return facts.manifest.package if facts.manifest else ""


def _signers(facts: Facts, known: KnownApp) -> Evidence:
    own = facts.signature.signers if facts.signature else ()
    lines = [f"{one.sha256} {one.subject}" for one in own] or ["unsigned"]
    wanted = f"known: {known.signers[0]}" if known.signers else "known: no signer in our table"
    return Evidence(kind="signature", location="APK Signing Block", excerpt="\n".join((*lines, wanted)))
