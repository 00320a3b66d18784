"""`adb shell getprop`: what the device calls itself and which zone its clock runs in."""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.event import Setting
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

_LINE = re.compile(r"\[([A-Za-z0-9_.:@-]{1,128})\]: \[(.*)\]\s*$")
_NAMES = {
    "ro.product.manufacturer": "maker",
    "ro.product.brand": "maker",
    "ro.product.model": "model",
    "ro.build.version.release": "android",
    "persist.sys.timezone": "zone",
}
_SECRET = re.compile(r"serial|imei|meid|mac|bdaddr|\bid\b|phone|ssid", re.IGNORECASE)
"""Properties that name the one device; their values are not kept."""
_OPEN = re.compile(r"\[([A-Za-z0-9_.:@-]{1,128})\]: \[([^\]]*)$")


def sniff(head: Head) -> int:
    """Whether most lines are properties."""
    rows = [row for row in head.text.splitlines()[:40] if row.strip()]
    good = sum(1 for row in rows if _LINE.match(row))
    return 90 if good >= 2 and good >= len(rows) * 0.6 else 0


def read(source: Input, out: Reading) -> None:
    """Device and properties; a value over several lines keeps its first."""
    inside = False
    for number, line in source.lines():
        found = _LINE.match(line)
        if found:
            inside = False
            prop(found[1], found[2], out)
        elif inside:
            inside = not line.endswith("]")
        elif start := _OPEN.match(line):
            inside = True
            prop(start[1], start[2], out)
        elif line.strip():
            out.told("line_unreadable", number)


def prop(name: str, value: str, out: Reading) -> None:
    """Hand on one property."""
    if name in _NAMES:
        out.device.setdefault(_NAMES[name], value)
    elif name == "ro.build.version.sdk" and value.isdecimal() and len(value) < 4:
        out.device.setdefault("api_level", int(value))
    elif name == "ro.sf.lcd_density" and value.isdecimal() and len(value) < 5:
        out.device.setdefault("density_dpi", int(value))
    if not _SECRET.search(name):
        out.keep(Setting(space="property", name=name, value=value[:500], source=out.path))


FORMAT = Format(name="getprop", sniff=sniff, read=read, sections=("SYSTEM PROPERTIES",), early=True)
