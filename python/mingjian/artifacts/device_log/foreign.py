"""Files that often lie beside records of a run and are none: each named, with what to hand in instead.

The reasons stand in `words.py`, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.words import WHY


def _starts(*marks: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\A(?:" + b"|".join(marks) + rb")")


_PLIST = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist"
_KNOWN: dict[str, tuple[re.Pattern[bytes], int]] = {
    "plist": (_starts(rb"bplist", _PLIST), 90),
    "android_backup": (_starts(rb"ANDROID BACKUP\n"), 98),
    "tombstone": (re.compile(rb"\A(?:.*\n){0,12}?\*\*\* \*\*\* \*\*\* \*\*\*"), 90),
    "tombstone_pb": (
        re.compile(rb"\A[\x08-\x12][\s\S]{0,200}release-keys|\A\x08\x01\x12[\s\S]{1,3}[\w.-]+/"),
        50,
    ),
    "sqlite": (_starts(rb"SQLite format 3\x00"), 90),
    "dex": (_starts(rb"dex\n"), 90),
    "elf": (_starts(rb"\x7fELF"), 90),
    "pcap": (_starts(rb"\xd4\xc3\xb2\xa1", rb"\xa1\xb2\xc3\xd4", rb"\x0a\x0d\x0d\x0a"), 90),
    "packed": (_starts(rb"\x1f\x8b", rb"7z\xbc\xaf\x27\x1c", rb"Rar!", rb"\xfd7zXZ", rb"BZh"), 90),
    "pdf": (_starts(rb"%PDF-"), 90),
    "video": (re.compile(rb"\A[\s\S]{4}ftyp"), 90),
    "bugreport_entry": (re.compile(rb"\A(?:dumpstate|bugreport)[\w.-]*\.txt\s*\Z"), 95),
}


def _nothing(source: Input, out: Reading) -> None:
    """Never called: a format with `why` is not read."""
    del source, out


def _format(name: str, sniff: Callable[[Head], int]) -> Format:
    return Format(name=name, sniff=sniff, read=_nothing, why=WHY[name][1])


def _by_mark(mark: re.Pattern[bytes], sure: int) -> Callable[[Head], int]:
    return lambda head: sure if mark.search(head.data[:4096]) else 0


def _battery(head: Head) -> int:
    return 60 if re.match(r"\s*+(?:\S.*\n)?\s*+Battery History \(", head.text) else 0


def _dump(head: Head) -> int:
    return (
        50
        if re.search(r"\A\s*+[A-Z][A-Z ]{1,99} (?:MANAGER|SERVICE)[A-Z ]{0,99} \(dumpsys \w+\)", head.text)
        else 0
    )


def _json(head: Head) -> int:
    return 5 if head.text.lstrip()[:1] in ("{", "[") and head.text.strip() else 0


FORMAT = (
    *(_format(name, _by_mark(mark, sure)) for name, (mark, sure) in _KNOWN.items()),
    _format("battery_history", _battery),
    _format("dump_unread", _dump),
    _format("json_unread", _json),
)
