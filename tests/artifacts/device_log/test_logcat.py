"""Logs in every form logcat prints: processes, what is before the user, who started whom, what was answered."""

# ruff: noqa: E501 - records as devices write them

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.log import open_evidence

START = "am_proc_start: [0,4321,10234,com.example.app,broadcast,{com.example.app/.Boot}]"
EVENTS = f"""--------- beginning of events
03-01 10:00:00.000   900   920 I boot_progress_start: 3210
03-01 10:00:05.100   900   920 I {START}
03-01 10:00:06.100   900   920 I am_create_service: [0,123,com.example.app/.Push,10234,4321]
03-01 10:00:10.000   900   920 I wm_create_activity: [0,12,5,com.example.app/.Main,android.intent.action.MAIN,NULL,NULL,2]
03-01 10:00:10.100   900   920 I wm_set_resumed_activity: [0,com.example.app/.Main,x]
03-01 10:00:11.000   900   920 I wm_create_activity: [0,13,5,com.android.permissioncontroller/.permission.ui.GrantPermissionsActivity,android.content.pm.action.REQUEST_PERMISSIONS,NULL,NULL,0]
03-01 10:00:11.100   900   920 I wm_set_resumed_activity: [0,com.android.permissioncontroller/.permission.ui.GrantPermissionsActivity,x]
03-01 10:00:12.100   900   920 I wm_set_resumed_activity: [0,com.example.app/.Main,x]
03-01 10:00:20.100   900   920 I power_screen_state: [0,2,0,0,434]
03-01 10:00:21.100   900   920 I wm_resume_activity: [0,12,5,com.example.app/.Main]
03-01 10:00:22.100   900   920 I am_kill : [0,4321,com.example.app,900,remove task, by user,123]
03-01 10:00:22.200   900   920 I am_proc_died: [0,4321,com.example.app,900,19]
"""
PLAIN = """--------- beginning of system
2026-03-01 10:00:05.102  900  920 I ActivityManager: Start proc 4321:com.example.app/u0a234 for broadcast {com.example.app/.Boot} caller=com.other.app
2026-03-01 10:00:30.000  900  920 I ActivityTaskManager: START u0 {act=android.intent.action.VIEW dat=market://details?id=com.other cmp=com.huawei.appmarket/.MarketActivity} with LAUNCH_MULTIPLE from uid 10234 (BAL_ALLOW_VISIBLE_WINDOW) result code=0
2026-03-01 10:00:31.000  900  920 I AutoStartManagerService: MIUILOG- Reject RestartService packageName :com.example.app uid : 10234
2026-03-01 10:00:32.000 2900 2920 V GrantPermissionsViewModel: Permission grant result requestId=-1 callingUid=10234 callingPackage=com.example.app permission=android.permission.READ_CONTACTS isImplicit=false result=6 isPermissionRationaleShown=false
2026-03-01 10:00:33.000  900  920 E ClipboardService: Denying clipboard access to com.example.app, application is not in focus nor is it a system service for user 0
2026-03-01 10:00:34.000  900  920 W ActivityManager: Background start not allowed: service Intent { cmp=com.example.app/.S } to com.example.app/.S from pid=1 uid=10234 pkg=com.example.app startFg?=false
2026-03-01 10:00:35.000  900  920 I ActivityManager: Force stopping com.example.new appid=10299 user=-1: installPackageLI
"""


def _read(
    tmp_path: Path, zone: str = "Asia/Shanghai", **files: str
) -> tuple[list[Event], dict[str, list[str]]]:
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text)
    with open_evidence(tmp_path, zone=zone, year=2026) as log:
        return list(log.events()), {source.format: [t.code for t in source.told] for source in log.sources}


def test_events(tmp_path: Path) -> None:
    events, told = _read(tmp_path, events=EVENTS)
    assert told == {"events_log": []}
    assert [(e.kind, e.package, e.what) for e in events] == [
        ("mark", "", "reboot"),
        ("process_start", "com.example.app", "broadcast"),
        ("component_start", "com.example.app", "com.example.app/com.example.app.Push"),
        ("component_start", "com.example.app", "com.example.app/com.example.app.Main"),
        ("foreground", "com.example.app", "com.example.app/com.example.app.Main"),
        # The dialog lies over the app, which stays in sight, until the screen goes dark.
        ("permission_request", "com.example.app", ""),
        ("background", "com.example.app", ""),
        ("foreground", "com.example.app", "com.example.app/com.example.app.Main"),
        ("process_end", "com.example.app", "remove task, by user"),
        ("background", "com.example.app", ""),
    ]
    assert events[1].at_ns == 1772330405_100_000_000
    assert (events[1].cause, events[1].uid) == ("com.example.app/com.example.app.Boot", 10234)


