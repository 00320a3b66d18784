"""Sensor traces of a run: what the phone was made to do, and when the app jumped.

`build.from_log` makes the facts of a run's traces, `replay.py` measures the movement before each jump.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.artifacts.device_log.event import Source
from mingjian.model import Series


class Motion(Struct, frozen=True, kw_only=True):
    """One jump, or one trace without a jump, with what was measured of the movement before it."""

    at_s: float | None
    """Seconds into the trace; None: the app did not jump."""
    target: str = ""
    acceleration_ms2: float
    """Peak of linear acceleration (gravity taken off), m/s²."""
    angle_deg: float | None
    """Largest turn about any one axis, degrees; None where nothing tells."""
    duration_s: float
    """How long the movement had lasted without a pause."""
    axes: tuple[str, ...] = ()
    """Directions in which the acceleration was reached."""
    acceleration_error_ms2: float = 0.0
    """By how much the measurement may be off: the sensor's noise, gravity that was not taken off rightly."""
    angle_error_deg: float = 0.0
    duration_error_s: float = 0.0
    angle_by: Literal["gyroscope", "gravity", ""] = ""
    """`gravity`: by the change of gravity's direction alone, which does not show turns about the vertical."""
    line: int | None = None
    """1-based line of the jump in the file."""


class Trace(Struct, frozen=True, kw_only=True):
    source: str
    scene: str = ""
    """`walking`, `riding`, `picking_up`, `putting_down`, `shake` …, where the file or plan says so."""
    daily: bool | None = None
    """Whether the scene is everyday motion; None where nobody says."""
    seconds: float
    rate_hz: float
    gravity_included: bool
    """As detected from the trace at rest."""
    sensors: tuple[str, ...] = ()
    motions: tuple[Motion, ...] = ()
    acceleration: Series | None = None
    """Linear acceleration over time, thinned for drawing, with the jumps as marks."""
    jumps_known: bool = False
    """The recording would show a jump: it has a column of events, or the run's log covers its time."""
    told: tuple[str, ...] = ()
    """Codes of what was wrong with the recording."""


class SensorFacts(Struct, frozen=True, kw_only=True):
    traces: tuple[Trace, ...] = ()
    covered: tuple[Literal["daily", "ladder"], ...] = ()
    """`daily`: walking, riding and picking up were all tried; `ladder`: shakes just below the thresholds."""
    sources: tuple[Source, ...] = ()
    dropped: int = 0
