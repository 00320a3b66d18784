"""Signatures of the knowledge rows against the platform's real class library."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from mingjian.knowledge import source
from tools.test_apps.build import CACHE
from tools.test_apps.toolchain import PLATFORM, jar

MEMBER = re.compile(r"L([^;]+);->([^(:]+)(:|\()(.*)$")
WIDTH = {
    3: 4,
    4: 4,
    5: 8,
    6: 8,
    7: 2,
    8: 2,
    9: 4,
    10: 4,
    11: 4,
    12: 4,
    15: 3,
    16: 2,
    17: 4,
    18: 4,
    19: 2,
    20: 2,
}
"""Bytes of constant pool entries after the tag. Source: JVM specification, table 4.4-A."""


class Class(NamedTuple):
    above: tuple[str, ...]
    members: frozenset[tuple[str, str]]


def read(data: bytes) -> Class:
    """Superclass, interfaces and (name, descriptor) of the members of a class file."""
    at, (count,) = 10, struct.unpack_from(">H", data, 8)
    texts, classes, index = dict[int, str](), dict[int, int](), 1
    while index < count:
        tag = data[at]
        if tag == 1:
            (length,) = struct.unpack_from(">H", data, at + 1)
            texts[index] = data[at + 3 : at + 3 + length].decode("utf-8", "replace")
            at += 3 + length
        else:
            if tag == 7:
                (classes[index],) = struct.unpack_from(">H", data, at + 1)
            at += 1 + WIDTH[tag]
        index += 2 if tag in (5, 6) else 1
    _, _, parent, faces = struct.unpack_from(">HHHH", data, at)
    above = [parent, *struct.unpack_from(f">{faces}H", data, at + 8)]
    at += 8 + 2 * faces
    members = set[tuple[str, str]]()
    for _ in range(2):
        (many,) = struct.unpack_from(">H", data, at)
        at += 2
        for _ in range(many):
            _, name, descriptor, attributes = struct.unpack_from(">HHHH", data, at)
            members.add((texts[name], texts[descriptor]))
            at += 8
            for _ in range(attributes):
                (length,) = struct.unpack_from(">I", data, at + 2)
                at += 6 + length
    return Class(tuple(texts[classes[n]] for n in above if n), frozenset(members))


class Library:
    def __init__(self, jar: Path) -> None:
        self.jar = zipfile.ZipFile(jar)
        self.names = set(self.jar.namelist())
        self.read = dict[str, Class | None]()

    def find(self, name: str) -> Class | None:
        if name not in self.read:
            entry = f"{name}.class"
            self.read[name] = read(self.jar.read(entry)) if entry in self.names else None
        return self.read[name]

    def has(self, owner: str, member: tuple[str, str]) -> bool:
        """The class or one above it declares the member."""
        found = self.find(owner)
        return found is not None and (
            member in found.members or any(self.has(above, member) for above in found.above)
        )


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(jar(PLATFORM, CACHE))


def rows(file: str) -> Iterator[dict[str, Any]]:
    text = (source.HERE / file).read_text("utf-8")
    table = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    for group in table["rows"].values():
        yield from group


@pytest.mark.parametrize("file", ["sensitive_apis.yaml", "behaviours.yaml"])
def test_members_of_both_ends_stand_in_the_library_between(file: str, library: Library) -> None:
    """What API 23 and API 34 both have, the class library of API 29 has too."""
    checked, missing = 0, list[str]()
    for row in rows(file):
        member = MEMBER.match(row["key"])
        if member is None or not {"api23", "api34"} <= set(row["source"]) or library.find(member[1]) is None:
            continue
        owner, name, mark, rest = member.groups()
        checked += 1
        if not library.has(owner, (name, rest if mark == ":" else "(" + rest)):
            missing.append(row["key"])
    assert missing == []
    assert checked > 400


def test_data_flow_names_methods_that_are_there(library: Library) -> None:
    """Every method that data_flow.yaml names of a class of the platform exists there or above."""
    text = (source.HERE / "data_flow.yaml").read_text("utf-8")
    missing = list[str]()
    for row in yaml.safe_load(text)["rows"]:
        owner = row["class"][1:-1]
        for name in row["names"] if library.find(owner) else ():
            if not _named(library, owner, name):
                missing.append(f"{owner}.{name}")
    assert missing == []


def _named(library: Library, owner: str, name: str) -> bool:
    found = library.find(owner)
    return found is not None and (
        any(member[0] == name for member in found.members)
        or any(_named(library, above, name) for above in found.above)
    )
