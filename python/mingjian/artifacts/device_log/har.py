"""HTTP archives (HAR 1.1 and 1.2) as browsers, Charles, Fiddler, Insomnia, mitmproxy and Proxyman write them.

Read one entry after another, so that two gigabytes need no more memory than two megabytes. Writers differ in
what they leave out; only the request's address is asked for.
Source: http://www.softwareishard.com/blog/har-12-spec/ ; `_webSocketMessages` as Chromium writes them.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from mingjian.artifacts.device_log.exchange import (
    MAX_ANSWER,
    MAX_BODY,
    MAX_FIELD,
    MAX_HEADERS,
    MAX_MESSAGES,
    UNREAD,
    Exchange,
    Exchanges,
    Message,
    Notes,
    decoded,
    header,
    opened,
    take,
)
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.json_stream import Item, items
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import RunClock
from mingjian.errors import ArtifactError

PATH = ("log", "entries")
MAX_SMALL = 8 << 20
"""A file up to this size is parsed whole to tell where it is broken."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Values = dict[str, object]


def read(data: bytes | Path | BinaryIO, *, shown: str = "", clock: RunClock | None = None) -> Exchanges:
    """The requests of a HAR file; `shown` names it in places.

    Iterating raises:
        ArtifactError: `har_not_read` with the offset: not JSON, or JSON without `log.entries`.
    """
    shown = shown or (str(data) if isinstance(data, Path) else "")
    return Exchanges("har", shown, opened(data), _exchanges, clock)


def _exchanges(file: BinaryIO, notes: Notes) -> Iterator[Exchange]:
    head = _Head(file)
    number = 0
    try:
        for item in items(cast(BinaryIO, head), PATH, shown=notes.source):
            number += 1
            made = _entry(item, number, notes)
            if made is not None:
                yield made
    except ArtifactError as wrong:
        if number:
            raise
        offset, detail = head.broken() if wrong.code == "json_no_array" else (None, None)
        if detail is None:
            offset, detail = wrong.offset, f"not evidence we read: {wrong.detail}"
        raise ArtifactError("har_not_read", detail, path=notes.source, offset=offset) from None


