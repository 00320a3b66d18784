"""Lines of logcat, in every form its `-v` gives, each to whoever reads that tag.

threadtime (with year, zone, uid, usec, epoch, monotonic), time, long, brief, Android Studio's; event tags by
name or, where the phone had no table of them, by number. Tags are those of AOSP's EventLogTags.logtags.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from mingjian.artifacts.device_log.format import Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS, fraction_ns

_HEAD = r"(?:(\d{4})-)?(\d\d-\d\d \d\d:\d\d):(\d\d)\.(\d{3,9})(?: ([+-]\d{4}))?"
_THREAD = re.compile(_HEAD + r"\s+(?:([\w.]+)\s+)?(\d+)\s+(\d+) ([VDIWEFAS]) (.*)$")
_TIME = re.compile(_HEAD + r" ([VDIWEFAS])/(.*?)\(\s*(\d+)\): ?(.*)$")
_LONG = re.compile(r"\[ " + _HEAD + r"\s+(?:(\w+):)?\s*(\d+):\s*(\w+) ([VDIWEFAS])/(.*)\]$")
_EPOCH = re.compile(r"\s*(\d{1,11})\.(\d{3,9})\s+(?:([\w.]+)\s+)?(\d+)\s+(\d+) ([VDIWEFAS]) (.*)$")
_STUDIO = re.compile(_HEAD + r" (\d+)-(\d+)(?:/(\S+))? ([VDIWEFA])/([^:]*): ?(.*)$")
"""Android Studio's, which names the package."""
_BRIEF = re.compile(r"([VDIWEFAS])/(.*?)\(\s*(\d+)\): ?(.*)$")
_NUMBERED = re.compile(r"\[(\d{2,7})\]$")
_LEAST = len("I/(1):")
"""No form of a message is shorter."""
_ANCIENT_S = 10**8
"""A stamp in seconds below this counts from boot, not from 1970."""

NUMBERS = {
    30001: "am_finish_activity", 30002: "am_task_to_front", 30003: "am_new_intent", 30004: "am_create_task",
    30005: "am_create_activity", 30006: "am_restart_activity", 30007: "am_resume_activity", 30008: "am_anr",
    30009: "am_activity_launch_time", 30010: "am_proc_bound", 30011: "am_proc_died",
    30012: "am_failed_to_pause", 30013: "am_pause_activity", 30014: "am_proc_start", 30015: "am_proc_bad",
    30016: "am_proc_good", 30017: "am_low_memory", 30018: "am_destroy_activity", 30021: "am_on_paused_called",
    30022: "am_on_resume_called", 30023: "am_kill", 30030: "am_create_service", 30031: "am_destroy_service",
    30037: "am_process_start_timeout", 30039: "am_crash", 30043: "am_set_resumed_activity",
    30044: "am_focused_stack", 30048: "am_stop_activity", 30100: "am_foreground_service_start",
    31001: "wm_no_surface_memory", 2728: "power_screen_state", 2750: "notification_enqueue",
    3000: "boot_progress_start", 3020: "boot_progress_pms_start", 3030: "boot_progress_pms_ready",
    3040: "boot_progress_ams_ready", 70000: "screen_toggled",
}  # fmt: skip
"""Event tags by number, for logs of phones that had no names for them."""


class Line(Struct, gc=False):
    """One message of a log."""

    number: int
    at_ns: int | None
    pid: int
    tag: str
    text: str


Handler = Callable[["Line", Reading], None]


def walk(source: Input, out: Reading, handlers: dict[str, Handler]) -> None:
    """Read a log, handing each line whose tag is known to its handler."""
    lines = _Lines(out)
    unreadable = 0
    first = 0
    for number, text in source.lines():
        if len(text) < _LEAST and not lines.within:
            if text and not text.isspace():
                unreadable += 1
                first = first or number
            continue
        line = lines.parse(number, text)
        if line is None:
            if text and not text.startswith("-----"):
                unreadable += 1
                first = first or number
            continue
        handler = handlers.get(line.tag)
        if handler is not None:
            handler(line, out)
    if unreadable:
        out.told("line_unreadable", first, count=unreadable)


