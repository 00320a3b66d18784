"""Dumps of packages, activities and usage as Android 12 to 15 print them."""

# ruff: noqa: E501 - records as devices write them

from __future__ import annotations

from pathlib import Path

from mingjian.artifacts.device_log.event import Event, Granted, Installed
from mingjian.artifacts.device_log.log import open_evidence

TEN = 1772330400 * 10**9
"""2026-03-01 10:00 in Shanghai."""
PACKAGES = """Packages:
  Package [com.a.b] (1a2b):
    appId=10234
    pkg=Package{4be com.a.b}
    codePath=/data/app/~~x==/com.a.b-y==
    versionCode=700 minSdk=21 targetSdk=34
    versionName=7.0.0
    flags=[ HAS_CODE ALLOW_CLEAR_USER_DATA ALLOW_BACKUP ]
    timeStamp=2026-03-01 10:00:00
    lastUpdateTime=2026-03-02 10:00:00
    installerPackageName=com.huawei.appmarket
    installerAttributionTag=null
    signatures=PackageSignatures{6c98c74 version:3, signatures:[b378e95c], past signatures:[]}
    installPermissionsFixed=true
    declared permissions:
      com.a.b.permission.X: prot=signature
    requested permissions:
      android.permission.CAMERA
      android.permission.READ_EXTERNAL_STORAGE: restricted=true
    install permissions:
      android.permission.INTERNET: granted=true
    User 0: ceDataInode=1234 deDataInode=3 installed=true hidden=false suspended=false distractionFlags=0 stopped=false notLaunched=false enabled=0 instant=false virtual=false quarantined=false
      installReason=4
      firstInstallTime=2026-03-01 10:00:00
      uninstallReason=0
      overlay paths:
        /product/overlay/x.apk
      gids=[3003]
      runtime permissions:
        android.permission.CAMERA: granted=true, flags=[ USER_SET|USER_SENSITIVE_WHEN_GRANTED|USER_SENSITIVE_WHEN_DENIED]
        android.permission.POST_NOTIFICATIONS: granted=false, flags=[ USER_SET USER_FIXED]
      disabledComponents:
        com.a.b.Boot
      enabledComponents:
        com.a.b.Alias
    User 10: ceDataInode=0 installed=false hidden=false suspended=false stopped=true notLaunched=true enabled=0
      runtime permissions:
        android.permission.CAMERA: granted=false, flags=[ ]

Hidden system packages:
  Package [com.sys.app] (1a2c):
    appId=10001
    versionCode=1 minSdk=21 targetSdk=34
Queries:
  system apps queryable: false
"""
ACTIVITIES = """ACTIVITY MANAGER BROADCAST STATE (dumpsys activity broadcasts)
  Historical broadcasts [foreground]:
  Historical Broadcast foreground #0:
    BroadcastRecord{8a9b u0 android.intent.action.BOOT_COMPLETED} to user 0
    Intent { act=android.intent.action.BOOT_COMPLETED flg=0x89000010 }
    caller=android 900:system/1000 pid=900 uid=1000
    enqueueClockTime=2026-03-01 09:00:30.000 dispatchClockTime=2026-03-01 09:00:31.500
    Deliver +12ms #0: (manifest)
      priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
      ActivityInfo:
        name=com.example.app.BootReceiver
        packageName=com.example.app
    Skip     #1: (manifest)
      ActivityInfo:
        name=com.example.no.BootReceiver
        packageName=com.example.no
    Receiver #2: ResolveInfo{1d2e com.example.old/.Boot m=0x108000}

ACTIVITY MANAGER SERVICES (dumpsys activity services)
  User 0 active services:
  * ServiceRecord{c0ffee u0 com.example.app/.PushService c:com.other.app}
    intent={cmp=com.example.app/.PushService}
    packageName=com.example.app
    createTime=-1h0m0s0ms startingBgTimeout=--
    recentCallingPackage=com.other.app
ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)
    * Hist  #0: ActivityRecord{1234 u0 com.example.app/.Main t55}
        packageName=com.example.app processName=com.example.app
        launchedFromUid=10034 launchedFromPackage=com.miui.home launchedFromFeature=null userId=0
--------- 0.5s was the duration of dumpsys activity, ending at: 2026-03-01 11:00:00
"""
USAGE = """user=0
  Last 24 hour events (timeRange="2/28/2026, 10:00 AM – 3/1/2026, 10:00 AM")
    time="2026-03-01 09:00:00" type=DEVICE_STARTUP package=android flags=0x0
    time="2026-03-01 10:00:00" type=ACTIVITY_RESUMED package=com.example.app class=com.example.app.Main instanceId=1 taskRootPackage=com.example.app taskRootClass=com.example.app.Main flags=0x0
    time="2026-03-01 10:01:00" type=ACTIVITY_PAUSED package=com.example.app class=com.example.app.Main instanceId=1 flags=0x0
    time="2026-03-01 10:01:00" type=ACTIVITY_RESUMED package=com.android.launcher3 class=com.android.launcher3.Launcher instanceId=1 flags=0x0
    time="2026-03-01 10:02:00" type=FOREGROUND_SERVICE_START package=com.example.app class=com.example.app.Play flags=0x0
    time="2026-03-01 10:03:00" type=STANDBY_BUCKET_CHANGED package=com.example.app standbyBucket=45 reason=f flags=0x0
"""


