"""`dumpsys usagestats`, Android 7 to 16: which app was before the user when, and its standby bucket.

Events stand as `time="2022-01-28 17:30:01" type=ACTIVITY_RESUMED package=… class=…`
(UserUsageStatsService.printEvent); the same event may stand in several lists.
"""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.event import Installed
from mingjian.artifacts.device_log.events_log import OVER
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS

_EVENT = re.compile(r'\s*time=(?:"([^"]+)"|(\d{13})) type=(\w+) package=(\S+)(.*)$')
_CLASS = re.compile(r" class=(\S+)")
_BUCKET = re.compile(r" standbyBucket=(\w+)")
_IDLE = re.compile(r"\s*package=(\S+) u=0 bucket=(\w+)")
_RESUMED = ("ACTIVITY_RESUMED", "MOVE_TO_FOREGROUND")
_DARK = ("SCREEN_NON_INTERACTIVE", "DEVICE_SHUTDOWN", "KEYGUARD_SHOWN")
BUCKETS = {"5": "EXEMPTED", "10": "ACTIVE", "20": "WORKING_SET", "30": "FREQUENT", "40": "RARE",
           "45": "RESTRICTED", "50": "NEVER"}  # fmt: skip
"""Source: android.app.usage.UsageStatsManager."""
MAX_EVENTS = 500_000


def read(source: Input, out: Reading) -> None:
    """What came before the user and left, services with a notification, boots; each once, in time's order."""
    rows: dict[tuple[int, str, str, str], int] = {}
    buckets: dict[str, str] = {}
    for number, line in source.lines():
        if found := _EVENT.match(line):
            if found[1] is not None:
                out.zone_needed()
                at = out.clock.stamp(found[1])
            else:
                at = int(found[2]) * 1_000_000
            if at is None:
                out.told("line_unreadable", number)
                continue
            name = _CLASS.search(found[5])
            if bucket := _BUCKET.search(found[5]):
                buckets[found[4]] = BUCKETS.get(bucket[1], bucket[1])
            if len(rows) < MAX_EVENTS:
                rows.setdefault((at, found[3], found[4], name[1] if name else ""), number)
            else:
                out.told("too_many", number)
        elif found := _IDLE.match(line):
            buckets[found[1]] = BUCKETS.get(found[2], found[2])
    _hand_on(rows, out)
    for package, bucket_name in buckets.items():
        out.keep(Installed(package=package[:255], standby=bucket_name, source=out.path))


def _hand_on(rows: dict[tuple[int, str, str, str], int], out: Reading) -> None:
    before = ""
    for (at, kind, package, name), line in sorted(rows.items()):
        what = f"{package}/{name}" if name else package
        if kind in _RESUMED and package != before and not OVER.search(package):
            if before and out.first(("background", before, 0), at, "usage"):
                out.event("background", before, "", at_ns=at, line=line, precision_ns=NS, cause=what)
            before = package
            if out.first(("foreground", package, 0), at, "usage"):
                out.event("foreground", package, what, at_ns=at, line=line, precision_ns=NS, cause=kind)
        elif kind in _DARK:
            if before and out.first(("background", before, 0), at, "usage"):
                out.event("background", before, "", at_ns=at, line=line, precision_ns=NS, cause=kind)
            before = ""
        elif kind == "FOREGROUND_SERVICE_START":
            if out.first(("foreground service", what, 0), at, "usage"):
                out.event(
                    "component_start", package, what, at_ns=at, line=line, precision_ns=NS,
                    cause="foreground service",
                )  # fmt: skip
        elif kind == "DEVICE_STARTUP" and out.first(("reboot", "", 0), at, "usage"):
            out.event("mark", "", "reboot", at_ns=at, line=line, precision_ns=NS, cause=kind)


def sniff(head: Head) -> int:
    """Whether it is the dump of usage, alone in its file."""
    text = head.text
    if "DUMP OF SERVICE" in text[:4096] or "== dumpstate" in text[:4096]:
        return 0
    if re.search(r'^[ \t]*+time="?[^"\n]+"? type=[A-Z_]+ package=', text, re.MULTILINE):
        return 92
    return 60 if "In-memory daily stats" in text or "Last 24 hour events" in text else 0


FORMAT = Format(name="usage_stats", sniff=sniff, read=read, sections=("usagestats",))
