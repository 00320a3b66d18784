"""Facts read from where they are kept, part by part as they are asked for.

To whoever reads them they are `Facts` and `CallFacts` like any other. A field that is kept by itself is
unset until it is asked for; then it is read and set. What needs every field at once (comparing, encoding) is
refused by msgspec while one is unset: `stored.from_bytes` reads all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, force_setattr

from mingjian.errors import ArtifactError
from mingjian.facts import Broken, Facts, PolicyRead
from mingjian.facts.behaviour import BehaviourFacts
from mingjian.facts.calls import (
    CallFacts,
    DexFile,
    EntryPoint,
    Flow,
    Gate,
    HollowOverride,
    Path,
    SensorListener,
    Step,
    StringUse,
)
from mingjian.facts.category import CategoryFacts
from mingjian.facts.coming import unset
from mingjian.facts.core_calls import (
    CoreHit,
    CoreHost,
    CorePath,
    CoreScreenAct,
    acts_of,
    collapse,
    hits_of,
    hosts_of,
    paths_of,
)
from mingjian.facts.hidden_code import HiddenCodeFacts
from mingjian.facts.icon import IconFacts
from mingjian.facts.layout import Layout, LayoutFacts
from mingjian.facts.listing import ListingFacts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.network import NetworkFacts
from mingjian.facts.packer import PackerFacts
from mingjian.facts.parts import Parts
from mingjian.facts.permissions import PermissionFacts
from mingjian.facts.policy import PolicyFacts, PolicyUrl
from mingjian.facts.resources import ResourceFacts
from mingjian.facts.screen import ScreenFacts
from mingjian.facts.sdk import SdkFacts
from mingjian.facts.sensor import SensorFacts
from mingjian.facts.signature import SignatureFacts
from mingjian.facts.sorted_hits import method_name
from mingjian.facts.subject import SubjectFacts
from mingjian.facts.terminal import TerminalFacts
from mingjian.facts.web_page import WebPageFacts

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, zlib.error, IndexError, RecursionError)
"""What reading broken parts raises; a ValidationError is a DecodeError."""
FIELDS: Mapping[str, type[Struct]] = {
    "manifest": ManifestFacts,
    "resources": ResourceFacts,
    "icon": IconFacts,
    "signature": SignatureFacts,
    "permissions": PermissionFacts,
    "hidden_code": HiddenCodeFacts,
    "sdk": SdkFacts,
    "listing": ListingFacts,
    "policy": PolicyFacts,
    "behaviour": BehaviourFacts,
    "screen": ScreenFacts,
    "network": NetworkFacts,
    "sensor": SensorFacts,
    "web_page": WebPageFacts,
    "terminal": TerminalFacts,
}
"""Fields of `Facts` that are a part each. `calls` and `layout` are several, `earlier` is kept as whole facts,
the rest stands in the head."""
WAYS = "ways"
_CALLS: Mapping[str, Any] = {
    WAYS: tuple[tuple[Step, ...], tuple[CorePath, ...]],
    "entry_points": tuple[EntryPoint, ...],
    "hits": tuple[CoreHit, ...],
    "flows": tuple[Flow, ...],
    "gates": tuple[Gate, ...],
    "sensors": tuple[SensorListener, ...],
    "screen_acts": tuple[CoreScreenAct, ...],
    "strings": tuple[StringUse, ...],
    "hosts": tuple[CoreHost, ...],
    "hollow": tuple[HollowOverride, ...],
}
"""Fields of `KeptCalls` that are a part each, where there is anything in them."""
_BY_PATHS: Mapping[str, Callable[[Any, tuple[Path, ...]], tuple[object, ...]]] = {
    "hits": hits_of,
    "screen_acts": acts_of,
    "hosts": hosts_of,
}
LAYOUTS = "layout.layouts"


class CallsHead(Struct, frozen=True, array_like=True):
    """Of call facts what is short, and what tells which questions have no hit."""

    dex: tuple[DexFile, ...]
    methods: int
    reachable_methods: int
    launch_methods: int
    missing_components: tuple[str, ...]
    blind_spots: dict[str, int]
    truncated: bool
    tags: tuple[str, ...]
    names: tuple[str, ...]


_SHORT = frozenset(CallsHead.__struct_fields__) & frozenset(CallFacts.__struct_fields__)
"""Fields of call facts that stand in their head as they are."""


class LayoutHead(Struct, frozen=True, array_like=True):
    examined: int
    broken: tuple[str, ...]


class Head(Struct, frozen=True, array_like=True):
    """What is short of all facts."""

    subject: SubjectFacts
    packer: PackerFacts | None
    category: CategoryFacts | None
    policy_urls: tuple[PolicyUrl, ...]
    broken: tuple[Broken, ...]
    calls: CallsHead | None
    layout: LayoutHead | None
    policy: PolicyRead | None = None
    """None also where it was kept without this."""


class KeptCalls(CallFacts, frozen=True, kw_only=True):
    """Call facts whose long fields are read when they are asked for."""

    parts: Parts
    tags: dict[str, None]
    names: frozenset[str]
    ways: tuple[Path, ...] = ()
    """Every path that hits, acts and hosts are reached by."""

    @property
    def known_tags(self) -> Collection[str]:
        return self.tags

    @property
    def known_names(self) -> Collection[str]:
        return self.names

    def __getattr__(self, name: str) -> object:
        if name not in _CALLS:
            raise AttributeError(name)
        try:
            value = self.parts.read(f"calls.{name}", _CALLS[name])
            if name == WAYS:
                value = paths_of(*cast(tuple[tuple[Step, ...], tuple[CorePath, ...]], value))
            elif name in _BY_PATHS:
                value = _BY_PATHS[name](value, self.ways)
        except UNREADABLE as error:
            raise refused(error, self.parts.path) from error
        force_setattr(self, name, value)
        return value


class KeptLayout(LayoutFacts, frozen=True, kw_only=True):
    """View trees that are read when they are asked for."""

    parts: Parts

    def __getattr__(self, name: str) -> object:
        if name != "layouts":
            raise AttributeError(name)
        try:
            value = self.parts.read(LAYOUTS, tuple[Layout, ...])
        except UNREADABLE as error:
            raise refused(error, self.parts.path) from error
        force_setattr(self, name, value)
        return value


class KeptFacts(Facts, frozen=True, kw_only=True):
    """Facts whose long fields are read when they are asked for."""

    parts: Parts
    read: PolicyRead | None = None

    def has(self, name: str) -> bool:
        return name in self.parts or getattr(self, name) is not None

    def policy_read(self) -> PolicyRead | None:
        return self.read or Facts.policy_read(self)

    def __getattr__(self, name: str) -> object:
        if name not in FIELDS:
            raise AttributeError(name)
        try:
            value = self.parts.read(name, FIELDS[name])
        except UNREADABLE as error:
            raise refused(error, self.parts.path) from error
        force_setattr(self, name, value)
        return value


def take_apart(facts: Facts) -> tuple[Head, list[tuple[str, object]]]:
    """Head and parts of facts without the earlier version; equal facts give equal ones."""
    parts = [(name, value) for name in FIELDS if (value := getattr(facts, name)) is not None]
    layout, calls = facts.layout, facts.calls
    if layout is not None and layout.layouts:
        parts.append((LAYOUTS, layout.layouts))
    if calls is not None:
        core = collapse(calls)
        kept = {WAYS: (core.steps, core.paths) if core.paths else (), **asdict(core)}
        parts += [(f"calls.{name}", kept[name]) for name in _CALLS if kept[name]]
    head = Head(
        subject=facts.subject,
        packer=facts.packer,
        category=facts.category,
        policy_urls=facts.policy_urls,
        broken=facts.broken,
        calls=None if calls is None else _head_of(calls),
        layout=None if layout is None else LayoutHead(layout.examined, layout.broken),
        policy=facts.policy_read(),
    )
    return head, parts


def put_together(parts: Parts) -> KeptFacts:
    """Facts that read their parts when asked. Raises: msgspec.DecodeError: they have another head."""
    head = parts.head(Head)
    facts = KeptFacts(
        parts=parts,
        read=head.policy,
        subject=head.subject,
        packer=head.packer,
        category=head.category,
        policy_urls=head.policy_urls,
        broken=head.broken,
        calls=None if head.calls is None else _calls(head.calls, parts),
        layout=None if head.layout is None else _layout(head.layout, parts),
    )
    unset(facts, Facts, [name for name in FIELDS if name in parts])
    return facts


def whole(kept: KeptFacts) -> Facts:
    """The same facts, every part read. Raises: ArtifactError: one is broken."""
    calls, layout = kept.calls, kept.layout
    told = _fields(kept, Facts.__struct_fields__)
    told["calls"] = None if calls is None else CallFacts(**_fields(calls, CallFacts.__struct_fields__))
    told["layout"] = None if layout is None else LayoutFacts(**_fields(layout, LayoutFacts.__struct_fields__))
    return Facts(**told)


def _head_of(calls: CallFacts) -> CallsHead:
    return CallsHead(
        tags=tuple(dict.fromkeys(chain.from_iterable(dict.fromkeys(hit.tags for hit in calls.hits)))),
        names=tuple(sorted({method_name(hit) for hit in {hit.callee: hit for hit in calls.hits}.values()})),
        **_fields(calls, _SHORT),
    )


def _calls(head: CallsHead, parts: Parts) -> KeptCalls:
    calls = KeptCalls(
        parts=parts,
        tags=dict.fromkeys(head.tags),
        names=frozenset(head.names),
        **_fields(head, _SHORT),
    )
    unset(calls, KeptCalls, [name for name in _CALLS if f"calls.{name}" in parts])
    return calls


def _layout(head: LayoutHead, parts: Parts) -> KeptLayout:
    layout = KeptLayout(parts=parts, examined=head.examined, broken=head.broken)
    unset(layout, LayoutFacts, ["layouts"] if LAYOUTS in parts else [])
    return layout


def _fields(value: Struct, names: Iterable[str]) -> dict[str, Any]:
    """These fields; what is kept apart is read."""
    return {name: getattr(value, name) for name in names}


def refused(error: Exception, path: str) -> ArtifactError:
    """What is raised for stored facts that are none."""
    return ArtifactError("facts_stored", str(error) or type(error).__name__, path=path)