def _read(tmp_path: Path, text: str, name: str) -> tuple[list[Event], tuple[Installed, ...]]:
    (tmp_path / "dump.txt").write_text(text)
    with open_evidence(tmp_path, zone="Asia/Shanghai") as log:
        assert [(source.format, source.told) for source in log.sources] == [(name, ())]
        return list(log.events()), log.kept(Installed)


def test_packages(tmp_path: Path) -> None:
    events, (kept,) = _read(tmp_path, PACKAGES, "package_dump")
    # Two installs; the image's own copy of a system app says nothing.
    assert [(e.kind, e.what, e.cause, e.caller, e.at_ns) for e in events] == [
        ("install", "", "first", "com.huawei.appmarket", TEN),
        ("install", "7.0.0", "update", "com.huawei.appmarket", TEN + 86400 * 10**9),
    ]
    assert (kept.package, kept.uid, kept.version_code, kept.target_sdk, kept.system) == (
        "com.a.b",
        10234,
        700,
        34,
        False,
    )
    assert kept.requested == ("android.permission.CAMERA", "android.permission.READ_EXTERNAL_STORAGE")
    granted = {one.name.rpartition(".")[2]: one for one in kept.permissions}
    assert granted["INTERNET"] == Granted(name="android.permission.INTERNET", granted=True)
    assert granted["CAMERA"].granted and granted["CAMERA"].runtime  # user 0's, not user 10's
    assert granted["POST_NOTIFICATIONS"].flags == ("USER_SET", "USER_FIXED")
    assert (kept.disabled, kept.enabled, kept.stopped) == (("com.a.b.Boot",), ("com.a.b.Alias",), False)


def test_activities(tmp_path: Path) -> None:
    events, _ = _read(tmp_path, ACTIVITIES, "activity_dump")
    assert [(e.what.rpartition(".")[2], e.cause, e.caller, e.at_ns) for e in events] == [
        ("Main", "activity", "com.miui.home", None),
        ("BootReceiver", "broadcast android.intent.action.BOOT_COMPLETED", "android", TEN - 3570 * 10**9),
        # the receiver that was skipped is not there
        ("Boot", "broadcast android.intent.action.BOOT_COMPLETED", "android", TEN - 3570 * 10**9),
        ("PushService", "service", "com.other.app", TEN),  # an hour before the dump's own date
    ]


def test_usage(tmp_path: Path) -> None:
    events, kept = _read(tmp_path, USAGE, "usage_stats")
    assert [(e.kind, e.package, e.cause) for e in events] == [
        ("mark", "", "DEVICE_STARTUP"),
        ("foreground", "com.example.app", "ACTIVITY_RESUMED"),
        ("background", "com.example.app", "com.android.launcher3/com.android.launcher3.Launcher"),
        ("foreground", "com.android.launcher3", "ACTIVITY_RESUMED"),
        ("component_start", "com.example.app", "foreground service"),
    ]
    assert {one.package: one.standby for one in kept} == {"com.example.app": "RESTRICTED"}
