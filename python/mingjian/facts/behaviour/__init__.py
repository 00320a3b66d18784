"""What the app did while it ran: its events on three timelines, and how far the run could see.

Bounded whatever the run's size: uses of the same thing by the same party on the same timeline are added up,
with their rate and the first records as places to go back to. `coverage` says what silence is worth.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Event, Source
from mingjian.model import Consent, Party

__all__ = [
    "Act",
    "Asked",
    "BehaviourFacts",
    "Coverage",
    "Device",
    "Event",
    "Mark",
    "PackageState",
    "Source",
    "Start",
    "Timeline",
    "Use",
]

Timeline = Consent
"""`before` consent, `refused` after a refusal, `after` consent; `unknown` where the run marks neither."""


class Mark(Struct, frozen=True, kw_only=True):
    """A moment that divides the run: given by a person or a plan, or seen on a screen."""

    at_ns: int | None
    """None where its record gives no time: it divides the rows of its own source."""
    what: str
    """One of `event.MARKS`."""
    how: Literal["given", "plan", "seen"] = "given"
    source: str = ""
    line: int | None = None
    precision_ns: int = 0


class Use(Struct, frozen=True, kw_only=True):
    """Uses of one thing by one party on one timeline, added up."""

    kind: Literal["permission_use", "permission_denied", "api_call"]
    what: str
    personal_info: tuple[str, ...] = ()
    party: Party
    timeline: Timeline
    foreground: bool | None
    times: int
    first_ns: int | None
    last_ns: int | None
    most_in_1_s: int = 0
    most_in_30_s: int = 0
    on_return: int = 0
    """Times it came within two seconds after the app returned to the foreground."""
    by_user: int = 0
    """Times that a touch of the user set off: the record's stack passes a click, or an input came within two
    seconds before."""
    just_left: int = 0
    """Times within five seconds after it left sight: what it had begun before."""
    visible_service: int = 0
    """Times, in the background, while a foreground service with its notification was running."""
    period_ns: int | None = None
    """The even interval, where at least five of them follow each other (T/TAF 078.1-2020 3.2 as tested)."""
    attributed: bool = True
    """False: the record names no code, so that the act is the package's, whoever in it did it."""
    scene: str = ""
    """The screen or activity before the user then, where known."""
    samples: tuple[Event, ...] = ()
    """The first few records."""


class Start(Struct, frozen=True, kw_only=True):
    """A process or component of the app that began, or that it began in another app."""

    event: Event
    by: Literal["user", "self", "other_app", "system", "unknown"]
    other: str = ""
    """The other package, when another app began it or was begun by it."""
    outward: bool = False
    """True: this app began a component of `other`."""
    action: str = ""
    """The broadcast or hosting reason."""
    seconds_after_boot: float | None = None
    timeline: Timeline = "unknown"
    foreground: bool | None = None
    """Whether this app was before the user then."""
    chain: tuple[str, ...] = ()
    """Who started whom, first cause first."""


class Asked(Struct, frozen=True, kw_only=True):
    """A permission dialog of the system."""

    event: Event
    permission: str
    answer: Literal["granted", "refused", "unknown"] = "unknown"
    answered_ns: int | None = None
    asked_before: int = 0
    """How often it had been refused before this one."""
    since_refusal_ns: int | None = None
    touched: bool | None = None
    """The user touched the app within five seconds before; None: the run records no touches."""
    launch_ns: int | None = None
    """Time since the app was last opened, while the user had touched nothing since; else None."""
    timeline: Timeline = "unknown"
    explained: str | None = None
    """The purpose the app's own screen gave just before or with it; empty: it gave none; None: not seen."""


class Act(Struct, frozen=True, kw_only=True):
    """Something the app did, with whether the user had a hand in it."""

    event: Event
    touched: bool | None
    """The user touched the app, or pressed a key, within ten seconds before; None: no touches recorded."""
    hand_ns: int | None = None
    """The last touch or key within that time."""
    hands: int = 0
    """Touches and keys within that time."""
    foreground: bool | None = None
    timeline: Timeline = "unknown"


class PackageState(Struct, frozen=True, kw_only=True):
    """What a dump of the package manager says of the app as it stood then."""

    mains: tuple[str, ...] = ()
    """Its entries on a home screen, as full class names; empty where the dump does not list them."""
    launcher: bool = False
    """The dump says of them that a launcher lists them; False: that they answer MAIN."""
    enabled: tuple[str, ...] = ()
    """Components switched on against the manifest."""
    disabled: tuple[str, ...] = ()
    state: int | None = None
    """PackageManager.COMPONENT_ENABLED_STATE_* of the whole package."""
    source: str = ""


class Coverage(Struct, frozen=True, kw_only=True):
    """What the run could have seen."""

    from_ns: int | None = None
    to_ns: int | None = None
    timelines: tuple[Timeline, ...] = ()
    """Those the run went through with a record of permission use or calls."""
    seconds: dict[str, float] = {}
    """Seconds by timeline, and under `background` and `after_boot`."""
    permission_use: bool = False
    """A source that records guarded operations was read for the span."""
    calls: bool = False
    starts: bool = False
    """A source that records who started whom."""
    callers: bool = False
    """Some of those records name who asked for services, receivers or providers."""
    requests: bool = False
    windows: bool = False
    rebooted: bool = False
    inputs: bool = False
    """A source that records touches was read."""
    touches: int = 0
    refusals: int = 0
    """Permissions that the user refused in the run."""
    first_run: bool = False
    """The run began with a fresh install, so that what comes before consent was seen from the start."""


class BehaviourFacts(Struct, frozen=True, kw_only=True):
    package: str
    version_name: str = ""
    version_code: int | None = None
    """The version that ran, where a dump of the package manager says so."""
    device: Device | None = None
    marks: tuple[Mark, ...] = ()
    uses: tuple[Use, ...] = ()
    starts: tuple[Start, ...] = ()
    asked: tuple[Asked, ...] = ()
    acts: tuple[Act, ...] = ()
    """Jumps, downloads, installs, code loads, windows and notifications of this app, and its leaving sight or
    ending, in order, bounded."""
    answers: tuple[Event, ...] = ()
    """Permissions granted and refused, by whom `cause` says, in order."""
    states: tuple[PackageState, ...] = ()
    """One for each dump, in the order of their names."""
    opened_ns: tuple[int, ...] = ()
    """When it was launched or came into sight."""
    events: int = 0
    """Records of this package in all."""
    coverage: Coverage = Coverage()
    sources: tuple[Source, ...] = ()
    dropped: int = 0
    """Records beyond the bound of what facts keep one by one; `events` counts them all the same."""