def test_plain(tmp_path: Path) -> None:
    events, told = _read(tmp_path, plain=PLAIN)
    assert told == {"logcat": []}
    assert [(e.kind, e.package, e.what, e.caller) for e in events] == [
        ("process_start", "com.example.app", "broadcast", "com.other.app"),
        ("component_start", "com.huawei.appmarket", "com.huawei.appmarket/com.huawei.appmarket.MarketActivity", "com.example.app"),
        ("jump", "com.example.app", "com.huawei.appmarket/com.huawei.appmarket.MarketActivity", ""),
        ("permission_denied", "com.example.app", "START_IN_BACKGROUND", ""),
        ("permission_refusal", "com.example.app", "android.permission.READ_CONTACTS", ""),
        ("permission_denied", "com.example.app", "READ_CLIPBOARD", ""),
        ("permission_denied", "com.example.app", "START_IN_BACKGROUND", ""),
        ("install", "com.example.new", "installPackageLI", ""),
    ]  # fmt: skip


def test_two_logs_that_tell_one_start_count_it_once(tmp_path: Path) -> None:
    events, _ = _read(tmp_path, events=EVENTS, plain=PLAIN)
    starts = [e for e in events if e.kind == "process_start"]
    assert len(starts) == 1
    # Who asked for it stands in the plain log alone, and is kept.
    assert "com.other.app" in {e.caller for e in events}


@pytest.mark.parametrize(
    "line",
    [
        f"03-01 10:00:05.100   900   920 I {START}",
        f"03-01 10:00:05.100000   900   920 I {START}",
        f"03-01 10:00:05.100  1000   900   920 I {START}",
        f"2026-03-01 10:00:05.100 +0800   900   920 I {START}",
        f"03-01 02:00:05.100 +0000   900   920 I {START}",
        f"         1772330405.100   900   920 I {START}",
        f"2026-03-01 10:00:05.100 900-920/system_process I/{START}",
        f"03-01 10:00:05.100 I/{START.replace(': ', '(  900): ', 1)}",
        "03-01 10:00:05.100 I/[30014](  900): [0,4321,10234,com.example.app,broadcast,com.example.app/.Boot]",
        f"[ 03-01 10:00:05.100   900:  920 I/am_proc_start ]\n{START.partition(': ')[2]}\n",
    ],
)
def test_every_form_of_a_line_says_the_same(tmp_path: Path, line: str) -> None:
    events, _ = _read(tmp_path, events="--------- beginning of events\n" + line + "\n")
    assert [(e.kind, e.package, e.what, e.cause, e.uid, e.at_ns) for e in events] == [
        ("process_start", "com.example.app", "broadcast", "com.example.app/com.example.app.Boot", 10234, 1772330405_100_000_000)
    ]  # fmt: skip


def test_times_since_boot_or_none_are_kept_without_a_place(tmp_path: Path) -> None:
    events, told = _read(
        tmp_path, events=f"    1234.100   900   920 I {START}\nI/{START.replace(': ', '(  900): ', 1)}\n"
    )
    assert [e.at_ns for e in events] == [None, None]
    assert told == {"events_log": ["time_since_boot", "no_time"]}


def test_a_clock_set_back_is_told_and_order_kept_by_line(tmp_path: Path) -> None:
    rows = ["10:00:05.000", "10:00:04.999", "08:00:00.000", "08:00:01.000"]
    text = "".join(
        f"03-01 {at} 900 920 I am_create_service: [0,1,com.example.app/.S{n},10234,1]\n"
        for n, at in enumerate(rows)
    )
    events, told = _read(tmp_path, events=text)
    assert [e.what[-1] for e in events] == ["0", "1", "2", "3"]
    assert told == {"events_log": ["clock_jump"]}


def test_without_a_zone_nothing_is_guessed(tmp_path: Path) -> None:
    events, told = _read(tmp_path, zone="", events=EVENTS)
    assert told == {"events_log": ["zone_unknown"]}
    assert events[1].at_ns == (1772330405 + 8 * 3600) * 10**9 + 100_000_000  # as if the device ran on UTC


def test_reports_of_two_zones_each_stand_on_their_own_clock(tmp_path: Path) -> None:
    for name, zone in (("a", "Asia/Shanghai"), ("b", "Asia/Tokyo")):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(
                "getprop.txt", f"[ro.product.model]: [{name}]\n[persist.sys.timezone]: [{zone}]\n"
            )
            archive.writestr(
                "events.txt",
                f"03-01 10:00:05.100 900 920 I {START}\n".replace("com.example.app", f"com.{name}.c"),
            )
    with open_evidence(tmp_path, year=2026) as log:
        at = {event.package: event.at_ns for event in log.events()}
        assert at["com.a.c"] == 1772330405_100_000_000
        assert at["com.b.c"] == 1772330405_100_000_000 - 3600 * 10**9
        assert [(told.code, told.detail) for told in log.told] == [
            ("zones_mixed", "Asia/Shanghai, Asia/Tokyo")
        ]


