"""Questions rules ask of call facts: which hits of a behaviour, with what constants, at what moment."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import Arg, Hit, Path
from mingjian.facts.consent import timing
from mingjian.model import Consent


class Moment(Struct, frozen=True):
    """When a call runs, with the path that shows it; None when nothing reaches it."""

    consent: Consent
    path: Path | None
    certain: bool
    """No other reading is left: the path runs by itself on every start of the app."""
    by_itself: bool
    """Some path needs no human action."""


def method_name(hit: Hit) -> str:
    """The called method's bare name: `getDeviceId`; empty for strings and fields."""
    return hit.callee.partition(";->")[2].partition("(")[0]


def called_class(hit: Hit) -> str:
    """The class as written in the call, `android.app.DownloadManager$Request`; empty for strings."""
    owner, arrow, _ = hit.callee.partition(";->")
    return owner.removeprefix("L").replace("/", ".") if arrow else ""


def hits(facts: Facts, behaviour: str, *names: str) -> Iterator[Hit]:
    """Reachable hits of `behaviour:<behaviour>` that say enough to be relied on, by method name if given."""
    tag = f"behaviour:{behaviour}"
    for hit in facts.calls.hits if facts.calls else ():
        if tag in hit.tags and hit.reachable and hit.args_resolved and (not names or method_name(hit) in names):
            yield hit


def all_hits(facts: Facts, behaviour: str, *names: str) -> Iterator[Hit]:
    """As `hits`, reachable or not, resolved or not."""
    tag = f"behaviour:{behaviour}"
    for hit in facts.calls.hits if facts.calls else ():
        if tag in hit.tags and (not names or method_name(hit) in names):
            yield hit


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


def moment(facts: Facts, hit: Hit) -> Moment:
    """Before, after or unknown to consent: before when some path passes no gate and needs no human."""
    if facts.calls is None:
        return Moment("unknown", None, certain=False, by_itself=False)
    when = timing(facts.calls, hit)
    if when.ungated:
        path = next((p for p in when.ungated if p.certain), when.ungated[0])
        return Moment("before", path, certain=path.certain, by_itself=True)
    if when.other:
        return Moment("unknown", when.other[0], certain=False, by_itself=True)
    if when.gated and not when.gesture:
        return Moment("after", when.gated[0], certain=when.gated[0].certain, by_itself=False)
    left = (*when.gesture, *when.gated)
    return Moment("unknown", left[0] if left else None, certain=False, by_itself=False)
