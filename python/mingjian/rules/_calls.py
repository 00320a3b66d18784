"""Questions rules ask of call facts: which hits of a behaviour, with what constants, at what moment.

All hits are sorted once for each subject (`_index`), so that a rule pays only for the hits it asks for.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from mingjian.facts import Facts
from mingjian.facts.calls import Arg, CallFacts, EntryPoint, Hit, Path
from mingjian.facts.consent import Moment as Moment  # noqa: PLC0414
from mingjian.facts.consent import by_tag
from mingjian.facts.consent import moment as moment  # noqa: PLC0414 - rules ask here for hits and their moments alike
from mingjian.facts.consent import tagged as tagged  # noqa: PLC0414
from mingjian.facts.once import once
from mingjian.facts.sorted_hits import SortedHits, by_classes, by_names
from mingjian.facts.sorted_hits import method_name as method_name  # noqa: PLC0414
from mingjian.facts.sorted_hits import outer as outer  # noqa: PLC0414

BEHAVIOUR = "behaviour:"


class _Index:
    """Hits of one subject by what rules ask: behaviour, name, place."""

    __slots__ = ("_relied", "by_class", "by_name", "calls", "ways")

    def __init__(self, calls: CallFacts) -> None:
        self.calls = calls
        self.by_name = SortedHits(calls, by_names, calls.known_names)
        self.by_class = SortedHits(calls, by_classes)
        self.ways: dict[int, frozenset[str]] = {}
        self._relied: dict[str, list[Hit]] = {}

    def relied(self, tag: str) -> Sequence[Hit]:
        """Reachable hits with that tag whose arguments are known where its row asks for them."""
        found = self._relied.get(tag)
        if found is None:
            tagged_so = by_tag(self.calls).get(tag)
            found = self._relied[tag] = [hit for hit in tagged_so if hit.reachable and hit.args_resolved]
        return found

    def called(self, name: str) -> Sequence[Hit]:
        """Hits on methods of that name."""
        return self.by_name.get(name)

    def near(self, signature: str) -> Sequence[Hit]:
        """Hits in the outermost class of `signature`."""
        return self.by_class.get(outer(signature))


_index = once(_Index)


def called_class(hit: Hit) -> str:
    """The class as written in the call, `android.app.DownloadManager$Request`; empty for strings."""
    owner, arrow, _ = hit.callee.partition(";->")
    return owner.removeprefix("L").replace("/", ".") if arrow else ""


def hits(facts: Facts, behaviour: str, *names: str) -> Iterator[Hit]:
    """Reachable hits of `behaviour:<behaviour>` that say enough to be relied on, by method name if given."""
    if facts.calls is not None:
        found = _index(facts.calls).relied(BEHAVIOUR + behaviour)
        yield from found if not names else (hit for hit in found if method_name(hit) in names)


def all_hits(facts: Facts, behaviour: str, *names: str) -> Iterator[Hit]:
    """As `hits`, reachable or not, resolved or not."""
    if facts.calls is not None:
        found = by_tag(facts.calls).get(BEHAVIOUR + behaviour)
        yield from found if not names else (hit for hit in found if method_name(hit) in names)


def beside(facts: Facts, signature: str) -> Sequence[Hit]:
    """Every hit in the same outermost class as `signature`."""
    return () if facts.calls is None else _index(facts.calls).near(signature)


def named(facts: Facts, *names: str) -> Iterator[Hit]:
    """Reachable calls of methods of these names, whatever their row."""
    if facts.calls is not None:
        index = _index(facts.calls)
        yield from (hit for name in names for hit in index.called(name) if hit.reachable)


def arg(hit: Hit, index: int) -> Arg:
    """The constant given as declared parameter `index` (receiver not counted); None when not constant."""
    return hit.args[index] if index < len(hit.args) else None


def texts(hit: Hit) -> Iterator[str]:
    """Every constant string among the arguments, arrays opened."""
    for value in hit.args:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def entry_of(facts: Facts, path: Path) -> EntryPoint:
    """Where a path begins."""
    calls = facts.calls
    assert calls is not None  # noqa: S101 - a path comes from calls
    return calls.entry_points[path.entry]


def way(facts: Facts, hit: Hit) -> frozenset[str]:
    """Every method on some way to the hit, its own included."""
    if facts.calls is None:
        return frozenset((hit.caller,))
    ways = _index(facts.calls).ways
    found = ways.get(id(hit))
    if found is None:
        on = {step.caller for path in hit.paths for step in path.steps}
        found = ways[id(hit)] = frozenset((hit.caller, *on))
    return found


def passing(hit: Hit, marks: Iterable[str]) -> Path | None:
    """The first path to the hit that passes a method with one of `marks` in its signature."""
    wanted = tuple(marks)
    if any(mark in hit.caller for mark in wanted):
        return hit.paths[0] if hit.paths else None
    for path in hit.paths:
        for step in path.steps:
            for mark in wanted:
                if mark in step.caller:
                    return path
    return None


def path_from(facts: Facts, hit: Hit, component: str) -> Path | None:
    """A path to the hit that begins at `component`."""
    return next((path for path in hit.paths if entry_of(facts, path).component == component), None)


def registered(facts: Facts, hit: Hit, registering: Container[str]) -> Path | None:
    """A path that begins at a receiver which one of the methods `registering` has registered."""
    return next((path for path in hit.paths if entry_of(facts, path).registered_by in registering), None)


def told(hit: Hit) -> str:
    """The constant a string hit stands for; empty for calls."""
    return "" if hit.callee.startswith("L") and ";->" in hit.callee else hit.callee
