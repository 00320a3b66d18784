"""Which findings of a report are shown, in which order and under which headings: all of it in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import QueryDict
from msgspec import Struct
from msgspec.structs import asdict

from mingjian.model import Report
from mingjian.report import reading, words
from mingjian.report.reading import Placed
from mingjian.report.words import Both

PAGE_SIZE = 100
GROUPS = ("measure", "party", "severity")
STATES = ("open", "confirmed", "overruled", "suppressed", "all")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "group": GROUPS,
    "verdict": ("violates", "suspected"),
    "severity": ("high", "medium", "low"),
    "consent": ("before", "after", "refused", "unknown"),
    "state": STATES,
}
_SEVERITY = {"high": 0, "medium": 1, "low": 2}
_LONGEST = 200


class Narrow(Struct, frozen=True, kw_only=True):
    """The address's query; an empty string is no wish. `state` empty: all but the suppressed."""

    group: str = ""
    measure: str = ""
    verdict: str = ""
    party: str = ""
    """`app`, `sdk` for any of them, or an SDK's id."""
    severity: str = ""
    consent: str = ""
    state: str = ""
    q: str = ""
    page: int = 1

    def query(self, finding: str = "", **changes: str | int) -> str:
        """The query string of this wish with some of it changed, on the first page unless that is said."""
        wish: dict[str, str | int] = {**asdict(self), "page": 1, **changes, "finding": finding}
        said = {name: value for name, value in wish.items() if value and (name, value) != ("page", 1)}
        return f"?{urlencode(said)}" if said else "?"

    @property
    def narrowed(self) -> bool:
        """True when some findings may be left out by wish."""
        return any((self.measure, self.verdict, self.party, self.severity, self.consent, self.state, self.q))


def wish(query: QueryDict) -> Narrow:
    """What the address asks for; what makes no sense is no wish."""
    given = {name: query.get(name, "")[:_LONGEST] for name in Narrow.__struct_fields__}
    for name, allowed in _ALLOWED.items():
        if given[name] not in allowed:
            given[name] = ""
    page = given.pop("page")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    return Narrow(page=max(number, 1), **given)


def chosen(report: Report, want: Narrow, states: Mapping[str, str]) -> list[Placed]:
    """The findings the wish lets through, in order; `states` by fingerprint, those not in it are open."""
    found = [place for place in reading.placed(report) if _fits(place, want, states)]
    key = _KEYS.get(want.group)
    return sorted(found, key=key) if key else found


def headed(
    places: Sequence[Placed], want: Narrow, shorts: Mapping[str, Both]
) -> list[tuple[Both, list[Placed]]]:
    """The findings under the headings of their group, one without words where they are not grouped."""
    runs: list[tuple[Both, list[Placed]]] = []
    for place in places:
        heading = _heading(place, want, shorts)
        if not runs or runs[-1][0] != heading:
            runs.append((heading, []))
        runs[-1][1].append(place)
    return runs


def _fits(place: Placed, want: Narrow, states: Mapping[str, str]) -> bool:
    finding, outcome = place.finding, place.outcome
    state = states.get(finding.fingerprint, "open")
    wanted = want.state or ("all" if want.q else "")
    seen = state != "suppressed" if wanted == "" else wanted in ("all", state)
    return (
        seen
        and want.measure in ("", outcome.measure)
        and want.verdict in ("", finding.verdict)
        and want.severity in ("", outcome.severity)
        and want.consent in ("", finding.consent)
        and want.party in ("", finding.party.kind, finding.party.id)
        and (not want.q or want.q.casefold() in _told(place))
    )


def _told(place: Placed) -> str:
    finding, outcome = place.finding, place.outcome
    parts = [
        finding.message_zh, finding.message_en, finding.party.name, finding.party.name_en, outcome.rule,
        *outcome.requirements, *(item.location for item in finding.evidence[:4]),
    ]  # fmt: skip
    return "\n".join(parts).casefold()


def _heading(place: Placed, want: Narrow, shorts: Mapping[str, Both]) -> Both:
    outcome = place.outcome
    if want.group == "measure":
        short = shorts.get(outcome.measure, Both("", ""))
        return Both(f"{outcome.measure} {short.zh}", f"{outcome.measure} {short.en}")
    if want.group == "party":
        return reading.party_name(place.finding.party)
    if want.group == "severity":
        return words.SEVERITY[outcome.severity]
    return Both("", "")


_KEYS: dict[str, Callable[[Placed], tuple[object, ...]]] = {
    "measure": lambda place: (reading.measure_key(place.outcome.measure), place.number),
    "party": lambda place: (place.finding.party.kind != "app", place.finding.party.id, place.number),
    "severity": lambda place: (_SEVERITY[place.outcome.severity], place.number),
}
