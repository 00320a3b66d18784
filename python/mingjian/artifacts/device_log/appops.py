"""`dumpsys appops`, Android 6 to 16: who used which guarded operation when, in which state, and was it let.

One use shows up to three times: as the last access of its operation (to the millisecond), as a discrete
access (to the minute), and in the history's counters. The finest record is kept, the coarser ones give up
what it already says, so that the sum is what the system counted.

Forms: AppOpsService.java, DiscreteRegistry.java, DiscreteOpsSqlRegistry.java and HistoricalRegistry.java of
AOSP 6 to 16; states and flags are those of AppOpsManager.keyToString.
"""

from __future__ import annotations

import re
from typing import Literal

from mingjian.artifacts.device_log.event import OpMode
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS, age_ns

_MODES = ("allow", "ignore", "deny", "default", "foreground")
_MINUTE = 60 * NS
_UID = re.compile(r"\s*Uid:? (\w+):?$")
_PACKAGE = re.compile(r"\s*Package:? (\S+?):?$")
_OP = re.compile(r"\s*((?:[A-Z][A-Z0-9_]{2,}|MIUIOP|Unknown|OP)(?:\(\w+\))?)(?: \((\w+)[^)]*\))?(:.*)?$")
_OLD = re.compile(r" ?(?:mode=(\w+)|(allow|ignore|deny|default|foreground))(?:;|$| )")
_AGO = re.compile(r"(time|rejectTime)=(\S+) ago")
_TAG = re.compile(r"\s*(?:Attribution:? )?(\S+?)(?:=\[|:)?$")
_USE = re.compile(
    r"\s*(Access|Reject): (?:\[([^\]]*)\]|(\w+)(?: =)?) ?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)"
    r"(?: \([^)]*\))?(?: duration=(\S+))?(?: proxy\[(.*)\])?"
)
_PROXY = re.compile(r"pkg=([\w.]+)")
_RUNNING = re.compile(r"\s*Running start at: (\S+)")
_DISCRETE = re.compile(
    r"\s*(Access|Reject) \[([^\]]*)\] at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)(?: for (-?\d+) milliseconds)?"
)
_COUNTED = re.compile(r"\s*\[?([a-z]+(?:-[a-z]+)?)\]? = ((?:access|reject|duration)=.*)$")
_SPAN = re.compile(r"\s*(begin|end) = (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)")
_TABLE = "UID|PACKAGE_NAME|"
_SECTIONS = re.compile(
    r"\s*(Discrete accesses|(?:Op|Package) mode watchers|All op (?:active|started|noted) watchers|Clients"
    r"|Current AppOps Service state|Profile owners|Settings|snapshot|Histor(?:y|ical ops)|Audio Restrictions"
    r"|User restrictions .*|Last sampled .*):",
    re.IGNORECASE,
)

Key = tuple[str, str, str, str]
"""Package, operation, state and flags, access or reject."""


def foreground_of(state: str) -> bool | None:
    """Whether the app was before the user in a state (`top-s`); None where that does not follow from it.

    A foreground service or a bound process may or may not be seen by anybody.
    """
    name = state.partition("-")[0]
    return True if name == "top" else False if name in ("bg", "cch") else None


def uid_of(text: str) -> int | None:
    """The uid that `u0a103`, `u10i5` or `10103` names."""
    if text.isdecimal():
        return int(text) if len(text) < 10 else None
    found = re.fullmatch(r"u(\d{1,3})(a|s|i|ai)(\d{1,5})", text)
    if found is None:
        return None
    base = {"a": 10000, "s": 0, "i": 99000, "ai": 90000}[found[2]]
    return int(found[1]) * 100_000 + base + int(found[3])


