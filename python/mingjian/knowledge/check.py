"""Is a folder of SDK files, or of known apps, sound? What `mingjian knowledge check DIR` says, and our tests.

A problem is a sentence that names the file; an empty answer means sound. Meant for people who add an SDK:
every rule here stands for a way in which a detector was once wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import load, source
from mingjian.knowledge.lookup import longest_prefix
from mingjian.knowledge.types import Sdk

PREFIX = re.compile(r"[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*\Z")
CALL = re.compile(r"[A-Za-z_][\w$]*(?:\.[\w$]+)*\.(?:[\w$]+|<init>)\Z")
HINT = re.compile(r"class:\w[\w.$]*\.[\w$]+(#\w+)?\Z|meta-data:\S+\Z|native:\S*\{version\}\S*\Z")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LIBRARY = re.compile(r"lib(?=.*[A-Za-z0-9].*\.so)\S+\.so\Z")
COORDINATE = re.compile(r"[\w.-]+:[\w.-]+\Z")
FORMS = (
    ("prefixes", PREFIX), ("weak_prefixes", PREFIX), ("excludes", PREFIX), ("init_calls", CALL),
    ("consent_calls", CALL), ("version_hints", HINT), ("maven", COORDINATE), ("native_libs", LIBRARY),
)  # fmt: skip
KNOWN_APPS = "known_apps.yaml"
"""Apps that counterfeits imitate, in the form MINGJIAN_KNOWN_APPS takes."""
SHORT = 8
"""A string of fewer characters, or of one word, matches by accident (`x5` once named a Baidu SDK)."""


def check(folder: Path) -> list[str]:
    """Every problem of the SDK files in `folder` (or its `sdks`) and of its known_apps.yaml, in file order.

    Raises:
        UsageError: there is neither there.
    """
    inner = folder / "sdks"
    paths = sorted((inner if inner.is_dir() else folder).glob("*.toml"))
    apps = folder / KNOWN_APPS
    if not paths and not apps.is_file():
        raise UsageError(f"no SDK files (*.toml) and no {KNOWN_APPS} in {folder}")
    problems: list[str] = list(_known_apps(apps)) if apps.is_file() else []
    rows: list[Sdk] = []
    for path in paths:
        try:
            row = source.read_sdk(path)
        except KnowledgeError as wrong:
            problems.append(str(wrong))
            continue
        if row.id != path.stem:
            problems.append(f"{path.name}: id {row.id!r} is not the file's name")
        rows.append(row)
        problems += (f"{path.name}: {problem}" for problem in _row(row))
    problems += _between(rows)
    return problems


def _known_apps(path: Path) -> Iterator[str]:
    try:
        rows = source.read_known_apps(path)
    except (KnowledgeError, UnicodeDecodeError) as wrong:
        yield str(wrong) if isinstance(wrong, KnowledgeError) else f"{path.name}: {wrong}"
        return
    seen: set[str] = set()
    for row in rows:
        if row.package in seen:
            yield f"{path.name}: {row.package} stands there twice"
        seen.add(row.package)
        if bool(row.signers) != bool(row.signer_source):
            yield f"{path.name}: {row.package}: signers and signer_source go together"
        if not row.source.strip():
            yield f"{path.name}: {row.package}: no source"
        if not all(name.strip() for name in row.names):
            yield f"{path.name}: {row.package}: a blank name"


def _row(row: Sdk) -> Iterator[str]:
    if not NAME.match(row.id):
        yield f"id {row.id!r} is not lower-case words joined by hyphens"
    if row.category not in {kind.id for kind in load.sdk_categories()}:
        yield f"unknown category {row.category!r}"
    if row.category == "library" and row.processor:
        yield "a library is not a processor"
    known = {kind.id for kind in load.personal_info()}
    for code in row.personal_info:
        if code not in known:
            yield f"unknown type of personal information {code!r}"
    yield from _forms(row)
    yield from _too_wide(row)
    yield from _leads(row)


def _forms(row: Sdk) -> Iterator[str]:
    for field, pattern in FORMS:
        values: tuple[str, ...] = getattr(row, field)
        yield from (f"{field}: {value!r} is malformed" for value in values if not pattern.match(value))
        if len(set(values)) < len(values):
            yield f"{field}: the same value twice"


def _too_wide(row: Sdk) -> Iterator[str]:
    if not row.prefixes:
        yield "no prefix of its own"
    for prefix in row.prefixes:
        if prefix in load.sdk_matching().umbrellas:
            yield f"prefix {prefix!r} is an umbrella over several products"
        elif "." not in prefix and row.processor and row.category != "framework":
            yield f"prefix {prefix!r} is one word: make it a weak prefix"
    for text in row.strings:
        if len(text) < SHORT or not re.search(r"[./:\s]", text):
            yield f"string {text!r} is one word: it matches by accident"


def _leads(row: Sdk) -> Iterator[str]:
    calls = {*row.init_calls, *row.consent_calls}
    for field, whole in (
        ("prefixes", row.prefixes), ("calls", calls), ("personal_info", row.personal_info),
        ("version_hints", row.version_hints),
    ):  # fmt: skip
        for value in getattr(row.leads, field):
            if value not in whole:
                yield f"leads.{field}: {value!r} is not among its {field}"
    if row.confidence.prefixes == "seen" and set(row.leads.prefixes) == set(row.prefixes):
        yield "prefixes are called seen but all are leads"


def _between(rows: Sequence[Sdk]) -> Iterator[str]:
    owners: dict[str, Sdk] = {}
    for row in rows:
        for prefix in row.prefixes:
            other = owners.get(prefix)
            if other and other is not row:
                yield f"{row.id}.toml: prefix {prefix!r} is also {other.id}'s"
            owners[prefix] = row
    for prefix, row in owners.items():
        end = prefix.rfind(".")
        while end > 0:
            outer = owners.get(prefix[:end])
            if outer:
                if outer is not row and prefix not in outer.excludes:
                    yield (
                        f"{outer.id}.toml: prefix {prefix[:end]!r} holds {row.id}'s {prefix!r}:"
                        " name it in excludes"
                    )
                break
            end = prefix.rfind(".", 0, end)
    for row in rows:
        for call in (*row.init_calls, *row.consent_calls):
            holder = longest_prefix(call.rpartition(".")[0], owners, set())
            if holder and owners[holder] is not row:
                yield f"{row.id}.toml: {call!r} is {owners[holder].id}'s: it would name both"
