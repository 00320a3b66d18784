"""Call facts as the core writes them: steps and paths told once and numbered, since hits share most of them.

No value here holds itself, so none is given to the garbage collector (`gc=False`): a package has thousands.
"""

import weakref
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from mingjian.facts.calls import (
    Arg,
    CallFacts,
    Confidence,
    DexFile,
    EdgeKind,
    EntryPoint,
    Flow,
    Gate,
    Hit,
    HollowOverride,
    HostUse,
    Path,
    ScreenAct,
    SensorListener,
    Step,
    StringUse,
)
from mingjian.facts.sdk import PrefixCount

_T = TypeVar("_T", bound=Hashable)
_Made = TypeVar("_Made", bound=Struct)


class CorePath(Struct, frozen=True, array_like=True, gc=False):
    entry: int
    steps: tuple[int, ...]
    weakest: EdgeKind | None
    gate: int | None
    gate_step: int | None
    gesture_step: int | None
    refused_step: int | None
    open_gate: int | None
    certain: bool


class CoreHit(Struct, frozen=True, gc=False):
    api: str
    tags: tuple[str, ...]
    caller: str
    callee: str
    dex: str
    offset: int
    line: int | None
    args: tuple[Arg, ...]
    args_resolved: bool
    confidence: Confidence
    reachable: bool
    paths: tuple[int, ...]
    sinks: tuple[str, ...]
    choices: dict[str, tuple[Arg, ...]] = {}
    from_settings: tuple[int, ...] = ()


class CoreScreenAct(Struct, frozen=True, gc=False):
    call: str
    number: int
    caller: str
    dex: str
    offset: int
    line: int | None
    value: Arg
    listener: str | None
    shared: bool
    acts: tuple[int, ...]
    opens: tuple[str, ...]
    closes: bool
    compares: tuple[float, ...]
    delay_ms: int | None
    reachable: bool
    by_itself: bool
    path: int | None


class CoreHost(Struct, frozen=True, gc=False):
    host: str
    scheme: Literal["https", "http", "wss", "ws", ""]
    method: str
    dex: str
    offset: int
    line: int | None
    reachable: bool
    rest: str = ""
    given_to: tuple[str, ...] = ()
    paths: tuple[int, ...] = ()


class CoreCalls(Struct, frozen=True):
    """`Calls` of crates/apk/src/callgraph/facts.rs, with what tells SDKs beside it."""

    dex: tuple[DexFile, ...]
    methods: int
    reachable_methods: int
    launch_methods: int
    entry_points: tuple[EntryPoint, ...]
    steps: tuple[Step, ...]
    paths: tuple[CorePath, ...]
    hits: tuple[CoreHit, ...]
    gates: tuple[Gate, ...]
    sensors: tuple[SensorListener, ...]
    strings: tuple[StringUse, ...]
    hollow: tuple[HollowOverride, ...]
    missing_components: tuple[str, ...]
    blind_spots: dict[str, int]
    truncated: bool
    prefixes: tuple[PrefixCount, ...]
    """Loaded classes under each SDK prefix."""
    constants: dict[str, str | int]
    """Static constants that tell an SDK's version, by `a.b.C#FIELD`."""
    screen_acts: tuple[CoreScreenAct, ...] = ()
    flows: tuple[Flow, ...] = ()
    hosts: tuple[CoreHost, ...] = ()


def expand(core: CoreCalls) -> CallFacts:
    """The facts as rules read them; equal paths and steps are the same objects.

    As long as they live `collapse` gives back what they were made of.
    """
    calls = _expanded(core)
    place = id(calls)
    _made_of[place] = weakref.ref(calls, lambda _: _made_of.pop(place, None)), core
    return calls


_made_of: dict[int, tuple[weakref.ref[CallFacts], CoreCalls]] = {}
"""What call facts were made of, by their identity."""


def _expanded(core: CoreCalls) -> CallFacts:
    paths = paths_of(core.steps, core.paths)
    return CallFacts(
        dex=core.dex,
        methods=core.methods,
        reachable_methods=core.reachable_methods,
        launch_methods=core.launch_methods,
        entry_points=core.entry_points,
        hits=hits_of(core.hits, paths),
        flows=core.flows,
        gates=core.gates,
        sensors=core.sensors,
        screen_acts=acts_of(core.screen_acts, paths),
        strings=core.strings,
        hosts=hosts_of(core.hosts, paths),
        hollow=core.hollow,
        missing_components=core.missing_components,
        blind_spots=core.blind_spots,
        truncated=core.truncated,
    )


