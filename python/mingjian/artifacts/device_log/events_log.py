"""`logcat -b events`: what the system itself notes of processes, services, activities and notifications.

Which process began by what, which app came before the user, which left. A dialog of the system over an app
does not send it to the background; the screen going dark does.
"""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.logcat_lines import Handler, Line, fields, looks
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading

_COMPONENT = re.compile(r"(?<![\w.])([\w.]++)/([\w.$]+)")
_PACKAGE = re.compile(r"[A-Za-z]\w*(?:\.\w+)+")
OVER = re.compile(
    r"^android$|\.(?:permissioncontroller|packageinstaller|systemui|securitypermission)$"
    r"|^com\.(?:lbe\.security\.miui|miui\.securitycenter|coloros\.safecenter)$"
)
"""Packages whose dialogs lie over an app that stays in sight: the platform's, and vendors' in their place."""
_ASKS = ("GrantPermissionsActivity", "REQUEST_PERMISSIONS")
_STATUS = {"0": "new", "1": "update", "2": "ignored"}


def package_of(process: str) -> str:
    """The package a process of that name most likely belongs to: `com.x:push` → `com.x`."""
    name = process.partition(":")[0]
    return name if _PACKAGE.fullmatch(name) else ""


def component(text: str) -> tuple[str, str]:
    """Package and `package/class` of `{com.x/.Main}`, the class written out; empty where there is none."""
    found = _COMPONENT.search(text)
    if found is None:
        return "", ""
    package, name = found[1], found[2]
    return package, f"{package}/{package}{name}" if name.startswith(".") else f"{package}/{name}"


