"""Plain logcat: who started what, who asked for a permission and was answered, what was installed or blocked.

Only lines of the system and of known tools are read; what an app writes of itself is its own claim.
"""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.appops import uid_of
from mingjian.artifacts.device_log.event import EventKind
from mingjian.artifacts.device_log.events_log import OVER, EventsReader, component
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.hook_lines import TAG, HookLines
from mingjian.artifacts.device_log.logcat_lines import Handler, Line, looks, walk
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading

_START = re.compile(r"START u\d+ \{(.*?)\}(?: with \w+)? from uid (-?\d+)(.*)$")
_PART = re.compile(r"\b(\w++)=(\S+)")
_CALLER = re.compile(r"callingPackage[=: ]+([\w.]+)|^ \(([a-z]\w*\.[\w.]+)[,)]")
_PROC = re.compile(r"Start proc (\d{1,9}):([\w.:]+)/(\w+) for (.+)$")
_FOR = re.compile(
    r"(?P<how>[a-z][a-z -]*[a-z])(?=$| [\w{.]+[./]| caller=)(?: (?P<name>\{?[\w.]+/[\w.$]+\}?))?"
)
_BY = re.compile(r" caller=([\w.]+)$")
_KILLING = re.compile(r"Killing (\d{1,9}):([\w.:]+)/\w+ \(adj -?\d+\): (.*)$")
_DIED = re.compile(r"Process ([\w.:]+) \(pid (\d{1,9})\) has died")
_FORCE = re.compile(r"Force stopping ([\w.]+) appid=(\d{1,8}) user=-?\d+: (.*)$")
_BLOCKED = re.compile(
    r"Background (?:activity (?:start|launch blocked!?)|execution not allowed|start not allowed)"
)
_REJECTED = re.compile(r"MIUILOG- ?(?:Reject|Permission Denied)(.*)$")
_NAMED = re.compile(r"(?:packageName|pkg|callingPackage) ?[:=] ?([\w.]+)")
_TO = re.compile(r" to ([\w.]+)/")
_CMP = re.compile(r"(?:cmp=| to )([\w.]+/[\w.$]+)")
_ACTION = re.compile(r"act=(\S+)")
_RESULT = re.compile(
    r"Permission grant result requestId=-?\d+ callingUid=(\d{1,9}) callingPackage=([\w.]+) "
    r"permission=([\w.]+) isImplicit=(\w+) result=(\d+)"
)
GRANTED = {"4": "user", "5": "auto", "9": "one time", "10": "foreground only", "11": "foreground only"}
REFUSED = {"1": "ignored", "2": "ignored, user fixed", "3": "ignored, policy fixed", "6": "user",
           "7": "user, do not ask again", "8": "auto"}  # fmt: skip
