"""Calls that PrivacySentry writes to logcat: `PrivacyOfficer: msg : getDeviceId-…-tms-…`, the stack below.

A message over several lines stands in the log as several lines of the same tag and process.
"""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.calls import frames, mark_of
from mingjian.artifacts.device_log.logcat_lines import Line
from mingjian.artifacts.device_log.reading import Reading

TAG = "PrivacyOfficer"
_CALL = re.compile(r"msg : ([^-\s]{1,80})-(.*)$")
_STACK = re.compile(r"(?:tms|cms|pms|ams|wms|lms)-")
MAX_LINES = 400


class HookLines:
    """Gathers a call's lines, and hands the call on when the next begins."""

    def __init__(self, out: Reading, packages: dict[int, str]) -> None:
        self._out = out
        self._packages = packages
        self._open: Line | None = None
        self._name = self._about = ""
        self._stack: list[str] = []

    def take(self, line: Line, out: Reading) -> None:
        """One line of the tag."""
        del out
        if found := _CALL.match(line.text):
            self.finish()
            self._open, self._name = line, found[1]
            place = _STACK.search(found[2])
            self._about = (found[2][: place.start()] if place else found[2]).strip("- ")
            self._stack = [found[2][place.start() :]] if place else []
        elif self._open is not None and line.pid == self._open.pid and len(self._stack) < MAX_LINES:
            self._stack.append(line.text)

    def finish(self) -> None:
        """Hand on the call that is open."""
        line, self._open = self._open, None
        if line is None:
            return
        stack = frames("\n".join(self._stack))
        told = mark_of(self._name, self._about or self._name, stack)
        self._out.event(
            "mark" if told else "api_call", self._packages.get(line.pid, ""), told or self._name,
            at_ns=line.at_ns, line=line.number, in_order=True, cause=self._about, stack=stack,
        )  # fmt: skip