class EventsReader:
    """What must be remembered from line to line of one log, and who reads which tag."""

    def __init__(self, out: Reading) -> None:
        self.out = out
        self.before = ""
        """The package before the user."""
        self.killed: dict[int, str] = {}
        """Processes whose end was handed on, by pid."""
        self.packages: dict[int, str] = {}
        """Packages by pid."""

    def handlers(self) -> dict[str, Handler]:
        """Who reads which tag."""
        table: dict[str, Handler] = {
            "am_proc_start": self._started, "am_proc_died": self._died, "am_kill": self._killed,
            "am_crash": self._crashed, "am_create_service": self._service,
            "am_foreground_service_start": self._service, "boot_progress_start": self._boot,
            "notification_enqueue": self._notification, "power_screen_state": self._screen,
            "screen_toggled": self._screen,
        }  # fmt: skip
        for prefix in ("am", "wm"):
            for tag in ("create_activity", "new_intent"):
                table[f"{prefix}_{tag}"] = self._activity
            for tag in ("resume_activity", "set_resumed_activity", "on_resume_called", "restart_activity"):
                table[f"{prefix}_{tag}"] = self._resumed
        return table

    def _values(self, line: Line, least: int) -> list[str] | None:
        values = fields(line.text)
        if len(values) >= least:
            return values
        self.out.told("line_unreadable", line.number)
        return None

    def begun(self, pid: int | None, uid: int | None, process: str, owner: str) -> str:
        """Note a process; its package: that of the component it began for, unless it is the platform's."""
        package = owner if owner and not process.startswith("android.") else package_of(process) or owner
        if pid is not None:
            if len(self.packages) > 50_000:
                self.packages.clear()
            self.packages[pid] = package
            self.killed.pop(pid, None)
        if uid is not None:
            self.out.uid(uid, package)
        return package

    def over(self, line: Line, pid: int, process: str, why: str, log: str) -> None:
        """Hand on the end of a process, once."""
        if why == "proc_died" and self.killed.pop(pid, None) == process:
            return
        self.killed[pid] = process
        package = self.packages.pop(pid, "") or package_of(process)
        if self.out.first(("end", process, pid), line.at_ns, log):
            self.out.event(
                "process_end", package, why or "unknown", at_ns=line.at_ns, line=line.number, in_order=True,
                process=process, cause=line.tag,
            )  # fmt: skip

    def _started(self, line: Line, out: Reading) -> None:
        if (values := self._values(line, 5)) is None:
            return
        process, how, rest = values[3], values[4], ",".join(values[5:])
        owner, name = component(rest)
        pid, uid = number(values[1]), number(values[2])
        package = self.begun(pid, uid, process, owner)
        if out.first(("start", process, pid or 0), line.at_ns, "events"):
            out.event(
                "process_start", package, how or "unknown", at_ns=line.at_ns, line=line.number, in_order=True,
                process=process, uid=uid, cause=name or rest,
            )  # fmt: skip

    def _killed(self, line: Line, out: Reading) -> None:  # noqa: ARG002 - a handler
        if values := self._values(line, 5):
            rest = values[4:-1] if len(values) > 5 and number(values[-1]) is not None else values[4:]
            self.over(line, number(values[1]) or 0, values[2], ",".join(rest), "events")

    def _died(self, line: Line, out: Reading) -> None:  # noqa: ARG002 - a handler
        if values := self._values(line, 3):
            self.over(line, number(values[1]) or 0, values[2], "proc_died", "events")
            if values[2] == self.before:
                self._leave(line, "process ended")

    def _crashed(self, line: Line, out: Reading) -> None:  # noqa: ARG002 - a handler
        if values := self._values(line, 5):
            pid = max(number(values[0]) or 0, number(values[1]) or 0)  # pid and user stand in this order
            self.over(line, pid, values[2], f"crash {values[4]}", "events")

    def _service(self, line: Line, out: Reading) -> None:
        values = fields(line.text)
        package, name = component(line.text)
        if not package:
            out.told("line_unreadable", line.number)
            return
        foreground = "foreground" in line.tag
        if foreground and not out.first(("foreground service", name, 0), line.at_ns, "events"):
            return
        out.event(
            "component_start", package, name, at_ns=line.at_ns, line=line.number, in_order=True,
            uid=number(values[3]) if len(values) > 3 and not foreground else None,
            cause="foreground service" if foreground else "service",
        )  # fmt: skip

    def _activity(self, line: Line, out: Reading) -> None:
        values = fields(line.text)
        package, name = component(line.text)
        if not package:
            out.told("line_unreadable", line.number)
            return
        if any(word in line.text for word in _ASKS) and OVER.search(package):
            if out.first(("ask", "", 0), line.at_ns, "events"):
                out.event(
                    "permission_request", self.before, "", at_ns=line.at_ns, line=line.number, in_order=True,
                    cause=name,
                )  # fmt: skip
            return
        created = "create" in line.tag
        if created and not out.first(("activity", name, 0), line.at_ns, "events"):
            return  # the plain log said it, with who asked for it
        place = next((n for n, value in enumerate(values) if "/" in value), 3)
        action = values[place + 1] if len(values) > place + 1 else ""
        action = "" if action in ("NULL", "null") else action
        out.event(
            "component_start", package, name, at_ns=line.at_ns, line=line.number, in_order=True,
            cause=f"{'activity' if created else 'new intent'} {action}".strip(),
        )  # fmt: skip

    def _resumed(self, line: Line, out: Reading) -> None:
        package, name = component(line.text)
        if package and package != self.before and not OVER.search(package):
            self._leave(line, name)
            self.before = package
            if out.first(("foreground", package, 0), line.at_ns, "events"):
                out.event(
                    "foreground",
                    package,
                    name,
                    at_ns=line.at_ns,
                    line=line.number,
                    in_order=True,
                    cause=line.tag,
                )

    def _leave(self, line: Line, cause: str) -> None:
        if self.before and self.out.first(("background", self.before, 0), line.at_ns, "events"):
            self.out.event(
                "background", self.before, "", at_ns=line.at_ns, line=line.number, in_order=True, cause=cause
            )
        self.before = ""

    def _screen(self, line: Line, out: Reading) -> None:  # noqa: ARG002 - a handler
        if fields(line.text)[0].strip() == "0":
            self._leave(line, "screen off")

    def _notification(self, line: Line, out: Reading) -> None:
        if (values := self._values(line, 7)) is None:
            return
        uid = number(values[0])
        if uid is not None and uid >= 10000:
            out.uid(uid, values[2])
        out.event(
            "notification", values[2], masked(f"{values[3]} {values[4]}".strip()), at_ns=line.at_ns,
            line=line.number, in_order=True, uid=uid, cause=_STATUS.get(values[-1], values[-1]),
        )  # fmt: skip

    def _boot(self, line: Line, out: Reading) -> None:
        self.before = ""
        self.packages.clear()
        self.killed.clear()
        if out.first(("reboot", "", 0), line.at_ns, "events"):
            out.event("mark", "", "reboot", at_ns=line.at_ns, line=line.number, in_order=True, cause=line.tag)


def number(text: str) -> int | None:
    """A small non-negative number; None for anything else."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 11 else None


def read(source: Input, out: Reading) -> None:
    """Processes, components, what is before the user, notifications, boots; and what the plain log has."""
    from mingjian.artifacts.device_log import logcat  # noqa: PLC0415 - a log may hold both

    logcat.read(source, out)


def sniff(head: Head) -> int:
    """Whether it is a log most of whose lines are events."""
    messages, events = looks(head.text)
    return 92 if events >= max(1, messages // 3) else 0


FORMAT = Format(name="events_log", sniff=sniff, read=read, sections=("EVENT LOG",))
