"""Is a folder of SDK files, or of known apps, sound? What `mingjian knowledge check DIR` says, and our tests.

A problem is a line `file:line: what is wrong: what to do`; an empty answer means sound. Meant for people who
add an SDK: every rule here stands for a way in which a detector was once wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from mingjian.errors import KnowledgeError, UsageError
from mingjian.knowledge import load, places, source
from mingjian.knowledge.lookup import longest_prefix
from mingjian.knowledge.types import Sdk

PREFIX = re.compile(r"[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*\Z")
CALL = re.compile(r"[A-Za-z_][\w$]*(?:\.[\w$]+)*\.(?:[\w$]+|<init>)\Z")
HINT = re.compile(r"class:\w[\w.$]*\.[\w$]+(#\w+)?\Z|meta-data:\S+\Z|native:\S*\{version\}\S*\Z")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LIBRARY = re.compile(r"lib(?=.*[A-Za-z0-9].*\.so)\S+\.so\Z")
COORDINATE = re.compile(r"[\w.-]+:[\w.-]+\Z")
FORMS = (
    ("prefixes", PREFIX, "com.vendor.part"), ("weak_prefixes", PREFIX, "com.vendor.part"),
    ("excludes", PREFIX, "com.vendor.part"), ("init_calls", CALL, "com.vendor.Class.method"),
    ("consent_calls", CALL, "com.vendor.Class.method"),
    ("version_hints", HINT, "class:a.B#FIELD, native:libx_{version}.so or meta-data:NAME"),
    ("maven", COORDINATE, "group:artifact"), ("native_libs", LIBRARY, "libx.so or libx_v*.so"),
)  # fmt: skip
KNOWN_APPS = "known_apps.yaml"
"""Apps that counterfeits imitate, in the form MINGJIAN_KNOWN_APPS takes."""
SHORT = 8
"""A string of fewer characters, or of one word, matches by accident (`x5` once named a Baidu SDK)."""
SHORT_PREFIX = 4
"""A prefix of fewer characters is what minifiers make up (`a.b`)."""
TABLES_OF_OURS = "sdk_matching.yaml"
"""Beside `sdks` in Mingjian's own knowledge folder, of this checkout or another."""
MAX_TOLD = 50
"""Problems told of one file; who has more mends these first."""


class _Place(NamedTuple):
    """A problem before it has its line: field, value in it, and what is said."""

    field: str
    value: str
    says: str


class _File(NamedTuple):
    name: str
    lines: Sequence[str]
    row: Sdk

    def at(self, field: str, value: str, says: str) -> str:
        return f"{self.name}:{places.line_of(self.lines, field, value)}: {says}"


def check(folder: Path) -> list[str]:
    """Every problem of the SDK files in `folder` (or its `sdks`) and of its known_apps.yaml, in file order.

    Raises:
        UsageError: there is neither there.
    """
    paths = source.sdk_files(folder)
    apps = folder / KNOWN_APPS
    if not paths and not apps.exists() and not apps.is_symlink():
        raise UsageError(f"no SDK files (*.toml) and no {KNOWN_APPS} in {folder}")
    problems: list[str] = list(_known_apps(apps)) if apps.exists() or apps.is_symlink() else []
    files: list[_File] = []
    for path in paths:
        try:
            row = source.read_sdk(path)
            file = _File(path.name, source.read_text(path).splitlines(), row)
        except KnowledgeError as wrong:
            problems.append(str(wrong))
            continue
        if row.id != path.stem:
            says = (
                f"id {row.id!r} is not the file's name: call the file {row.id}.toml or the SDK {path.stem!r}"
            )
            problems.append(file.at("id", "", says))
        files.append(file)
        problems += _few([file.at(*problem) for problem in islice(_row(row), MAX_TOLD + 1)], path.name)
    between = _between(files)
    if paths and not (paths[0].parent.parent / TABLES_OF_OURS).is_file():
        between = chain(between, _against_ours(files))
    problems += _few(list(islice(between, MAX_TOLD + 1)), folder.name)
    return problems


def _few(problems: list[str], name: str) -> list[str]:
    more = f"{name}:1: more than {MAX_TOLD} problems: mend those above first"
    return problems if len(problems) <= MAX_TOLD else [*problems[:MAX_TOLD], more]


def _known_apps(path: Path) -> Iterator[str]:
    try:
        rows = source.read_known_apps(path)
        lines = source.read_text(path).splitlines()
    except KnowledgeError as wrong:
        yield str(wrong)
        return
    seen: set[str] = set()
    for row in rows:
        at = f"{path.name}:{_line_with(lines, row.package, row.package in seen)}: {row.package}"
        if row.package in seen:
            yield f"{at} stands there twice: join the rows"
        seen.add(row.package)
        if bool(row.signers) != bool(row.signer_source):
            yield f"{at}: signers and signer_source go together: say where the certificates were read"
        if not row.source.strip():
            yield f"{at}: no source: say where name and package were read"
        if not all(name.strip() for name in row.names):
            yield f"{at}: a blank name: take it out"


def _line_with(lines: Sequence[str], text: str, again: bool) -> int:
    """The first line that holds `text`, or the last where it stands there again."""
    found = [number for number, line in enumerate(lines, 1) if text in line] or [1]
    return found[-1] if again else found[0]