class _Dump:
    """State while the lines of one dump go by."""

    def __init__(self, out: Reading) -> None:
        self.out = out
        self.section: Literal["state", "discrete", "history", "table", ""] = ""
        self.uid: int | None = None
        self.package = ""
        self.op = ""
        self.tag = ""
        self.last: dict[Key, list[int]] = {}
        self.counted: list[tuple[Key, int, int, int, int | None, int | None, int]] = []
        self.begin: int | None = None
        self.end: int | None = None

    def use(
        self, kind: str, state: str, at: int | None, line: int, how: str, *,
        duration: int | None = None, caller: str = "", precision: int = 1_000_000,
    ) -> None:  # fmt: skip
        """Hand on one use or refusal."""
        if not self.package or not self.op:
            self.out.told("line_unreadable", line)
            return
        key = (self.package, self.op, state, kind)
        if how == "discrete":
            near = self.last.get(key, ())
            # The registry writes the start of the minute; the last access stands in the dump to the ms.
            if at is not None and any(at <= other < at + _MINUTE for other in near):
                return
        if at is not None:
            self.last.setdefault(key, []).append(at)
        self.out.event(
            "permission_use" if kind == "Access" else "permission_denied",
            self.package, self.op, at_ns=at, line=line, precision_ns=precision, uid=self.uid, caller=caller,
            cause=f"{how} {state}".strip(), duration_ns=duration, foreground=foreground_of(state),
            args=(f"attribution={self.tag}",) if self.tag and self.tag != "null" else (),
        )  # fmt: skip

    def finish(self) -> None:
        """Hand on what counters say beyond the single records."""
        for key, times, begin, end, uid, duration, line in self.counted:
            package, op, state, kind = key
            rest = times - sum(1 for at in self.last.get(key, ()) if begin <= at <= end)
            if rest <= 0:
                continue
            self.out.event(
                "permission_use" if kind == "Access" else "permission_denied",
                package, op, at_ns=(begin + end) // 2, precision_ns=max((end - begin) // 2, 1), line=line,
                uid=uid, cause=f"history {state}", duration_ns=duration, count=rest,
                foreground=foreground_of(state),
            )  # fmt: skip


def read(source: Input, out: Reading) -> None:
    """Uses, refusals and modes of one dump."""
    dump = _Dump(out)
    for number, line in source.lines():
        if not line.strip():
            continue
        _line(dump, number, line)
    dump.finish()


def _line(dump: _Dump, number: int, line: str) -> None:
    if line.startswith(_TABLE):
        dump.section = "table"
    elif dump.section == "table" and line.count("|") >= 10:
        _row(dump, number, line)
    elif title := _SECTIONS.match(line):
        _title(dump, title[1].lower())
    elif found := _UID.match(line):
        dump.section = dump.section or "state"
        dump.uid, dump.package, dump.op, dump.tag = uid_of(found[1]), "", "", ""
    elif dump.section:
        _within(dump, number, line)


def _title(dump: _Dump, name: str) -> None:
    if name.startswith("discrete"):
        dump.section = "discrete"
    elif name.startswith(("histor", "snapshot")):
        dump.section = "history"
    elif not name.startswith("settings"):
        dump.section = "state" if name.startswith("current") else ""
    dump.package = dump.op = ""


def _within(dump: _Dump, number: int, line: str) -> None:
    """A line of the state, the history or the discrete accesses."""
    out = dump.out
    if found := _PACKAGE.match(line):
        dump.package, dump.op, dump.tag = found[1], "", ""
        if dump.uid is not None:
            out.uid(dump.uid, dump.package)
    elif found := _USE.match(line):
        out.zone_needed()
        proxy = _PROXY.search(found[6] or "")
        caller = proxy[1] if proxy and proxy[1] != "null" else ""
        state = found[2] if found[2] is not None else found[3]
        at = out.clock.stamp(found[4])
        duration = age_ns(found[5] or "")
        dump.use(found[1], state, at, number, "last", duration=duration, caller=caller)
    elif found := _DISCRETE.match(line):
        out.zone_needed()
        length = int(found[4]) * 1_000_000 if found[4] and not found[4].startswith("-") else None
        at = out.clock.stamp(found[3])
        dump.use(found[1], found[2], at, number, "discrete", duration=length, precision=_MINUTE)
    elif found := _SPAN.match(line):
        out.zone_needed()
        at = out.clock.stamp(found[2])
        dump.section = "history"
        if found[1] == "begin":
            dump.begin = at
        else:
            dump.end = at
    elif (found := _COUNTED.match(line)) and dump.section == "history":
        _count(dump, number, found[1], found[2])
    elif found := _RUNNING.match(line):
        _running(dump, number, found[1])
    elif found := _OP.match(line):
        _op(dump, number, found)
    elif dump.op and (found := _TAG.match(line)):
        dump.tag = found[1]


