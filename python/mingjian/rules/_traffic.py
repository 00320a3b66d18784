"""What rules ask of captured traffic, and requests as evidence.

Only values that are surely personal information are charged; what has the form alone is shown in the report's
table of traffic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.network import ALGORITHMS, CLEAR, NetworkFacts, Request, SentValue
from mingjian.facts.parties import app
from mingjian.model import Evidence, Party
from mingjian.rules import NotCovered
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._run import clock

TRAFFIC = "run_traffic"
TOUCHED_TRAFFIC = "run_touched_traffic"
OPENED = "run_opened_traffic"
"""What to record, by the codes for which report.words has the words."""
MOST_VALUES = 4
MOST_REQUESTS = 3
MOST_HOSTS = 3


def traffic(facts: Facts) -> NetworkFacts:
    """The capture; a rule that asks has it in its needs."""
    assert facts.network is not None  # noqa: S101 - needs
    return facts.network


def closed(facts: Facts) -> NotCovered | None:
    """What a capture lacks that shows no requests, or none of what TLS carries; None when it shows all."""
    found = traffic(facts)
    if not found.total:
        return NotCovered((TRAFFIC,))
    return NotCovered((OPENED,)) if found.unseen else None


def carrying(facts: Facts) -> Iterator[tuple[Request, tuple[SentValue, ...]]]:
    """Requests with values that are surely personal information, and those values."""
    for request in traffic(facts).requests:
        values = tuple(value for value in request.values if value.sure)
        if values:
            yield request, values


def disguised(value: SentValue) -> bool:
    """A digest of the value was sent, not the value."""
    return bool(value.encoding) and value.encoding[-1] in ALGORITHMS


def in_clear(request: Request) -> bool:
    return request.scheme in CLEAR


def party(facts: Facts, request: Request) -> Party:
    """Who sent it: the SDK whose server it is, else the app as the report names it."""
    return request.party if request.party.kind == "sdk" else app(facts)


def kinds(values: Iterable[SentValue]) -> list[str]:
    """Types of the values, each once, in the taxonomy's order."""
    there = {value.type for value in values}
    return [row.id for row in knowledge.personal_info() if row.id in there]


def names(found: Sequence[str]) -> tuple[str, str]:
    """The types in both languages."""
    return "、".join(map(name_zh, found)), ", ".join(map(name_en, found))


def hosts(requests: Iterable[Request]) -> tuple[str, str]:
    """The first few hosts, in both languages' punctuation."""
    there = list(dict.fromkeys(request.host for request in requests))
    more = "" if len(there) <= MOST_HOSTS else f" … ({len(there)})"
    return "、".join(there[:MOST_HOSTS]) + more, ", ".join(there[:MOST_HOSTS]) + more


def sent(request: Request, values: Sequence[SentValue] = ()) -> Evidence:
    """One request: when, where to, and the values in it, masked, with what was undone to see them."""
    place = request.source if request.line is None else f"{request.source}#{request.line}"
    head = f"{clock(request.at_ns)}  {request.method} {request.scheme}://{request.host}{request.path}"
    lines = [head.strip()]
    for value in values[:MOST_VALUES]:
        undone = f" ({' → '.join(value.encoding)})" if value.encoding else ""
        lines.append(f"{value.where}  {value.name or '—'} = {value.masked}{undone}  [{value.type}]")
    if len(values) > MOST_VALUES:
        lines.append(f"… ({len(values)})")
    if request.status is not None:
        lines.append(f"→ {request.status}")
    return Evidence(kind="network", location=place, excerpt="\n".join(lines))


def sendings(found: Iterable[tuple[Request, Sequence[SentValue]]]) -> list[Evidence]:
    """The first few requests as evidence, those with values of types not shown yet before others."""
    shown: list[Evidence] = []
    seen: set[str] = set()
    later: list[tuple[Request, Sequence[SentValue]]] = []
    for request, values in found:
        new = {value.type for value in values} - seen
        if new and len(shown) < MOST_REQUESTS:
            seen |= new
            shown.append(sent(request, values))
        else:
            later.append((request, values))
    return shown + [sent(request, values) for request, values in later[: MOST_REQUESTS - len(shown)]]
