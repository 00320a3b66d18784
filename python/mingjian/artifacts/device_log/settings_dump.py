"""`settings list global|secure|system`: lines `name=value`; and `dumpsys settings`' lines of the same."""

from __future__ import annotations

import re

from mingjian.artifacts.device_log.event import Setting
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.mask import masked
from mingjian.artifacts.device_log.reading import Reading

_LINE = re.compile(r"([A-Za-z][\w.:/-]{1,120})=(.*)$")
_DUMPED = re.compile(r"_id:\S+ name:(\S+) (?:pkg:\S+ )?value:(.*?)(?: default:.*)?$")
_SPACE = re.compile(r"(?:^|[^a-z])(global|secure|system)(?:[^a-z]|$)")
_HEADING = re.compile(r"(GLOBAL|SECURE|SYSTEM) SETTINGS")
_SECRET = re.compile(
    r"android_id|serial|imei|meid|(?:^|_)mac(?:$|_)|address|bluetooth_name|device_name|token|password|account"
    r"|(?:secret|private|api|access)_?key|phone_?number"
)
"""Settings that name the device, its user or a secret."""
MAX_ROWS = 20_000


def read(source: Input, out: Reading) -> None:
    """Settings; what names the device or a secret keeps its name alone."""
    named = _SPACE.search(out.path.lower().rpartition("/")[2])
    space, rows = named[1] if named else "", 0
    for number, line in source.lines():
        if heading := _HEADING.match(line):
            space = heading[1].lower()
            continue
        found = _DUMPED.match(line.strip()) or _LINE.match(line)
        if found is None:
            if line.strip():
                out.told("line_unreadable", number)
            continue
        rows += 1
        if rows > MAX_ROWS:
            out.told("too_many", number)
            return
        value = "" if _SECRET.search(found[1].lower()) else masked(found[2])[:500]
        out.keep(Setting(space=space, name=found[1], value=value, source=out.path))


def sniff(head: Head) -> int:
    """Whether nearly every line is `name=value`, with names as settings have them."""
    rows = [row for row in head.text.splitlines()[:200] if row.strip()]
    good = sum(1 for row in rows if _LINE.match(row) and " " not in row.partition("=")[0])
    return 55 if good >= 3 and good >= len(rows) * 0.9 else 0


FORMAT = Format(name="settings", sniff=sniff, read=read, sections=("settings",))