def _op(dump: _Dump, number: int, found: re.Match[str]) -> None:
    """An operation's own line: its name, its mode, and in Android 6 to 8 its times as ages."""
    out = dump.out
    dump.op, dump.tag = found[1], ""
    if "(" in dump.op:
        out.told("op_unknown", number, dump.op)
    mode = found[2] or ""
    rest = (found[3] or "")[1:]
    old = _OLD.match(rest)
    if old:
        word = old[1] or old[2]
        mode = _MODES[int(word)] if word.isdecimal() and int(word) < len(_MODES) else word
    if mode and dump.section == "state":
        out.keep(OpMode(package=dump.package, uid=dump.uid, op=dump.op, mode=mode, source=out.path))
    if "ago" not in rest:
        return
    now = out.written(number)
    if now is None:
        return
    for which, age in _AGO.findall(rest):
        ago = age_ns(age)
        if ago is not None:
            length = re.search(r"; duration=(\S+)", rest)
            dump.use(
                "Access" if which == "time" else "Reject", "", now - ago, number, "last",
                duration=age_ns(length[1]) if length and which == "time" else None, precision=NS,
            )  # fmt: skip


def _running(dump: _Dump, number: int, age: str) -> None:
    """A use not ended when the dump was written; its beginning may stand as a last access already."""
    ago, now = age_ns(age), dump.out.written(number)
    if ago is None or now is None:
        return
    at = now - ago
    keys = [key for key in dump.last if key[:2] == (dump.package, dump.op) and key[3] == "Access"]
    if not any(abs(other - at) < 2 * NS for key in keys for other in dump.last[key]):
        dump.use("Access", "", at, number, "last", duration=ago, precision=NS)


def _count(dump: _Dump, number: int, state: str, parts: str) -> None:
    if dump.begin is None or dump.end is None or not dump.package or not dump.op:
        dump.out.told("line_unreadable", number)
        return
    values = dict(part.split("=", 1) for part in parts.split(", ") if "=" in part)
    duration = age_ns(values.get("duration", ""))
    for kind, name in (("Access", "access"), ("Reject", "reject")):
        times = values.get(name, "")
        if times.isdecimal() and len(times) < 12:
            key = (dump.package, dump.op, state, kind)
            length = duration if kind == "Access" else None
            dump.counted.append((key, int(times), dump.begin, dump.end, dump.uid, length, number))


def _row(dump: _Dump, number: int, line: str) -> None:
    """A row of Android 16's discrete accesses."""
    cells = line.split("|")
    uid, package, _device, op, tag, state, flags = cells[:7]
    at = dump.out.clock.stamp(cells[9])
    dump.out.zone_needed()
    if at is None or not package:
        dump.out.told("line_unreadable", number)
        return
    dump.uid, dump.package, dump.op, dump.tag = uid_of(uid), package, op, tag
    length = cells[10].strip()
    dump.use(
        "Access", f"{state}-{flags}", at, number, "discrete",
        duration=int(length) * 1_000_000 if length.isdecimal() and len(length) < 12 else None,
    )  # fmt: skip


def sniff(head: Head) -> int:
    """Whether it is the dump of the operations, alone in its file."""
    text = head.text
    if "DUMP OF SERVICE" in text[:4096] or "== dumpstate" in text[:4096]:
        return 0
    if "Current AppOps Service state:" in text:
        return 95
    if _TABLE in text or re.search(r"^ +(?:Access|Reject): \[\w+-\w+\] ?\d{4}-", text, re.MULTILINE):
        return 80
    return 70 if re.search(r"^ +Uid \w+:\n(?: .*\n)* +Package [\w.]+:\n", text[:8192], re.MULTILINE) else 0


FORMAT = Format(name="appops", sniff=sniff, read=read, sections=("appops",))
