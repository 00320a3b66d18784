"""The device run that lies beside the demonstration's newest 拾光记账: a session, calls, traffic, motion.

    python -m tools.demo_run               # writes python/mingjian/platform/demo/files/shiguang-run.zip

What it records is what shiguang-3.apk does: its push SDK reads before consent, its shake listener waits for
a real shake, places and contacts are taken when the user asks. Everything is our own and says 演示.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from tools import motions
from tools.demo_packages import FILES
from tools.screens import START_NS, Shown, View, button, recorded, v

PACKAGE = "cn.shiguang.ledger"
NAME = "shiguang-run.zip"
SHANGHAI = timezone(timedelta(hours=8))
LAUNCHED = datetime.fromtimestamp(START_NS / 1e9, UTC).astimezone(SHANGHAI) - timedelta(seconds=1)
AGREED_S = 9.8
"""When 同意 was touched, in seconds after the launch."""
_PUSH = "cn.tuisong.hub.DeviceInfo.collect(DeviceInfo.java:13) cn.tuisong.hub.PushHub.init(PushHub.java:10)"
_BOOT = f"{_PUSH} cn.shiguang.ledger.LedgerApp.onCreate(LedgerApp.java:10)"
_LATER = f"{_PUSH} cn.shiguang.ledger.SyncService.onStartCommand(SyncService.java:21)"
_PLACE = "cn.shiguang.ledger.MainActivity.rememberPlace(MainActivity.java:96)"
_FRIENDS = "cn.shiguang.ledger.MainActivity.countFamily(MainActivity.java:88)"
CALLS: tuple[tuple[float, str, str, str], ...] = (
    (0.410, "android.provider.Settings$Secure.getString", "android_id", _BOOT),
    (0.660, "android.content.pm.PackageManager.getInstalledPackages", "0", _BOOT),
    (2.190, "android.provider.Settings$Secure.getString", "android_id", _LATER),
    (5.020, "android.provider.Settings$Secure.getString", "android_id", _LATER),
    (11.260, "android.provider.Settings$Secure.getString", "android_id", _LATER),
    (18.700, "android.location.LocationManager.getLastKnownLocation", "gps", _PLACE),
    (27.400, "android.content.ContentResolver.query", "content://com.android.contacts/contacts", _FRIENDS),
)
SENT: tuple[tuple[float, str, str, dict[str, object]], ...] = (
    (
        0.930,
        "POST",
        "https://reg.tuisong.example/v4/dev",
        {"aid": "9f3c1a7be24de81b", "pkgs": 86, "consent": 0},
    ),
    (12.100, "POST", "https://reg.tuisong.example/v4/dev", {"aid": "9f3c1a7be24de81b", "consent": 1}),
    (14.300, "POST", "https://api.shiguang.example/ledger/sync", {"entries": 3}),
    (19.200, "POST", "https://api.shiguang.example/place", {"latitude": 30.274151, "longitude": 120.155150}),
    (30.500, "GET", "https://static.shiguang.example/themes/2.json", {}),
)
_DARK, _GREEN = "#12372a", "#2e7d5b"
_AD = v("广告", (12, 744, 32, 18), size=12, color="#dddddd")


def _splash() -> Shown:
    close = v("跳过", (304, 40, 44, 44), id="ad_close", click=True, fill="#1f5a44", color="#ffffff")
    words = v("记一笔，看清每一天", (40, 300, 280, 60), size=26, color="#ffffff")
    views = (words, _AD, close)
    return Shown(views, package=PACKAGE, ground=_DARK, after_s=0.2, picture=True)


def _home(**more: object) -> Shown:
    told: dict[str, object] = {"picture": True, "package": PACKAGE}
    rows: tuple[View, ...] = (
        v("拾光记账", (16, 40, 160, 32), size=22, color=_GREEN),
        v("三月支出 1,284.50 元", (16, 96, 328, 40), size=18),
        v("早餐　8.00 元", (16, 156, 328, 48), click=True),
        v("地铁　4.00 元", (16, 212, 328, 48), click=True),
        button("记一笔", (16, 612, 328, 48), fill=_GREEN),
        v("添加地点", (16, 676, 156, 48), click=True, color=_GREEN),
        v("邀请好友", (188, 676, 156, 48), click=True, color=_GREEN),
        v("我的", (300, 730, 60, 44), click=True),
    )
    return Shown(rows, **(told | more))  # type: ignore[arg-type]


def _asked() -> Shown:
    inside = (
        v("个人信息保护提示", (54, 236, 252, 30), size=18),
        v(
            "欢迎使用拾光记账。为提供记账与同步服务，我们会处理您的账号和账目。请您阅读并同意《用户协议》和《隐私政策》后开始使用。",
            (54, 276, 252, 140),
        ),
        v("不同意", (54, 470, 120, 44), click=True, color="#555555"),
        button("同意", (186, 470, 120, 44), fill=_GREEN),
    )
    return replace(
        _home(), views=inside, under=_home().views, window=(30, 216, 300, 320), after_s=AGREED_S - 1.2,
        tap="同意",
    )  # fmt: skip


SCREENS = (
    _splash(),
    _asked(),
    _home(after_s=2.4),
    _home(after_s=5.4, tap="添加地点", picture=False),
    _home(after_s=8.6, tap="邀请好友", picture=False),
    _home(after_s=9.0),
)
_ACTIVITY = f"{PACKAGE}/.MainActivity"
EVENTS: tuple[tuple[float, str, str], ...] = (
    (0.05, "process_start", "activity"),
    (0.10, "foreground", f"{PACKAGE}/.SplashActivity"),
    (1.05, "foreground", _ACTIVITY),
    (1.20, "permission_request", "android.permission.CAMERA"),
    (1.20, "permission_request", "android.permission.READ_CONTACTS"),
    (1.20, "permission_request", "android.permission.ACCESS_FINE_LOCATION"),
    (18.7, "permission_use", "FINE_LOCATION"),
    (27.4, "permission_use", "READ_CONTACTS"),
    (60.0, "background", _ACTIVITY),
    (300.0, "process_end", "cached"),
)


def calls() -> str:
    """What a hooking tool saw, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("时间", "包名", "函数", "参数", "堆栈"))
    for at, api, args, stack in CALLS:
        moment = (LAUNCHED + timedelta(seconds=at)).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        writer.writerow((moment, PACKAGE, api, args, stack))
    return out.getvalue()