class _Head:
    """The file, with its first bytes kept to say where a small one is broken."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kept = b""
        self._more = False

    def read(self, most: int) -> bytes:
        data = self._file.read(most)
        if len(self._kept) + len(data) <= MAX_SMALL:
            self._kept += data
        else:
            self._more = True
        return data

    def broken(self) -> tuple[int | None, str | None]:
        """Byte and reason of the first JSON error of a small file."""
        if self._more:
            return None, None
        text = self._kept.decode("utf-8-sig", "replace")
        try:
            json.loads(text)
        except json.JSONDecodeError as wrong:
            before = len(text[: wrong.pos].encode()) + 3 * self._kept.startswith(b"\xef\xbb\xbf")
            return before, f"not evidence we read: no JSON ({wrong.msg})"
        except RecursionError:
            return None, "not evidence we read: nested too deeply"
        return None, None


def _entry(item: Item, number: int, notes: Notes) -> Exchange | None:
    if item.too_large:
        notes.tell("entry_too_large", number)
        return None
    if item.cut_bytes:
        notes.tell("string_cut", number, f"{item.cut_bytes} bytes")
    entry = _parsed(item.raw)
    if entry is None:
        notes.tell("entry_unreadable", number, f"at {item.offset:#x}")
        return None
    request, response = _dict(entry.get("request")), _dict(entry.get("response"))
    url = _text(request.get("url"))
    if not url:
        notes.tell("entry_without_address", number)
        return None
    if len(url) > MAX_FIELD:
        notes.tell("address_cut", number)
    headers = _pairs(request.get("headers"), number, notes)
    answer_headers = _pairs(response.get("headers"), number, notes)
    post, content = _dict(request.get("postData")), _dict(response.get("content"))
    body, unread = _post(post, header(headers, "content-encoding"), number, notes)
    answer, wrong = decoded(_raw(content), header(answer_headers, "content-encoding"), MAX_ANSWER)
    if wrong == "encoding_broken":
        notes.tell(wrong, number, "answer")
    at_ns = _when(entry.get("startedDateTime"), number, notes)
    status = _number(response.get("status"))
    return Exchange(
        at_ns=at_ns,
        method=_text(request.get("method")).upper()[:32] or "GET",
        url=url[:MAX_FIELD],
        headers=headers,
        body=body,
        body_type=_text(post.get("mimeType"))[:200] or header(headers, "content-type"),
        unread=unread,
        status=status if status and status > 0 else None,
        answer_headers=answer_headers,
        answer_type=_text(content.get("mimeType"))[:200] or header(answer_headers, "content-type"),
        answer=answer,
        request_bytes=_sum(request) if _sum(request) is not None else len(body) or None,
        answer_bytes=_positive(response.get("bodySize")) or _positive(content.get("size")),
        messages=_messages(entry, number, notes),
        server=_text(entry.get("serverIPAddress"))[:64],
        entry=number,
    )


def _parsed(raw: bytes) -> Values | None:
    """The entry; what writers do wrong (control characters, broken UTF-8, NaN) is read all the same."""
    try:
        made: object = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            made = json.loads(raw.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            return None
    return cast(Values, made) if isinstance(made, dict) else None


def _dict(value: object) -> Values:
    return cast(Values, value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, float):
        return int(value) if abs(value) < 1e18 else None
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62 else None


def _positive(value: object) -> int | None:
    found = _number(value)
    return found if found is not None and found > 0 else None


def _sum(request: Values) -> int | None:
    """Bytes of headers and body, where the writer counted either."""
    parts = [part for key in ("headersSize", "bodySize") if (part := _positive(request.get(key)))]
    return sum(parts) if parts else None


def _pairs(value: object, number: int, notes: Notes) -> tuple[tuple[str, str], ...]:
    listed = _list(value)
    if len(listed) > MAX_HEADERS:
        notes.tell("headers_cut", number)
    pairs: list[tuple[str, str]] = []
    for one in listed[:MAX_HEADERS]:
        fields = _dict(one)
        name, told = _text(fields.get("name")), _text(fields.get("value"))
        if name:
            pairs.append((name[:256], told[:MAX_FIELD]))
    return tuple(pairs)


def _post(post: Values, encodings: str, number: int, notes: Notes) -> tuple[bytes, bool]:
    """The body, and whether it stands in an encoding that could not be undone."""
    raw = _raw(post)
    if not raw:
        parts = [_dict(one) for one in _list(post.get("params"))[:MAX_HEADERS]]
        if parts:
            raw = "&".join(f"{_text(one.get('name'))}={_text(one.get('value'))}" for one in parts).encode(
                "utf-8", "replace"
            )
    body, wrong = decoded(raw, encodings, MAX_BODY)
    if encodings and body == raw:
        # some writers put packed bytes into the text as they are, one character a byte
        with suppress(UnicodeEncodeError):
            packed = _text(post.get("text")).encode("latin-1")
            unpacked, other = decoded(packed, encodings, MAX_BODY)
            if unpacked != packed:
                body, wrong = unpacked, other
    if wrong:
        notes.tell(wrong, number, "request")
    return body, wrong in UNREAD


def _raw(content: Values) -> bytes:
    """The text of a body as bytes: base64 where it says so, else as its writer most likely meant them."""
    text = _text(content.get("text"))
    if _text(content.get("encoding")).lower() == "base64":
        try:
            return base64.b64decode(text[: len(text) // 4 * 4] if len(text) % 4 else text)
        except (binascii.Error, ValueError):
            pass
    return as_bytes(text)


def as_bytes(text: str) -> bytes:
    """Bytes that a recorder wrote as text: surrogate escapes and Latin-1 are undone for binary bodies."""
    try:
        if text[:1] and text[:1] < " " and max(text[:4096]) <= "\xff":
            return text.encode("latin-1")
    except UnicodeEncodeError:
        pass
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _when(value: object, number: int, notes: Notes) -> int | None:
    text = _text(value).strip()
    if not text:
        notes.tell("time_missing", number)
        return None
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    except ValueError:
        notes.tell("time_unreadable", number, text[:40])
        return None
    if when.tzinfo is None:
        if notes.clock is not None and notes.clock.known is not None:
            return notes.clock.stamp(text)
        notes.tell("zone_unknown", number)
        return None
    try:
        return (when - _EPOCH) // timedelta(microseconds=1) * 1000
    except OverflowError:
        notes.tell("time_unreadable", number, text[:40])
        return None


def _messages(entry: Values, number: int, notes: Notes) -> tuple[Message, ...]:
    kept: list[Message] = []
    listed = _list(entry.get("_webSocketMessages"))
    for one in listed:
        fields = _dict(one)
        if _text(fields.get("type")) not in ("send", "request"):
            continue
        if len(kept) == MAX_MESSAGES:
            notes.tell("messages_cut", number, f"{len(listed)} messages")
            break
        text = _text(fields.get("data"))
        is_text = _number(fields.get("opcode")) != 2
        data = as_bytes(text)
        if not is_text:
            try:
                data = base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                data = as_bytes(text)
        when = fields.get("time")
        at_ns = int(when * 1e9) if isinstance(when, int | float) and 0 < when < 1e10 else None
        if len(data) > MAX_BODY:
            notes.tell("body_cut", number, "message")
        kept.append(Message(at_ns=at_ns, data=data[:MAX_BODY], text=is_text))
    return tuple(kept)


def _sniff(head: Head) -> int:
    text = head.data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"{"):
        return 0
    named = head.path.lower().endswith(".har")
    if b'"log"' in text[:4096]:
        return 90 if named or b'"entries"' in text or b'"creator"' in text[:8192] else 30
    return 40 if named else 0


def _take(found: Input, reading: Reading) -> None:
    take(read(found.open(), shown=found.path, clock=reading.clock), reading)


FORMAT = Format(name="har", sniff=_sniff, read=_take)
