"""`dumpsys activity`, Android 7 to 16: broadcasts that reached apps, services, activities, and by whom.

Its times are ages or stamps of the moment of dumping. Read are the history of broadcasts, services
(ServiceRecord) and activities (ActivityRecord); processes only for whose uid it is.
"""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.appops import uid_of
from mingjian.artifacts.device_log.events_log import component
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS, age_ns

_BROADCAST = re.compile(r"\s*BroadcastRecord\{\w+ u-?\d+ (\S+?)\}")
_CALLER = re.compile(r"\s*caller=([\w.]+|null)")
_CLOCK = re.compile(r"(?:enqueue|dispatch)ClockTime=(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)")
_RECEIVER = re.compile(
    r"\s*(Deliver|Receiver|Skip|Skipped|Pending|Defer\w*|Remote)\b.*#\d+: (.*)$", re.IGNORECASE
)
_RESOLVED = re.compile(r"ResolveInfo\{\w+ ([\w.]+/[\w.$]+)")
_NAME = re.compile(r"\s+name=([\w.$]+)$")
_PACKAGE = re.compile(r"\s+packageName=([\w.]+)$")
_SERVICE = re.compile(r"\s*\* ServiceRecord\{\w+ u\d+ ([\w.]+/[\w.$]+)(?: c:([\w.]+))?\}")
_CREATED = re.compile(r"\s+createTime=(\S+)")
_CALLING = re.compile(r"\s+recentCallingPackage=([\w.]+)")
_ACTIVITY = re.compile(r"\s*\* Hist +#\d+: ActivityRecord\{\w+ u\d+ ([\w.]+/[\w.$]+)")
_LAUNCHED = re.compile(r"launchedFromPackage=([\w.]+)")
_LAST_LAUNCH = re.compile(r"\blastLaunchTime=(-?\S+)")
_PROCESS = re.compile(r"\s*\*APP\* UID (\w+) ProcessRecord\{\w+ \d+:([\w.:]+)/(\w+)\}")
_PACKAGES = re.compile(r"\s+packageList=\{([\w.]+)\}$")


class _Dump:
    """What is open while lines go by: a broadcast, a service, an activity or a process."""

    def __init__(self, out: Reading) -> None:
        self.out = out
        self.line = 0
        self.action = ""
        self.caller = ""
        self.at: int | None = None
        self.delivering = False
        self.receiver = ""
        self.service = ""
        self.activity = ""
        self.created: int | None = None
        self.uid: int | None = None

    def close(self) -> None:
        """Hand on the service or activity that was open."""
        name = self.service or self.activity
        if name:
            package, whole = component(name)
            self.out.event(
                "component_start", package, whole, at_ns=self.created, line=self.line, precision_ns=NS,
                caller="" if self.caller == "null" else self.caller,
                cause="service" if self.service else "activity",
            )  # fmt: skip
        self.service = self.activity = self.caller = ""
        self.created = None

    def age(self, text: str, line: int) -> int | None:
        """The moment so long before the dump."""
        ago, now = age_ns(text), self.out.written(line)
        return None if ago is None or now is None else now - ago


def read(source: Input, out: Reading) -> None:
    """Receivers reached by broadcasts, services, activities."""
    dump = _Dump(out)
    for number, line in source.lines():
        _line(dump, number, line)
    dump.close()


def _line(dump: _Dump, number: int, line: str) -> None:
    out = dump.out
    if found := _BROADCAST.match(line):
        dump.close()
        dump.action, dump.caller, dump.at = found[1], "", None
        dump.delivering, dump.line = False, number
    elif found := _SERVICE.match(line):
        dump.close()
        dump.action = ""
        dump.service, dump.caller, dump.line = found[1], found[2] or "", number
    elif found := _ACTIVITY.match(line):
        dump.close()
        dump.action = ""
        dump.activity, dump.line = found[1], number
    elif found := _PROCESS.match(line):
        dump.close()
        dump.action = ""
        dump.uid = uid_of(found[1])
    elif dump.action:
        _broadcast(dump, number, line)
    elif dump.service or dump.activity:
        _started(dump, number, line)
    elif dump.uid is not None and (found := _PACKAGES.match(line)):
        out.uid(dump.uid, found[1])
        dump.uid = None


def _started(dump: _Dump, number: int, line: str) -> None:
    if (found := _CREATED.match(line)) or (found := _LAST_LAUNCH.search(line)):
        dump.created = dump.age(found[1], number)
    elif found := _CALLING.match(line) or _LAUNCHED.search(line):
        dump.caller = found[1]


def _broadcast(dump: _Dump, number: int, line: str) -> None:
    out = dump.out
    if found := _CALLER.match(line):
        dump.caller = found[1]
    if found := _CLOCK.search(line):
        out.zone_needed()
        dump.at = out.clock.stamp(found[1]) or dump.at
    if found := _RECEIVER.match(line):
        dump.delivering = found[1].lower() in ("deliver", "receiver")
        dump.receiver = ""
        if resolved := _RESOLVED.search(found[2]):
            _received(dump, number, *component(resolved[1]))
    elif dump.delivering and (found := _NAME.match(line)):
        dump.receiver = found[1]
    elif dump.delivering and dump.receiver and (found := _PACKAGE.match(line)):
        _received(dump, number, found[1], f"{found[1]}/{dump.receiver}")
        dump.receiver = ""


def _received(dump: _Dump, number: int, package: str, name: str) -> None:
    if not dump.delivering or not package:
        return
    dump.out.event(
        "component_start", package, name, at_ns=dump.at, line=number,
        caller="" if dump.caller == "null" else dump.caller, cause=f"broadcast {dump.action}",
    )  # fmt: skip


def sniff(head: Head) -> int:
    """Whether it is the dump of activities, alone in its file."""
    text = head.text
    if "DUMP OF SERVICE" in text[:4096] or "== dumpstate" in text[:4096]:
        return 0
    return 93 if re.search(r"^ACTIVITY MANAGER [A-Z ]+\(dumpsys activity ", text, re.MULTILINE) else 0


FORMAT = Format(
    name="activity_dump", sniff=sniff, read=read, sections=("activity", "APP ACTIVITIES", "APP SERVICES")
)
