"""The knowledge YAML and TOML read and checked; only compiling needs it, and PyYAML with it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import msgspec

from mingjian import tables
from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import places
from mingjian.knowledge import types as t

HERE = Path(__file__).parent
NAMES = (
    "permissions.yaml", "personal_info.yaml", "categories.yaml", "category_signs.yaml", "sdk_categories.yaml",
    "packers.yaml", "lexicon.yaml", "basic_function.yaml", "sdk_matching.yaml", "sensitive_apis.yaml",
    "sdk_advisories.yaml", "known_apps.yaml", "policy_words.yaml", "network_hosts.yaml",
)  # fmt: skip
TELLING_FROM = 3
"""Weights below are of calls that tell next to nothing by themselves; they are not kept."""
MAX_BYTES = 1 << 20
"""Largest table of a user's that is read."""
MAX_SDK_BYTES = 64 << 10
"""Largest SDK file; the project's own have a few kilobytes."""
MAX_PARTS = 32
"""Parts of a dotted name; tomllib's time grows with their square."""
MAX_DEPTH = 8
MAX_FILES = 20_000
"""SDK files of one folder."""
SHAPES = (HERE / "types.py", HERE / "source.py")


def catalogue_sources() -> list[Path]:
    """The files whose digest stamps the compiled catalogue."""
    return [*(HERE / name for name in NAMES), *SHAPES]


def sdk_sources() -> list[str]:
    """The files whose digest stamps the compiled SDK table."""
    folder = str(HERE / "sdks")
    # os rather than Path: hundreds of small files at every start
    with os.scandir(folder) as entries:
        return [entry.path for entry in entries if entry.name.endswith(".toml")] + [*map(str, SHAPES)]


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
        policy_words=tables.read_yaml(HERE / "policy_words.yaml", t.PolicyWords),
        network_hosts=tables.read_yaml(HERE / "network_hosts.yaml", t.NetworkHosts),
        weights=_weights(),
    )


def _weights() -> dict[str, int]:
    rows = tables.read_yaml(HERE / "sensitive_apis.yaml", t.SensitiveApis).rows.values()
    return {row.id: row.weight for group in rows for row in group if row.weight >= TELLING_FROM}


def sdk_files(folder: Path) -> list[Path]:
    """The SDK files of a folder, or of `sdks` in it, by name.

    Raises:
        UsageError: it cannot be listed, or holds too many.
    """
    try:
        inner = folder / "sdks"
        found = sorted((inner if inner.is_dir() else folder).glob("*.toml"))
    except OSError as wrong:
        raise UsageError(f"{folder}: {wrong.strerror or wrong}") from None
    if len(found) > MAX_FILES:
        raise UsageError(f"{folder}: {len(found)} SDK files, more than {MAX_FILES}")
    return found


def read_text(path: Path, most_bytes: int = MAX_BYTES) -> str:
    """The text of a knowledge file that a person may have written.

    Raises:
        KnowledgeError: it is no regular file, cannot be read, is larger than `most_bytes`, or is no UTF-8.
    """
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):
            raise KnowledgeError(f"{path.name}:1: not a file; take it out of the folder")
        if known.st_size > most_bytes:
            size = f"{known.st_size} bytes, more than {most_bytes}"
            raise KnowledgeError(f"{path.name}:1: {size}: a table of this kind is small; split it")
        data = path.read_bytes()
    except OSError as wrong:
        raise KnowledgeError(
            f"{path.name}:1: {wrong.strerror or wrong}; check the file or its link"
        ) from wrong
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        what = f"byte {wrong.start} is no UTF-8: save the file as UTF-8 text"
        raise KnowledgeError(f"{path.name}:{line}: {what}") from wrong


def read_known_apps(path: Path) -> tuple[t.KnownApp, ...]:
    """A table of known apps: YAML in the shape of known_apps.yaml.

    Raises:
        KnowledgeError: naming the file and the place in it.
    """
    text = read_text(path)
    _refuse_deep(path.name, text)
    rows: object = _yaml(text)
    try:
        return msgspec.convert(rows, tuple[t.KnownApp, ...], strict=True)
    except msgspec.ValidationError as wrong:
        line = places.of_path(text, str(wrong))
        raise KnowledgeError(f"{path.name}:{line}: {wrong}") from wrong


def _yaml(text: str) -> object:
    """A user's YAML, which `_refuse_deep` has passed."""
    import yaml  # noqa: PLC0415 - only where there is YAML to read

    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
    except ValueError:  # a date or number that is none; the shapes hold neither
        return None


def _refuse_deep(name: str, text: str) -> None:
    """The YAML composer calls itself for each level: a million brackets would end the process."""
    import yaml  # noqa: PLC0415 - only where there is YAML to read

    depth = 0
    try:
        for event in yaml.parse(text, getattr(yaml, "CLoader", yaml.Loader)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                raise KnowledgeError(f"{name}:{line}: an alias (*…): write the value out")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise KnowledgeError(f"{name}:{line}: nested more than {MAX_DEPTH} deep")
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise KnowledgeError(f"{name}:{line}: not YAML: {wrong.problem}") from wrong
    except yaml.YAMLError as wrong:
        raise KnowledgeError(f"{name}:1: not YAML: {str(wrong).splitlines()[0]}") from wrong


def read_sdk(path: Path) -> t.Sdk:
    """One SDK's TOML.

    Raises:
        KnowledgeError: not TOML, or not the shape of an SDK; with file and line.
    """
    import tomllib  # noqa: PLC0415 - compiling, or a user's own SDKs: its patterns cost each start

    text = read_text(path, MAX_SDK_BYTES)
    lines = text.splitlines()
    if "." * MAX_PARTS in re.sub(r"[\w\"'\- \t]+", "", text):
        raise KnowledgeError(f"{path.name}:1: a name of more than {MAX_PARTS} parts: shorten it")
    try:
        return msgspec.convert(tomllib.loads(text), t.Sdk, strict=True)
    except tomllib.TOMLDecodeError as wrong:
        line, told = places.of_toml(lines, str(wrong))
        raise KnowledgeError(f"{path.name}:{line}: not TOML: {told}") from wrong
    except msgspec.ValidationError as wrong:
        line, told = places.of_shape(lines, str(wrong))
        raise KnowledgeError(f"{path.name}:{line}: {told}") from wrong
    except RecursionError as wrong:
        raise KnowledgeError(f"{path.name}:1: nested too deep") from wrong


def build_sdks() -> tuple[t.Sdk, ...]:
    """Every SDK, by id.

    Raises:
        KnowledgeError: a file does not fit.
    """
    return tuple(read_sdk(path) for path in sorted((HERE / "sdks").glob("*.toml")))
