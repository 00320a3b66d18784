"""`dumpsys package`, Android 6 to 16: what is installed, since when, by whom, and what it was granted.

Blocks of PackageManagerService's Settings.dumpPackagesLPr: a package's fields, its permissions decided at
install, then each user's state with permissions given at run time and components switched on or off.
"""

from __future__ import annotations

import re
from typing import Literal

from mingjian.artifacts.device_log.event import Granted, Installed
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import NS

_PACKAGE = re.compile(r"  Package \[([\w.]+)\] \(\w+\):")
_ID = re.compile(r"    (?:userId|appId)=(\d{1,8})")
_VERSION = re.compile(r"    versionCode=(\d{1,18})(?: minSdk=(\d{1,6}))?(?: targetSdk=(\d{1,6}))?")
_SIGNED = re.compile(r"signatures:\[([^\]]*)\]")
_GRANT = re.compile(r"\s+([\w.]+): granted=(true|false)(?:, flags=\[([^\]]*)\])?")
_OLD_GRANT = re.compile(r"      ([A-Za-z]\w*(?:\.\w+)+)$")
_USER = re.compile(r"    User (\d+): (.*)$")
_HEADING = re.compile(
    r"(\s+)(requested permissions|install permissions|runtime permissions|grantedPermissions"
    r"|declared permissions|enabledComponents|disabledComponents|usesLibraries|gids.*):$"
)
_STATE = re.compile(r"(\w+)=(\S+)")
_ENTRY = re.compile(
    r"        [0-9a-f]{1,16} ([\w.]{1,200})/([\w.$]{1,300})(?: filter [0-9a-f]+| \(\d+ filters\))?$"
)
_CATEGORY = re.compile(r'\s+Category: "([\w.]{1,200})"')
_TIMES = {"firstInstallTime": "first", "lastUpdateTime": "last"}
MAX_PACKAGES = 20_000
MAX_LIST = 2000
_DAY_NS = 86400 * NS

Part = Literal["", "requested", "install", "runtime", "enabled", "disabled", "other"]
_PARTS: dict[str, Part] = {
    "requested permissions": "requested", "install permissions": "install", "runtime permissions": "runtime",
    "grantedPermissions": "install", "enabledComponents": "enabled", "disabledComponents": "disabled",
}  # fmt: skip


class _Table:
    """The resolver table of activities: which answer MAIN, and which of them it says a launcher lists."""

    def __init__(self) -> None:
        self.mains: dict[str, dict[str, bool | None]] = {}
        """Package → class → whether LAUNCHER is among the categories told; None where none are told."""
        self._inside = self._main = False
        self._last: tuple[str, str] | None = None
        self._count = 0

    def line(self, line: str) -> None:
        """One line before the first package."""
        if not line:
            return
        if not line.startswith(" "):
            self._inside, self._main = line.startswith("Activity Resolver Table"), False
        elif not self._inside:
            return
        elif line.startswith("      ") and line[6:7] not in (" ", ""):
            self._main, self._last = line.strip() == "android.intent.action.MAIN:", None
        elif not line.startswith("   "):
            self._main = False
        elif self._main and (found := _ENTRY.match(line)) and self._count < MAX_PACKAGES:
            self._count += 1
            name = found[2] if not found[2].startswith(".") else found[1] + found[2]
            self._last = (found[1], name)
            self.mains.setdefault(found[1], {}).setdefault(name, None)
        elif self._main and self._last and (told := _CATEGORY.match(line)):
            package, name = self._last
            launches = told[1] in (
                "android.intent.category.LAUNCHER",
                "android.intent.category.LEANBACK_LAUNCHER",
            )
            self.mains[package][name] = bool(self.mains[package][name]) or launches

    def of(self, package: str) -> tuple[tuple[str, ...], bool]:
        """Entries of a package, those a launcher lists where that is told, and whether it is."""
        told = self.mains.get(package, {})
        sure = tuple(name for name, launches in told.items() if launches)
        return sure or tuple(name for name, launches in told.items() if launches is None), bool(sure)


