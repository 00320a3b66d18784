"""Per-app switches over adb: self-start, linked start, permissions, identifiers; all put back from a journal.

What the shell may do differs by platform and vendor, so every switch is read, set and read again: an order
the system took and did not follow is told as refused, in the system's own words where it gave some.

Sources: AOSP AppOpsManager, `cmd appops`, UsageStatsManager buckets; MIUI's operations 10007, 10008 and 10021
as MIUI's own AppOpsManager names them (OP_BOOT_COMPLETED, OP_AUTO_START, OP_BACKGROUND_START_ACTIVITY).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from mingjian.capture.device.adb import PACKAGE, Phone
from mingjian.capture.device.control_journal import Journal
from mingjian.errors import UsageError

State = Literal["done", "unchanged", "refused", "absent", "by_hand"]
SELF_START = ("RUN_ANY_IN_BACKGROUND", "RUN_IN_BACKGROUND", "10008", "10007")
LINKED_START = ("RUN_ANY_IN_BACKGROUND", "START_ACTIVITIES_FROM_BACKGROUND", "10021")
VENDOR_OPS = {
    "10007": "MIUI OP_BOOT_COMPLETED",
    "10008": "MIUI OP_AUTO_START",
    "10021": "MIUI OP_BACKGROUND_START_ACTIVITY",
}
IDENTIFIERS = (("global", "pps_oaid"), ("secure", "pps_oaid"), ("secure", "advertising_id"))
"""Where some platforms keep an identifier the shell may delete (namespace and key of `settings`)."""
RESET_PAGES = ("com.google.android.gms.settings.ADS_PRIVACY", "android.settings.PRIVACY_SETTINGS")
BY_HAND: dict[str, tuple[str, str]] = {
    "huawei": ("手机管家 → 应用启动管理", "Phone Manager → App launch"),
    "honor": ("系统管家 → 应用启动管理", "System Manager → App launch"),
    "xiaomi": ("安全中心 → 应用管理 → 权限 → 自启动", "Security → Manage apps → Permissions → Autostart"),
    "oppo": ("设置 → 应用管理 → 自启动管理 / 关联启动", "Settings → Apps → Auto launch / Associated launch"),
    "oneplus": ("设置 → 应用管理 → 自启动管理", "Settings → Apps → Auto launch"),
    "vivo": ("i 管家 → 应用管理 → 权限管理 → 自启动", "iManager → App manager → Autostart"),
    "samsung": ("设置 → 电池 → 后台使用限制", "Settings → Battery → Background usage limits"),
}
"""Where vendors keep the switch that adb does not reach; menus move with versions."""
_BUCKETS = {
    "5": "exempted",
    "10": "active",
    "20": "working_set",
    "30": "frequent",
    "40": "rare",
    "45": "restricted",
}
_NO = re.compile(
    r"SecurityException|Permission Denial|not allowed|cannot change|does not have|Neither user", re.IGNORECASE
)
_ABSENT = re.compile(r"Unknown operation|Unknown command|not found|Bad argument|No service", re.IGNORECASE)


class Changed(Struct, frozen=True, kw_only=True):
    """One switch and what became of it."""

    what: str
    """`appop RUN_IN_BACKGROUND`, `bucket`, `component cn.a/.Boot`, `permission android.permission.CAMERA`"""
    state: State
    before: str = ""
    after: str = ""
    said: str = ""
    """The system's words where it refused, or what a person must do."""