def events() -> str:
    """What the device's log says, as our own lines."""
    rows = [
        {"at_ns": START_NS + round((at - 1) * 1e9), "kind": kind, "package": PACKAGE, "what": what}
        for at, kind, what in EVENTS
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def traffic() -> str:
    """What was sent, as a HAR."""
    entries = [_entry(*one) for one in SENT]
    log = {"version": "1.2", "creator": {"name": "演示", "version": "1"}, "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False, indent=1)


def _entry(at: float, method: str, url: str, body: dict[str, object]) -> dict[str, object]:
    text = json.dumps(body) if body else ""
    request: dict[str, object] = {
        "method": method, "url": url, "httpVersion": "HTTP/2", "queryString": [], "cookies": [],
        "headers": [{"name": "User-Agent", "value": f"{PACKAGE}/1.2.0 okhttp/4.12.0"}],
        "headersSize": -1, "bodySize": len(text),
    }  # fmt: skip
    if text:
        request["postData"] = {"mimeType": "application/json", "text": text}
    return {
        "startedDateTime": (LAUNCHED + timedelta(seconds=at)).isoformat(timespec="milliseconds"),
        "time": 42, "request": request, "cache": {}, "timings": {"send": 1, "wait": 40, "receive": 1},
        "response": {
            "status": 200, "statusText": "", "httpVersion": "HTTP/2", "headers": [], "cookies": [],
            "content": {"size": 2, "mimeType": "application/json", "text": "{}"}, "redirectURL": "",
            "headersSize": -1, "bodySize": 2,
        },
    }  # fmt: skip


def motion() -> dict[str, str]:
    """A real shake that jumps, and a walk that does not."""
    start = START_NS / 1e9 - 0.7
    recorder = motions.Recorder(seed=7)
    return {
        "shake.csv": motions.csv(motions.shake(16.4, 42.0, 3.2, recorder), recorder, start=start),
        "walking.csv": motions.csv(motions.walking(12.0, 3), recorder, start=start + 60),
    }


def main() -> None:
    """Writes the run; the same bytes each time."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        recorded(folder, SCREENS, package=PACKAGE, first_run=True)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    texts = {"calls.csv": calls(), "events.jsonl": events(), "traffic.har": traffic(), **motion()}
    texts["getprop.txt"] = "[persist.sys.timezone]: [Asia/Shanghai]\n[ro.build.version.release]: [14]\n"
    files |= {name: text.encode() for name, text in texts.items()}
    with zipfile.ZipFile(FILES / NAME, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(
                zipfile.ZipInfo(f"shiguang-run/{name}", (2026, 3, 1, 10, 0, 0)), content, zipfile.ZIP_DEFLATED
            )


if __name__ == "__main__":
    main()
