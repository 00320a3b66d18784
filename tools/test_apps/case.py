"""Test apps as they lie in tests/apps: one folder a case, described by its app.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "tests" / "apps"
BASE = APPS / "_base"
KEYS = APPS / "keys"
SAMPLE = ROOT / "examples" / "sample-app"

Verdict = Literal["violates", "suspected", "passes", "undetermined", "not_applicable"]
VARIANTS = ("minified", "deep", "reflected", "sdk", "gated")
"""Mechanical variants: names shortened; three calls deeper; behind constant reflection; moved into an SDK's
package; moved behind the consent gate."""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What the scan must say about one rule."""

    rule: str
    """`1.6/boot-receiver`."""
    verdict: Verdict
    requirements: tuple[str, ...] = ()
    party: str = "app_operator"
    method: str | None = None
    """Where the finding stands, `Lcn/a/Main;->onCreate()V`; None for manifest and screens."""
    moves: bool = True
    """False: the finding stays in `method` when a variant moves the marked call elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    schemes: tuple[int, ...] = (1, 2, 3)
    certificate: str = "testing_only"
    beside: str | None = None
    """A second signer's certificate (schemes 1 and 2 only)."""
    tamper: str | None = None
    """Entry whose last byte is changed after signing."""


@dataclass(frozen=True, kw_only=True)
class Icon:
    kind: Literal["opaque", "transparent", "faint", "own"] = "opaque"
    colour: str = "2e7d5b"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One test app. `name` is `m1_06_launch/boot_receiver/violates`."""

    name: str
    folder: Path
    title: str
    min_sdk: int
    target_sdk: int
    expect: tuple[Expectation, ...]
    """What this case is about; every other rule must stay silent."""
    calls: tuple[str, ...] = ()
    """Calls dexdump must list: `Landroid/app/Service;.startService`."""
    strings: tuple[str, ...] = ()
    """Strings aapt's badging must print."""
    signing: Signing = Signing()
    icon: Icon = Icon()
    base: bool = True
    """False: nothing of tests/apps/_base is added."""
    kotlin: bool = False
    """Some of its sources are Kotlin; the part of Kotlin's library that they need is in the package."""
    variants: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    """Rules (`2.5/hot-update`) or measures (`2.12/`) that the same act may break too."""
    gated: Verdict = "passes"
    """Verdict of the `gated` variant."""


def cases(selected: list[str] | None = None) -> list[Case]:
    """All cases, or those whose name contains one of `selected`, by name."""
    folders = [path.parent for path in sorted(APPS.glob("*/*/*/app.toml"))]
    if (SAMPLE / "app.toml").exists():
        folders.append(SAMPLE)
    found = [load(folder) for folder in folders]
    return [case for case in found if not selected or any(part in case.name for part in selected)]


def load(folder: Path) -> Case:
    """The case of one folder, wherever it lies."""
    table = tomllib.loads((folder / "app.toml").read_text(encoding="utf-8"))
    signing = table.get("signing", {})
    name = folder.relative_to(APPS).as_posix() if folder.is_relative_to(APPS) else folder.name
    java = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("src/**/*.java")))
    kotlin = any(folder.glob("src/**/*.kt"))
    variants: list[str] = []
    if table.get("variants", True) and any(
        row["verdict"] in ("violates", "suspected") for row in table["expect"]
    ):
        variants = ["minified"] if java or kotlin else []
        if "/*@call" in java:
            variants += ["deep", "reflected", "sdk"]
            if "/*@gate" in java:
                variants.append("gated")
    return Case(
        name=name,
        folder=folder,
        title=table["title"],
        min_sdk=table.get("min_sdk", 21),
        target_sdk=table.get("target_sdk", 30),
        expect=tuple(
            Expectation(
                rule=row["rule"],
                verdict=row["verdict"],
                requirements=tuple(row.get("requirements", ())),
                party=row.get("party", "app_operator"),
                method=row.get("method"),
                moves=row.get("moves", True),
            )
            for row in table["expect"]
        ),
        calls=tuple(table.get("calls", ())),
        strings=tuple(table.get("strings", ())),
        may=tuple(table.get("may", ())),
        signing=Signing(
            schemes=tuple(signing.get("schemes", (1, 2, 3))),
            certificate=signing.get("certificate", "testing_only"),
            beside=signing.get("beside"),
            tamper=signing.get("tamper"),
        ),
        icon=Icon(**table.get("icon", {})),
        base=table.get("base", True),
        kotlin=kotlin,
        variants=tuple(variant for variant in variants if variant not in table.get("without", ())),
        gated=cast(Verdict, table.get("gated", "passes")),
    )


def package_of(case: Case) -> str:
    """The package name its manifest gives."""
    manifest = (case.folder / "AndroidManifest.xml").read_text(encoding="utf-8")
    match = re.search(r'package="([\w.]+)"', manifest)
    if match is None:
        raise ValueError(f"{case.name}: AndroidManifest.xml has no package")
    return match[1]


def kept_classes(case: Case) -> set[str]:
    """Classes (internal names) a shrinker leaves alone: those the manifest or a layout names; "!" + name for
    an SDK's, whose members its own rules keep as well.
    """
    package = package_of(case)
    sources = (path.relative_to(case.folder / "src") for path in case.folder.glob("src/**/*.[jk]*"))
    names = (path.with_suffix("").as_posix() for path in sources)
    sdk = {"!" + name for name in names if not name.startswith(package.replace(".", "/") + "/")}
    texts = [case.folder / "AndroidManifest.xml", *case.folder.glob("res/layout*/*.xml")]
    kept: set[str] = set()
    for path in texts:
        for name in re.findall(
            r'android:name="(\.?\w[\w.]*)"|<([\w.]+\.[\w]+)', path.read_text(encoding="utf-8")
        ):
            dotted = name[0] or name[1]
            dotted = package + dotted if dotted.startswith(".") else dotted
            kept.add(dotted.replace(".", "/"))
    return kept | sdk