class _Block:
    """One package while its lines go by."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.part: Part = ""
        self.fields: dict[str, str] = {}
        self.uid: int | None = None
        self.code: int | None = None
        self.min_sdk: int | None = None
        self.target: int | None = None
        self.first: int | None = None
        self.last: int | None = None
        self.signatures: tuple[str, ...] = ()
        self.requested: dict[str, None] = {}
        self.grants: dict[str, Granted] = {}
        self.enabled: dict[str, None] = {}
        self.disabled: dict[str, None] = {}
        self.state: dict[str, str] = {}
        self.user = -1


def read(source: Input, out: Reading) -> None:
    """Packages as things kept, their installs and updates as events."""
    block: _Block | None = None
    count = 0
    hidden = False
    table = _Table()
    for number, line in source.lines():
        if found := _PACKAGE.match(line):
            if block is not None:
                _hand_on(block, table, out)
            block = None
            count += 1
            if count > MAX_PACKAGES:
                out.told("too_many", number, "packages")
                break
            # An updated system app is listed again as it was: what counts is the update.
            block = None if hidden else _Block(found[1], number)
        elif line and not line.startswith(" "):
            if block is not None:
                _hand_on(block, table, out)
                block = None
            hidden = line.startswith("Hidden system packages")
            table.line(line)
        elif block is not None:
            _line(block, line, number, out)
        else:
            table.line(line)
    if block is not None:
        _hand_on(block, table, out)


def _line(block: _Block, line: str, number: int, out: Reading) -> None:
    if heading := _HEADING.match(line):
        block.part = _PARTS.get(heading[2], "other")
    elif found := _USER.match(line):
        block.part = ""
        _user(block, int(found[1][:6]), found[2], out)
    elif found := _GRANT.match(line):
        _grant(block, found)
    elif block.part == "requested" and line.startswith("      "):
        name = line.strip().partition(":")[0]
        if len(block.requested) < MAX_LIST:
            block.requested[name] = None
    elif block.part == "install" and (found := _OLD_GRANT.match(line)):
        if len(block.grants) < MAX_LIST:
            block.grants[found[1]] = Granted(name=found[1], granted=True)
    elif block.part in ("enabled", "disabled") and line.startswith("        "):
        names = block.enabled if block.part == "enabled" else block.disabled
        if len(names) < MAX_LIST:
            names[line.strip()] = None
    elif line.startswith("    ") and not line.startswith("      "):
        block.part = ""
        _field(block, line, number, out)
    elif block.user == 0 and (found := re.match(r"\s+firstInstallTime=(.+)$", line)):
        block.first = _time(found[1], out) or block.first


def _field(block: _Block, line: str, number: int, out: Reading) -> None:
    if found := _ID.match(line):
        block.uid = int(found[1])
    elif found := _VERSION.match(line):
        block.code = int(found[1])
        block.min_sdk = int(found[2]) if found[2] else None
        block.target = int(found[3]) if found[3] else None
    elif "signatures=" in line and (found := _SIGNED.search(line)):
        block.signatures = tuple(one.strip() for one in found[1].split(",") if one.strip())[:20]
    else:
        name, _, value = line.strip().partition("=")
        if name in _TIMES:
            at = _time(value, out)
            if at is None:
                out.told("line_unreadable", number)
            elif name == "firstInstallTime":
                block.first = at
            else:
                block.last = at
        elif len(block.fields) < 100:
            block.fields[name] = value[:2000]


def _time(value: str, out: Reading) -> int | None:
    out.zone_needed()
    return out.clock.stamp(value.strip())


def _user(block: _Block, user: int, text: str, out: Reading) -> None:
    """`ceDataInode=… installed=true stopped=true notLaunched=true enabled=0 …`: user 0 counts."""
    block.user = user
    if user == 0:
        block.state = dict(_STATE.findall(text))
        if first := block.state.get("firstInstallTime"):
            block.first = _time(first, out) or block.first


def _grant(block: _Block, found: re.Match[str]) -> None:
    runtime = block.part == "runtime"
    if (runtime and block.user > 0) or len(block.grants) >= MAX_LIST:
        return
    flags = tuple(one.strip() for one in re.split(r"[| ]+", found[3] or "") if one.strip())
    block.grants[found[1]] = Granted(
        name=found[1], granted=found[2] == "true", runtime=runtime, flags=flags[:30]
    )


def _state(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None


def _flag(state: dict[str, str], name: str) -> bool | None:
    return {"true": True, "false": False}.get(state.get(name, ""))


def _hand_on(block: _Block, table: _Table, out: Reading) -> None:
    flags = block.fields.get("flags") or block.fields.get("pkgFlags") or ""
    system = "SYSTEM" in flags.replace("[", " ").split() if flags else None
    if block.uid is not None:
        out.uid(block.uid, block.name)
    installer = block.fields.get("installerPackageName", "")[:200]
    installer = "" if installer == "null" else installer
    version = block.fields.get("versionName", "")[:200]
    mains, launcher = table.of(block.name)
    out.keep(
        Installed(
            package=block.name, uid=block.uid, version_name=version,
            version_code=block.code, target_sdk=block.target, min_sdk=block.min_sdk,
            installer=installer, system=system,
            first_install_ns=block.first, last_update_ns=block.last, signatures=block.signatures,
            requested=tuple(block.requested),
            permissions=tuple(block.grants.values()), enabled=tuple(block.enabled),
            disabled=tuple(block.disabled), stopped=_flag(block.state, "stopped"),
            not_launched=_flag(block.state, "notLaunched"), mains=mains, launcher=launcher,
            state=_state(block.state.get("enabled", "")), source=out.path,
        )
    )  # fmt: skip
    if system:  # their dates are those of the image they came with
        return
    newest = block.last or block.first
    for at, cause in ((block.first, "first"), (block.last, "update")):
        if at is not None and (cause == "first" or at != block.first):
            out.event(
                "install", block.name, version if at == newest else "", at_ns=at, line=block.line,
                precision_ns=NS, uid=block.uid, caller=installer, cause=cause,
            )  # fmt: skip


def sniff(head: Head) -> int:
    """Whether it is the dump of packages, alone in its file."""
    text = head.text
    if "DUMP OF SERVICE" in text[:4096] or "== dumpstate" in text[:4096]:
        return 0
    if re.search(r"^  Package \[[\w.]+\] \(\w+\):", text, re.MULTILINE):
        return 94
    return (
        60
        if re.search(r"^Activity Resolver Table:|^Verifiers:|^Database versions:", text, re.MULTILINE)
        else 0
    )


FORMAT = Format(name="package_dump", sniff=sniff, read=read, sections=("package",), early=True)