class Control:
    """Switches of one package on one device."""

    def __init__(self, phone: Phone, package: str, journal: Journal) -> None:
        """Raises UsageError when `package` is no name of an installed package."""
        if PACKAGE.fullmatch(package) is None:
            raise UsageError(f"{package!r} is no package name")
        if package not in phone.packages():
            raise UsageError(f"{package} is not installed on {phone.serial}")
        self._phone, self._package, self._journal = phone, package, journal

    def self_start(self, on: bool) -> Iterator[Changed]:
        """Closes or opens self-start: background operations, the standby bucket, receivers of the boot."""
        yield from self._all((f"appop {op}" for op in SELF_START), "allow" if on else "ignore")
        yield self._set("bucket", "active" if on else "restricted")
        yield from self._all(
            (f"component {name}" for name in self._boot_receivers()), "default" if on else "disabled"
        )
        yield from self._vendor("self-start")

    def linked_start(self, on: bool) -> Iterator[Changed]:
        """Closes or opens being started by other apps, as far as the shell reaches."""
        yield from self._all((f"appop {op}" for op in LINKED_START), "allow" if on else "ignore")
        yield self._set("bucket", "active" if on else "restricted")
        yield from self._vendor("linked start")

    def permission(self, name: str, grant: bool) -> Changed:
        """Grants or revokes one permission; `CAMERA` means `android.permission.CAMERA`.

        Raises:
            UsageError: it is no name of a permission.
        """
        full = name if "." in name else f"android.permission.{name}"
        if PACKAGE.fullmatch(full) is None:
            raise UsageError(f"{name!r} is no permission")
        return self._set(f"permission {full}", "granted" if grant else "revoked")

    def reset_identifier(self) -> Iterator[Changed]:
        """Resets advertising identifiers the shell may delete; else opens the page where a person can."""
        found = False
        for space, key in IDENTIFIERS:
            before = self._phone.run("settings", "get", space, key).text
            if before in ("", "null") or _NO.search(before):
                continue
            found = True
            what, shown = f"identifier {space}/{key}", _digest(before)
            number = self._journal.begin(self._package, what, shown, "reset", reversible=False)
            said = self._phone.run("settings", "delete", space, key).text
            after = self._phone.run("settings", "get", space, key).text
            state: State = "done" if after != before else "refused"
            self._journal.end(number, state, said, _digest(after))
            yield Changed(what=what, state=state, before=shown, after=_digest(after), said=said[:200])
        if found:
            return
        for page in RESET_PAGES:
            said = self._phone.run("am", "start", "-a", page).text
            if "Error" not in said and not _NO.search(said):
                yield Changed(
                    what="identifier", state="by_hand",
                    said="系统不允许 adb 重置；已打开重置页，请在手机上点 · "
                    "the platform lets no shell reset it: the page is open, tap it on the phone",
                )  # fmt: skip
                return
        yield Changed(
            what="identifier", state="refused",
            said="系统没有 adb 可用的重置方法，也没有已知的重置页 · "
            "no way for a shell to reset it and no known page",
        )  # fmt: skip

    def undo(self) -> Iterator[Changed]:
        """Puts back what the journal says was changed, newest first, and writes that there too."""
        for entry in self._journal.open(self._package):
            got = self._write(entry.what, entry.before)
            self._journal.undone(entry, got.state, got.said)
            yield got

    def _all(self, names: Iterable[str], value: str) -> Iterator[Changed]:
        for name in names:
            yield self._set(name, value)

    def _set(self, what: str, value: str) -> Changed:
        before = self._read(what)
        if before is None:
            return Changed(what=what, state="absent", said=self._why_absent(what))
        if before == value:
            return Changed(what=what, state="unchanged", before=before, after=before)
        number = self._journal.begin(self._package, what, before, value)
        got = self._write(what, value)
        self._journal.end(number, got.state, got.said, got.after)
        return Changed(what=what, state=got.state, before=before, after=got.after, said=got.said)

    def _write(self, what: str, value: str) -> Changed:
        """Sets one switch and reads it again."""
        kind, _, name = what.partition(" ")
        said = _WRITERS[kind](self._phone, self._package, name, value)
        after = self._read(what) or ""
        if after == value:
            return Changed(what=what, state="done", after=after)
        words = [line.strip() for line in said.splitlines() if line.strip()]
        why = next((line for line in words if _NO.search(line)), words[0] if words else "")
        kept = f"系统未照办，仍为 {after} · the system took the order and kept {after}"
        return Changed(what=what, state="refused", after=after, said=(why or kept)[:200])

    def _read(self, what: str) -> str | None:
        kind, _, name = what.partition(" ")
        return _READERS[kind](self._phone, self._package, name)

    def _why_absent(self, what: str) -> str:
        op = what.partition(" ")[2]
        if op in VENDOR_OPS:
            return f"此机无此开关（{VENDOR_OPS[op]}） · this device has no such switch"
        return "此系统无此开关 · this platform has no such switch"

    def _boot_receivers(self) -> list[str]:
        said = self._phone.run(
            "cmd",
            "package",
            "query-receivers",
            "--brief",
            "-a",
            "android.intent.action.BOOT_COMPLETED",
            self._package,
        ).text
        lines = (line.strip() for line in said.splitlines())
        return [line for line in lines if line.startswith(f"{self._package}/")][:50]

    def _vendor(self, switch: str) -> Iterator[Changed]:
        """Names the vendor's own switch, which the shell does not reach."""
        maker = self._phone.run("getprop", "ro.product.manufacturer").text.lower()
        for name, (zh, en) in BY_HAND.items():
            if name in maker and not (name == "xiaomi" and switch == "self-start"):
                yield Changed(
                    what=f"vendor {switch}", state="by_hand",
                    said=f"厂商自己的开关 adb 够不着，请在手机上设置：{zh} · "
                    f"the vendor's own switch is out of adb's reach: {en}",
                )  # fmt: skip