def picked(of: Sequence[_T], numbers: tuple[int, ...]) -> tuple[_T, ...]:
    """Those of the numbers, one or more. Raises: IndexError: one is not there."""
    if len(numbers) == 1:
        return (of[numbers[0]],)
    several: tuple[_T, ...] = itemgetter(*numbers)(of)  # half of what a loop takes
    return several


def paths_of(steps: Sequence[Step], paths: Iterable[CorePath]) -> tuple[Path, ...]:
    """Raises: IndexError: a path has a step that is not there."""
    return tuple([
        Path(
            one.entry,
            picked(steps, one.steps) if one.steps else (),
            one.weakest,
            one.gate,
            one.gate_step,
            one.gesture_step,
            one.certain,
            one.refused_step,
            one.open_gate,
        )
        for one in paths
    ])  # fmt: skip


def hits_of(hits: Iterable[CoreHit], paths: Sequence[Path]) -> tuple[Hit, ...]:
    """Raises: IndexError: a hit has a path that is not there."""
    return tuple([
        Hit(
            hit.api,
            hit.tags,
            hit.caller,
            hit.callee,
            hit.dex,
            hit.offset,
            hit.line,
            hit.args,
            hit.choices,
            hit.from_settings,
            hit.args_resolved,
            hit.confidence,
            hit.reachable,
            picked(paths, hit.paths) if hit.paths else (),
            hit.sinks,
        )
        for hit in hits
    ])  # fmt: skip


def acts_of(acts: Iterable[CoreScreenAct], paths: Sequence[Path]) -> tuple[ScreenAct, ...]:
    """Raises: IndexError: an act has a path that is not there."""
    return tuple([
        ScreenAct(
            act.call,
            act.number,
            act.caller,
            act.dex,
            act.offset,
            act.line,
            act.value,
            act.listener,
            act.shared,
            act.acts,
            act.opens,
            act.closes,
            act.compares,
            act.delay_ms,
            act.reachable,
            act.by_itself,
            None if act.path is None else paths[act.path],
        )
        for act in acts
    ])  # fmt: skip


def hosts_of(hosts: Iterable[CoreHost], paths: Sequence[Path]) -> tuple[HostUse, ...]:
    """Raises: IndexError: a place has a path that is not there."""
    return tuple(
        HostUse(
            host=use.host,
            scheme=use.scheme,
            rest=use.rest,
            method=use.method,
            dex=use.dex,
            offset=use.offset,
            line=use.line,
            given_to=use.given_to,
            reachable=use.reachable,
            paths=picked(paths, use.paths) if use.paths else (),
        )
        for use in hosts
    )


class _Numbers(Generic[_T]):
    """Numbers values as they come; equal ones have one. Those seen as the same object are not compared."""

    def __init__(self) -> None:
        self.values: list[_T] = []
        self._by_value: dict[_T, int] = {}
        self._by_object: dict[int, int] = {}

    def of(self, value: _T) -> int:
        number = self._by_object.get(id(value))
        if number is None:
            number = self._by_value.setdefault(value, len(self.values))
            if number == len(self.values):
                self.values.append(value)
            self._by_object[id(value)] = number
        return number


def collapse(calls: CallFacts) -> CoreCalls:
    """What `expand` makes the same facts of again; equal facts give equal answers."""
    known, core = _made_of.get(id(calls), (None, None))
    if known is not None and core is not None and known() is calls:
        return replace(core, prefixes=(), constants={})
    return numbered(calls)


def numbered(calls: CallFacts) -> CoreCalls:
    """The same, made anew: paths are numbered as hits, hosts and screen acts tell them first, and steps as
    those paths take them. The core gives the same (crates/apk/src/callgraph/steps.rs)."""
    steps: _Numbers[Step] = _Numbers()
    paths: _Numbers[Path] = _Numbers()
    return _made(
        CoreCalls,
        calls,
        hits=tuple([_made(CoreHit, hit, paths=tuple(map(paths.of, hit.paths))) for hit in calls.hits]),
        hosts=tuple([_made(CoreHost, use, paths=tuple(map(paths.of, use.paths))) for use in calls.hosts]),
        screen_acts=tuple(
            [
                _made(CoreScreenAct, act, path=None if act.path is None else paths.of(act.path))
                for act in calls.screen_acts
            ]
        ),
        paths=tuple([_made(CorePath, one, steps=tuple(map(steps.of, one.steps))) for one in paths.values]),
        steps=tuple(steps.values),
        prefixes=(),
        constants={},
    )


def _made(kind: Callable[..., _Made], of: Struct, **changed: object) -> _Made:
    """The fields of `of` but for those that change."""
    return kind(**(asdict(of) | changed))