def test_calls_a_hook_logs(tmp_path: Path) -> None:
    rows = [
        "I ActivityManager: Start proc 77:com.example.app/u0a234 for activity {com.example.app/.Main}",
        "I PrivacyOfficer: msg : getDeviceId-获取设备id-tms-dalvik.system.VMStack.getThreadStackTrace() -2 <- ",
        "I PrivacyOfficer: com.yl.lib.sentry.hook.util.PrivacyUtil$Util.getStackTrace() 14 <- ",
        "I PrivacyOfficer: android.telephony.TelephonyManager.getDeviceId() 1,629 <- ",
        "I PrivacyOfficer: com.sdk.Stat.collect() 12 <- ",
        "I PrivacyOfficer: msg : 点击隐私协议确认-点击隐私协议确认-点击隐私协议确认",
    ]
    events, _ = _read(
        tmp_path, plain="".join(f"2026-03-01 10:00:0{n}.000 77 77 {row}\n" for n, row in enumerate(rows))
    )
    call, mark = events[-2:]
    assert (call.kind, call.package, call.what, call.cause) == (
        "api_call",
        "com.example.app",
        "getDeviceId",
        "获取设备id",
    )
    assert call.stack == ("android.telephony.TelephonyManager.getDeviceId(1629)", "com.sdk.Stat.collect(12)")
    assert (mark.kind, mark.what) == ("mark", "consent")


def test_a_uid_without_a_name_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(
        "2026-03-01 10:00:00.000 900 920 I ActivityTaskManager: START u0 {act=android.intent.action.VIEW dat=market://details?id=com.x} from uid 10158 on display 0\n"
    )
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        assert [(e.kind, e.package, e.what) for e in log.events()] == [
            ("jump", "uid:10158", "market://details?id=com.x")
        ]
        assert log.packages() == {}


def test_lines_of_many_androids(tmp_path: Path) -> None:
    rows = {
        "am_crash: [555,0,com.a,9484,java.lang.NullPointerException,msg,A.java,3]": (
            "process_end",
            "com.a",
            "crash java.lang.NullPointerException",
            "",
        ),
        "am_on_resume_called: [0,com.a.Main,LAUNCH_ACTIVITY]": None,
        "notification_enqueue: [10234,555,com.a,7,tag 13912345678,0,Notification(x),1]": (
            "notification",
            "com.a",
            "7 tag 139****5678",
            "update",
        ),
        "ActivityManager: Start proc 1234:com.a:push/u0a234 for content provider com.a/.P": (
            "process_start",
            "com.a",
            "content provider",
            "com.a/com.a.P",
        ),
        "ActivityManager: Start proc 1235:com.b/u0a235 for restart com.b": (
            "process_start",
            "com.b",
            "restart",
            "",
        ),
        "ActivityManager: Killing 1234:com.a:push/u0a234 (adj 900): empty for 1800s": (
            "process_end",
            "com.a",
            "empty for 1800s",
            "ActivityManager",
        ),
        "ActivityManager: Process com.a:push (pid 1234) has died: cch  CRE": None,
        "BroadcastQueue: Background execution not allowed: receiving Intent { act=android.intent.action.PACKAGE_ADDED } to com.a/.Receiver": (
            "permission_denied",
            "com.a",
            "START_IN_BACKGROUND",
            "android.intent.action.PACKAGE_ADDED com.a/com.a.Receiver",
        ),
        "ActivityTaskManager: Background activity launch blocked! goo.gle/android-bal [callingPackage: com.a; intent: Intent { act=android.intent.action.VIEW cmp=com.a/.Pop }; ]": (
            "permission_denied",
            "com.a",
            "START_ACTIVITY_IN_BACKGROUND",
            "android.intent.action.VIEW com.a/com.a.Pop",
        ),
        "ActivityManager: Permission Denial: opening provider com.android.providers.contacts.ContactsProvider2 from ProcessRecord{1 555:com.a/u0a234} (pid=555, uid=10234) requires android.permission.READ_CONTACTS": (
            "permission_denied",
            "com.a",
            "android.permission.READ_CONTACTS",
            "denial",
        ),
        "DownloadManager: [12] Starting https://dl.example.cn/a.apk for com.a": (
            "download",
            "com.a",
            "https://dl.example.cn/a.apk",
            "DownloadManager",
        ),
    }
    events, _ = _read(
        tmp_path,
        plain="".join(f"2026-03-01 10:{n:02}:00.000 900 920 I {row}\n" for n, row in enumerate(rows)),
    )
    wanted = [row for row in rows.values() if row is not None]
    assert [(e.kind, e.package, e.what) for e in events] == [row[:3] for row in wanted]
    assert [e.cause for e in events if e.kind != "process_end"] == [
        row[3] for row in wanted if row[0] != "process_end"
    ]