def _read_op(phone: Phone, package: str, op: str) -> str | None:
    said = phone.run("cmd", "appops", "get", package, op)
    if _ABSENT.search(said.text) or _NO.search(said.text):
        return None
    found = re.search(rf"(?:\b{op}|\({op}\)): (\w+)", said.text)
    return found[1] if found else "default"


def _write_op(phone: Phone, package: str, op: str, value: str) -> str:
    return phone.run("cmd", "appops", "set", package, op, value).text


def _read_bucket(phone: Phone, package: str, _: str) -> str | None:
    said = phone.run("am", "get-standby-bucket", package).text
    found = re.search(r"\b(\d{1,2})\s*$", said)
    return None if found is None else _BUCKETS.get(found[1], found[1])


def _write_bucket(phone: Phone, package: str, _: str, value: str) -> str:
    return phone.run("am", "set-standby-bucket", package, value).text


def _read_component(phone: Phone, package: str, name: str) -> str | None:
    """As the package's dump lists it; a component nobody touched is at its default."""
    dump = phone.run("dumpsys", "package", package).text
    short = name.partition("/")[2]
    full = package + short if short.startswith(".") else short
    for word, state in (("disabledComponents:", "disabled"), ("enabledComponents:", "enabled")):
        _, there, after = dump.partition(word)
        listed = re.match(r"(?:\s*\n\s+[\w.$]+)*", after) if there else None
        if listed and re.search(rf"^\s*{re.escape(full)}$", listed[0], re.MULTILINE):
            return state
    return "default"


def _write_component(phone: Phone, package: str, name: str, value: str) -> str:
    del package
    verb = {"disabled": "disable-user", "enabled": "enable", "default": "default-state"}[value]
    more = ["--user", "0"] if verb == "disable-user" else []
    return phone.run("pm", verb, *more, name).text


def _read_permission(phone: Phone, package: str, name: str) -> str | None:
    found = re.findall(
        rf"{re.escape(name)}: granted=(true|false)", phone.run("dumpsys", "package", package).text
    )
    return None if not found else "granted" if found[-1] == "true" else "revoked"


def _write_permission(phone: Phone, package: str, name: str, value: str) -> str:
    return phone.run("pm", "grant" if value == "granted" else "revoke", package, name).text


def _digest(value: str) -> str:
    """An identifier is personal information: its digest tells whether it changed."""
    return "" if value in ("", "null") else hashlib.sha256(value.encode()).hexdigest()[:12]


_READERS: dict[str, Callable[[Phone, str, str], str | None]] = {
    "appop": _read_op,
    "bucket": _read_bucket,
    "component": _read_component,
    "permission": _read_permission,
}
_WRITERS: dict[str, Callable[[Phone, str, str, str], str]] = {
    "appop": _write_op,
    "bucket": _write_bucket,
    "component": _write_component,
    "permission": _write_permission,
}