class _Lines:
    """Remembers which form the last line had: a log keeps to one."""

    def __init__(self, out: Reading) -> None:
        self._out = out
        self._clock = out.clock
        self._long: Line | None = None

    @property
    def within(self) -> bool:
        """Whether the next line is text of a message whose head was read (`-v long`)."""
        return self._long is not None

    def parse(self, number: int, text: str) -> Line | None:
        """One line; None for what is no message."""
        if self._long is not None:
            if text:
                held = self._long
                return Line(number, held.at_ns, held.pid, held.tag, text)
            self._long = None
            return None
        if found := _THREAD.match(text):
            at = self._at(found, number)
            tag, _, message = found[10].partition(": ")
            if tag.endswith(":"):
                tag = tag[:-1]
            return Line(number, at, int(found[7]), _named(tag.rstrip()), message)
        if found := _EPOCH.match(text):
            at = self._epoch(found, number)
            tag, _, message = found[7].partition(": ")
            return Line(number, at, int(found[4]), _named(tag.rstrip()), message)
        if found := _TIME.match(text):
            return Line(number, self._at(found, number), int(found[8]), _named(found[7].rstrip()), found[9])
        if found := _STUDIO.match(text):
            at = self._at(found, number)
            return Line(number, at, int(found[6]), _named(found[10].strip()), found[11])
        if found := _LONG.match(text):
            self._long = Line(number, self._at(found, number), int(found[7]), _named(found[10].rstrip()), "")
            return None
        if found := _BRIEF.match(text):
            self._out.told("no_time", number)
            return Line(number, None, int(found[3]), _named(found[2].rstrip()), found[4])
        return None

    def _at(self, found: re.Match[str], number: int) -> int | None:
        clock = self._clock
        if found[1] or found[5]:
            year = found[1]
            if year is None:
                at = clock.yearless(found[2], found[5])
            else:
                stamp = f"{year}-{found[2]}:00{' ' + found[5] if found[5] else ''}"
                at = clock.stamp(stamp)
        else:
            at = clock.yearless(found[2])
        if at is None:
            self._out.told("line_unreadable", number)
            return None
        if found[5] is None:
            self._out.zone_needed()
        if found[1] is None and not clock.dated:
            self._out.year_needed(number)
        at += int(found[3]) * NS + fraction_ns(found[4])
        self._out.tick(at, number)
        return at

    def _epoch(self, found: re.Match[str], number: int) -> int | None:
        seconds = int(found[1])
        if seconds < _ANCIENT_S:
            self._out.told("time_since_boot", number)
            return None
        at = seconds * NS + fraction_ns(found[2])
        self._out.tick(at, number)
        return at


def _named(tag: str) -> str:
    if tag.startswith("[") and (found := _NUMBERED.match(tag)):
        return NUMBERS.get(int(found[1]), tag)
    return tag


def fields(text: str) -> list[str]:
    """The values of an event: `[0,1234,com.x,reason, with commas]` cut at commas."""
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return text.split(",")


def looks(text: str) -> tuple[int, int]:
    """Of the first lines of a head: how many are messages, and how many of those bear an event tag."""
    messages = events = 0
    for row in text.splitlines()[:300]:
        for form, place in _FORMS:
            if found := form.match(row):
                messages += 1
                events += _EVENT_TAG.match(_named(found[place].partition(":")[0].strip())) is not None
                break
    return messages, events


_FORMS = ((_THREAD, 10), (_TIME, 7), (_STUDIO, 10), (_LONG, 10), (_EPOCH, 7), (_BRIEF, 2))
"""Each form, and which group begins with the tag."""
_EVENT_TAG = re.compile(
    r"(?:am|wm|sysui|notification|boot_progress|power|ssm|uc|um|dvm|pm|screen|battery|cpu|content|db|input"
    r"|netstats|volume|storaged|auditd|configuration|device|dropbox|binder|commit|jank|stats)(?:_\w+)?$"
)
