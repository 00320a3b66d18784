"""Lookup tables over the SDK knowledge, built once: prefixes, components, libraries, constants."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from mingjian import knowledge
from mingjian.knowledge.lookup import longest_prefix
from mingjian.knowledge.types import Sdk, SdkMatching
from mingjian.patterns import late


class Owner(NamedTuple):
    """Whose prefix it is, and how well it is known."""

    sdk: str
    kind: Literal["prefix", "lead", "weak"]


class Index:
    """What each observable name says about which SDK."""

    def __init__(self, sdks: Sequence[Sdk], matching: SdkMatching) -> None:
        self.sdks = {sdk.id: sdk for sdk in sdks}
        self.prefixes: dict[str, Owner] = {}
        self.components: dict[str, list[str]] = {}
        self.host_components: dict[str, list[str]] = {}
        self.meta: dict[str, list[str]] = {}
        self.meta_versions: dict[str, list[str]] = {}
        self.constants: dict[str, list[str]] = {}
        self.default_versions = frozenset(matching.default_versions)
        self._excluded: set[str] = set()
        libraries: dict[str, list[str]] = {}
        files: dict[str, list[str]] = {}
        versions: list[tuple[str, re.Pattern[str], str]] = []
        for sdk in sdks:
            self._add(sdk)
            for name in sdk.native_libs:
                libraries.setdefault(name, []).append(sdk.id)
            for name in sdk.files:
                files.setdefault(name, []).append(sdk.id)
            for hint in sdk.version_hints:
                kind, _, value = hint.partition(":")
                if kind == "class":
                    self.constants.setdefault(value, []).append(sdk.id)
                elif kind == "meta-data":
                    self.meta_versions.setdefault(value, []).append(sdk.id)
                else:
                    head, _, tail = value.partition("{version}")
                    pattern = rf"{re.escape(head)}(\d[\d._]*){re.escape(tail)}\Z"
                    versions.append((head, late(pattern), sdk.id))
        self._excluded -= self.prefixes.keys()
        self.first_parts = frozenset(prefix.partition(".")[0] for prefix in self.prefixes)
        self._worthless = (*matching.shared_native, *matching.generic_native)
        self._libraries = {
            name: [(owner, len(owners) > 1) for owner in owners]
            for name, owners in libraries.items()
            if "*" not in name
        }
        self._library_patterns = [
            (name.partition("*")[0], name, owner, len(owners) > 1)
            for name, owners in libraries.items()
            if "*" in name
            for owner in owners
        ]
        self._library_versions = versions
        self._files = files

    def _add(self, sdk: Sdk) -> None:
        leads = set(sdk.leads.prefixes)
        for prefix in sdk.prefixes:
            self.prefixes[prefix] = Owner(sdk.id, "lead" if prefix in leads else "prefix")
        for prefix in sdk.weak_prefixes:
            self.prefixes.setdefault(prefix, Owner(sdk.id, "weak"))
        self._excluded.update(sdk.excludes)
        for name in sdk.components:
            if name.startswith("*."):
                self.host_components.setdefault(name[1:], []).append(sdk.id)
            else:
                self.components.setdefault(name, []).append(sdk.id)
        for name in sdk.meta_data:
            self.meta.setdefault(name, []).append(sdk.id)

    def longest(self, class_name: str) -> str | None:
        """The longest prefix that owns the dotted class name; None for nobody's or an excluded one."""
        return longest_prefix(class_name, self.prefixes, self._excluded)

    def of_component(self, name: str, package: str) -> Iterator[str]:
        """SDKs a manifest component names; `package` is the host's."""
        yield from self.components.get(name, ())
        if name.startswith(f"{package}."):
            yield from self.host_components.get(name[len(package) :], ())

    def of_library(self, name: str) -> Iterator[tuple[str, bool]]:
        """SDKs a native library names, and whether it says nothing alone (several ship it, or too short)."""
        worthless = any(fnmatch.fnmatchcase(name, pattern) for pattern in self._worthless)
        for sdk, several in self._libraries.get(name, ()):
            yield sdk, several or worthless
        for head, pattern, sdk, several in self._library_patterns:
            if name.startswith(head) and fnmatch.fnmatchcase(name, pattern):
                yield sdk, several or worthless

    def library_versions(self, name: str) -> Iterator[tuple[str, str]]:
        """SDKs whose version stands in the library's name, and the version, dotted."""
        for head, pattern, sdk in self._library_versions:
            found = pattern.match(name) if name.startswith(head) else None
            if found:
                yield sdk, found[1].replace("_", ".").strip(".")

    def of_file(self, name: str) -> Sequence[str]:
        """SDKs an entry name speaks for: the entry itself, or its folder."""
        exact = self._files.get(name)
        if exact:
            return exact
        at = name.rfind("/")
        while at > 0:
            inside = self._files.get(name[:at])
            if inside:
                return inside
            at = name.rfind("/", 0, at)
        return ()


@cache
def index() -> Index:
    """The index of our own SDK files."""
    return Index(knowledge.sdks(), knowledge.sdk_matching())
