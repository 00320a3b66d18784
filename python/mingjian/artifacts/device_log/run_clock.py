"""Which moment a record means: zones, years that records leave out, and clocks that tick since boot.

Devices write local time, logcat even without a year. The zone comes from the device's own properties, the
year from the newest date the record can know of. Where neither is there it is told, and times stand as of an
assumed zone, so that their order and distance hold.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

NS = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?$")
_AGE = re.compile(r"(\d+)(ms|d|h|m|s)")
_AGE_NS = {"d": 86400 * NS, "h": 3600 * NS, "m": 60 * NS, "s": NS, "ms": 1_000_000}
STAMP = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?"
)


def zone_of(name: str) -> tzinfo | None:
    """The zone an IANA name or an offset (`+0800`, `GMT+08:00`) means; None where nobody knows it."""
    name = name.strip()
    if name in ("UTC", "GMT", "Etc/UTC", "Z"):
        return UTC
    if found := _OFFSET.fullmatch(name):
        sign = -1 if found[1] == "-" else 1
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(sign * offset) if offset < timedelta(hours=24) else None
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def age_ns(text: str) -> int | None:
    """Nanoseconds in Android's `+1d2h3m4s5ms`; None where it holds no duration."""
    parts = _AGE.findall(text[:64])
    return sum(int(number) * _AGE_NS[unit] for number, unit in parts) if parts else None


def of(moment: datetime) -> int:
    """An aware datetime as UTC nanoseconds."""
    delta = moment - _EPOCH
    return (delta.days * 86400 + delta.seconds) * NS + delta.microseconds * 1000


class RunClock:
    """Turns what records write into UTC nanoseconds, for a folder or a report with its own zone."""

    def __init__(
        self,
        zone: str = "",
        newest: datetime | None = None,
        year: int | None = None,
        *,
        dated: bool = False,
        assumed: str = "",
    ) -> None:
        self.zone = zone
        self.known = zone_of(zone)
        """None: nobody said which zone; stamps are read as of `assumed`, else as UTC."""
        self.assumed = assumed or "UTC"
        self._zone = self.known or zone_of(self.assumed) or UTC
        self.newest = newest
        """The newest local date a record can know of (a report's header, the file's own time)."""
        self.dated = dated
        """Whether `newest` stands in the records, and is not only the file's own time."""
        self.year = year
        """A year a person gave; it wins."""
        self._minutes: dict[str, int | None] = {}

    def local(self, year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> int | None:
        """A local time of the device; None where there is no such moment."""
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=self._zone)
            return of(moment) + second * NS
        except (ValueError, OverflowError):
            return None

    def stamp(self, text: str) -> int | None:
        """`2022-01-28 17:37:22.123`, with or without fraction and zone; None where it is none."""
        found = STAMP.match(text)
        return None if found is None else self._found(found)

    def search(self, text: str) -> int | None:
        """The first such stamp anywhere in `text`."""
        found = STAMP.search(text)
        return None if found is None else self._found(found)

    def _found(self, found: re.Match[str]) -> int | None:
        key = found[0][:16] + (found[8] or "")
        base = self._minutes.get(key, -1)
        if base == -1:
            base = self._minute(found)
            if len(self._minutes) > 5000:
                self._minutes.clear()
            self._minutes[key] = base
        if base is None:
            return None
        return base + int(found[6]) * NS + fraction_ns(found[7])

    def _minute(self, found: re.Match[str]) -> int | None:
        zone = zone_of(found[8]) if found[8] else self._zone
        try:
            return of(datetime(*(int(found[part]) for part in range(1, 6)), tzinfo=zone or UTC))  # type: ignore[arg-type, misc]
        except (ValueError, OverflowError):
            return None

    def yearless(self, minute: str, zone: str | None = None) -> int | None:
        """The start of the minute `MM-DD HH:MM`, in the newest year in which it can have been."""
        key = minute + (zone or "")
        base = self._minutes.get(key, -1)
        if base != -1:
            return base
        if len(self._minutes) > 5000:
            self._minutes.clear()
        base = self._yearless(minute, zone_of(zone) if zone else self._zone)
        self._minutes[key] = base
        return base

    def _yearless(self, minute: str, zone: tzinfo | None) -> int | None:
        newest = self.newest or datetime(1970, 12, 31, 23, 59)  # noqa: DTZ001 - local dates are compared
        month, day, hour, of_hour = int(minute[:2]), int(minute[3:5]), int(minute[6:8]), int(minute[9:11])
        last = newest + timedelta(days=1)  # a file's own time may be of another zone
        for year in (self.year,) if self.year else range(last.year, last.year - 9, -1):
            try:
                moment = datetime(year, month, day, hour, of_hour)  # noqa: DTZ001
                if self.year or moment <= last:
                    return of(moment.replace(tzinfo=zone or UTC))
            except (ValueError, OverflowError):
                continue
        return None


def fraction_ns(digits: str | None) -> int:
    """Nanoseconds of the digits after the point of a second."""
    return int((digits or "0").ljust(9, "0")[:9])
