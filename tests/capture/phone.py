"""A phone that is replayed: recorded answers to commands, screens that follow touches, a clock of its own.

`recording/phone.toml` holds what a device answered: properties, dumps as files beside it (each given out in
turn, the last one again and again) and screens with what a touch on a control leads to.
"""

from __future__ import annotations

import shlex
import struct
import tomllib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Clock:
    """The host's time in a test: stands still, moves when something waits."""

    def __init__(self, start_ns: int) -> None:
        self.at_ns = start_ns

    def now_ns(self) -> int:
        self.at_ns += 1_000_000  # every look takes a millisecond
        return self.at_ns

    def sleep(self, seconds: float) -> None:
        self.at_ns += int(seconds * 1e9)


def png(width: int = 4, height: int = 8) -> bytes:
    """A small grey picture."""
    rows = b"".join(b"\0" + b"\x80\x80\x80" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass
class FakePhone:
    """What the double's shell does. `run` answers a line as (exit code, output)."""

    recording: Path
    now_ns: Callable[[], int]
    offset_ns: int = 0
    """Device time minus host time."""
    files: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    fraction: bool = True
    """False: an old `date` that knows no %N."""
    down_looks: int = 0

    def __post_init__(self) -> None:
        table: dict[str, Any] = tomllib.loads((self.recording / "phone.toml").read_text(encoding="utf-8"))
        self.serial: str = table["serial"]
        self.properties: dict[str, str] = table["properties"]
        self.installed: set[str] = set(table.get("installed", ()))
        self.answers: list[dict[str, Any]] = table.get("answer", [])
        self.screens: dict[str, dict[str, Any]] = {one["name"]: one for one in table.get("screen", [])}
        self.first: str = table.get("first_screen", "")
        self.again: str = table.get("later_screen", self.first)
        self.screen = "home"
        self.consented = False
        self.booted_ns = self.now_ns()
        self.ops: dict[tuple[str, str], str] = {}
        self.buckets: dict[str, str] = {}
        self.components: dict[str, str] = {}
        self.granted: dict[tuple[str, str], bool] = {}
        self.deaf: set[str] = set()
        """Orders that are taken and not followed."""
        self.receivers: dict[str, list[str]] = table.get("boot_receivers", {})
        for package, names in table.get("permissions", {}).items():
            self.granted.update({(package, name): True for name in names})
        told: dict[str, str] = table.get("settings", {})
        self.settings = {
            (name.partition("/")[0], name.partition("/")[2]): value for name, value in told.items()
        }
        self.refusing: dict[str, str] = table.get("refusing", {})

    def away(self) -> bool:
        """While it restarts, a few looks find nothing."""
        self.down_looks = max(0, self.down_looks - 1)
        return self.down_looks > 0

    def restart(self) -> None:
        self.down_looks, self.screen, self.booted_ns = 3, "home", self.now_ns()

    def run(self, line: str) -> tuple[int, bytes]:
        """The exit code and output of a shell line."""
        self.log.append(line)
        for start, why in self.refusing.items():
            if line.startswith(start):
                return 255, why.encode() + b"\n"
        for answer in self.answers:
            if line == answer["command"] or (
                answer["command"].endswith("*") and line.startswith(answer["command"][:-1])
            ):
                return int(answer.get("code", 0)), self._recorded(answer)
        words = shlex.split(line)
        handler = getattr(self, "_" + words[0].replace("-", "_"), None)
        if handler is None:
            return 127, f"/system/bin/sh: {words[0]}: inaccessible or not found\n".encode()
        done: tuple[int, str | bytes] = handler(words[1:])
        code, output = done
        return code, output if isinstance(output, bytes) else output.encode()

    def _recorded(self, answer: dict[str, Any]) -> bytes:
        files: list[str] = answer.get("files", [])
        if not files:
            return str(answer.get("text", "")).encode()
        name = files.pop(0) if len(files) > 1 else files[0]
        return (self.recording / name).read_bytes()

    def _getprop(self, words: list[str]) -> tuple[int, str]:
        if not words:
            told = {**self.properties, "ro.serialno": self.serial}
            return 0, "".join(f"[{name}]: [{value}]\n" for name, value in told.items())
        if words[0] == "sys.boot_completed":
            return 0, "1\n"
        return 0, self.properties.get(words[0], "") + "\n"

    def _date(self, _: list[str]) -> tuple[int, str]:
        now = self.now_ns() + self.offset_ns
        return 0, f"{now // 10**9}.{now % 10**9:09d}\n" if self.fraction else f"{now // 10**9}.N\n"

    def _cat(self, words: list[str]) -> tuple[int, str | bytes]:
        if words[0] == "/proc/uptime":
            return 0, f"{(self.now_ns() - self.booted_ns) / 1e9:.2f} 1.00\n"
        found = self.files.get(words[0])
        return (1, f"cat: {words[0]}: No such file or directory\n") if found is None else (0, found)

    def _ls(self, words: list[str]) -> tuple[int, str]:
        return 1, f"ls: {words[-1]}: Permission denied\n"

    def _wm(self, words: list[str]) -> tuple[int, str]:
        return 0, "Physical size: 1080x2400\n" if words[0] == "size" else "Physical density: 420\n"

    def _rm(self, words: list[str]) -> tuple[int, str]:
        self.files.pop(words[-1], None)
        return 0, ""

    def _logcat(self, _: list[str]) -> tuple[int, str]:
        return 0, ""

    def _pm(self, words: list[str]) -> tuple[int, str]:
        what = words[0]
        if what == "list":
            return 0, "".join(f"package:{name}\n" for name in sorted(self.installed))
        if what == "install":
            if words[-1] not in self.files:
                return 1, "Failure [INSTALL_FAILED_INVALID_URI]\n"
            self.installed.add(self.properties["installs"])
            return 0, "Success\n"
        if what in ("clear", "uninstall"):
            self.consented = False
            there = words[-1] in self.installed
            if what == "uninstall":
                self.installed.discard(words[-1])
            return (0, "Success\n") if there else (1, "Failed\n")
        if what in ("grant", "revoke"):
            self.granted[words[-2], words[-1]] = what == "grant"
            return 0, ""
        if what in ("disable-user", "enable", "default-state"):
            state = {"disable-user": "disabled-user", "enable": "enabled", "default-state": "default"}[what]
            self.components[words[-1]] = state
            return 0, f"Component {{{words[-1]}}} new state: {state}\n"
        return 1, f"Unknown command: {what}\n"

    def _cmd(self, words: list[str]) -> tuple[int, str]:
        if words[:2] == ["package", "resolve-activity"]:
            return 0, f"priority=0 preferredOrder=0 match=0x108000\n{words[-1]}/.MainActivity\n"
        if words[:2] == ["package", "query-receivers"]:
            found = self.receivers.get(words[-1], [])
            return 0, f"{len(found)} receivers found:\n" + "".join(f"  {words[-1]}/{one}\n" for one in found)
        if words[0] == "appops":
            return self._appops(words[1:])
        return 1, "cmd: Can't find service\n"

    def _appops(self, words: list[str]) -> tuple[int, str]:
        verb, package, op = words[0], words[1], words[2]
        known = self.properties.get("ops", "").split(",")
        if op not in known:
            return 1, f"Error: Unknown operation string: {op}\n"
        if verb == "set":
            self.ops[package, op] = words[3]
            return 0, ""
        mode = self.ops.get((package, op))
        return 0, f"{op}: {mode}\n" if mode else "No operations.\nDefault mode: allow\n"

    def _am(self, words: list[str]) -> tuple[int, str]:
        what = words[0]
        if what == "start":
            package = words[words.index("-n") + 1].partition("/")[0] if "-n" in words else ""
            if package and package not in self.installed:
                return 1, f"Error: Activity class {{{package}}} does not exist.\n"
            self.screen = self.again if self.consented else self.first
            return 0, f"Starting: Intent {{ cmp={package}/.MainActivity }}\nStatus: ok\nComplete\n"
        if what == "force-stop":
            self.screen = "home"
            return 0, ""
        if what == "get-standby-bucket":
            return 0, self.buckets.get(words[1], "10") + "\n"
        if what == "set-standby-bucket":
            if "set-standby-bucket" in self.deaf:
                return 0, ""
            names = {"active": "10", "working_set": "20", "frequent": "30", "rare": "40", "restricted": "45"}
            self.buckets[words[1]] = names.get(words[2], words[2])
            return 0, ""
        if what == "broadcast":
            return 0, "Broadcasting: Intent { act=x }\nBroadcast completed: result=0\n"
        return 1, f"Unknown command: {what}\n"

    def _settings(self, words: list[str]) -> tuple[int, str]:
        place = (words[1], words[2])
        if words[0] == "get":
            return 0, self.settings.get(place, "null") + "\n"
        if place in self.settings:
            self.settings[place] = "5e3d1a00-0000-4000-8000-0000000d00d5"  # made anew at once
        return 0, "Deleted 1 rows\n"

    def _dumpsys(self, words: list[str]) -> tuple[int, str]:
        if words[0] != "package":
            return 0, f"Can't find service: {words[0]}\n"
        package = words[1]
        off = [name.partition("/")[2] for name, state in self.components.items() if state == "disabled-user"]
        lines = [
            f"  Package [{package}] (1a2b3c):",
            "    User 0: installed=true",
            "      runtime permissions:",
        ]
        for (owner, name), there in self.granted.items():
            if owner == package:
                lines.append(f"        {name}: granted={str(there).lower()}, flags=[ USER_SET ]")
        if off:
            lines += ["      disabledComponents:", *(f"      {package}{name}" for name in off)]
        return 0, "\n".join(lines) + "\n"

    def _input(self, words: list[str]) -> tuple[int, str]:
        if words[0] == "keyevent":
            if words[1] == "HOME":
                self.screen = "home"
            return 0, ""
        x, y = int(words[1]), int(words[2])
        for tap in self.screens.get(self.screen, {}).get("tap", []):
            left, top, width, height = tap["box"]
            if left <= x < left + width and top <= y < top + height:
                self.consented = self.consented or tap.get("consent", False)
                self.screen = tap["to"]
                break
        return 0, ""

    def _uiautomator(self, words: list[str]) -> tuple[int, str]:
        screen = self.screens.get(self.screen)
        if screen is None:
            view = b"<?xml version='1.0' encoding='UTF-8' ?><hierarchy rotation=\"0\"></hierarchy>"
        else:
            view = (self.recording / screen["view"]).read_bytes()
        self.files[words[-1]] = view
        return 0, f"UI hierchary dumped to: {words[-1]}\n"

    def _screencap(self, _: list[str]) -> tuple[int, bytes]:
        if self.screens.get(self.screen, {}).get("secure"):
            return 1, b""
        return 0, png()
