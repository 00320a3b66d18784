"""Our own stream as lines of JSON, one event a line: what `mingjian device import` writes, read again."""

from __future__ import annotations

import msgspec

from mingjian.artifacts.device_log.event import Event
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.reading import Reading

_decode = msgspec.json.Decoder(Event).decode
MOST_STACK = 256
MOST_ARGS = 64


def read(source: Input, out: Reading) -> None:
    """Every line that is an event; others are told."""
    for number, line in source.lines():
        if not line.strip():
            continue
        try:
            event = _decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            out.told("line_unreadable", number)
            continue
        out.event(
            event.kind,
            event.package,
            event.what,
            at_ns=event.at_ns,
            line=number,
            precision_ns=max(0, event.precision_ns),
            process=event.process,
            uid=event.uid,
            caller=event.caller,
            cause=event.cause,
            duration_ns=event.duration_ns,
            foreground=event.foreground,
            count=max(1, event.count),
            stack=event.stack[:MOST_STACK],
            args=event.args[:MOST_ARGS],
        )


def sniff(head: Head) -> int:
    """Whether its first line is an event."""
    first = next((line for line in head.text.splitlines() if line.strip()), "")
    try:
        _decode(first)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return 0
    return 95


FORMAT = Format(name="event_lines", sniff=sniff, read=read)
