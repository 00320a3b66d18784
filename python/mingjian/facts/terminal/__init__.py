"""What a terminal did while a probe app misbehaved on it: the acts, what it recorded and what it showed.

The subject is the terminal, not the app: measures 2.10 to 2.12 bind its maker. `build.py` reads a folder that
`mingjian device test` recorded; nothing here says whether it was right.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Told


class Act(Struct, frozen=True, kw_only=True):
    """Something the probe or its twin did, by its own journal; times are UTC nanoseconds of the device."""

    number: int
    act: str
    package: str
    at_ns: int
    until_ns: int
    state: Literal["done", "denied", "asked", "failed"]
    """`asked`: the system put it before the user first."""
    step: str = ""
    detail: str = ""
    source: str = ""
    line: int = 0


class Record(Struct, frozen=True, kw_only=True):
    """One use as the terminal recorded it."""

    kind: str
    """As acts are called (`contacts`, `microphone`); the terminal's own word where it is none of those."""
    package: str
    at_ns: int | None
    precision_ns: int
    channel: Literal["system", "vendor"]
    """`system`: the platform's app operations; `vendor`: the terminal's own record, exported or copied."""
    seen_ns: int | None = None
    """When the dump was taken in which it was first there, or when the terminal says the line was made."""
    last_ns: int | None = None
    """The last dump in which it was still there."""
    bytes: int | None = None
    unit_bytes: int | None = None
    source: str = ""
    line: int = 0


class Sign(Struct, frozen=True, kw_only=True):
    """Something the terminal showed that speaks of a use, a download, an installation or a risk."""

    kind: str
    text: str
    how: Literal["screen", "status", "notification"]
    step: str
    source: str


class Trial(Struct, frozen=True, kw_only=True):
    """The steps of the plan that share an id, as one."""

    id: str
    state: Literal["done", "failed", "skipped"]
    begun_ns: int | None = None
    ended_ns: int | None = None
    answer: str = ""
    """What the person answered."""
    said: str = ""
    """What the device answered."""
    why: str = ""
    looked: tuple[str, ...] = ()
    """View trees and dumps that were taken during it and could be read."""
    texts: tuple[str, ...] = ()
    """Words that were on the screen, bounded."""
    source: str = ""


class TerminalFacts(Struct, frozen=True, kw_only=True):
    device: Device
    fingerprint: str = ""
    probe: str
    """Package of the probe; its twin is `<probe>.twin`."""
    trials: tuple[Trial, ...] = ()
    acts: tuple[Act, ...] = ()
    records: tuple[Record, ...] = ()
    signs: tuple[Sign, ...] = ()
    pulls: tuple[int, ...] = ()
    """When the record was looked at: device times of its dumps."""
    exported: bool = False
    """The terminal's own record was given beside the platform's."""
    told: tuple[Told, ...] = ()
    dropped: int = 0
