"""Who brings which package when, and what people do about what was found."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from msgspec import Struct

from mingjian.platform.demo.organisations import Place

FIRST, SECOND, THIRD = 28, 15, 5
"""Days ago that the first, second and third version of an app came; organisations differ by hours."""
_SERIES = (
    "shiguang",
    "readers",
    "tickets",
    "theatre",
    "runner",
    "recipes",
    "weather",
    "photos",
    "fitness",
    "hiking",
)
_OPERATORS = (
    ("shiguang", "recipes"),
    ("readers", "photos"),
    ("tickets", "hiking"),
    ("runner", "theatre"),
    ("weather", "fitness"),
)
_POLICIES = {
    "shiguang-1": "shiguang-brief", "shiguang-2": "shiguang-brief", "shiguang-3": "shiguang",
    "readers-1": "readers", "readers-2": "readers", "readers-3": "readers",
    "tickets-1": "tickets", "tickets-2": "tickets",
}  # fmt: skip
_RUNS = {"shiguang-3": ("shiguang-run.zip",)}
"""What was recorded while a version ran, brought beside it."""
ROUNDS = (FIRST, SECOND, THIRD)
_VERSIONS = {"shiguang": 3, "readers": 3, "hiking": 1}
"""Of the series that have not two."""
CUT_SHORT = "shiguang-1"
"""The package of which half is brought as well: a scan that fails."""


class Wanted(Struct, frozen=True, kw_only=True):
    """One scan."""

    file: str
    """Of `files`, without its ending."""
    days: int
    """How many days ago."""
    hour: int
    """Of that day, in Asia/Shanghai."""
    at: int = 0
    """The how manieth of that hour."""
    policy: str = ""
    against: str = ""
    """The version before, to compare with."""
    evidence: tuple[str, ...] = ()
    """Of `files`: records of a run."""
    cut: bool = False


def moment(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """A moment so many days ago, at an hour of Asia/Shanghai."""
    day = timezone.localtime(now) - timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def scans(place: Place, round_: int) -> tuple[Wanted, ...]:
    """What an organisation asks for in a round (1 to 3), oldest first."""
    hour = 9 + (place.number * 7 + len(place.party) * 3) % 8
    wanted = [
        Wanted(
            file=f"{series}-{round_}",
            days=ROUNDS[round_ - 1],
            hour=hour,
            at=at,
            policy=_POLICIES.get(f"{series}-{round_}", "") if place.party != "terminal_vendor" else "",
            against=f"{series}-{round_ - 1}" if round_ > 1 else "",
            evidence=_RUNS.get(f"{series}-{round_}", ()),
        )
        for at, series in enumerate(_chosen(place))
        if round_ <= _VERSIONS.get(series, 2)
    ]
    if round_ == 3 and place.number == 1 and place.party in ("app_operator", "distribution_platform", "lab"):
        wanted.append(Wanted(file=CUT_SHORT, days=THIRD, hour=hour, at=9, cut=True))
    return tuple(wanted)


def _chosen(place: Place) -> tuple[str, ...]:
    """The apps an organisation looks at."""
    if place.party == "app_operator":
        return _OPERATORS[place.number - 1]
    if place.number == 1 and place.party in ("distribution_platform", "lab"):
        return _SERIES
    many = 3 if place.party == "distribution_platform" else 2 if place.number == 1 else 1
    first = place.number * 3 + len(place.party)
    return tuple(_SERIES[(first + at * 3) % len(_SERIES)] for at in range(many))
