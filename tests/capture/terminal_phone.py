"""A terminal with the probe on it, played: what the probe does is in its journal, the rest is the terminal's.

`can` names what the terminal is good at; a terminal that can nothing lets everything happen and tells nobody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from tests.capture.phone import FakePhone

PROBE = "cn.mingjian.probe"
TWIN = f"{PROBE}.twin"
GOOD = frozenset(
    {
        "record",
        "fair",
        "protected",
        "contacts",
        "microphone",
        "camera",
        "location",
        "clipboard",
        "ask_download",
        "note_code",
        "ask_install",
        "block_start",
        "reset",
        "reset_effect",
        "self_switch",
        "self_effect",
        "linked_switch",
        "linked_effect",
        "certify",
        "view",
        "tampered",
        "counterfeit",
        "harmful",
        "listed",
    }
)
OPS = {
    "location": "FINE_LOCATION",
    "camera": "CAMERA",
    "microphone": "RECORD_AUDIO",
    "contacts": "READ_CONTACTS",
    "sms": "READ_SMS",
    "media": "READ_MEDIA_IMAGES",
    "device_id": "READ_PHONE_STATE",
    "clipboard": "READ_CLIPBOARD",
}
WORDS = {
    "contacts": "通讯录",
    "microphone": "麦克风",
    "camera": "相机",
    "location": "位置信息",
    "clipboard": "剪切板",
}
ALL = (
    "network",
    "location",
    "camera",
    "screen_capture",
    "call_recording",
    "microphone",
    "sms",
    "contacts",
    "media",
    "biometrics",
    "device_id",
)
DENIED = frozenset({"screen_capture", "call_recording", "biometrics"})
WARNINGS = {
    "tampered": "安装包签名异常，无法安装",
    "counterfeit": "疑似仿冒应用，存在风险",
    "harmful": "检测到病毒，建议立即取消",
    "listed": "该应用曾被工信部通报",
}
SHANGHAI = timezone(timedelta(hours=8))


@dataclass
class TerminalPhone(FakePhone):
    can: frozenset[str] = GOOD
    lost: frozenset[str] = frozenset()
    """Kinds it never records."""
    late_s: float = 0
    """How long after a use its record appears."""
    keeps_days: float = 30
    taps: int = 3
    week: Callable[[float], None] | None = None
    """Waits; None where nobody comes back on the seventh day."""
    lines: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    uses: list[tuple[int, str, str]] = field(default_factory=list)
    """What the terminal recorded: device time, package, kind."""
    using: tuple[str, int] = ("", 0)
    before_user: str = ""
    switched: set[str] = field(default_factory=set)
    identifier: int = 1

    def device_ns(self) -> int:
        return self.now_ns() + self.offset_ns

    def write(
        self, package: str, act: str, step: str = "", state: str = "done", detail: str = "", s: float = 1
    ) -> None:
        lines = self.lines.setdefault(package, [])
        at = self.device_ns() // 1_000_000
        lines.append(
            {
                "schema": "mingjian.probe/1",
                "n": len(lines) + 1,
                "package": package,
                "act": act,
                "at_ms": at,
                "until_ms": at + int(s * 1000),
                "state": state,
                "step": step,
                "detail": detail,
            }
        )

    def use(self, package: str, kind: str, step: str, s: float) -> None:
        denied = kind in DENIED
        self.write(package, kind, step, "denied" if denied else "done", s=s)
        known = "record" in self.can and (package == PROBE or "fair" in self.can)
        if kind in OPS and not denied and known and kind not in self.lost:
            self.uses.append((self.device_ns(), package, kind))
        self.using = (kind, self.device_ns() + int(s * 1e9))

    def restart(self) -> None:
        super().restart()
        if "self" not in self.switched or "self_effect" not in self.can:
            self.write(PROBE, "started", detail="android.intent.action.BOOT_COMPLETED")

    def _am(self, words: list[str]) -> tuple[int, str]:
        if "--es" in words:
            told = {words[i + 1]: words[i + 2] for i, word in enumerate(words) if word == "--es"}
            package = words[words.index("-n") + 1].partition("/")[0]
            self._order(package, told["act"], told["step"])
            return 0, "Starting: Intent { }\nBroadcast completed: result=0\n"
        if words[0] == "start" and "-t" in words:
            self.before_user = "offer " + self.offered
            return 0, "Status: ok\n"
        return super()._am(words)

    def _order(self, package: str, act: str, step: str) -> None:
        if act == "all_uses":
            for kind in ALL:
                self.use(package, kind, step, 1)
        elif act in (*WORDS, *OPS):
            self.use(package, act, step, 10)
        elif act == "silent_download":
            asked = "ask_download" in self.can
            self.write(package, act, step, "asked" if asked else "done")
            self.before_user = "download" if asked else "downloaded" if "note_download" in self.can else ""
        elif act == "load_code":
            self.write(package, act, step)
            self.before_user = "code" if "note_code" in self.can else ""
        elif act == "install_session":
            asked = "ask_install" in self.can
            self.write(package, act, step, "asked" if asked else "done")
            self.before_user = "install" if asked else ""
        elif act == "start_activity":
            self.write(package, act, step)
            if "block_start" not in self.can:
                self.write(package, "came_up", step)
        elif act == "read_identifier":
            self.write(package, act, step, detail=f"{self.identifier:012x}")
        elif act == "read_record_store":
            self.write(package, act, step, "denied" if "protected" in self.can else "done")
        elif act == "link":
            self.write(package, act, step, detail="service activity broadcast provider")
            if "linked" not in self.switched or "linked_effect" not in self.can:
                self.write(TWIN, "started", detail="service")

    def ask(self, zh: str, en: str) -> str | None:
        """What the person with this terminal does and answers."""
        del en
        if "六天" in zh or "七天" in zh:
            if self.week is None:
                return None
            self.week((6 if "六天" in zh else 1) * 86_400)
            return "到"
        if "OAID" in zh:
            self.identifier += "reset_effect" in self.can
            return str(self.taps) if "reset" in self.can else "没有"
        if "权限使用记录" in zh:
            self.before_user = "view"
            return str(self.taps) if "view" in self.can else "0"
        what = "linked" if "关联启动" in zh else "self"
        if f"{what}_switch" not in self.can:
            return "0"
        self.switched.add(what)
        return "4"

    def _content(self, words: list[str]) -> tuple[int, str]:
        self.offered = words[-1].partition("mingjian-")[2].partition(".apk")[0]
        return 0, "Row: 0 _id=77\n"

    def _run_as(self, words: list[str]) -> tuple[int, str]:
        lines = self.lines.get(words[0], [])
        return 0, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    def _ls(self, words: list[str]) -> tuple[int, str]:
        if "protected" in self.can:
            return super()._ls(words)
        return 0, "-rw-r--r-- 1 system system 4096 2026-03-01 10:00 discrete\n"

    def _input(self, words: list[str]) -> tuple[int, str]:
        if words[0] == "keyevent":
            self.before_user = ""
        return super()._input(words)

    def _dumpsys(self, words: list[str]) -> tuple[int, str]:
        if words[0] == "appops":
            return 0, self._history()
        if words[0] == "notification":
            return 0, "Current Notification Manager state:\n  Notification List:\n"
        if words[0] == "activity":
            kind, until = self.using
            shown = (
                kind in self.can and kind in ("microphone", "camera", "location") and self.device_ns() < until
            )
            item = (
                f"PrivacyItem(privacyType=TYPE_{kind.upper()}, application=PrivacyApplication("
                f"packageName={PROBE}, uid=10311), timeStampElapsed=81234, paused=false)"
            )
            return 0, "PrivacyItemController state:\n  Privacy Items:\n" + (f"    {item}\n" if shown else "")
        return super()._dumpsys(words)

    def _history(self) -> str:
        lines = ["Current AppOps Service state:", "  Discrete accesses: "]
        now = self.device_ns()
        for package, uid in ((PROBE, 10311), (TWIN, 10312)):
            oldest, newest = now - int(self.keeps_days * 86_400e9), now - int(self.late_s * 1e9)
            there = [(at, kind) for at, who, kind in self.uses if who == package and oldest <= at <= newest]
            if there:
                lines += [f"    Uid: {uid}", f"      Package: {package}"]
            for kind in dict.fromkeys(kind for _, kind in there):
                lines += [f"        {OPS[kind]}", "          Attribution: null"]
                for at in sorted({at // 60_000_000_000 * 60 for at, other in there if other == kind}):
                    text = (
                        datetime.fromtimestamp(at, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S.000")
                    )
                    lines.append(f"            Access [top-s] at {text} for 1000 milliseconds ")
        return "\n".join(lines) + "\n"

    def _uiautomator(self, words: list[str]) -> tuple[int, str]:
        nodes = [(f"{self._status()}", "com.android.systemui", False)] if self._status() else []
        nodes += self._dialog()
        body = "".join(
            f'<node index="{i}" text="{text}" resource-id="" package="{package}" content-desc="" '
            f'class="android.widget.{"Button" if press else "TextView"}" checkable="false" checked="false" '
            f'clickable="{str(press).lower()}" enabled="true" bounds="[40,{100 * i}][1000,{100 * i + 90}]" />'
            for i, (text, package, press) in enumerate(nodes)
        )
        view = f"<?xml version='1.0' encoding='UTF-8' ?><hierarchy rotation=\"0\">{body}</hierarchy>"
        self.files[words[-1]] = view.encode()
        return 0, f"UI hierchary dumped to: {words[-1]}\n"

    def _status(self) -> str:
        kind, until = self.using
        if kind not in self.can or self.device_ns() >= until or kind not in ("contacts", "clipboard"):
            return ""
        return "“明鉴探针”粘贴了剪切板内容" if kind == "clipboard" else "“明鉴探针”正在读取通讯录"

    def _dialog(self) -> list[tuple[str, str, bool]]:
        system, installer = "android", "com.android.packageinstaller"
        what, _, name = self.before_user.partition(" ")
        if what == "download":
            return [("明鉴探针想要下载文件", system, False), ("允许", system, True), ("拒绝", system, True)]
        if what == "downloaded":
            return [("明鉴探针已下载文件", system, False)]
        if what == "code":
            return [("已记录：明鉴探针加载代码（热更新）", system, False)]
        if what == "install":
            return [
                ("要安装此应用吗？", installer, False),
                ("取消", installer, True),
                ("安装", installer, True),
            ]
        if what == "view":
            page = "com.android.permissioncontroller"
            return [("权限使用记录", page, False), ("明鉴探针", page, False), ("10:12 通讯录", page, False)]
        if what == "offer":
            nodes = [
                ("要安装此应用吗？", installer, False),
                ("取消", installer, True),
                ("安装", installer, True),
            ]
            if name in WARNINGS and name in self.can:
                nodes.insert(0, (WARNINGS[name], installer, False))
            if name == "certified" and "certify" in self.can:
                nodes.insert(0, ("已通过电子签名认证", installer, False))
            return nodes
        return []


def records_csv(phone: TerminalPhone) -> str:
    """The terminal's own record, as a tester would copy it."""
    rows = ["时间,包名,行为,流量"]
    for line in phone.lines.get(PROBE, []):
        if line["act"] == "network" and "record" in phone.can:
            moment = datetime.fromtimestamp(int(str(line["at_ms"])) / 1000, SHANGHAI)
            rows.append(f"{moment:%Y-%m-%d %H:%M},{PROBE},联网,")
            rows.append(f"{moment:%Y-%m-%d %H:%M},{PROBE},流量,1536")
    return "\n".join(rows) + "\n"


RECORDING = Path(__file__).parent / "recordings" / "terminal"
