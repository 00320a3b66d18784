"""What the device can be asked for, by the name plans use: the command, and the file its answer becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mingjian.capture.device.adb import Phone, Ran

DUMPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "appops": ("appops.txt", ("dumpsys appops",)),
    "history": (
        "appops-history.txt",
        ("dumpsys appops --history --include-discrete 1000 --package {package}",),
    ),
    "package": ("package.txt", ("dumpsys package {package}",)),
    "activity": ("activity.txt", ("dumpsys activity",)),
    "usagestats": ("usagestats.txt", ("dumpsys usagestats",)),
    "events": (
        "events.log",
        ("logcat -b events -d -v threadtime -v year -v zone", "logcat -b events -d -v threadtime"),
    ),
    "logcat": ("logcat.txt", ("logcat -d -v threadtime -v year -v zone", "logcat -d -v threadtime")),
    "windows": ("windows.txt", ("dumpsys window windows",)),
    "notifications": ("notification.txt", ("dumpsys notification --noredact", "dumpsys notification")),
    "sensors": ("sensorservice.txt", ("dumpsys sensorservice",)),
    "sensor_privacy": ("sensor_privacy.txt", ("dumpsys sensor_privacy",)),
    "systemui": ("systemui.txt", ("dumpsys activity service com.android.systemui",)),
    "netstats": ("netstats.txt", ("dumpsys netstats --full --uid", "dumpsys netstats detail")),
    "journal": ("journal.jsonl", ("run-as {package} cat files/journal.jsonl",)),
}
"""File name and commands, the best first: an older device does not know every option."""
_REFUSED = (
    "Unknown option",
    "unknown option",
    "Invalid argument",
    "Can't find service",
    "Permission Denial",
    "run-as:",
)


def pull(phone: Phone, what: str, package: str, place: Callable[[str], Path]) -> Iterator[tuple[str, Ran]]:
    """Asks for one dump; its file's name and how it went. What the device refused leaves no file.

    Raises:
        ServiceError: the device is gone.
    """
    name, commands = DUMPS[what]
    path = place(name)
    ran = Ran(code=1, output=b"")
    for command in commands:
        ran = phone.to_file(command.format(package=package), path)
        size = path.stat().st_size
        head = ran.output[:400].decode("utf-8", "replace")
        # dumpsys answers 0 even when it says no; logcat answers 1 for a modifier it does not know
        refused = size < 4096 and (not ran.ok or any(word in head for word in _REFUSED))
        if size and not refused:
            yield path.name, Ran(code=0, output=b"", cut=ran.cut)
            return
        path.unlink()
    yield path.name, Ran(code=1, output=ran.output[:400])