"""Results of PERMISSION_GRANT_REQUEST_RESULT_REPORTED (atoms.proto of AOSP)."""
_DENIAL = re.compile(r"Permission Denial: .{0,400}?uid=(\d{1,9}).{0,400}? requires ([\w.]+)")
_CLIP = re.compile(r"Denying clipboard access to ([\w.]+)")
_SET = re.compile(r"Setting time of day to sec=|Setting system (?:time|clock)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_FOR_PACKAGE = re.compile(r"\b(?:for |pkg=|package[= ])([a-z]\w*(?:\.\w+)+)")

_MANAGERS = ("ActivityManager", "ActivityTaskManager", "ActivityStarter", "BroadcastQueue")
_VENDORS = (
    "AutoStartManagerService", "AutoStartManagerServiceStubImpl", "BroadcastQueueInjector",
    "BroadcastQueueModernStubImpl", "BroadcastQueueImpl", "ActivityTaskManagerServiceImpl",
)  # fmt: skip
_ANSWERS = (
    "GrantPermissionsActivity", "GrantPermissionsViewModel", "PermissionController",
    "OneTimePermissionUserManager",
)  # fmt: skip


class PlainReader(EventsReader):
    """The events' reader with the tags of the plain log besides."""

    def handlers(self) -> dict[str, Handler]:
        """Who reads which tag."""
        table = super().handlers()
        table.update(dict.fromkeys(_MANAGERS, self._manager))
        table.update(dict.fromkeys(_VENDORS, self._rejected))
        table.update(dict.fromkeys(_ANSWERS, self._answered))
        table.update(dict.fromkeys(("AlarmManager", "SystemClockTime"), self._clock_set))
        table.update(dict.fromkeys(("DownloadManager", "DownloadThread", "DownloadProvider"), self._download))
        table["ClipboardService"] = self._clipboard
        return table

    def _manager(self, line: Line, out: Reading) -> None:
        text = line.text
        if text.startswith("START u"):
            self._opened(line, out)
        elif found := _PROC.match(text):
            self._process(line, out, found)
        elif found := _KILLING.match(text):
            self.over(line, int(found[1]), found[2], found[3], "plain")
        elif found := _DIED.match(text):
            self.over(line, int(found[2]), found[1], "proc_died", "plain")
        elif found := _FORCE.match(text):
            self._forced(line, out, found)
        elif _BLOCKED.match(text):
            self._blocked(line, out, text)
        elif found := _DENIAL.match(text):
            uid = int(found[1])
            out.event_of_uid(
                "permission_denied", uid, found[2], at_ns=line.at_ns, line=line.number, cause="denial"
            )
        else:
            self._rejected(line, out)

    def _opened(self, line: Line, out: Reading) -> None:
        """`START u0 {act=… dat=… cmp=…} from uid 10158`: an app, the launcher or the shell opens it."""
        found = _START.match(line.text)
        if found is None:
            out.told("line_unreadable", line.number)
            return
        intent = dict(_PART.findall(found[1]))
        target, name = component(intent.get("cmp", ""))
        said = _CALLER.search(found[3])
        caller = (said[1] or said[2]) if said else ""
        uid = number_of(found[2])
        action, data = intent.get("act", ""), masked(intent.get("dat", ""))
        if caller and uid is not None and uid >= 10000:
            out.uid(uid, caller)
        blocked = "BAL_BLOCK" in found[3] or "result code=102" in found[3]
        cause = f"{action} {data}".strip()
        at, row = line.at_ns, line.number
        if target and OVER.search(target) and ("REQUEST_PERMISSIONS" in action or "GrantPermissions" in name):
            if out.first(("ask", "", 0), at, "plain"):
                out.event_of_uid(
                    "permission_request", uid, "", at_ns=at, line=row, package=caller, cause=name
                )
            return
        if target and not blocked and out.first(("activity", name, 0), at, "plain"):
            out.event_of_caller(
                "component_start",
                target,
                name,
                uid,
                at_ns=at,
                line=row,
                caller=caller,
                cause=f"activity {cause}",
            )
        out.event_of_uid(
            "jump", uid, name or data or intent.get("pkg", ""), at_ns=at, line=row, package=caller,
            unless=target, cause=f"blocked {cause}" if blocked else cause,
        )  # fmt: skip

    def _process(self, line: Line, out: Reading, found: re.Match[str]) -> None:
        """`Start proc 17893:com.x/u0a324 for service {com.x/.Push} caller=com.y`; vendors add the caller."""
        pid, process, uid = int(found[1]), found[2], uid_of(found[3])
        why, by = _FOR.match(found[4]), _BY.search(found[4])
        how, name = (why["how"], why["name"] or "") if why else ("", "")
        caller = by[1] if by else ""
        owner, full = component(name)
        package = self.begun(pid, uid, process, owner)
        if out.first(("start", process, pid), line.at_ns, "plain"):
            out.event(
                "process_start", package, how or "unknown", at_ns=line.at_ns, line=line.number, in_order=True,
                process=process, uid=uid, caller=caller, cause=full,
            )  # fmt: skip
        elif caller:  # the event log said it already, but not who asked for it
            out.event(
                "component_start", package, full or process, at_ns=line.at_ns, line=line.number,
                in_order=True, process=process, uid=uid, caller=caller, cause=how,
            )  # fmt: skip

    def _forced(self, line: Line, out: Reading, found: re.Match[str]) -> None:
        """A package is stopped by force: when it is installed or removed, too, which tells when that was."""
        why = found[3]
        if "installPackage" in why or "replac" in why:
            kind: EventKind = "install"
        elif "deletePackage" in why or "uninstall" in why or "pkg removed" in why:
            kind = "uninstall"
        else:
            kind, why = "process_end", f"force stop: {why}"
        out.event(
            kind, found[1], why, at_ns=line.at_ns, line=line.number, in_order=True, uid=int(found[2]),
            cause=line.tag,
        )  # fmt: skip

    def _rejected(self, line: Line, out: Reading) -> None:
        if found := _REJECTED.match(line.text):
            self._blocked(line, out, found[1])

    def _blocked(self, line: Line, out: Reading, text: str) -> None:
        """A start in the background was refused: the attempt is the app's, the refusal the terminal's."""
        named, to = _NAMED.search(text), _TO.search(text)
        told = _CMP.search(text)
        target, name = component(told[1] if told else "")
        package = named[1] if named else to[1] if to else target
        if not package:
            out.told("line_unreadable", line.number)
            return
        place = "ACTIVITY_IN_BACKGROUND" if "ctivity" in line.text[:40] else "IN_BACKGROUND"
        action = _ACTION.search(text)
        out.event(
            "permission_denied", package, f"START_{place}", at_ns=line.at_ns, line=line.number, in_order=True,
            foreground=False, cause=f"{action[1] if action else ''} {name}".strip(),
        )  # fmt: skip

    def _answered(self, line: Line, out: Reading) -> None:
        """What came of a permission's dialog: granted or refused, by whom."""
        found = _RESULT.search(line.text)
        if found is None:
            return
        uid, package, permission, result = int(found[1]), found[2], found[3], found[5]
        out.uid(uid, package)
        answer = GRANTED.get(result) or REFUSED.get(result)
        if answer is None:
            out.told("result_unknown", line.number, result)
            return
        out.event(
            "permission_grant" if result in GRANTED else "permission_refusal",
            package, permission, at_ns=line.at_ns, line=line.number, in_order=True, uid=uid,
            cause=f"{answer}, implicit" if found[4] == "true" else answer,
        )  # fmt: skip

    def _clipboard(self, line: Line, out: Reading) -> None:
        if found := _CLIP.match(line.text):
            out.event(
                "permission_denied", found[1], "READ_CLIPBOARD", at_ns=line.at_ns, line=line.number,
                in_order=True, cause="not in focus", foreground=False,
            )  # fmt: skip

    def _clock_set(self, line: Line, out: Reading) -> None:
        if _SET.search(line.text):
            out.told("clock_set", line.number)

    def _download(self, line: Line, out: Reading) -> None:
        if found := _URL.search(line.text):
            owner = _FOR_PACKAGE.search(line.text.replace(found[0], ""))
            out.event(
                "download", owner[1] if owner else "", masked(found[0]), at_ns=line.at_ns, line=line.number,
                in_order=True, cause=line.tag,
            )  # fmt: skip


def number_of(uid: str) -> int | None:
    """A uid as logged; None for -1 and the like."""
    return int(uid) if uid.isdecimal() and len(uid) < 10 else None


def read(source: Input, out: Reading) -> None:
    """Starts, permissions, installs, blocked starts, and the events among them."""
    reader = PlainReader(out)
    hooks = HookLines(out, reader.packages)
    walk(source, out, {**reader.handlers(), TAG: hooks.take})
    hooks.finish()


def sniff(head: Head) -> int:
    """Whether it is a log."""
    messages, _ = looks(head.text)
    return (
        85 if messages >= 2 or (messages and head.text.startswith("--------- beginning")) else 60 * messages
    )


FORMAT = Format(name="logcat", sniff=sniff, read=read, sections=("SYSTEM LOG", "LAST LOGCAT"))
