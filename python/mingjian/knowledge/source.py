"""The knowledge YAML and TOML read and checked; only compiling needs it, and PyYAML with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from mingjian import tables
from mingjian.errors import KnowledgeError
from mingjian.knowledge import types as t

HERE = Path(__file__).parent
NAMES = (
    "permissions.yaml", "personal_info.yaml", "categories.yaml", "category_signs.yaml", "sdk_categories.yaml",
    "packers.yaml", "lexicon.yaml", "basic_function.yaml", "sdk_matching.yaml", "sensitive_apis.yaml",
    "sdk_advisories.yaml", "known_apps.yaml",
)  # fmt: skip
TELLING_FROM = 3
"""Weights below are of calls that tell next to nothing by themselves; they are not kept."""
SHAPES = (HERE / "types.py", HERE / "source.py")


def catalogue_sources() -> list[Path]:
    """The files whose digest stamps the compiled catalogue."""
    return [*(HERE / name for name in NAMES), *SHAPES]


def sdk_sources() -> list[Path]:
    """The files whose digest stamps the compiled SDK table."""
    return [*sorted((HERE / "sdks").glob("*.toml")), *SHAPES]


def build_catalogue() -> t.Catalogue:
    """All YAML, checked against its shapes.

    Raises:
        KnowledgeError: a file does not fit.
    """
    return t.Catalogue(
        permissions=tables.read_yaml(HERE / "permissions.yaml", tuple[t.Permission, ...]),
        personal_info=tables.read_yaml(HERE / "personal_info.yaml", tuple[t.PersonalInfo, ...]),
        categories=tables.read_yaml(HERE / "categories.yaml", tuple[t.Category, ...]),
        category_signs=tables.read_yaml(HERE / "category_signs.yaml", tuple[t.CategorySigns, ...]),
        sdk_categories=tables.read_yaml(HERE / "sdk_categories.yaml", tuple[t.SdkCategory, ...]),
        packers=tables.read_yaml(HERE / "packers.yaml", tuple[t.Packer, ...]),
        lexicon=tables.read_yaml(HERE / "lexicon.yaml", tuple[t.Words, ...]),
        basic_function=tables.read_yaml(HERE / "basic_function.yaml", t.BasicFunctions),
        known_apps=tables.read_yaml(HERE / "known_apps.yaml", tuple[t.KnownApp, ...]),
        sdk_matching=tables.read_yaml(HERE / "sdk_matching.yaml", t.SdkMatching),
        sdk_advisories=tables.read_yaml(HERE / "sdk_advisories.yaml", tuple[t.SdkAdvisory, ...]),
        weights=_weights(),
    )


def _weights() -> dict[str, int]:
    rows = tables.read_yaml(HERE / "sensitive_apis.yaml", t.SensitiveApis).rows.values()
    return {row.id: row.weight for group in rows for row in group if row.weight >= TELLING_FROM}


def read_known_apps(path: Path) -> tuple[t.KnownApp, ...]:
    """A table of known apps: YAML in the shape of known_apps.yaml.

    Raises:
        KnowledgeError: naming the file and the place in it.
    """
    return tables.read_yaml(path, tuple[t.KnownApp, ...])


def read_sdk(path: Path) -> t.Sdk:
    """One SDK's TOML.

    Raises:
        KnowledgeError: not TOML, or not the shape of an SDK.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), t.Sdk, strict=True)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        raise KnowledgeError(f"{path.name}: {wrong}") from wrong


def build_sdks() -> tuple[t.Sdk, ...]:
    """Every SDK, by id.

    Raises:
        KnowledgeError: a file does not fit.
    """
    return tuple(read_sdk(path) for path in sorted((HERE / "sdks").glob("*.toml")))