def _row(row: Sdk) -> Iterator[_Place]:
    if not NAME.match(row.id):
        yield _Place("id", "", f"id {row.id!r} is not lower-case words joined by hyphens, such as some-push")
    for field in ("name_zh", "name_en"):
        if not getattr(row, field).strip():
            yield _Place(field, "", f"{field} is blank: give the name it goes by")
    kinds = [kind.id for kind in load.sdk_categories()]
    if row.category not in kinds:
        yield _Place("category", "", f"unknown category {row.category!r}: one of {', '.join(kinds)}")
    if row.category == "library" and row.processor:
        yield _Place("processor", "", "a library is not a processor: set false, or choose another category")
    known = {kind.id for kind in load.personal_info()}
    for code in row.personal_info:
        if code not in known:
            says = (
                f"unknown type of personal information {code!r}: take an id of knowledge/personal_info.yaml"
            )
            yield _Place("personal_info", code, says)
    yield from _forms(row)
    yield from _too_wide(row)
    yield from _leads(row)


def _forms(row: Sdk) -> Iterator[_Place]:
    for field, pattern, form in FORMS:
        values: tuple[str, ...] = getattr(row, field)
        for value in values:
            if not pattern.match(value):
                yield _Place(field, value, f"{field}: {value!r} is malformed: write {form}")
        seen: set[str] = set()
        for value in values:
            if value in seen:
                yield _Place(field, value, f"{field}: the same value twice ({value!r}): take one out")
                break
            seen.add(value)


def _too_wide(row: Sdk) -> Iterator[_Place]:
    signs = (*row.components, *row.native_libs, *row.files, *row.meta_data)
    if not row.prefixes and not signs:
        says = "no prefix of its own, and no component, library, file or meta-data: nothing names it"
        yield _Place("prefixes", "", says)
    for prefix in row.prefixes:
        if prefix in load.sdk_matching().umbrellas:
            says = f"prefix {prefix!r} is an umbrella over several products: name the product's own package"
            yield _Place("prefixes", prefix, says)
        elif "." not in prefix and row.processor and row.category != "framework":
            yield _Place("prefixes", prefix, f"prefix {prefix!r} is one word: make it a weak prefix")
        elif "." in prefix and len(prefix) < SHORT_PREFIX:
            says = f"prefix {prefix!r} is too short, minifiers make such names: make it a weak prefix"
            yield _Place("prefixes", prefix, says)
    for text in row.strings:
        if len(text) < SHORT or not re.search(r"[./:\s]", text):
            says = f"string {text!r} is one word: it matches by accident: give a host, path or sentence"
            yield _Place("strings", text, says)


def _leads(row: Sdk) -> Iterator[_Place]:
    calls = {*row.init_calls, *row.consent_calls}
    for field, whole in (
        ("prefixes", row.prefixes), ("calls", calls), ("personal_info", row.personal_info),
        ("version_hints", row.version_hints),
    ):  # fmt: skip
        for value in getattr(row.leads, field):
            if value not in whole:
                says = f"leads.{field}: {value!r} is not among its {field}: name only what stands above"
                yield _Place(f"leads.{field}", value, says)
    if row.prefixes and row.confidence.prefixes == "seen" and set(row.leads.prefixes) == set(row.prefixes):
        says = "prefixes are called seen but all are leads: set memory, or take the read ones out of leads"
        yield _Place("confidence.prefixes", "", says)


def _between(files: Sequence[_File]) -> Iterator[str]:
    owners: dict[str, _File] = {}
    ids: dict[str, _File] = {}
    for file in files:
        other = ids.setdefault(file.row.id, file)
        if other is not file:
            yield file.at("id", "", f"id {file.row.id!r} is also that of {other.name}: rename one")
        for prefix in file.row.prefixes:
            holding = owners.get(prefix)
            if holding and holding is not file:
                says = f"prefix {prefix!r} is also {holding.row.id}'s: leave it to one of them"
                yield file.at("prefixes", prefix, says)
            owners[prefix] = file
    for prefix, file in owners.items():
        end = prefix.rfind(".")
        while end > 0:
            outer = owners.get(prefix[:end])
            if outer:
                if outer is not file and prefix not in outer.row.excludes:
                    says = f"prefix {prefix[:end]!r} holds {file.row.id}'s {prefix!r}: name it in excludes"
                    yield outer.at("prefixes", prefix[:end], says)
                break
            end = prefix.rfind(".", 0, end)
    for file in files:
        for field in ("init_calls", "consent_calls"):
            for call in getattr(file.row, field):
                holder = longest_prefix(call.rpartition(".")[0], owners, ())
                if holder and owners[holder] is not file:
                    says = f"{call!r} is {owners[holder].row.id}'s: it would name both: leave it there"
                    yield file.at(field, call, says)


def _against_ours(files: Sequence[_File]) -> Iterator[str]:
    """What a user's folder takes that Mingjian's own table has."""
    ours = [row for row in load.sdks() if not load.is_own(row.id)]
    ids = {row.id for row in ours}
    owners = {prefix: row.id for row in ours for prefix in row.prefixes}
    for file in files:
        if file.row.id in ids:
            says = f"id {file.row.id!r} is one of Mingjian's own SDKs: choose another"
            yield file.at("id", "", says)
        for prefix in file.row.prefixes:
            if prefix in owners:
                says = f"prefix {prefix!r} is {owners[prefix]}'s in Mingjian's own table: take it out"
                yield file.at("prefixes", prefix, says)
